import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import { count, metricValue } from '../../kit/format'
import { SLOTS, slotLabel, slotSpan } from './civil'
import type { Grid } from './heatgrid'
import type { Metric } from './types'

type Line = { slot: number; offered: number | null; level: number | null }

/** One day: offered contacts as bars, the level as a line, its target as a dotted line. */
export function DayChart({ volume, level, metric, dayKey, title, target, label }: { volume: Grid; level: Grid; metric: Metric; dayKey: string; title: string; target?: number; label: string }) {
  const { t } = useTranslation('metric')
  const name = label
  const rows = useMemo<Line[]>(() => {
    const at = level.keys.indexOf(dayKey)
    const bars = volume.keys.indexOf(dayKey)
    return Array.from({ length: SLOTS }, (_, slot) => ({
      slot,
      offered: volume.cells[bars]?.[slot]?.value ?? null,
      level: level.cells[at]?.[slot]?.value ?? null,
    }))
  }, [volume, level, dayKey])
  const any = rows.some((r) => r.offered != null || r.level != null)
  const columns = useMemo<Column<Line>[]>(
    () => [
      { id: 'slot', header: t('heat.half_hour'), width: 130, cell: (r) => slotSpan(r.slot), value: (r) => slotSpan(r.slot) },
      { id: 'offered', header: t('metric.offered'), align: 'right', width: 130, cell: (r) => count(r.offered), value: (r) => r.offered },
      { id: 'level', header: name, align: 'right', width: 160, cell: (r) => metricValue(r.level, metric.unit), value: (r) => r.level },
    ],
    [t, name, metric.unit],
  )
  const percent = metric.unit === 'percent'
  const { theme } = usePrefs()
  const ink = tokens[theme].ink
  const option = useMemo(
    () => ({
      grid: { left: 44, right: 52, top: 40, bottom: 26 },
      legend: { right: 0, top: 0, data: [t('metric.offered'), name] },
      tooltip: {
        trigger: 'axis',
        valueFormatter: (v: unknown) => String(v),
        formatter: (list: { dataIndex: number }[]) => {
          const r = rows[list[0]?.dataIndex ?? 0]
          return r ? `<b>${slotSpan(r.slot)}</b><br/>${t('metric.offered')} ${count(r.offered)}<br/>${name} ${metricValue(r.level, metric.unit)}` : ''
        },
      },
      xAxis: { type: 'category', data: rows.map((r) => slotLabel(r.slot)), axisLabel: { interval: 3 } },
      yAxis: [
        { type: 'value', name: t('unit.count'), nameTextStyle: { align: 'right' }, minInterval: 1 },
        { type: 'value', splitLine: { show: false }, min: percent ? floorTen(rows, target) : 0, max: percent ? 100 : undefined, axisLabel: { formatter: percent ? '{value}%' : '{value}' } },
      ],
      series: [
        { name: t('metric.offered'), type: 'bar', data: rows.map((r) => r.offered), barCategoryGap: '18%', itemStyle: { color: 'rgba(106,157,220,0.72)' } },
        {
          name,
          type: 'line',
          yAxisIndex: 1,
          data: rows.map((r) => r.level),
          showSymbol: false,
          itemStyle: { color: '#D15913' },
          lineStyle: { color: '#D15913' },
          markLine:
            target === undefined
              ? undefined
              : {
                  silent: true,
                  symbol: 'none',
                  lineStyle: { type: 'dotted', color: '#D15913' },
                  label: { formatter: `${t('common:metric.target')} ${metricValue(target, metric.unit)}`, position: 'insideEndTop', color: ink, textBorderWidth: 0 },
                  data: [{ yAxis: target }],
                },
        },
      ],
    }),
    [rows, name, t, target, metric.unit, percent, ink],
  )
  return <ChartCard<Line> id="heat-day" title={title} summary={t('heat.chart_summary', { title, name })} option={option} columns={columns} rows={any ? rows : []} rowKey={(r) => String(r.slot)} height={236} />
}

function floorTen(rows: Line[], target?: number): number {
  let low = target ?? 100
  for (const r of rows) if (r.level != null) low = Math.min(low, r.level)
  return Math.max(0, Math.floor((low - 5) / 10) * 10)
}
