// Adherence, deviations and exceptions in words.
import type { TFunction } from 'i18next'
import { decimal, duration, none, percent, time, timeSeconds } from '../../kit/format'
import type { Tone } from '../../kit/StatusTag'
import { doing } from '../live/words'
import type { Day, Exception, Figures } from './types'

export const kinds = ['absent', 'late', 'left_early', 'signed_out', 'overrun', 'other_time', 'away', 'not_taken', 'other_activity', 'not_scheduled'] as const
export const reasons = ['system', 'equipment', 'customer', 'meeting', 'coaching', 'task', 'health', 'other'] as const
export const states = ['waiting', 'approved', 'refused', 'withdrawn'] as const
export const groups = ['person', 'team', 'day', 'week', 'month', 'person_day'] as const
export const tones: Record<Exception['state'], Tone> = { waiting: 'warn', approved: 'good', refused: 'bad', withdrawn: 'muted' }

export const adherenceText = (f: Pick<Figures, 'adherence'>): string => (f.adherence === undefined ? none : percent(f.adherence))
export const conformanceText = (f: Pick<Figures, 'conformance' | 'infinite'>): string => (f.infinite ? '∞' : f.conformance === undefined ? none : percent(f.conformance))

/** 750 → 12′30″; hours from an hour on. */
export const lengthText = (seconds: number): string => duration(seconds * 1000)

/** 09:00–09:12; with seconds where the minutes alone would be the same. */
export function spanText(x: { from_ms: number; to_ms: number }): string {
  const [from, to] = [time(x.from_ms), time(x.to_ms)]
  return from === to ? `${timeSeconds(x.from_ms)}–${timeSeconds(x.to_ms)}` : `${from}–${to}`
}

export function activityText(t: TFunction, activities: Day['activities'] | undefined, code: string): string {
  const a = activities?.[code]
  if (!a) return t(`adherence:activity.${code}`, { defaultValue: code })
  return t('adherence:lang') === 'en' ? a.name_en || a.name : a.name
}

/** What was done in a deviation: work of any kind is on queue. */
export const didText = (t: TFunction, x: { state: string; reason?: string }): string => (x.state === 'aux' || x.state === 'signed_out' ? doing(x) : t('adherence:on_queue'))

export const minutesText = (seconds: number): string => decimal(seconds / 60, 0)
