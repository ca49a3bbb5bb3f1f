import { expect, test } from 'vitest'
import { firstOf } from './words'

test('a period is asked by its first day', () => {
  expect(firstOf('month', '2026-11-24')).toBe('2026-11-01')
  expect(firstOf('quarter', '2026-11-24')).toBe('2026-10-01')
  expect(firstOf('quarter', '2026-03-31')).toBe('2026-01-01')
  expect(firstOf('quarter', '2026-09-01')).toBe('2026-07-01')
})
