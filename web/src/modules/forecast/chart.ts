// Pictures of a forecast: a line with its bands, what came as points or bars, and another version to compare.
import type { EChartsCoreOption } from 'echarts/core'
import { tokens, type ThemeName } from '../../kit/tokens'
import type { Band, Figures } from './types'

export type Measure = 'contacts' | 'handle' | 'workload'
export const measures: Measure[] = ['contacts', 'handle', 'workload']

export const said = (f: Figures, m: Measure): number | null => (m === 'contacts' ? f.forecast : m === 'handle' ? f.handle_s : f.workload_h)
export const came = (f: Figures, m: Measure): number | null => (m === 'contacts' ? f.actual : m === 'handle' ? f.actual_handle_s : f.actual_workload_h)

/** Bands of contacts or of handle time; of workload none is known. */
export const bandsOf = (f: Figures, m: Measure): Band[] | undefined => (m === 'contacts' ? f.bands : m === 'handle' ? f.handle_bands : undefined)
/** What the model said, where it was changed by hand. */
export const modelOf = (f: Figures, m: Measure): number | null => (m === 'contacts' ? f.model : m === 'handle' ? (f.handle_model_s ?? f.handle_s) : undefined) ?? null
export const changedByHand = (f: Figures, m: Measure): boolean => (m === 'contacts' ? f.model != null && f.model !== f.forecast : m === 'handle' && f.handle_model_s != null)

type Words = { forecast: string; actual: string; band80: string; band95: string; model: string; other?: string; unit: string }
type Input = { labels: string[]; rows: Figures[]; measure: Measure; theme: ThemeName; words: Words; other?: (number | null)[]; tip: (index: number) => string; marked?: number; zoom?: boolean }

export function forecastOption({ labels, rows, measure, theme, words, other, tip, marked, zoom }: Input): EChartsCoreOption {
  const t = tokens[theme]
  const bands = rows.some((r) => bandsOf(r, measure))
  // What the model said is drawn where it was changed by hand.
  const changed = rows.some((r) => changedByHand(r, measure))
  const width = (b?: Band) => (b ? b.high - b.low : null)
  const band = (level: number, name: string, opacity: number) => [
    { name: `${name} low`, type: 'line', stack: name, data: rows.map((r) => bandsOf(r, measure)?.[level]?.low ?? null), lineStyle: { opacity: 0 }, symbol: 'none', silent: true, tooltip: { show: false } },
    { name, type: 'line', stack: name, data: rows.map((r) => width(bandsOf(r, measure)?.[level])), lineStyle: { opacity: 0 }, symbol: 'none', silent: true, itemStyle: { color: t.accentText, opacity }, areaStyle: { color: t.accentText, opacity } },
  ]
  return {
    grid: { left: 56, right: 16, top: 36, bottom: zoom ? 60 : 28 },
    legend: { right: 0, top: 0, data: [words.actual, words.forecast, ...(changed ? [words.model] : []), ...(bands ? [words.band80, words.band95] : []), ...(other ? [words.other!] : [])] },
    tooltip: { trigger: 'axis', formatter: (list: { dataIndex: number }[]) => tip(list[0]?.dataIndex ?? 0) },
    dataZoom: zoom ? [{ type: 'slider', height: 18, bottom: 8 }] : undefined,
    xAxis: { type: 'category', data: labels, boundaryGap: true },
    yAxis: { type: 'value', name: words.unit, nameTextStyle: { align: 'right' }, scale: measure === 'handle' },
    series: [
      { name: words.actual, type: 'bar', data: rows.map((r) => came(r, measure)), itemStyle: { color: 'rgba(106,157,220,0.55)' }, barCategoryGap: '25%' },
      ...(bands ? [...band(2, words.band95, 0.1), ...band(1, words.band80, 0.18)] : []),
      {
        name: words.forecast, type: 'line', data: rows.map((r) => said(r, measure)), itemStyle: { color: '#D15913' }, lineStyle: { color: '#D15913' }, showSymbol: rows.length <= 60,
        markLine: marked === undefined || marked < 0 ? undefined : { silent: true, symbol: 'none', lineStyle: { type: 'dashed', color: t.ink3 }, label: { show: false }, data: [{ xAxis: marked }] },
      },
      ...(changed ? [{ name: words.model, type: 'line', data: rows.map((r) => modelOf(r, measure)), itemStyle: { color: t.ink3 }, lineStyle: { color: t.ink3, type: 'dotted', width: 2 }, showSymbol: false }] : []),
      ...(other ? [{ name: words.other!, type: 'line', data: other, itemStyle: { color: '#2E8272' }, lineStyle: { color: '#2E8272', type: 'dashed' }, showSymbol: false }] : []),
    ],
  }
}

/** The parts of a number as bars, one under the other. */
export function partsOption(parts: { name: string; value: number }[], theme: ThemeName): EChartsCoreOption {
  const t = tokens[theme]
  return {
    grid: { left: 96, right: 56, top: 8, bottom: 24 },
    tooltip: { trigger: 'item' },
    xAxis: { type: 'value' },
    yAxis: { type: 'category', inverse: true, data: parts.map((p) => p.name) },
    series: [{ type: 'bar', data: parts.map((p) => ({ value: Math.round(p.value * 10) / 10, itemStyle: { color: p.value < 0 ? '#D15913' : t.goodFill } })), label: { show: true, position: 'right', color: t.ink } }],
  }
}
