// What is said of proposals and of what came of them.
import type { TFunction } from 'i18next'
import { points } from '../../kit/format'
import { clockOf } from '../roster/clock'
import type { Action, Effect, Move, Proposal } from './types'

export const kinds = ['move_breaks', 'borrow', 'overtime', 'release', 'emergency'] as const

/** 13:00–14:30 */
export const spanText = (x: { from: number; to: number }): string => `${clockOf(x.from)}–${clockOf(x.to)}`

/** What changes for a person. */
export function moveText(t: TFunction, kind: Proposal['kind'], m: Move): string {
  const times = { from: clockOf(m.from), to: clockOf(m.to) }
  switch (kind) {
    case 'move_breaks':
      return t('intraday:moves.break', { name: m.name, what: m.break, ...times })
    case 'overtime':
      return t('intraday:moves.overtime', { name: m.name, ...times })
    case 'release':
      return t('intraday:moves.release', { name: m.name, ...times })
    default:
      return m.name
  }
}

/** The proposal in one sentence. */
export function proposalText(t: TFunction, p: Proposal): string {
  return t(`intraday:proposes.${p.kind}`, { n: p.people, count: p.people, plan: p.plan, span: spanText(p) })
}

/** Points of service level that an action brought: measured, or as foreseen. */
export function gained(e: Effect | undefined): { points: number; measured: boolean } | undefined {
  if (!e) return undefined
  if (typeof e.happened_percent === 'number' && typeof e.without_percent === 'number') return { points: e.happened_percent - e.without_percent, measured: true }
  return { points: e.after_percent - e.before_percent, measured: false }
}

export function gainedText(t: TFunction, a: Action): string {
  const g = gained(a.proposal.effect)
  return g ? t(g.measured ? 'intraday:effect.measured' : 'intraday:effect.foreseen', { points: points(g.points) }) : ''
}
