// Pictures of a requirement: the curve of a day, the map of the weeks, the hours of the days.
import type { EChartsCoreOption } from 'echarts/core'
import { tokens, type ThemeName } from '../../kit/tokens'
import type { DayFigures, SlotFigures } from './types'

/** When interval k begins, as HH:MM. */
export const clockOf = (k: number, grain: number): string => `${String(Math.floor((k * grain) / 60)).padStart(2, '0')}:${String((k * grain) % 60).padStart(2, '0')}`

/** The rows from the first to the last busy one: nights in which nobody is needed are not drawn. */
export function busySpan<T>(rows: T[], busy: (row: T) => boolean): T[] {
  const first = rows.findIndex(busy)
  return first < 0 ? [] : rows.slice(first, rows.findLastIndex(busy) + 1)
}

/** The first interval in which anybody is needed on any day, and the one after the last. */
export function heatSpan(days: DayFigures[]): [number, number] {
  let [from, until] = [Infinity, 0]
  for (const d of days) {
    d.agents.forEach((n, k) => {
      if (n > 0) [from, until] = [Math.min(from, k), Math.max(until, k + 1)]
    })
  }
  return until === 0 ? [0, 0] : [from, until]
}

type Curve = { rows: SlotFigures[]; theme: ThemeName; words: { agents: string; scheduled: string; erlangs: string; unit: string }; tip: (s: SlotFigures) => string }

export function curveOption({ rows, theme, words, tip }: Curve): EChartsCoreOption {
  const t = tokens[theme]
  return {
    grid: { left: 56, right: 16, top: 36, bottom: 28 },
    legend: { right: 0, top: 0, data: [words.scheduled, words.agents, words.erlangs] },
    tooltip: { trigger: 'axis', formatter: (list: { dataIndex: number }[]) => { const s = rows[list[0]?.dataIndex ?? 0]; return s ? tip(s) : '' } },
    xAxis: { type: 'category', data: rows.map((s) => s.at) },
    yAxis: { type: 'value', name: words.unit, nameTextStyle: { align: 'right' }, minInterval: 1 },
    series: [
      { name: words.erlangs, type: 'line', step: 'middle', data: rows.map((s) => s.erlangs), showSymbol: false, lineStyle: { color: t.goodFill, width: 1 }, itemStyle: { color: t.goodFill }, areaStyle: { color: t.goodFill, opacity: 0.22 } },
      { name: words.agents, type: 'line', step: 'middle', data: rows.map((s) => s.agents), showSymbol: false, lineStyle: { color: '#D15913', width: 2 }, itemStyle: { color: '#D15913' } },
      { name: words.scheduled, type: 'line', step: 'middle', data: rows.map((s) => s.scheduled), showSymbol: false, lineStyle: { color: t.ink3, type: 'dashed', width: 2 }, itemStyle: { color: t.ink3 } },
    ],
  }
}

/** Light to dark of one hue; which colours take dark ink is known here too. */
const shades: Record<ThemeName, string[]> = {
  light: ['#EEF4FA', '#C6DCEF', '#8FBBDD', '#4F8FC0', '#1F5F96', '#0D3B66'],
  dark: ['#182634', '#1D3D5A', '#255B87', '#3681B5', '#6BB0DA', '#B8DDF2'],
}

type Heat = { rows: string[]; columns: string[]; value: (row: number, column: number) => number | null; theme: ThemeName; unit?: string; tip: (row: number, column: number) => string }

/** Rows are drawn from below, so the last one comes first in the data. Cells without a value stay empty. */
export function heatOption({ rows, columns, value, theme, unit = '', tip }: Heat): EChartsCoreOption {
  const t = tokens[theme]
  const last = rows.length - 1
  const cells = rows.flatMap((_, y) => columns.map((_, x) => ({ x, y, v: value(last - y, x) }))).filter((c): c is { x: number; y: number; v: number } => c.v !== null)
  const most = Math.max(1, ...cells.map((c) => c.v))
  const lightInk = (v: number) => (theme === 'light' ? v / most >= 0.5 : v / most < 0.6)
  return {
    grid: { left: 92, right: 16, top: 8, bottom: 80 },
    tooltip: { trigger: 'item', formatter: (p: { data: { value: [number, number, number] } }) => { const [x, y] = p.data.value; return tip(last - y, x) } },
    xAxis: { type: 'category', data: columns, splitArea: { show: false } },
    yAxis: { type: 'category', data: [...rows].reverse() },
    visualMap: { min: 0, max: most, calculable: true, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 160, itemWidth: 12, inRange: { color: shades[theme] }, formatter: (v: number) => `${Math.round(v)}${unit}` },
    series: [{
      type: 'heatmap',
      label: { show: columns.length <= 60, fontSize: 10, formatter: (p: { data: { value: [number, number, number] } }) => (p.data.value[2] ? String(Math.round(p.data.value[2])) : '') },
      itemStyle: { borderColor: t.surface, borderWidth: 1 },
      data: cells.map(({ x, y, v }) => ({ value: [x, y, v], label: { color: lightInk(v) ? '#FFFFFF' : '#10202F' } })),
    }],
  }
}

/** The row of a cell that was clicked, of a map without empty cells. */
export const heatRow = (dataIndex: number, rows: number, columns: number): number => rows - 1 - Math.floor(dataIndex / columns)

type Bars = { labels: string[]; planned: (number | null)[]; measured: (number | null)[]; theme: ThemeName; words: { planned: string; measured: string } }

/** What is planned beside what was measured, by kind. */
export function shrinkageOption({ labels, planned, measured, theme, words }: Bars): EChartsCoreOption {
  const t = tokens[theme]
  return {
    grid: { left: 48, right: 16, top: 36, bottom: 28 },
    legend: { right: 0, top: 0 },
    tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => (typeof v === 'number' ? `${v} %` : '—') },
    xAxis: { type: 'category', data: labels },
    yAxis: { type: 'value', axisLabel: { formatter: '{value}%' } },
    series: [
      { name: words.planned, type: 'bar', data: planned, itemStyle: { color: '#D15913' }, barMaxWidth: 28 },
      { name: words.measured, type: 'bar', data: measured, itemStyle: { color: t.goodFill }, barMaxWidth: 28 },
    ],
  }
}

type Hours = { labels: string[]; rows: DayFigures[]; theme: ThemeName; marked: number; words: { workload: string; agents: string; scheduled: string; unit: string } }

export function hoursOption({ labels, rows, theme, marked, words }: Hours): EChartsCoreOption {
  const t = tokens[theme]
  return {
    grid: { left: 56, right: 16, top: 36, bottom: 28 },
    legend: { right: 0, top: 0 },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: labels },
    yAxis: { type: 'value', name: words.unit, nameTextStyle: { align: 'right' } },
    series: [
      { name: words.workload, type: 'bar', data: rows.map((d) => d.workload_h), itemStyle: { color: t.goodFill, opacity: 0.5 } },
      {
        name: words.agents, type: 'line', data: rows.map((d) => d.agent_h), itemStyle: { color: '#D15913' }, lineStyle: { color: '#D15913' },
        markLine: marked < 0 ? undefined : { silent: true, symbol: 'none', lineStyle: { type: 'dashed', color: t.ink3 }, label: { show: false }, data: [{ xAxis: marked }] },
      },
      { name: words.scheduled, type: 'line', data: rows.map((d) => d.scheduled_h), itemStyle: { color: t.ink3 }, lineStyle: { color: t.ink3, type: 'dashed' } },
    ],
  }
}
