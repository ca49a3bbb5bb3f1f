import i18next from 'i18next'
import { beforeAll, expect, it } from 'vitest'
import timeoff from '../../locales/zh/timeoff.json'
import { lengthText, warningText, whenText } from './words'

const i18n = i18next.createInstance()
beforeAll(() => i18n.init({ lng: 'zh', resources: { zh: { timeoff } }, interpolation: { escapeValue: false } }))
const t = ((key: string, values?: Record<string, unknown>) => i18n.t(key, values)) as unknown as typeof i18n.t

it('says lengths as a planner does', () => {
  expect([0, 480, 720, 240, 90, 600, -480].map((m) => lengthText(t, m))).toEqual(['0 天', '1 天', '1.5 天', '0.5 天', '1.5 小时', '1.25 天', '-1 天'])
})
it('says when', () => {
  expect(whenText(t, { from_on: '2026-12-04', to_on: '2026-12-04', from_minute: 540, to_minute: 1440 })).toMatch(/09:00–24:00/)
  expect(whenText(t, { from_on: '2026-12-04', to_on: '2026-12-07' })).toMatch(/2026-12-04.*至.*2026-12-07/)
})
it('says what speaks against a request', () => {
  expect(warningText(t, { code: 'limit', on: '2026-12-11', team: '一班', most: 1, with: 2 })).toMatch(/一班.*2.*1/)
  expect(warningText(t, { code: 'balance', most: -480, with: 960, year: 2026 })).toMatch(/2026.*-1 天.*2 天/)
})
