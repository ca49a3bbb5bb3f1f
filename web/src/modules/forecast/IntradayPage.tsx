// Who steers the day (operations manager, planner, team leader) keeps this open: they see whether the day goes as forecast, what
// is to come of it now, and decide whether to bring people in, move breaks or let people go.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { count, day, decimal, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { usePrefs } from '../../kit/prefs'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { forecastOption } from './chart'
import type { Band, Intraday, QueueIntraday, RunningFigures, SlotIntraday } from './types'

export function IntradayPage() {
  return <Guard permission="forecast.read"><IntradayView /></Guard>
}

const whole = (v: number | null | undefined) => (v === null || v === undefined ? none : count(Math.round(v)))
const off = (came: number | null | undefined, said: number): number | null => (came === null || came === undefined || said <= 0 ? null : (came / said - 1) * 100)
const signed = (v: number | null) => (v === null ? none : `${v >= 0 ? '+' : ''}${decimal(v, 1)} %`)
const span = (b: Band) => `${whole(b.low)} – ${whole(b.high)}`
const refreshMs = 60_000

function IntradayView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const queue = search.queue as string | undefined
  const q = useQuery({
    queryKey: ['forecast', 'intraday', queue ?? ''],
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
    queryFn: ({ signal }) => api.get<Intraday>('/forecast/intraday', { queue }, signal),
  })
  const a = q.data
  if (!a) return <Page title={t('forecast:nav.intraday')}>{q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : <Skeleton />}</Page>
  const queues = a.queues ?? []
  const chosen = queues.find((x) => x.queue_id === queue)
  const makes = <Link to={'/forecasts' as string}><Button>{t('forecast:nav.forecasts')}</Button></Link>
  return (
    <Page title={t('forecast:nav.intraday')} note={t('forecast:intraday.until', { day: day(a.on), time: a.until })}>
      {q.isError && <Note kind="warn">{t('forecast:intraday.old')}</Note>}
      {queues.length === 0 ? (
        <section className="lt-card" aria-label={t('forecast:nav.intraday')}><Empty title={t('forecast:intraday.empty')} reason={t('forecast:intraday.empty_reason')}>{makes}</Empty></section>
      ) : (
        <>
          {a.without && a.without.length > 0 && <Note kind="warn" action={makes}>{t('forecast:intraday.without', { names: a.without.join(t('forecast:intraday.join')) })}</Note>}
          <Summary title={chosen?.name ?? t('forecast:all_queues')} f={a.total} />
          <DayChart slots={a.slots ?? []} title={t('forecast:intraday.slots', { name: chosen?.name ?? t('forecast:all_queues') })} dimmed={q.isPlaceholderData} />
          <Queues rows={queues} selected={chosen?.queue_id} onOpen={(id) => patch({ queue: id === queue ? undefined : id })} />
        </>
      )}
    </Page>
  )
}

function Summary({ title, f }: { title: string; f: RunningFigures }) {
  const { t } = useTranslation()
  return (
    <section className="lt-card" aria-label={title}>
      <div className="lt-card-head"><h2>{title}</h2></div>
      <div className="lt-card-body">
        <DescriptionList
          facts={[
            { label: t('forecast:intraday.actual'), value: whole(f.actual) },
            { label: t('forecast:intraday.past'), value: whole(f.forecast_past) },
            { label: t('forecast:intraday.off'), value: signed(off(f.actual, f.forecast_past)) },
            { label: t('forecast:intraday.rest'), value: `${whole(f.rest)} (${t('forecast:intraday.said', { value: whole(f.forecast_rest) })})` },
            { label: t('forecast:intraday.now'), value: `${whole(f.now)} (${t('forecast:intraday.said', { value: whole(f.forecast) })})` },
            { label: t('forecast:intraday.band'), value: span(f.bands[1]!) },
            { label: t('forecast:intraday.handle'), value: typeof f.actual_handle_s === 'number' ? `${whole(f.actual_handle_s)} (${t('forecast:intraday.said', { value: whole(f.handle_s) })})` : none },
            { label: t('forecast:intraday.work'), value: typeof f.rest_workload_h === 'number' ? `${decimal(f.rest_workload_h, 1)} (${t('forecast:intraday.said', { value: decimal(f.forecast_rest_workload_h, 1) })})` : none },
          ]}
        />
      </div>
    </section>
  )
}

