import type { TFunction } from 'i18next'
import { expect, test } from 'vitest'
import { clashText } from './violations'

const t = ((key: string, o?: Record<string, unknown>) => `${key.replace('roster:', '')}${o ? JSON.stringify(o, Object.keys(o).filter((k) => o[k] !== undefined && k !== 'defaultValue').sort()) : ''}`) as unknown as TFunction

test('rules in conflict are said by their values', () => {
  expect(clashText(t, { rule: 'work_run', min: 2, max: 5 })).toContain('clash.says.work_run')
  expect(clashText(t, { rule: 'work_run', min: 2, max: 5 })).toContain('rule.limit.both')
  expect(clashText(t, { rule: 'paid_minutes', max: 2400 })).toContain('rule.limit.max')
  expect(clashText(t, { rule: 'paid_minutes', min: 2400, max: 2400 })).toContain('rule.limit.exact')
  expect(clashText(t, { rule: 'shift_count', max: 0, types: ['N1'] })).toContain('clash.says.none_of')
  expect(clashText(t, { rule: 'succession', types: ['N1'], then: ['A1', 'B1'] })).toContain('A1')
  expect(clashText(t, { rule: 'day_off', days: [{ from_on: '2026-11-23', to_on: '2026-11-23' }] })).toContain('clash.on')
})
