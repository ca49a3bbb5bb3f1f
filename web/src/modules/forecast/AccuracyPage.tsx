// The planner opens this every Monday, the operations manager every month: they decide whether the forecast can be trusted, for
// which queues and how far ahead, and whether changing it by hand is worth the time.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Segmented, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { addDays, count, dateTime, day, decimal, none, percent, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { useSearchState } from '../../kit/useSearchState'
import { versionsQuery } from './queries'
import type { Accuracy, AccuracyRow, Score } from './types'

const bys = ['day', 'week', 'lead', 'interval', 'queue'] as const
type By = (typeof bys)[number]
const share = (v: number | null | undefined) => (v === null || v === undefined ? none : percent(100 * v))

export function AccuracyPage() {
  return <Guard permission="forecast.read"><AccuracyView /></Guard>
}

function AccuracyView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const version = text('version')
  const queue = text('queue')
  const by: By = bys.find((x) => x === text('by')) ?? 'day'
  const range = { from: text('from') ?? addDays(today(), -28), to: text('to') ?? addDays(today(), -1) }
  const versions = useQuery(versionsQuery)
  const tried = (versions.data ?? []).filter((v) => v.first_on < today())
  const q = useQuery({
    queryKey: ['forecast', 'accuracy', version ?? range, queue ?? '', by],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Accuracy>('/forecast/accuracy', { version, queue, by, ...(version ? {} : range) }, signal),
  })
  const name = (r: AccuracyRow) => (by === 'queue' ? r.name || r.key : by === 'day' || by === 'week' ? day(r.key) : by === 'lead' ? t('forecast:accuracy.lead_day', { n: r.key }) : r.key)
  const rows = useMemo(() => q.data?.rows ?? [], [q.data])
  const measure = (id: string, of: (r: AccuracyRow) => number | null | undefined, width = 100, help?: string): Column<AccuracyRow> => ({ id, header: t(`forecast:accuracy.${id}`), width, align: 'right', sortable: true, value: of, cell: (r) => share(of(r)), help })
  const columns: Column<AccuracyRow>[] = [
    { id: 'key', header: t(`forecast:accuracy.by.${by}`), width: 170, pin: true, sortable: true, value: (r) => (by === 'lead' ? Number(r.key) : r.name || r.key), cell: name },
    { id: 'actual', header: t('forecast:actual'), width: 100, align: 'right', sortable: true, value: (r) => r.volume.actual, cell: (r) => count(Math.round(r.volume.actual)) },
    measure('wape', (r) => r.volume.wape, 100, t('forecast:accuracy.wape_help')),
    measure('day_wape', (r) => r.volume.day_wape, 110),
    measure('bias', (r) => r.volume.bias),
    { id: 'mase', header: 'MASE', width: 90, align: 'right', sortable: true, value: (r) => r.volume.mase, cell: (r) => decimal(r.volume.mase, 2), help: t('forecast:accuracy.mase_help') },
    measure('within', (r) => r.volume.within_10_percent, 110),
    measure('coverage_80', (r) => r.volume.coverage_80, 110, t('forecast:accuracy.coverage_help')),
    measure('coverage_95', (r) => r.volume.coverage_95, 110),
    { id: 'pinball', header: t('forecast:accuracy.pinball'), width: 110, align: 'right', sortable: true, value: (r) => r.volume.pinball, cell: (r) => decimal(r.volume.pinball, 2), help: t('forecast:accuracy.pinball_help') },
    measure('model_wape', (r) => r.model.wape, 120, t('forecast:accuracy.model_help')),
    measure('handle_wape', (r) => r.handle.wape, 120),
    measure('handle_bias', (r) => r.handle.bias, 120),
    measure('workload_wape', (r) => r.workload.wape, 120),
    { ...measure('workload_bias', (r) => r.workload.bias, 120), grow: true },
  ]
  const option = useMemo(() => {
    if (rows.length === 0) return undefined
    const line = (label: string, of: (r: AccuracyRow) => number | null | undefined, color: string, type = 'line') => ({ name: label, type, data: rows.map((r) => { const v = of(r); return v === null || v === undefined ? null : Math.round(v * 1000) / 10 }), itemStyle: { color }, lineStyle: { color }, showSymbol: rows.length < 60 })
    return {
      grid: { left: 48, right: 16, top: 36, bottom: 28 },
      legend: { right: 0, top: 0 },
      tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => (typeof v === 'number' ? `${v} %` : none) },
      xAxis: { type: 'category', data: rows.map(name) },
      yAxis: { type: 'value', axisLabel: { formatter: '{value}%' } },
      series: [
        line(t('forecast:accuracy.wape'), (r) => r.volume.wape, 'rgba(106,157,220,0.72)', 'bar'),
        line(t('forecast:accuracy.bias'), (r) => r.volume.bias, '#D15913'),
        line(t('forecast:accuracy.workload_wape'), (r) => r.workload.wape, '#2E8272'),
      ],
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, by, t])
  const a = q.data
  const helped = a && a.hand.edited > 0 && typeof a.hand.volume.wape === 'number' && typeof a.hand.model.wape === 'number' ? a.hand.model.wape - a.hand.volume.wape : undefined
  const handle = a && typeof a.hand_handle.handle.wape === 'number' && typeof a.hand_handle.handle_model.wape === 'number' ? a.hand_handle.handle_model.wape - a.hand_handle.handle.wape : undefined
  return (
    <Page title={t('forecast:nav.accuracy')} note={a && a.total.volume.intervals > 0 ? `${a.from} – ${a.to}` : undefined} actions={!version && <TimeRangePicker value={range} maxDays={92} only={['last_week', 'last_7', 'last_30', 'last_month']} onChange={(r) => patch(r)} />}>
      <div className="lt-toolbar">
        <Select
          aria-label={t('forecast:accuracy.of')}
          style={{ width: 300 }}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          value={version ?? ''}
          options={[{ value: '', label: t('forecast:accuracy.used') }, ...tried.map((v) => ({ value: v.id, label: `${v.name} · ${t(`forecast:status.${v.status}`)} · ${dateTime(v.created_ms)}` }))]}
          onChange={(value) => patch({ version: value })}
        />
        <DimensionPicker of="queue" single value={queue ? [queue] : undefined} onChange={(v) => patch({ queue: v?.[0] })} />
        <Segmented aria-label={t('forecast:accuracy.split')} value={by} onChange={(value) => patch({ by: value === 'day' ? undefined : value })} options={bys.map((value) => ({ value, label: t(`forecast:accuracy.by.${value}`) }))} />
      </div>
      {q.isError && !a ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !a ? <Skeleton /> : a.total.volume.intervals === 0 ? (
        <section className="lt-card" aria-label={t('forecast:nav.accuracy')}><Empty title={t('forecast:accuracy.empty')} reason={t(version ? 'forecast:accuracy.empty_version' : 'forecast:accuracy.empty_used')} /></section>
      ) : (
        <>
          <section className="lt-card" aria-label={t('forecast:accuracy.total')}>
            <div className="lt-card-head"><h2>{t('forecast:accuracy.total')}</h2></div>
            <div className="lt-card-body">
              <Scores title={t('forecast:measures.contacts')} s={a.total.volume} full />
              <Scores title={t('forecast:measures.handle')} s={a.total.handle} />
              <Scores title={t('forecast:measures.workload')} s={a.total.workload} />
            </div>
          </section>
          {helped === undefined ? <Note>{t('forecast:accuracy.no_hand')}</Note> : (
            <Note kind={helped > 0 ? 'good' : 'warn'}>{t(helped > 0 ? 'forecast:accuracy.hand_helped' : 'forecast:accuracy.hand_harmed', { intervals: count(a.hand.edited), with: share(a.hand.volume.wape), without: share(a.hand.model.wape) })}</Note>
          )}
          {handle !== undefined && (
            <Note kind={handle > 0 ? 'good' : 'warn'}>{t(handle > 0 ? 'forecast:accuracy.handle_helped' : 'forecast:accuracy.handle_harmed', { intervals: count(a.hand_handle.handle.intervals), with: share(a.hand_handle.handle.wape), without: share(a.hand_handle.handle_model.wape) })}</Note>
          )}
          <ChartCard<AccuracyRow> id="forecast.accuracy" title={t('forecast:accuracy.errors', { by: t(`forecast:accuracy.by.${by}`) })} option={option} columns={columns} rows={rows} rowKey={(r) => r.key} height={320} dimmed={q.isPlaceholderData} />
        </>
      )}
    </Page>
  )
}

function Scores({ title, s, full }: { title: string; s: Score; full?: boolean }) {
  const { t } = useTranslation()
  return (
    <DescriptionList
      minWidth={110}
      facts={[
        { label: title, value: s.intervals ? t('forecast:accuracy.intervals', { n: count(s.intervals) }) : none },
        { label: t('forecast:accuracy.wape'), value: share(s.wape) },
        { label: t('forecast:accuracy.bias'), value: share(s.bias) },
        { label: t('forecast:accuracy.within'), value: share(s.within_10_percent) },
        full && { label: t('forecast:accuracy.day_wape'), value: share(s.day_wape) },
        full && { label: 'MASE', value: decimal(s.mase, 2) },
        (full || typeof s.coverage_80 === 'number') && { label: t('forecast:accuracy.coverage_80'), value: share(s.coverage_80) },
        (full || typeof s.coverage_95 === 'number') && { label: t('forecast:accuracy.coverage_95'), value: share(s.coverage_95) },
        full && { label: t('forecast:accuracy.pinball'), value: decimal(s.pinball, 2) },
      ]}
    />
  )
}
