// How the pieces of a shift look: a colour, a pattern and a letter, so that none of the three carries it alone.
import type { Pause } from './types'

export const kinds = ['meeting', 'training', 'other'] as const

export const lookOf = (b: Pause): string => `is-${b.kind ?? (b.paid ? 'paid' : 'break')}`

/** The letter on a piece. */
export const pieceLetter = (t: (key: string) => string, b: Pause): string => t(`roster:day.letter.${lookOf(b).slice(3)}`)
