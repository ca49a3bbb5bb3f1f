// What the pages of segments say of levels and reasons.
import type { TFunction } from 'i18next'
import type { Tone } from '../../kit/StatusTag'
import type { Cause, Row, Segment } from './types'

export const dimensions = ['discipline', 'work', 'service', 'attitude'] as const
export const levels = ['high', 'middle', 'low', 'unknown'] as const
export const actionKinds = ['praise', 'promote', 'coach', 'train', 'talk', 'plan', 'watch'] as const
export const actionStates = ['open', 'done', 'dropped'] as const
export const levelTones: Record<string, Tone> = { high: 'good', middle: 'info', low: 'warn', unknown: 'muted' }

const english = (t: TFunction) => t('segment:lang') === 'en'

export const segmentText = (t: TFunction, all: Segment[], key: string) => {
  const x = all.find((s) => s.key === key)
  return x ? (english(t) ? x.name_en : x.name_zh) : key
}
export const leadText = (t: TFunction, x: Segment | undefined) => (x ? (english(t) ? x.words_en : x.words_zh) : '')

/** A name in the language of the page. */
export const nameText = (t: TFunction, x: { name_zh: string; name_en: string } | undefined, id = '') => (x ? (english(t) ? x.name_en : x.name_zh) || id : id)

/** Which dimension, at which level, and which figure speaks most for it. */
export function causeText(t: TFunction, row: Row, c: Cause): string {
  const figure = row.verdicts.flatMap((v) => v.figures).find((f) => f.metric === c.metric)
  const text = t('segment:cause', { name: t(`segment:dimension.${c.dimension}`), level: t(`segment:level.${c.level}`) })
  return c.metric ? t('segment:cause_by', { text, metric: nameText(t, figure, c.metric) }) : text
}

export const whyText = (t: TFunction, row: Row) => row.why.map((c) => causeText(t, row, c)).join(t('segment:join'))
export const movesText = (t: TFunction, row: Row) => row.moves.map((m) => t('segment:move', { name: t(`segment:dimension.${m.dimension}`), from: t(`segment:level.${m.from_level}`), to: t(`segment:level.${m.to_level}`) })).join(t('segment:join'))

/** The day a period of the page is asked by: its first. */
export const firstOf = (period: string, day: string) => (period === 'quarter' ? `${day.slice(0, 4)}-${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01` : `${day.slice(0, 7)}-01`)
