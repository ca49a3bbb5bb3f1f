// What the pages of scorecards say of numbers and scores.
import type { TFunction } from 'i18next'
import { addDays, decimal, metricDelta, metricValue } from '../../kit/format'
import type { Unit } from '../metric/types'
import type { CardLine } from './types'

export const periods = ['day', 'week', 'month'] as const
export type PeriodKind = (typeof periods)[number]

type Named = { metric: string; name_zh: string; name_en: string }

/** The metric in the language of the page. */
export const metricText = (t: TFunction, x: Named | undefined) => (x ? (t('scorecard:lang') === 'en' ? x.name_en : x.name_zh) || x.metric : '')

export const valueText = (value: number | null | undefined, unit: string) => metricValue(value, unit as Unit)
export const deltaText = (diff: number | null | undefined, unit: string) => metricDelta(diff, unit as Unit)
export const scoreText = (score: number | null | undefined) => decimal(score, 1)

/** A number with its sign: +2.4, −1.0. */
export const signed = (n: number, digits = 1) => (n > 0 ? '+' : '') + decimal(n, digits)

/** Which sign a target has: at least, at most. */
export const signOf = (direction: string) => (direction === 'down' ? '≤' : '≥')

/** Which way a value went, for better or worse; undefined when nothing is better. */
export function turned(line: Pick<CardLine, 'value' | 'before' | 'direction'>): 'better' | 'worse' | 'same' | undefined {
  if (line.value === null || line.before === null || line.direction === 'none') return undefined
  if (line.value === line.before) return 'same'
  return line.value > line.before === (line.direction === 'up') ? 'better' : 'worse'
}

/** From which day the little line of a period goes back, and by what. */
export function trendOf(kind: PeriodKind, to: string): { from: string; grain: string } {
  if (kind === 'day') return { from: addDays(to, -13), grain: 'day' }
  if (kind === 'week') return { from: addDays(to, -55), grain: 'week' }
  const d = new Date(`${to.slice(0, 7)}-01T00:00:00Z`)
  d.setUTCMonth(d.getUTCMonth() - 5)
  return { from: d.toISOString().slice(0, 10), grain: 'month' }
}

/** The points of a little line in a box; unknown values break it. */
export function sparkPaths(values: (number | null)[], width: number, height: number): string[] {
  const known = values.filter((v): v is number => v !== null)
  if (known.length < 2) return []
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const x = (i: number) => 2 + (i * (width - 4)) / (values.length - 1)
  const y = (v: number) => (high === low ? height / 2 : height - 3 - ((v - low) * (height - 6)) / (high - low))
  const out: string[] = []
  let path = ''
  values.forEach((v, i) => {
    if (v === null) {
      if (path) out.push(path)
      path = ''
    } else path += `${path ? ' L' : 'M'} ${x(i).toFixed(1)} ${y(v).toFixed(1)}`
  })
  if (path) out.push(path)
  return out
}
