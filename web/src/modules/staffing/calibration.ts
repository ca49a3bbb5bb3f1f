// What the pictures of a calibration show: deviations as a map, simulated against actual as points.
import type { EChartsCoreOption } from 'echarts/core'
import type { TFunction } from 'i18next'
import { decimal, none } from '../../kit/format'
import { tokens, type ThemeName } from '../../kit/tokens'
import type { CalibrationFigures, CalibrationSummary } from './types'

/** How far a simulated service level may be from the actual one, in points. */
export const bound = 3

/** 18 / 31, with nothing where there are no days. */
export const share = (within: number, days: number): string => (days === 0 ? none : `${within} / ${days}`)

/** How far off, whichever way. */
export const size = (t: TFunction, v: number | null | undefined): string => (v === undefined || v === null ? none : t('staffing:calibration.points', { n: decimal(v) }))

/** Deviations in seven steps from too low (blue) over within (pale) to too high (orange): told apart without red and green. */
const steps: Record<ThemeName, string[]> = {
  light: ['#2166AC', '#67A9CF', '#B7D5EA', '#F3F3EF', '#FBCFA0', '#EF8A3C', '#B35806'],
  dark: ['#6FB2E4', '#3D7FB3', '#27506F', '#2B2F33', '#6B4A26', '#B8722C', '#F2A65A'],
}
const edges = [-10, -6, -bound, bound, 6, 10]

export const stepOf = (deviation: number): number => {
  if (Math.abs(deviation) <= bound) return 3
  return edges.filter((e) => deviation > e).length
}

/** Whether dark ink is read on a step. */
const darkInk = (step: number, theme: ThemeName): boolean => (theme === 'light' ? step >= 1 && step <= 5 : step === 0 || step === 6)

type Map = { rows: string[]; columns: string[]; value: (row: number, column: number) => number | null; theme: ThemeName; tip: (row: number, column: number) => string }

/** Rows are drawn from below, so the last one comes first in the data. Cells that are not known stay empty. */
export function matrixOption({ rows, columns, value, theme, tip }: Map): EChartsCoreOption {
  const t = tokens[theme]
  const last = rows.length - 1
  const cells = rows.flatMap((_, y) => columns.map((_, x) => ({ x, y, v: value(last - y, x) }))).filter((c): c is { x: number; y: number; v: number } => c.v !== null)
  return {
    grid: { left: 128, right: 16, top: 8, bottom: 40 },
    tooltip: { trigger: 'item', formatter: (p: { data: { value: [number, number, number] } }) => tip(last - p.data.value[1], p.data.value[0]) },
    xAxis: { type: 'category', data: columns, splitArea: { show: false } },
    yAxis: { type: 'category', data: [...rows].reverse(), axisLabel: { width: 116, overflow: 'truncate' } },
    series: [{
      type: 'heatmap',
      label: { show: columns.length <= 40, fontSize: 10, formatter: (p: { data: { value: [number, number, number] } }) => signed(p.data.value[2]) },
      data: cells.map(({ x, y, v }) => ({ value: [x, y, v], itemStyle: { color: steps[theme][stepOf(v)], borderColor: t.surface, borderWidth: 1 }, label: { color: darkInk(stepOf(v), theme) ? '#10202F' : '#FFFFFF' } })),
    }],
  }
}

/** +3.1, −0.4, 0.0: with a minus that is as wide as the plus. */
export const signed = (v: number): string => `${v >= 0.05 ? '+' : v <= -0.05 ? '−' : ''}${Math.abs(v).toFixed(1)}`

type Scatter = { rows: CalibrationFigures[]; theme: ThemeName; words: { actual: string; simulated: string; within: string; off: string; equal: string }; tip: (d: CalibrationFigures) => string }

/** Simulated over actual with the line of equals and the band around it. */
export function scatterOption({ rows, theme, words, tip }: Scatter): EChartsCoreOption {
  const t = tokens[theme]
  const known = rows.filter((d) => d.deviation !== undefined && d.deviation !== null)
  const values = known.flatMap((d) => [d.actual.level!, d.simulated.level!])
  const low = Math.max(0, Math.floor((Math.min(100, ...values) - 4) / 10) * 10)
  const point = (d: CalibrationFigures) => ({ value: [d.actual.level!, d.simulated.level!], figures: d })
  const line = (shift: number, dashed: boolean) => ({
    type: 'line', data: [[low, low + shift], [100, 100 + shift]], showSymbol: false, silent: true, clip: true, tooltip: { show: false },
    name: dashed ? undefined : words.equal, itemStyle: { color: t.ink3 }, lineStyle: { color: t.ink3, width: 1, type: dashed ? 'dashed' : 'solid' },
  })
  const axis = { type: 'value', min: low, max: 100, axisLabel: { formatter: '{value}%' } }
  return {
    grid: { left: 64, right: 32, top: 36, bottom: 48 },
    legend: { right: 0, top: 0, data: [words.within, words.off, words.equal] },
    tooltip: { trigger: 'item', formatter: (p: { data: { figures?: CalibrationFigures } }) => (p.data.figures ? tip(p.data.figures) : '') },
    xAxis: { ...axis, name: words.actual, nameLocation: 'middle', nameGap: 30 },
    yAxis: { ...axis, name: words.simulated, nameTextStyle: { align: 'left' } },
    series: [
      line(0, false), line(bound, true), line(-bound, true),
      { name: words.within, type: 'scatter', symbolSize: 9, itemStyle: { color: t.goodFill }, data: known.filter((d) => Math.abs(d.deviation!) <= bound).map(point) },
      { name: words.off, type: 'scatter', symbol: 'diamond', symbolSize: 11, itemStyle: { color: '#D15913' }, data: known.filter((d) => Math.abs(d.deviation!) > bound).map(point) },
    ],
  }
}

/** Days of a queue taken together, as the server takes them. */
export function together(days: CalibrationFigures[]): Pick<CalibrationSummary, 'days' | 'within' | 'deviation'> {
  let [num, den, simNum, simDen, n, within] = [0, 0, 0, 0, 0, 0]
  for (const d of days) {
    if (d.deviation === undefined || d.deviation === null) continue
    n++
    if (Math.abs(d.deviation) <= bound) within++
    num += d.actual.level_num
    den += d.actual.level_den
    simNum += d.simulated.level_num
    simDen += d.simulated.level_den
  }
  return { days: n, within, deviation: den > 0 && simDen > 0 ? Math.round((simNum / simDen - num / den) * 1e4) / 100 : undefined }
}
