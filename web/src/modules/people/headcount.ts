// The picture of a headcount plan, and what two versions and what came are told as.
import type { EChartsCoreOption } from 'echarts/core'
import type { TFunction } from 'i18next'
import { decimal } from '../../kit/format'
import { tokens, type ThemeName } from '../../kit/tokens'
import type { HeadcountCame, HeadcountMonth, HeadcountOutcome, HeadcountPlan } from './types'

const round = (v: number) => Math.round(v * 10) / 10

/** Required and effective heads with their band, heads at the end of the month, what is left without classes, and what came. */
export function headcountOption(rows: HeadcountMonth[], theme: ThemeName, t: TFunction): EChartsCoreOption | undefined {
  if (rows.length === 0) return undefined
  const c = tokens[theme]
  const word = (key: string) => t(`people:headcount.${key}`)
  const line = (name: string, color: string, of: (m: HeadcountMonth) => number | null, style: object = {}) => ({ name, type: 'line' as const, data: rows.map((m) => { const v = of(m); return v === null ? null : round(v) }), itemStyle: { color }, lineStyle: { color, width: 2, ...style }, showSymbol: false })
  const came = rows.some((m) => m.came)
  return {
    grid: { left: 56, right: 16, top: 40, bottom: 28 }, legend: { right: 0, top: 0, type: 'scroll' }, tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: rows.map((m) => m.month) },
    yAxis: { type: 'value', name: word('unit'), min: Math.max(0, Math.floor((Math.min(...rows.flatMap((m) => [m.closing, m.effective_low, m.without_classes, ...(m.required === null ? [] : [m.required])])) - 3) / 5) * 5), nameTextStyle: { align: 'right' }, axisLabel: { formatter: (v: number) => String(Math.round(v)) } },
    series: [
      line(word('effective'), '#1F5F96', (m) => m.effective),
      line(word('low'), '#1F5F96', (m) => m.effective_low, { width: 1, type: 'dotted' }),
      line(word('high'), '#1F5F96', (m) => m.effective_high, { width: 1, type: 'dotted' }),
      line(word('without_classes'), c.ink3, (m) => m.without_classes, { type: 'dashed' }),
      { ...line(word('closing'), '#4B8B3B', (m) => m.closing, { width: 1 }), showSymbol: true, symbolSize: 5 },
      line(word('required'), '#D15913', (m) => m.required ?? null),
      ...(came ? [{ name: word('came_closing'), type: 'scatter' as const, symbol: 'diamond', symbolSize: 12, data: rows.map((m) => m.came?.closing ?? null), itemStyle: { color: c.ink } }] : []),
    ],
  }
}

/** What differs of a month that is over, the largest first: 离职多 2.4 人、结业少 1.0 人. */
export function varianceText(t: TFunction, came: HeadcountCame): string {
  if (!came.whole) return t('people:headcount.running')
  const parts = (['opening', 'graduates', 'leavers', 'moved'] as const)
    .map((key) => ({ key, more: came.more[key] }))
    .filter((x) => Math.abs(x.more) >= 0.05)
    .sort((a, b) => Math.abs(b.more) - Math.abs(a.more))
    .map((x) => t(x.more > 0 ? 'people:headcount.more' : 'people:headcount.less', { what: t(`people:headcount.${x.key}`), n: decimal(Math.abs(x.more), 1) }))
  return parts.length > 0 ? parts.join(t('people:join')) : t('people:headcount.as_planned')
}

export const versionName = (t: TFunction, p: HeadcountPlan): string => t('people:headcount.version_of', { name: p.name, n: p.version })

export type Compared = { month: string; effective: [number | null, number | null]; closing: [number | null, number | null]; gap: [number | null, number | null] }

/** The months of either version. */
export function compared(a: HeadcountOutcome, b: HeadcountOutcome): Compared[] {
  const months = [...new Set([...a.months, ...b.months].map((m) => m.month))].sort()
  const of = (o: HeadcountOutcome, month: string, key: 'effective' | 'closing' | 'gap') => o.months.find((m) => m.month === month)?.[key] ?? null
  return months.map((month) => ({ month, effective: [of(a, month, 'effective'), of(b, month, 'effective')], closing: [of(a, month, 'closing'), of(b, month, 'closing')], gap: [of(a, month, 'gap'), of(b, month, 'gap')] }))
}

export const differs = ([a, b]: [number | null, number | null]): number | null => (a === null || b === null ? null : b - a)

/** The months that may be the first of a plan, from the one after today's. */
export function nextMonths(today: string, n: number): string[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return Array.from({ length: n }, (_, i) => { const at = year * 12 + month + i; return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}` })
}
