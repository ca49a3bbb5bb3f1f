import { Segmented, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { count, metricValue } from '../../kit/format'
import type { ChartKind } from './explorerState'
import { bareId } from './explorerState'
import { chartSeries } from './pivot'
import { periodText } from './period'
import { type Dimension, type Grain, type Metric, type QueryRow, metricName } from './types'

type Asked = { key: string; m: Metric }
type Line = { x: string; label: string; values: (number | null)[]; compare: (number | null)[] }

/** The answer as a picture: one metric cut by its dimensions, or several metrics when nothing is cut. */
export function ExplorerChart(p: {
  rows: QueryRow[]
  by: readonly Dimension[]
  metrics: Asked[]
  grain: Grain
  kind: 'line' | 'bar'
  chosen: ChartKind
  dimText: (d: Dimension, v: { id: string; code?: string; name?: string } | undefined) => string
  onChoose: (kind: ChartKind) => void
}) {
  const { t, i18n } = useTranslation('metric')
  const [metric, setMetric] = useState<string>()
  const picked = p.metrics.find((x) => x.key === metric) ?? p.metrics[0]
  const cut = p.by.length > 0
  const language = i18n.language
  const data = useMemo(() => {
    if (!picked) return undefined
    const read = p.rows.map((r) => ({ ...r, values: Object.fromEntries(p.metrics.map(({ key }) => [key, r.values[key] ?? r.values[bareId(key)]]).filter((e) => e[1])) as QueryRow['values'] }))
    if (p.grain === 'total' && cut) {
      const sorted = [...read].sort((a, b) => (b.values[picked.key]?.value ?? -1) - (a.values[picked.key]?.value ?? -1))
      const rows = sorted.slice(0, 40)
      return {
        more: Math.max(0, sorted.length - 40),
        names: [metricName(picked.m, language)],
        lines: rows.map((r, i): Line => ({
          x: String(i),
          label: p.by.map((d) => p.dimText(d, r.dims?.[d])).join(' · '),
          values: [r.values[picked.key]?.value ?? null],
          compare: [r.values[picked.key]?.compare?.value ?? null],
        })),
      }
    }
    if (!cut) {
      // same unit as the picked metric: one axis, no false comparison
      const same = p.metrics.filter((x) => x.m.unit === picked.m.unit).slice(0, 6)
      return {
        more: 0,
        names: same.map((x) => metricName(x.m, language)),
        lines: read.map((r): Line => ({
          x: r.start ?? '',
          label: p.grain === 'total' ? t('explorer.total') : periodText(r.start, p.grain, language, true),
          values: same.map((x) => r.values[x.key]?.value ?? null),
          compare: same.map((x) => r.values[x.key]?.compare?.value ?? null),
        })),
      }
    }
    const s = chartSeries(read, p.by, picked.key, (dims) => p.by.map((d) => p.dimText(d, dims[d])).join(' · '), 7)
    return {
      more: s.more,
      names: s.series.map((x) => x.name),
      lines: s.axis.map((x, i): Line => ({
        x,
        label: periodText(x, p.grain, language, true),
        values: s.series.map((y) => y.points[i]?.cell?.value ?? null),
        compare: s.series.map((y) => y.points[i]?.cell?.compare?.value ?? null),
      })),
    }
  }, [p, picked, cut, language, t])

  const unit = picked?.m.unit ?? 'count'
  const compared = Boolean(data?.lines.some((l) => l.compare[0] != null)) && (data?.names.length ?? 0) === 1
  const option = useMemo(() => {
    if (!data) return undefined
    const line = p.kind === 'line'
    const wide = !line && data.lines.length > 14
    return {
      grid: { left: 52, right: 16, top: 40, bottom: wide ? 58 : 28 },
      legend: { right: 0, top: 0, type: 'scroll', left: 80 },
      tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => (typeof v === 'number' ? metricValue(v, unit) : '—') },
      xAxis: { type: 'category', data: data.lines.map((l) => l.label), axisLabel: { hideOverlap: true, rotate: wide ? 30 : 0, width: 110, overflow: 'truncate' } },
      yAxis: { type: 'value', scale: line && unit === 'percent', axisLabel: { formatter: unit === 'percent' ? '{value}%' : unit === 'seconds' ? (v: number) => metricValue(v, unit) : (v: number) => count(v) } },
      series: [
        ...data.names.map((name, i) => ({
          name,
          type: p.kind,
          data: data.lines.map((l) => l.values[i]),
          showSymbol: data.lines.length <= 31,
          barMaxWidth: 34,
          connectNulls: false,
        })),
        ...(compared ? [{ name: t('explorer.compared'), type: 'line', data: data.lines.map((l) => l.compare[0]), showSymbol: false, lineStyle: { type: 'dashed', width: 1.5 }, itemStyle: { color: '#8A96A3' } }] : []),
      ],
    }
  }, [data, p.kind, unit, compared, t])

  const columns = useMemo<Column<Line>[]>(
    () => [
      { id: 'label', header: t(`grain.${p.grain}`), width: 160, pin: true, cell: (l) => l.label, value: (l) => l.label },
      ...(data?.names ?? []).map((name, i): Column<Line> => ({ id: `s${i}`, header: name, align: 'right', width: 130, cell: (l) => metricValue(l.values[i], unit), value: (l) => l.values[i] })),
    ],
    [data, p.grain, unit, t],
  )
  if (!picked || !data) return null
  return (
    <ChartCard<Line>
      id="explorer-chart"
      title={cut ? metricName(picked.m, language) : t('explorer.chart')}
      summary={t('explorer.chart_summary', { metric: metricName(picked.m, language), n: data.lines.length })}
      option={option}
      columns={columns}
      rows={data.lines}
      rowKey={(l, i) => `${l.x} ${i}`}
      height={260}
      extra={
        <>
          {p.metrics.length > 1 && (
            <Select
              size="small"
              style={{ minWidth: 170 }}
              popupMatchSelectWidth={false}
              aria-label={t('explorer.chart_metric')}
              value={picked.key}
              options={p.metrics.map((x) => ({ value: x.key, label: metricName(x.m, language) }))}
              onChange={setMetric}
            />
          )}
          <Segmented
            size="small"
            aria-label={t('explorer.chart_kind')}
            value={p.kind}
            options={[
              { value: 'line', label: t('explorer.line') },
              { value: 'bar', label: t('explorer.bar') },
              { value: 'none', label: t('explorer.no_chart') },
            ]}
            onChange={(v) => p.onChoose(v as ChartKind)}
          />
          {data.more > 0 && <span className="lt-muted">{t('explorer.more_series', { n: data.more })}</span>}
        </>
      }
    />
  )
}
