// Requests, lengths and warnings in words.
import type { TFunction } from 'i18next'
import { day } from '../../kit/format'
import type { Tone } from '../../kit/StatusTag'
import { clockOf } from '../roster/clock'
import type { Request, Warning } from './types'

export const wholeDay = 480
export const states = ['waiting', 'approved', 'refused', 'withdrawn'] as const
export const tones: Record<Request['state'], Tone> = { waiting: 'warn', approved: 'good', refused: 'bad', withdrawn: 'muted' }

/** 960 → 2 天, 240 → 0.5 天, 90 → 1.5 小时. */
export function lengthText(t: TFunction, minutes: number): string {
  if (minutes === 0) return t('timeoff:none')
  if (minutes % 240 !== 0 && Math.abs(minutes) < wholeDay) return t('timeoff:hours', { n: round(minutes / 60), count: minutes / 60 })
  return t('timeoff:days', { n: round(minutes / wholeDay), count: minutes / wholeDay })
}
const round = (n: number): number => Math.round(n * 100) / 100

export const kindName = (t: TFunction, x: { kind_name: string; kind_name_en?: string }): string => (t('timeoff:lang') === 'en' ? x.kind_name_en || x.kind_name : x.kind_name)

export function whenText(t: TFunction, r: Pick<Request, 'from_on' | 'to_on' | 'from_minute' | 'to_minute'>): string {
  if (r.from_minute !== undefined && r.to_minute !== undefined) return t('timeoff:part', { day: day(r.from_on), from: clockOf(r.from_minute), to: r.to_minute === 1440 ? '24:00' : clockOf(r.to_minute) })
  return r.from_on === r.to_on ? day(r.from_on) : t('timeoff:span', { from: day(r.from_on), to: day(r.to_on) })
}

export function warningText(t: TFunction, w: Warning): string {
  if (w.code === 'limit') return t('timeoff:warn.limit', { day: day(w.on), team: w.team ?? t('timeoff:warn.centre'), with: w.with, most: w.most })
  if (w.code === 'balance') return t('timeoff:warn.balance', { year: w.year, most: lengthText(t, w.most), with: lengthText(t, w.with) })
  return t('timeoff:warn.nothing')
}
export const warningsText = (t: TFunction, r: Request): string => (r.warnings ?? []).map((w) => warningText(t, w)).join(t('timeoff:join'))
