// What of a file is said in words.
import type { TFunction } from 'i18next'
import type { Tone } from '../../kit/StatusTag'
import { day, none } from '../../kit/format'
import type { Summary } from './types'

export const levels = ['newcomer', 'skilled', 'expert'] as const
export const states = ['employed', 'left', 'none'] as const
export const genders = ['female', 'male'] as const
export const contractKinds = ['fixed', 'open', 'dispatch', 'outsourced', 'intern'] as const
export const leavingKinds = ['voluntary', 'involuntary', 'other'] as const
export const stateTones: Record<Summary['state'], Tone> = { employed: 'good', left: 'muted', none: 'warn' }

/** 400 days → 1 年 1 个月. */
export function tenureText(t: TFunction, days: number): string {
  const months = Math.floor((days / 365.25) * 12)
  const years = Math.floor(months / 12)
  const rest = months % 12
  if (months === 0) return t('people:days', { count: days })
  return [years > 0 && t('people:years', { count: years }), rest > 0 && t('people:months', { count: rest })].filter(Boolean).join(' ')
}

export const levelText = (t: TFunction, level: string | undefined): string => (level ? t(`people:level.${level}`) : none)

/** Whether a day that ends something is over, or soon. */
export function endTone(on: string | undefined, at: string): Tone | undefined {
  if (!on || !at) return undefined
  if (on < at) return 'bad'
  return (Date.parse(on) - Date.parse(at)) / 86_400_000 <= 60 ? 'warn' : undefined
}

export function spanText(t: TFunction, from: string, to: string | undefined): string {
  return t('people:span', { from: day(from), to: to ? day(to) : t('people:now') })
}

/** A band of tenure in months; to 0: and more. */
export const tenureBandText = (t: TFunction, from: number, to: number): string => t(to ? 'people:workforce.band' : 'people:workforce.band_from', { from, to })
