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
