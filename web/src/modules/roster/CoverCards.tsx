// What is required and who is there: each day, and the intervals of one day.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { count, day as dayText, decimal, none, percent, weekdayName } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import { busySpan } from '../staffing/chart'
import type { Cover, CoverDay, CoverSlot } from './types'

type Props = { cover: Cover; days: number[]; day: number; onDay: (day: number) => void }

export function CoverCards({ cover, days, day, onDay }: Props) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const c = tokens[theme]
  const rows = useMemo(() => cover.days.filter((d) => days.includes(d.day)), [cover, days])
  const slots = useMemo(() => busySpan(cover.slots ?? [], (s) => s.required > 0 || s.there > 0), [cover])
  const words = { required: t('roster:cover.required'), there: t('roster:cover.there'), level: t('roster:cover.level') }
  const level = (v: number | null | undefined) => (v === null || v === undefined ? none : percent(v))
  const dayColumns: Column<CoverDay>[] = [
    { id: 'on', header: t('roster:changes.on'), width: 160, pin: true, value: (d) => d.on, cell: (d) => dayText(d.on) },
    { id: 'required', header: t('roster:cover.required_h'), width: 120, align: 'right', value: (d) => d.required_h, cell: (d) => decimal(d.required_h) },
    { id: 'there', header: t('roster:cover.there_h'), width: 120, align: 'right', value: (d) => d.there_h, cell: (d) => decimal(d.there_h) },
    { id: 'short', header: t('roster:cover.short_h'), width: 120, align: 'right', value: (d) => d.short_h, cell: (d) => decimal(d.short_h), help: t('roster:cover.short_help') },
    { id: 'over', header: t('roster:cover.over_h'), width: 120, align: 'right', value: (d) => d.over_h, cell: (d) => decimal(d.over_h) },
    { id: 'contacts', header: t('roster:cover.contacts'), width: 110, align: 'right', value: (d) => d.contacts, cell: (d) => count(Math.round(d.contacts)) },
    { id: 'level', header: words.level, width: 130, align: 'right', value: (d) => d.level_percent, cell: (d) => level(d.level_percent), help: t('roster:cover.level_help') },
    { id: 'worst', header: t('roster:cover.worst'), width: 150, align: 'right', grow: true, value: (d) => d.worst_level_percent, cell: (d) => level(d.worst_level_percent) },
  ]
  const slotColumns: Column<CoverSlot>[] = [
    { id: 'at', header: t('roster:cover.at'), width: 90, pin: true, value: (s) => s.at, cell: (s) => s.at },
    { id: 'required', header: words.required, width: 110, align: 'right', value: (s) => s.required, cell: (s) => decimal(s.required) },
    { id: 'there', header: words.there, width: 110, align: 'right', value: (s) => s.there, cell: (s) => decimal(s.there) },
    { id: 'gap', header: t('roster:cover.gap'), width: 120, align: 'right', value: (s) => s.there - s.required, cell: (s) => `${s.there - s.required < -0.05 ? '▲ ' : ''}${decimal(s.there - s.required)}` },
    { id: 'contacts', header: t('roster:cover.contacts'), width: 110, align: 'right', value: (s) => s.contacts, cell: (s) => decimal(s.contacts) },
    { id: 'level', header: words.level, width: 130, align: 'right', grow: true, value: (s) => s.level_percent, cell: (s) => level(s.level_percent) },
  ]
  const axis = (labels: string[]) => ({
    grid: { left: 56, right: 56, top: 36, bottom: 28 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis' }, xAxis: { type: 'category', data: labels },
  })
  const percentAxis = { type: 'value', min: 0, max: 100, splitLine: { show: false }, axisLabel: { formatter: '{value}%' } }
  const dayOption = {
    ...axis(rows.map((d) => `${d.on.slice(5)} ${weekdayName(d.on)}`)), yAxis: [{ type: 'value', name: t('roster:cover.hours') }, percentAxis],
    series: [
      { name: words.required, type: 'bar', data: rows.map((d) => d.required_h), itemStyle: { color: c.ink3, opacity: 0.45 } },
      { name: words.there, type: 'bar', data: rows.map((d) => d.there_h), itemStyle: { color: c.goodFill } },
      { name: words.level, type: 'line', yAxisIndex: 1, data: rows.map((d) => d.level_percent), symbolSize: 7, lineStyle: { color: '#D15913' }, itemStyle: { color: '#D15913' } },
    ],
  }
  const slotOption = slots.length === 0 ? undefined : {
    ...axis(slots.map((s) => s.at)), yAxis: [{ type: 'value', name: t('roster:cover.people') }, percentAxis],
    series: [
      { name: words.required, type: 'line', step: 'middle', data: slots.map((s) => s.required), showSymbol: false, lineStyle: { color: c.ink3, type: 'dashed', width: 2 }, itemStyle: { color: c.ink3 } },
      { name: words.there, type: 'line', step: 'middle', data: slots.map((s) => s.there), showSymbol: false, lineStyle: { color: c.goodFill, width: 2 }, itemStyle: { color: c.goodFill }, areaStyle: { color: c.goodFill, opacity: 0.2 } },
      { name: words.level, type: 'line', yAxisIndex: 1, data: slots.map((s) => s.level_percent), showSymbol: false, lineStyle: { color: '#D15913', width: 1 }, itemStyle: { color: '#D15913' } },
    ],
  }
  return (
    <div className="rs-cover">
      <ChartCard<CoverDay> id="rosters.cover" title={t('roster:cover.days')} option={dayOption} columns={dayColumns} rows={rows} rowKey={(d) => d.on} height={230} onClick={(e) => { const d = rows[e.dataIndex]; if (d) onDay(d.day) }} onOpen={(d) => onDay(d.day)} />
      <ChartCard<CoverSlot> id="rosters.cover.day" title={t('roster:cover.day', { day: dayText(cover.days[day]?.on) })} option={slotOption} columns={slotColumns} rows={slots} rowKey={(s) => s.at} height={230} emptyReason={t('roster:cover.nobody')} />
    </div>
  )
}
