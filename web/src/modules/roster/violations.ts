// Broken rules in words.
import type { TFunction } from 'i18next'
import { day, decimal } from '../../kit/format'
import type { Violation } from './types'

const inMinutes = ['paid_minutes', 'rest_minutes']

/** 连续出勤多 1 天（11月23日–29日） */
export function violationText(t: TFunction, v: Violation): string {
  const by = v.rule === 'break_window' ? t('roster:rule.unit.minutes', { n: v.by }) : inMinutes.includes(v.rule) ? t('roster:rule.unit.hours', { n: decimal(v.by / 60, 1), count: Math.ceil(v.by / 60) }) : String(v.by)
  const when = v.from_on === v.to_on ? day(v.from_on) : `${day(v.from_on)} – ${day(v.to_on)}`
  return t(`roster:broken.${v.rule}`, { by, when, defaultValue: t('roster:broken.other', { rule: v.rule, by, when }) })
}

/** A rule of a smallest set that cannot be kept, as the result of a failed search tells it. */
export type ClashRule = { rule: string; min?: number; max?: number; types?: string[]; then?: string[]; days?: { from_on: string; to_on: string }[] }
export type Clash = { person_id: string; name: string; agent_no: string; rules: ClashRule[] }

/** 带薪工时最多 40 小时（11月23日 – 11月29日） */
export function clashText(t: TFunction, r: ClashRule): string {
  const amount = (n: number | undefined) => (n === undefined ? undefined : inMinutes.includes(r.rule) ? t('roster:rule.unit.hours', { n: decimal(n / 60, n % 60 === 0 ? 0 : 1), count: Math.ceil(n / 60) }) : t(`roster:clash.unit.${r.rule}`, { n, count: n }))
  const [min, max] = [amount(r.min), amount(r.max)]
  const how = min === undefined ? 'max' : max === undefined ? 'min' : r.min === r.max ? 'exact' : 'both'
  const limit = min === undefined && max === undefined ? '' : t(`roster:rule.limit.${how}`, { min, max })
  const list = (of: string[] | undefined) => (of && of.length > 0 ? of.join(t('roster:join')) : t('roster:clash.any'))
  const days = (r.days ?? []).map((d) => (d.from_on === d.to_on ? day(d.from_on) : `${day(d.from_on)} – ${day(d.to_on)}`)).join(t('roster:join'))
  // No shift of some types at all is said as that.
  const key = r.rule === 'shift_count' && r.max === 0 ? 'none_of' : r.rule
  const text = t(`roster:clash.says.${key}`, { limit, types: list(r.types), then: list(r.then), defaultValue: r.rule })
  return days ? t('roster:clash.on', { text, days }) : text
}
