// Swaps in words.
import type { TFunction } from 'i18next'
import { day } from '../../kit/format'
import type { Tone } from '../../kit/StatusTag'
import { clockOf } from '../roster/clock'
import { violationText } from '../roster/violations'
import type { Swap, SwapShift, Told } from './types'

export const states = ['open', 'taken', 'done', 'declined', 'refused', 'withdrawn', 'expired'] as const
export const tones: Record<Swap['state'], Tone> = { open: 'info', taken: 'warn', done: 'good', declined: 'bad', refused: 'bad', withdrawn: 'muted', expired: 'muted' }

/** A1 08:00–16:30 */
export const shiftText = (s: SwapShift | undefined): string => (s?.type_id ? `${s.code ?? ''} ${clockOf(s.begins ?? 0)}–${clockOf(s.ends ?? 0)}`.trim() : '')

/** 11月28日 周六 A1 08:00–16:30 */
export const dayShift = (on: string | undefined, s: SwapShift | undefined): string => `${day(on)} ${shiftText(s)}`

/** Who gives what to whom. */
export function swapText(t: TFunction, x: Swap): string {
  const to = x.taker ?? x.for ?? t('swaps:anybody')
  return x.back_on ? t('swaps:exchange_text', { giver: x.giver, shift: dayShift(x.on, x.shift), taker: to, back: dayShift(x.back_on, x.back) }) : t('swaps:gift_text', { giver: x.giver, shift: dayShift(x.on, x.shift), taker: to })
}

export const toldText = (t: TFunction, v: Told): string => t('swaps:told', { name: v.name, text: violationText(t, v) })
export const waits = (x: Swap): boolean => x.state === 'open' || x.state === 'taken'
