import { beforeAll, expect, it } from 'vitest'
import i18next from 'i18next'
import { loadAllWords, startI18n } from '../kit/i18n'
import { noticeText } from './noticeText'

beforeAll(async () => {
  await startI18n()
  await loadAllWords()
})

const say = (kind: string, about: Record<string, string>) => noticeText(i18next.t, { id: 'n', kind, about, link: '/', at_ms: 0, unread: true })

it('says what every kind is about', () => {
  expect(say('roster_changed', { on: '2026-11-24', reason: '午间高峰' })).toMatch(/11-24.*午间高峰/)
  expect(say('time_off_answered', { from: '2026-11-24', to: '2026-11-24', state: 'approved' })).toMatch(/批准/)
  expect(say('lent', { on: '2026-11-24', from: '780', to: '840', queue: '贷款' })).toMatch(/13:00.*14:00.*贷款/)
  for (const state of ['open', 'taken', 'done', 'declined', 'refused', 'withdrawn', 'expired']) expect(say('swap', { state, on: '2026-11-24', giver: '甲', taker: '乙' })).not.toMatch(/swap/)
  for (const kind of ['overtime', 'release']) expect(say('offer', { kind, on: '2026-11-24', from: '1080', to: '1200' })).toMatch(/18:00/)
})
