// What of incentives is said in words.
import type { TFunction } from 'i18next'
import { count, decimal, metricValue, none } from '../../kit/format'
import type { Tone } from '../../kit/StatusTag'
import type { Body, Contest, Entry, Line, Place, Praise, Run, Taking } from './types'

export const kinds = ['piece', 'tier', 'team'] as const
export const lineTones: Record<Line['state'], Tone> = { earned: 'good', nothing: 'muted', closed: 'bad', unknown: 'warn' }
export const runStates = ['calculating', 'stopped', 'calculated', 'returned', 'approved'] as const
export const runTones: Record<Run['state'], Tone> = { calculating: 'info', stopped: 'bad', calculated: 'warn', returned: 'bad', approved: 'good' }
export const contestStates = ['planned', 'running', 'waiting', 'closed', 'drawn', 'cancelled'] as const
export const contestTones: Record<Contest['state'], Tone> = { planned: 'info', running: 'good', waiting: 'warn', closed: 'info', drawn: 'good', cancelled: 'muted' }
export const placeTones: Record<Place['state'], Tone> = { earned: 'good', nothing: 'muted', closed: 'bad', few: 'warn', unknown: 'warn' }
export const entryKinds = ['earned', 'corrected', 'given', 'taken', 'returned'] as const
export const badges = ['service', 'quality', 'helper', 'learner', 'steady', 'idea'] as const
export const takingTones: Record<Taking['state'], Tone> = { asked: 'warn', handed: 'good', cancelled: 'muted' }

/** What an entry of the ledger was for. */
export const entryText = (t: TFunction, e: Entry): string => t('incentive:entry.text', { kind: t(`incentive:entry_kind.${e.kind}`), about: e.about })

/** What was sent, such as a badge by its name. */
export const praiseText = (t: TFunction, p: Pick<Praise, 'kind' | 'badge' | 'points'>): string => (p.kind === 'badge' ? t('incentive:praise.got_badge', { badge: t(`incentive:badge.${p.badge}`) }) : p.kind === 'points' ? t('incentive:praise.got_points', { n: count(p.points ?? 0) }) : t('incentive:praise.kinds.message'))

/** Hundredths of the currency as people read them. */
export const money = (cents: number): string => decimal(cents / 100, 2)

/** Money, points with their word, or a gift by its name. */
export const amountText = (t: TFunction, pays: string, amount: number, gift?: string): string => (pays === 'points' ? t('incentive:n_points', { n: count(amount) }) : pays === 'gift' ? (amount === 1 && gift ? gift : t('incentive:n_gifts', { n: amount, count: amount })) : money(amount))

/** A prize as it is stated, with how many there are of it. */
export const prizeText = (t: TFunction, p: Contest['prizes'][number]): string => `${amountText(t, p.pays, p.pays === 'gift' ? 1 : (p.amount ?? 0), p.gift)}${p.count && p.count > 1 ? ` × ${p.count}` : ''}`

/** What somebody won, and among how many it was split. */
export const wonText = (t: TFunction, w: { pays: string; amount: number; gift?: string; of?: number }): string => `${amountText(t, w.pays, w.amount, w.gift)}${w.of ? ` ${t('incentive:contest.split_of', { n: w.of })}` : ''}`

/** Who calculated a run: a person, or nobody but the product at the end of a contest. */
export const maker = (t: TFunction, r: Pick<Run, 'calculated_by'>): string => (r.calculated_by === 'incentive' ? t('incentive:run.machine') : r.calculated_by)

/** What a variable was, in its unit. */
export const valueText = (v: Line['values'][number]): string => (v.value === null ? none : metricValue(v.value, v.unit as never))

export const metricName = (t: TFunction, v: { name_zh: string; name_en: string }): string => (t('incentive:lang') === 'en' ? v.name_en : v.name_zh)

/** Whom a rule is for, in a few words. */
export function forText(t: TFunction, b: { for: Body['for'] }, team: (id: string) => string, position: (code: string) => string): string {
  const join = t('incentive:join')
  const parts = [(b.for.levels ?? []).map((l) => t(`people:level.${l}`)).join(join), (b.for.teams ?? []).map(team).join(join), (b.for.positions ?? []).map(position).join(join)].filter(Boolean)
  return parts.join(' · ') || t('incentive:everybody')
}

/** One step from the values to the sum. */
export function stepText(t: TFunction, pays: string, s: Line['steps'][number]): string {
  const sum = (n: number | null) => (n === null ? t('incentive:state.unknown') : pays === 'score' ? decimal(n, Number.isInteger(n) ? 0 : 2) : pays === 'gift' ? t('incentive:n_gifts', { n, count: n }) : pays === 'points' ? t('incentive:n_points', { n: decimal(n, Number.isInteger(n) ? 0 : 4) }) : decimal(n, Number.isInteger(Math.round(n * 1e6) / 1e4) ? 2 : 4))
  const text = s.text?.replaceAll(/\bnull\b/g, none) // a value that is missing
  switch (s.what) {
    case 'gate': return t('incentive:step.gate', { text, verdict: t(s.result === null ? 'incentive:state.unknown' : s.result ? 'incentive:step.holds' : 'incentive:step.fails') })
    case 'formula': return t('incentive:step.formula', { text, sum: sum(s.result) })
    case 'share': return t('incentive:step.share', { part: count(s.part ?? 0), of: count(s.of ?? 0), sum: sum(s.result) })
    case 'prize': return s.of ? t('incentive:step.prize_split', { n: s.part, of: s.of, sum: sum(s.result) }) : t('incentive:step.prize', { n: s.part, sum: sum(s.result) })
    case 'cap': return pays === 'score' ? t('incentive:step.cap_tickets', { sum: sum(s.result) }) : t('incentive:step.cap', { sum: sum(s.result) })
    default: return t('incentive:step.round', { sum: sum(s.result) })
  }
}
