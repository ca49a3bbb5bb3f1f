// A queue's running day: the service level that was and is expected, and who is needed and there, by interval.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { count, decimal, none, percent } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import type { Stretch, Queue, Slot } from './types'

export function DayCharts({ queue, gaps }: { queue: Queue; gaps: Stretch[] }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const ink = tokens[theme]
  const rows = useMemo(() => {
    const busy = (s: Slot) => Boolean(s.contacts || s.forecast || s.required || s.there)
    const first = queue.slots.findIndex(busy)
    return first < 0 ? [] : queue.slots.slice(first, queue.slots.length - [...queue.slots].reverse().findIndex(busy))
  }, [queue])
  const now = rows.findIndex((s) => !s.over)
  const share = (v: number | null | undefined) => (v === null || v === undefined ? none : percent(v))
  const columns: Column<Slot>[] = [
    { id: 'at', header: t('intraday:at'), width: 84, pin: true, value: (s) => s.at, cell: (s) => s.at },
    { id: 'contacts', header: t('intraday:contacts'), width: 100, align: 'right', value: (s) => s.contacts, cell: (s) => (s.over ? count(Math.round(s.contacts)) : decimal(s.contacts)) },
    { id: 'forecast', header: t('intraday:said'), width: 100, align: 'right', value: (s) => s.forecast, cell: (s) => decimal(s.forecast) },
    { id: 'level', header: t('intraday:level'), width: 110, align: 'right', value: (s) => s.level_percent, cell: (s) => share(s.level_percent) },
    { id: 'band', header: t('intraday:band'), width: 130, align: 'right', value: (s) => (s.low_percent === undefined ? null : `${s.low_percent}–${s.high_percent}`), cell: (s) => (s.low_percent === undefined ? none : `${percent(s.low_percent)}–${percent(s.high_percent)}`) },
    { id: 'holds', header: t('intraday:holds'), width: 110, align: 'right', value: (s) => s.holds_percent ?? null, cell: (s) => (s.holds_percent === undefined ? none : `${s.holds_percent < 50 ? '▲ ' : ''}${percent(s.holds_percent)}`) },
    { id: 'required', header: t('intraday:required'), width: 100, align: 'right', value: (s) => s.required, cell: (s) => count(s.required) },
    { id: 'needed', header: t('intraday:needed'), width: 100, align: 'right', value: (s) => s.needed, cell: (s) => count(s.needed) },
    { id: 'there', header: t('intraday:there'), width: 100, align: 'right', grow: true, value: (s) => s.there, cell: (s) => decimal(s.there) },
  ]
  const labels = rows.map((s) => s.at)
  const mine = gaps.filter((g) => g.queue_id === queue.queue_id)
  const within = (s: Slot) => { const m = Number(s.at.slice(0, 2)) * 60 + Number(s.at.slice(3)); return mine.some((g) => m >= g.from && m < g.to) }
  const areas = rows.flatMap((s) => (within(s) ? [[{ xAxis: s.at }, { xAxis: s.at }]] : []))
  const mark = now >= 0 ? { markLine: { symbol: 'none', silent: true, label: { formatter: t('intraday:now') }, lineStyle: { color: ink.ink3 }, data: [{ xAxis: labels[now] }] } } : {}
  const level = rows.length === 0 ? undefined : {
    grid: { left: 48, right: 16, top: 40, bottom: 28 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis' }, xAxis: { type: 'category', data: labels }, yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' } },
    series: [
      { name: t('intraday:low'), type: 'line', stack: 'band', data: rows.map((s) => s.low_percent ?? null), showSymbol: false, lineStyle: { opacity: 0 }, itemStyle: { color: ink.goodFill, opacity: 0.25 } },
      { name: t('intraday:band'), type: 'line', stack: 'band', data: rows.map((s) => (s.low_percent === undefined || s.high_percent === undefined ? null : Math.round(100 * (s.high_percent - s.low_percent)) / 100)), showSymbol: false, lineStyle: { opacity: 0 }, areaStyle: { color: ink.goodFill, opacity: 0.25 }, itemStyle: { color: ink.goodFill, opacity: 0.25 } },
      { name: t('intraday:level_was'), type: 'line', data: rows.map((s) => (s.over ? s.level_percent : null)), itemStyle: { color: ink.ink2 }, lineStyle: { color: ink.ink2, width: 2 } },
      {
        name: t('intraday:level_will'), type: 'line', data: rows.map((s) => (s.over ? null : s.level_percent)), itemStyle: { color: ink.goodFill }, lineStyle: { color: ink.goodFill, width: 2 }, ...mark,
        markArea: { silent: true, itemStyle: { color: ink.badFill, opacity: 0.14 }, data: areas },
      },
      { name: t('intraday:target'), type: 'line', data: rows.map(() => queue.rest.target_percent), showSymbol: false, itemStyle: { color: ink.ink3 }, lineStyle: { color: ink.ink3, type: 'dashed', width: 1 } },
    ],
  }
  const people = rows.length === 0 ? undefined : {
    grid: { left: 48, right: 16, top: 40, bottom: 28 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis' }, xAxis: { type: 'category', data: labels }, yAxis: { type: 'value', min: 0 },
    series: [
      { name: t('intraday:there'), type: 'bar', data: rows.map((s) => s.there), itemStyle: { color: ink.goodFill, opacity: 0.55 }, barCategoryGap: '20%' },
      { name: t('intraday:needed'), type: 'line', step: 'middle', showSymbol: false, data: rows.map((s) => s.needed), itemStyle: { color: '#D15913' }, lineStyle: { color: '#D15913', width: 2 } },
      { name: t('intraday:required'), type: 'line', step: 'middle', showSymbol: false, data: rows.map((s) => s.required), itemStyle: { color: ink.ink3 }, lineStyle: { color: ink.ink3, type: 'dashed', width: 1 } },
    ],
  }
  const key = (s: Slot) => s.at
  return (
    <div className="id-two">
      <ChartCard<Slot> id="intraday.level" title={t('intraday:chart_level', { name: queue.name })} option={level} columns={columns} rows={rows} rowKey={key} height={250} emptyReason={t('intraday:closed')} />
      <ChartCard<Slot> id="intraday.people" title={t('intraday:chart_people', { name: queue.name })} option={people} columns={columns} rows={rows} rowKey={key} height={250} emptyReason={t('intraday:closed')} />
    </div>
  )
}
