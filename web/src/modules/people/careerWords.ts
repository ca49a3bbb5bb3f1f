// What of a career is said in words.
import type { TFunction } from 'i18next'
import { day, decimal } from '../../kit/format'
import type { Tone } from '../../kit/StatusTag'
import type { Ladder, Verdict } from './types'

export const verdictTones: Record<Verdict['state'], Tone> = { met: 'good', unmet: 'bad', unknown: 'warn' }
export const decisionTones = { promoted: 'good', declined: 'bad', placed: 'info' } as const

/** A name in the language of the page. */
export const named = (t: TFunction, x: { name: string; name_en?: string }): string => (t('people:lang') === 'en' ? x.name_en || x.name : x.name)

export function positionText(t: TFunction, ladder: Ladder | undefined, code: string): string {
  const p = ladder?.positions.find((x) => x.code === code)
  return p ? named(t, p) : code
}

/** What a condition was held against, such as “91 since 26 Aug”. */
export function foundText(t: TFunction, v: Verdict): string {
  const value = v.value === undefined || v.value === null ? '' : decimal(v.value, Number.isInteger(v.value) ? 0 : 2)
  switch (v.source) {
    case 'file': return t('people:found.tenure', { n: value, day: day(v.from_on) })
    case 'standing': return t('people:found.rank', { n: value, of: v.of })
    case 'metric': return t('people:found.number', { n: value, from: day(v.from_on), to: day(v.to_on) })
    case 'position': return named(t, { name: v.text ?? '', name_en: v.text_en })
    case 'post': return v.text || t('people:found.no_post')
    case 'statement': return t('people:found.statement', { by: v.by, day: day(v.on), text: v.text })
    default: return t(v.condition.kind === 'stated' ? 'people:found.not_stated' : 'people:found.nothing')
  }
}