function DayChart({ slots, title, dimmed }: { slots: SlotIntraday[]; title: string; dimmed: boolean }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const rows = useMemo(() => {
    const busy = (s: SlotIntraday) => Boolean(s.forecast || s.actual)
    const first = slots.findIndex(busy)
    return first < 0 ? [] : slots.slice(first, slots.length - [...slots].reverse().findIndex(busy))
  }, [slots])
  const option = useMemo(() => {
    if (rows.length === 0) return undefined
    return forecastOption({
      labels: rows.map((s) => s.at), measure: 'contacts', theme, other: rows.map((s) => s.now ?? null), marked: rows.findIndex((s) => !s.over),
      rows: rows.map((s) => ({ forecast: s.forecast, bands: s.bands, actual: s.actual, handle_s: null, workload_h: null, actual_handle_s: null, actual_workload_h: null })),
      words: { forecast: t('forecast:forecast'), actual: t('forecast:actual'), band80: t('forecast:band80'), band95: t('forecast:band95'), model: t('forecast:model_said'), other: t('forecast:intraday.now_line'), unit: t('forecast:unit.contacts') },
      tip: (i) => {
        const s = rows[i]
        if (!s) return ''
        const lines = [`<b>${s.at}</b>`, `${t('forecast:forecast')} ${decimal(s.forecast)}`]
        if (s.bands) lines.push(`${t('forecast:band95')} ${decimal(s.bands[2]!.low)} – ${decimal(s.bands[2]!.high)}`)
        if (s.actual !== null) lines.push(`${t('forecast:actual')} ${whole(s.actual)}`)
        if (typeof s.now === 'number') lines.push(`${t('forecast:intraday.now_line')} ${decimal(s.now)}`)
        return lines.join('<br/>')
      },
    })
  }, [rows, theme, t])
  const columns: Column<SlotIntraday>[] = [
    { id: 'at', header: t('forecast:interval'), width: 100, pin: true, value: (s) => s.at, cell: (s) => s.at },
    { id: 'actual', header: t('forecast:actual'), width: 110, align: 'right', value: (s) => s.actual, cell: (s) => whole(s.actual) },
    { id: 'forecast', header: t('forecast:forecast'), width: 110, align: 'right', value: (s) => s.forecast, cell: (s) => decimal(s.forecast) },
    { id: 'off', header: t('forecast:intraday.off'), width: 110, align: 'right', value: (s) => off(s.actual, s.forecast), cell: (s) => signed(off(s.actual, s.forecast)) },
    { id: 'band95', header: t('forecast:band95'), width: 150, align: 'right', value: (s) => (s.bands ? `${s.bands[2]!.low} – ${s.bands[2]!.high}` : null), cell: (s) => (s.bands ? span(s.bands[2]!) : none) },
    { id: 'now', header: t('forecast:intraday.now_line'), width: 120, align: 'right', value: (s) => s.now, cell: (s) => decimal(s.now) },
    { id: 'now80', header: t('forecast:intraday.now_band'), width: 150, align: 'right', grow: true, value: (s) => (s.now_bands ? `${s.now_bands[1]!.low} – ${s.now_bands[1]!.high}` : null), cell: (s) => (s.now_bands ? span(s.now_bands[1]!) : none) },
  ]
  return <ChartCard<SlotIntraday> id="forecast.intraday" title={title} option={option} columns={columns} rows={rows} rowKey={(s) => s.at} height={320} dimmed={dimmed} emptyReason={t('forecast:closed_day')} />
}

function Queues({ rows, selected, onOpen }: { rows: QueueIntraday[]; selected?: string; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const number = (id: string, header: string, of: (r: QueueIntraday) => number | null | undefined, cell: (r: QueueIntraday) => string, width = 110): Column<QueueIntraday> => ({ id, header, width, align: 'right', sortable: true, value: of, cell })
  const columns: Column<QueueIntraday>[] = [
    { id: 'name', header: t('forecast:queue'), width: 170, pin: true, sortable: true, value: (r) => r.name, cell: (r) => r.name },
    {
      id: 'state', header: t('forecast:state'), width: 190, sortable: true, value: (r) => Math.abs(r.outside),
      cell: (r) => (Math.abs(r.outside) >= 2 ? <StatusTag tone="warn">{t(r.outside > 0 ? 'forecast:intraday.above' : 'forecast:intraday.below', { n: Math.abs(r.outside) })}</StatusTag> : <StatusTag tone="good">{t('forecast:intraday.within')}</StatusTag>),
    },
    number('actual', t('forecast:intraday.actual'), (r) => r.actual, (r) => whole(r.actual)),
    number('past', t('forecast:intraday.past'), (r) => r.forecast_past, (r) => whole(r.forecast_past)),
    number('off', t('forecast:intraday.off'), (r) => off(r.actual, r.forecast_past), (r) => signed(off(r.actual, r.forecast_past))),
    number('rest', t('forecast:intraday.rest'), (r) => r.rest, (r) => whole(r.rest)),
    number('forecast_rest', t('forecast:intraday.rest_said'), (r) => r.forecast_rest, (r) => whole(r.forecast_rest), 130),
    number('now', t('forecast:intraday.now'), (r) => r.now, (r) => whole(r.now)),
    { id: 'band', header: t('forecast:intraday.band'), width: 150, align: 'right', value: (r) => `${r.bands[1]!.low} – ${r.bands[1]!.high}`, cell: (r) => span(r.bands[1]!) },
    number('handle', t('forecast:intraday.handle'), (r) => r.actual_handle_s, (r) => whole(r.actual_handle_s), 130),
    number('work', t('forecast:intraday.work'), (r) => r.rest_workload_h, (r) => decimal(r.rest_workload_h, 1), 130),
    { id: 'version', header: t('forecast:intraday.version'), width: 180, grow: true, value: (r) => r.version_name, cell: (r) => <Link to={'/forecasts/$id' as string} params={{ id: r.version_id } as never}>{r.version_name}</Link> },
  ]
  return (
    <section className="lt-card" aria-label={t('forecast:queues')}>
      <div className="lt-card-head"><h2>{t('forecast:queues')}</h2><span className="lt-muted">{t('forecast:intraday.choose')}</span></div>
      <DataTable<QueueIntraday> id="forecast.intraday.queues" label={t('forecast:queues')} columns={columns} rows={rows} rowKey={(r) => r.queue_id} selected={selected} onOpen={(r) => onOpen(r.queue_id)} maxHeight={420} />
    </section>
  )
}
