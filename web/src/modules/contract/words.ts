// What the pages of contracts say of lines, scores and states.
import type { TFunction } from 'i18next'
import type { Tone } from '../../kit/StatusTag'
import { decimal, metricValue } from '../../kit/format'
import type { ContractState, Line, LineScore } from './types'

export const states = ['draft', 'proposed', 'countered', 'agreed', 'running', 'scored', 'signed', 'closed', 'withdrawn'] as const
export const stateTones: Record<ContractState, Tone> = { draft: 'muted', proposed: 'info', countered: 'warn', agreed: 'good', running: 'info', scored: 'warn', signed: 'good', closed: 'good', withdrawn: 'muted' }
export const rules = ['linear', 'step', 'capped', 'veto'] as const

export const totalText = (v: number | null | undefined) => decimal(v, 2)
export const scoreText = (v: number | null | undefined) => decimal(v, 1)
export const weightText = (v: number) => `${decimal(v, v % 1 === 0 ? 0 : 2)}%`

/** How a score is to be read: 60 the threshold, 100 the target, 120 the stretch. */
export function scoreTone(score: number | null | undefined): Tone {
  if (score === null || score === undefined) return 'muted'
  return score >= 100 ? 'good' : score >= 60 ? 'warn' : 'bad'
}

/** ≥ 90 % / ≤ 300 s */
export function aimText(l: Pick<Line, 'direction' | 'target' | 'unit'>): string {
  return `${l.direction === 'down' ? '≤' : '≥'} ${metricValue(l.target, l.unit as never)}`
}

/** 60 at …, 100 at …, 120 at … */
export function pointsText(t: TFunction, l: Pick<Line, 'threshold' | 'target' | 'stretch' | 'unit' | 'rule'>): string {
  const v = (x: number) => metricValue(x, l.unit as never)
  if (l.rule === 'veto') return t('contract:points_veto', { threshold: v(l.threshold) })
  if (l.rule === 'capped' || l.stretch === l.target) return t('contract:points_two', { threshold: v(l.threshold), target: v(l.target) })
  return t('contract:points', { threshold: v(l.threshold), target: v(l.target), stretch: v(l.stretch) })
}

export const refOf = (l: { metric: string; version?: number }) => (l.version ? `${l.metric}@${l.version}` : l.metric)

/** What the numbers of a line are asked with, besides the days. */
export function askOf(head: { scope: string; person_id: string; scope_team?: string }, l: { threshold_seconds?: number }): Record<string, string> {
  const out: Record<string, string> = head.scope === 'team' ? { team: head.scope_team ?? '' } : { agent: head.person_id }
  if (l.threshold_seconds !== undefined) out.threshold = `${l.threshold_seconds}s`
  return out
}

/** The weights of lines together, to two decimals. */
export const sumOf = (lines: ({ weight?: number | null } | undefined)[]): number => Math.round(100 * lines.reduce((s, l) => s + (l?.weight ?? 0), 0)) / 100

export type Difference = { key: string; kind: 'added' | 'removed' | 'changed'; fields: { field: string; before: string; after: string }[]; line: Line }

const compared = ['weight', 'threshold', 'target', 'stretch', 'threshold_seconds', 'rule', 'direction'] as const

/** What is other in the later lines. */
export function differences(before: Line[], after: Line[]): Difference[] {
  const out: Difference[] = []
  for (const l of after) {
    const old = before.find((x) => x.key === l.key)
    if (!old) out.push({ key: l.key ?? '', kind: 'added', fields: [], line: l })
    else {
      const fields = compared.filter((f) => (old[f] ?? '') !== (l[f] ?? '')).map((f) => ({ field: f, before: String(old[f] ?? '—'), after: String(l[f] ?? '—') }))
      if (fields.length > 0 || old.metric !== l.metric) out.push({ key: l.key ?? '', kind: 'changed', fields, line: l })
    }
  }
  for (const l of before) if (!after.some((x) => x.key === l.key)) out.push({ key: l.key ?? '', kind: 'removed', fields: [], line: l })
  return out
}

/** Where the line stands on a bar of 0 to 120 points. */
export const barShare = (l: Pick<LineScore, 'score'>): number => Math.min(100, Math.max(0, (100 * (l.score ?? 0)) / 120))
