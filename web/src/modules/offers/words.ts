// Offers in words.
import type { TFunction } from 'i18next'
import { day, decimal } from '../../kit/format'
import type { Tone } from '../../kit/StatusTag'
import { clockOf } from '../roster/clock'
import type { Cell } from '../roster/types'
import type { Invite, Offer } from './types'

export const states = ['open', 'filled', 'closed', 'expired'] as const
export const kinds = ['overtime', 'release'] as const
export const tones: Record<Offer['state'], Tone> = { open: 'info', filled: 'good', closed: 'muted', expired: 'muted' }
export const inviteTones: Record<Invite['state'], Tone> = { waiting: 'muted', asked: 'info', accepted: 'good', declined: 'bad', missed: 'muted' }

/** 09:00–17:00, or a day off. */
export const cellText = (t: TFunction, c: Cell | undefined): string => (c?.type_id ? `${clockOf(c.begins ?? 0)}–${clockOf(c.ends ?? 0)}` : t('offers:off'))
/** What becomes of somebody's day. */
export const changeText = (t: TFunction, y: Pick<Invite, 'before' | 'after'>): string => t('offers:change', { before: cellText(t, y.before), after: cellText(t, y.after) })
export const hours = (t: TFunction, minutes: number): string => t('offers:hours', { n: decimal(minutes / 60, minutes % 60 === 0 ? 0 : minutes % 6 === 0 ? 1 : 2), count: Math.ceil(minutes / 60) })
export const whenText = (x: Pick<Offer, 'on' | 'from_minute' | 'to_minute'>): string => `${day(x.on)} ${clockOf(x.from_minute)}–${clockOf(x.to_minute)}`
/** 工作日 150% */
export const payText = (t: TFunction, y: Pick<Invite, 'day_kind' | 'percent'>): string => (y.day_kind ? t('offers:pay', { kind: t(`offers:day_kinds.${y.day_kind}`), n: y.percent }) : t('offers:unpaid'))
