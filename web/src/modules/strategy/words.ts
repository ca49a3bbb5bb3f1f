// What the pages of the strategy say of scores and measures.
import type { TFunction } from 'i18next'
import type { Tone } from '../../kit/StatusTag'
import { decimal, metricValue } from '../../kit/format'
import type { Measure, Reading, State } from './types'

export const perspectives = ['finance', 'customer', 'internal', 'learning'] as const
export const periods = ['month', 'quarter', 'year'] as const
export const tones: Record<State, Tone> = { exceeded: 'good', reached: 'good', near: 'warn', missed: 'bad', unknown: 'muted' }
export const glyphs: Record<State, string> = { exceeded: '★', reached: '✓', near: '◆', missed: '▲', unknown: '–' }

export const scoreText = (score: number | null | undefined) => decimal(score, 0)

/** The metric in the language of the page. */
export function readingName(t: TFunction, r: Pick<Reading, 'name_zh' | 'name_en' | 'metric'>): string {
  return (t('strategy:lang') === 'en' ? r.name_en : r.name_zh) || r.metric
}

/** A value against its target: 93.6% · 目标 ≥ 80.0%. */
export function againstTarget(t: TFunction, r: Reading, m: Pick<Measure, 'direction'> | undefined): string {
  const value = metricValue(r.value, r.unit)
  if (!r.target) return value
  return t('strategy:map.against', { value, sign: m?.direction === 'down' ? '≤' : '≥', target: metricValue(r.target.target, r.unit) })
}

/** How a metric is named in a question: with the version that is wanted. */
export const refOf = (m: Pick<Measure, 'metric' | 'version'>) => (m.version ? `${m.metric}@${m.version}` : m.metric)

/** What the numbers of a measure are asked with, besides the days. */
export function askOf(m: Measure): Record<string, string> {
  const out: Record<string, string> = {}
  if (m.scope !== 'centre' && m.scope_id) out[m.scope] = m.scope_id
  if (m.threshold_seconds !== undefined) out.threshold = `${m.threshold_seconds}s`
  return out
}

/** Where the boxes of a band stand: their middles, as shares of its width. */
export const places = (count: number): number[] => Array.from({ length: count }, (_, i) => (i + 0.5) / count)

/** The way of an arrow from one box to another: up or down between bands, in a bow within one. */
export function arrowPath(from: { x: number; y: number }, to: { x: number; y: number }, half: number): string {
  if (from.y === to.y) {
    const side = from.y + half
    return `M ${from.x} ${side} C ${from.x} ${side + 26}, ${to.x} ${side + 26}, ${to.x} ${side + 4}`
  }
  const turn = to.y < from.y ? -1 : 1
  const [begin, end] = [from.y + turn * half, to.y - turn * (half + 4)]
  const bend = (end - begin) * 0.5
  return `M ${from.x} ${begin} C ${from.x} ${begin + bend}, ${to.x} ${end - bend}, ${to.x} ${end}`
}

/** The last day of the part of a period that begins on a day. */
export function monthEnd(first: string): string {
  const d = new Date(`${first.slice(0, 7)}-01T00:00:00Z`)
  d.setUTCMonth(d.getUTCMonth() + 1, 0)
  return d.toISOString().slice(0, 10)
}

/** A month or a quarter by its first day: 2026年10月, 2026年第4季度. */
export function periodText(t: TFunction, period: 'month' | 'quarter', from: string): string {
  const [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))]
  return period === 'quarter' ? t('strategy:period.of_quarter', { year, n: Math.floor((month - 1) / 3) + 1 }) : t('strategy:period.of_month', { year, n: String(month).padStart(2, '0') })
}
