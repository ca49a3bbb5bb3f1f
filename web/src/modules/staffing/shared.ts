// Pictures of a shared requirement: the hours of its days beside those of separate queues, and the groups of a day.
import type { EChartsCoreOption } from 'echarts/core'
import { series, tokens, type ThemeName } from '../../kit/tokens'
import type { SharedDay, SharedInterval } from './types'

type Days = { labels: string[]; rows: SharedDay[]; theme: ThemeName; marked: number; words: { shared: string; separate: string; formula: string; unit: string } }

export function daysOption({ labels, rows, theme, marked, words }: Days): EChartsCoreOption {
  const t = tokens[theme]
  const round = (v: number) => Math.round(v * 10) / 10
  return {
    grid: { left: 56, right: 16, top: 36, bottom: 28 },
    legend: { right: 0, top: 0 },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: labels },
    yAxis: { type: 'value', name: words.unit, nameTextStyle: { align: 'right' } },
    series: [
      { name: words.shared, type: 'bar', data: rows.map((d, i) => ({ value: round(d.agent_h), itemStyle: { opacity: i === marked ? 1 : 0.7 } })), itemStyle: { color: series[theme][0] }, barCategoryGap: '35%' },
      { name: words.separate, type: 'line', step: 'middle', showSymbol: false, data: rows.map((d) => round(d.separate_agent_h)), lineStyle: { color: '#D15913', width: 2 }, itemStyle: { color: '#D15913' } },
      { name: words.formula, type: 'line', step: 'middle', showSymbol: false, data: rows.map((d) => round(d.plan_agent_h)), lineStyle: { color: t.ink3, type: 'dashed', width: 2 }, itemStyle: { color: t.ink3 } },
    ],
  }
}

type Groups = { rows: SharedInterval[]; names: string[]; theme: ThemeName; words: { separate: string; unit: string } }

/** The agents of each group on top of each other, under the line of what separate queues take. */
export function groupsOption({ rows, names, theme, words }: Groups): EChartsCoreOption {
  const t = tokens[theme]
  const colours = series[theme]
  return {
    grid: { left: 56, right: 16, top: 36, bottom: 28 },
    legend: { right: 0, top: 0, type: 'scroll', width: '80%' },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: rows.map((i) => i.at) },
    yAxis: { type: 'value', name: words.unit, nameTextStyle: { align: 'right' }, minInterval: 1 },
    series: [
      ...names.map((name, k) => ({ name, type: 'bar', stack: 'groups', barCategoryGap: '10%', data: rows.map((i) => i.agents[k] || null), itemStyle: { color: colours[k % colours.length] } })),
      { name: words.separate, type: 'line', step: 'middle', showSymbol: false, data: rows.map((i) => i.separate), lineStyle: { color: t.ink, width: 2 }, itemStyle: { color: t.ink } },
    ],
  }
}

/** The intervals from the first to the last in which anybody is needed. */
export function working(rows: SharedInterval[]): SharedInterval[] {
  const busy = (i: SharedInterval) => i.plan > 0 || i.agents.some((n) => n > 0)
  const first = rows.findIndex(busy)
  return first < 0 ? [] : rows.slice(first, rows.findLastIndex(busy) + 1)
}

/** As it is shown: one digit. */
export const rounded = (v: number | null): number | null => (v === null ? null : Math.round(v * 10) / 10)

/** What sharing saves of what separate queues take, in per cent; null when nobody is needed. */
export const saving = (shared: number, separate: number): number | null => (separate > 0 ? (1 - shared / separate) * 100 : null)
