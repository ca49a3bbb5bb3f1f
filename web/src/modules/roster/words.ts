// Rules in plain sentences.
import type { TFunction } from 'i18next'
import { decimal } from '../../kit/format'
import type { Rule, RuleConflict } from './types'

/** What a kind of rule limits: in which unit, and whether it has a least and a most. */
export const kinds = {
  paid_day: { unit: 'minutes', min: false, max: true },
  paid_week: { unit: 'minutes', min: true, max: true },
  paid_period: { unit: 'minutes', min: true, max: true },
  days_week: { unit: 'days', min: true, max: true },
  work_run: { unit: 'days', min: true, max: true },
  rest_run: { unit: 'days', min: true, max: false },
  rest: { unit: 'minutes', min: true, max: false },
  succession: { unit: undefined, min: false, max: false },
  weekends: { unit: 'weekends', min: false, max: true },
  nights: { unit: 'nights', min: false, max: true },
  night_free: { unit: undefined, min: false, max: false },
  start_change: { unit: 'minutes', min: false, max: true },
  overtime_day: { unit: 'minutes', min: false, max: true },
  overtime_month: { unit: 'minutes', min: false, max: true },
  pay_workday: { unit: 'percent', min: true, max: false },
  pay_rest_day: { unit: 'percent', min: true, max: false },
  pay_holiday: { unit: 'percent', min: true, max: false },
} as const
export type RuleKind = keyof typeof kinds
export type Unit = 'minutes' | 'days' | 'weekends' | 'nights' | 'percent'

export const isKind = (kind: string): kind is RuleKind => kind in kinds
/** What is owed for overtime limits no roster, so it is neither hard nor soft. */
export const pays = (kind: string): boolean => kind.startsWith('pay_')

function amount(t: TFunction, unit: Unit, n: number): string {
  if (unit === 'percent') return t('roster:rule.unit.percent', { n })
  if (unit !== 'minutes') return t(`roster:rule.unit.${unit}`, { n, count: n })
  const [h, m] = [Math.floor(n / 60), n % 60]
  if (m === 0) return t('roster:rule.unit.hours', { n: h, count: h })
  return h === 0 ? t('roster:rule.unit.minutes', { n: m }) : t('roster:rule.unit.hours_minutes', { h, m })
}

/** A rule as a sentence; `name` gives the name of a shift type. */
export function sentence(t: TFunction, rule: Rule, name: (id: string) => string): string {
  if (!isKind(rule.kind)) return rule.kind
  const says = `roster:rule.says.${rule.kind}`
  if (rule.kind === 'succession') {
    const list = (ids: string[] | null | undefined) => (ids ?? []).map(name).join(t('roster:join'))
    return t(says, { after: list(rule.shift_ids), then: list(rule.then_ids) })
  }
  const { unit } = kinds[rule.kind]
  if (!unit) return t(says)
  const min = rule.min === undefined ? undefined : amount(t, unit, rule.min)
  const max = rule.max === undefined ? undefined : amount(t, unit, rule.max)
  if (min === undefined && max === undefined) return t(`roster:rule.kinds.${rule.kind}`)
  if (rule.max === 0 && !rule.min && ['overtime_day', 'overtime_month', 'weekends', 'nights', 'start_change'].includes(rule.kind)) return t(`roster:rule.zero.${rule.kind}`)
  const how = min === undefined ? 'max' : max === undefined ? 'min' : rule.min === rule.max ? 'exact' : 'both'
  return t(says, { limit: t(`roster:rule.limit.${how}`, { min, max }), amount: min })
}

export function strength(t: TFunction, rule: Rule): string {
  if (pays(rule.kind)) return ''
  return rule.weight === 0 ? t('roster:rule.hard') : t('roster:rule.soft_value', { weight: decimal(rule.weight, 1) })
}

/** A conflict as a sentence that names the rules by their numbers. */
export const conflictText = (t: TFunction, c: RuleConflict): string =>
  t('roster:rule.conflict_with', { text: t(`roster:rule.conflicts.${c.code}`), rules: (c.rules ?? []).map((i) => i + 1).join(t('roster:join')) })

export const sourceText = (t: TFunction, rule: Rule): string => (rule.source ? t(`roster:rule.sources.${rule.source}`, { defaultValue: rule.source }) : '')

/** Hours are typed, minutes are kept; the others are typed as they are kept. */
export const typed = (unit: Unit | undefined, v: number | undefined): number | undefined => (v === undefined ? undefined : unit === 'minutes' ? v / 60 : v)
export const keptAs = (unit: Unit | undefined, v: number | null): number | undefined => (v === null ? undefined : unit === 'minutes' ? Math.round(v * 60) : v)
