// What the pages say of targets.
import type { TFunction } from 'i18next'
import { decimal, metricValue } from '../../kit/format'
import type { Tone } from '../../kit/StatusTag'
import type { Line, State } from './types'

export const periods = ['month', 'quarter', 'year'] as const
export const scopes = ['centre', 'site', 'team', 'person'] as const
export const levels = ['newcomer', 'skilled', 'expert'] as const
export const states = ['exceeded', 'reached', 'near', 'missed', 'unknown'] as const
export const tones: Record<State, Tone> = { exceeded: 'good', reached: 'good', near: 'warn', missed: 'bad', unknown: 'muted' }
export const glyphs: Record<State, string> = { exceeded: '★', reached: '✓', near: '◆', missed: '▲', unknown: '–' }

export const scoreText = (score: number | null | undefined) => decimal(score, 0)

/** The metric in the language of the page, with its seconds. */
export function metricText(t: TFunction, x: Pick<Line, 'metric' | 'metric_zh' | 'metric_en' | 'threshold_seconds'>): string {
  const name = (t('target:lang') === 'en' ? x.metric_en : x.metric_zh) || x.metric
  return x.threshold_seconds === undefined ? name : `${name} · ${t('target:within', { n: x.threshold_seconds })}`
}

/** The versions of a definition that hold on some day of a period. */
export function versionsHeld<V extends { version: number; effective_on: string }>(versions: V[], from: string, to: string): V[] {
  const known = versions.filter((v) => (v.effective_on ?? '') <= to).sort((a, b) => a.version - b.version)
  return known.filter((_, i) => known.slice(i + 1).every((later) => later.effective_on > from))
}

/** Whose target it is. */
export const subjectText = (t: TFunction, x: Pick<Line, 'scope' | 'name' | 'code'>): string => (x.scope === 'centre' ? t('target:scope.centre') : x.scope === 'person' ? `${x.name} ${x.code}` : x.name)

/** The month, quarter or year that begins on a day. */
export function periodText(t: TFunction, x: Pick<Line, 'period' | 'from_on'>): string {
  const year = x.from_on.slice(0, 4)
  if (x.period === 'year') return t('target:period.of_year', { year })
  if (x.period === 'quarter') return t('target:period.of_quarter', { year, n: Math.ceil(Number(x.from_on.slice(5, 7)) / 3) })
  return x.from_on.slice(0, 7)
}

export const valueText = (value: number | null | undefined, unit: Line['unit']) => metricValue(value, unit || 'count')

/** A value with the sign that says which way is better: ≥ 80.0%. */
export const aimText = (value: number, x: Pick<Line, 'direction' | 'unit'>) => `${x.direction === 'down' ? '≤' : '≥'} ${valueText(value, x.unit)}`

/** A part moved by hand: threshold and stretch keep their distance, of a total their share. */
export function movedBy(child: { threshold: number; target: number; stretch: number }, target: number, total: boolean): { threshold: number; target: number; stretch: number } {
  if (total && child.target !== 0) return { threshold: tidy((child.threshold * target) / child.target), target, stretch: tidy((child.stretch * target) / child.target) }
  return { threshold: tidy(child.threshold + target - child.target), target, stretch: tidy(child.stretch + target - child.target) }
}

const tidy = (v: number) => Math.round(v * 1e6) / 1e6
