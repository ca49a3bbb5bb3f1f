// The days of a version with what came, four weeks before it for the eye.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { count, day, decimal, none, percent, weekdayName } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { bandsOf, came, changedByHand, forecastOption, modelOf, said, type Measure } from './chart'
import { daysQuery } from './queries'
import type { DayFigures, Version } from './types'
import { flagDone } from './words'

const before = 28
type Row = DayFigures & { other: number | null }
type Props = { version: Version; queue?: string; measure: Measure; on: string; other?: Version; onDay: (on: string) => void }

export function DaysCard({ version, queue, measure, on, other, onDay }: Props) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const q = useQuery(daysQuery(version.id, queue, before))
  const second = useQuery({ ...daysQuery(other?.id ?? '', queue, 0), enabled: Boolean(other) })
  const rows = useMemo<Row[]>(() => {
    const beside = new Map((other ? (second.data ?? []) : []).map((d) => [d.on, said(d, measure)]))
    return (q.data ?? []).map((d) => ({ ...d, other: beside.get(d.on) ?? null }))
  }, [q.data, second.data, other, measure])
  const show = (v: number | null | undefined) => (measure === 'workload' ? decimal(v) : count(v === null || v === undefined ? v : Math.round(v)))
  const band = (d: DayFigures, level: number) => {
    const b = d.closed ? undefined : bandsOf(d, measure)?.[level]
    return b ? `${show(b.low)} – ${show(b.high)}` : null
  }
  // Days of the history that stand out, beside the day.
  const flags = useMemo(() => {
    const out = new Map<string, { name: string; text: string }[]>()
    for (const x of version.queues ?? []) {
      if (queue && x.queue_id !== queue) continue
      for (const f of x.flags ?? []) out.set(f.day, [...(out.get(f.day) ?? []), { name: x.name, text: flagDone(t, f) }])
    }
    return out
  }, [version, queue, t])
  const note = (d: DayFigures) => [...(flags.get(d.on) ?? []).map((f) => `⚑ ${queue ? '' : `${f.name}: `}${f.text}`), d.holiday, d.makeup_workday && t('forecast:makeup'), ...(d.events ?? []), d.closed && t('forecast:closed'), d.partial && t('forecast:partial')].filter(Boolean).join(' · ')
  const off = (d: DayFigures) => {
    const [f, a] = [said(d, measure), came(d, measure)]
    return f !== null && a && !d.partial ? (100 * (f - a)) / a : null
  }
  const changed = rows.some((r) => changedByHand(r, measure))
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: 'on', header: t('forecast:day'), width: 150, pin: true, cell: (d) => day(d.on), value: (d) => d.on },
      { id: 'forecast', header: t('forecast:forecast'), width: 110, align: 'right', cell: (d) => show(said(d, measure)), value: (d) => said(d, measure) },
      ...(measure !== 'workload' ? [80, 95].map((p, i): Column<Row> => ({ id: `band${p}`, header: t(`forecast:band${p}`), width: 150, align: 'right', cell: (d) => band(d, i + 1) ?? none, value: (d) => band(d, i + 1) })) : []),
      ...(changed ? [{ id: 'model', header: t('forecast:model_said'), width: 120, align: 'right', cell: (d) => show(modelOf(d, measure)), value: (d) => modelOf(d, measure) } satisfies Column<Row>] : []),
      { id: 'actual', header: t('forecast:actual'), width: 110, align: 'right', cell: (d) => show(came(d, measure)), value: (d) => came(d, measure) },
      { id: 'off', header: t('forecast:off'), width: 110, align: 'right', cell: (d) => percent(off(d)), value: off, help: t('forecast:off_help') },
      ...(other ? [{ id: 'other', header: other.name, width: 140, align: 'right', cell: (d) => show(d.other), value: (d) => d.other } satisfies Column<Row>] : []),
      { id: 'note', header: t('forecast:note'), width: 160, grow: true, cell: note, value: note },
    ],
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [t, measure, other, changed, flags],
  )
  const option = useMemo(() => {
    if (rows.length === 0) return undefined
    return forecastOption({
      labels: rows.map((d) => `${flags.has(d.on) ? '⚑ ' : ''}${d.on.slice(5)} ${weekdayName(d.on)}`), rows, measure, theme, other: other && rows.map((d) => d.other), marked: rows.findIndex((d) => d.on === on),
      words: { forecast: t('forecast:forecast'), actual: t('forecast:actual'), band80: t('forecast:band80'), band95: t('forecast:band95'), model: t('forecast:model_said'), other: other?.name, unit: t(`forecast:unit.${measure}`) },
      tip: (i) => {
        const d = rows[i]
        if (!d) return ''
        const lines = [`<b>${day(d.on)}</b>`, `${t('forecast:forecast')} ${show(said(d, measure))}`]
        if (band(d, 1)) lines.push(`${t('forecast:band80')} ${band(d, 1)}`, `${t('forecast:band95')} ${band(d, 2)}`)
        lines.push(`${t('forecast:actual')} ${show(came(d, measure))}`, ...new Set((flags.get(d.on) ?? []).map((f) => `⚑ ${f.text}`)))
        return lines.join('<br/>')
      },
    })
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, measure, theme, other, on, flags, t])
  return (
    <ChartCard<Row>
      id="forecast.days"
      title={t('forecast:days')}
      summary={t('forecast:days_summary', { from: day(version.first_on), to: day(version.last_on) })}
      option={option}
      columns={columns}
      rows={rows}
      rowKey={(d) => d.on}
      height={300}
      loading={q.isPending}
      dimmed={q.isPlaceholderData}
      error={q.error}
      onRetry={() => void q.refetch()}
      emptyReason={t('forecast:no_queue_made')}
      onClick={(e) => { const d = rows[e.dataIndex]; if (d && d.on >= version.first_on) onDay(d.on) }}
      onOpen={(d) => { if (d.on >= version.first_on) onDay(d.on) }}
    />
  )
}
