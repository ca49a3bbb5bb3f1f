import { describe, expect, it } from 'vitest'
import { sparkPaths, trendOf, turned } from './words'

describe('scorecards', () => {
  it('tells better from worse by the direction', () => {
    expect(turned({ value: 300, before: 320, direction: 'down' })).toBe('better')
    expect(turned({ value: 80, before: 90, direction: 'up' })).toBe('worse')
    expect(turned({ value: 80, before: null, direction: 'up' })).toBeUndefined()
    expect(turned({ value: 80, before: 70, direction: 'none' })).toBeUndefined()
  })
  it('goes back far enough for a trend', () => {
    expect(trendOf('day', '2026-11-24')).toEqual({ from: '2026-11-11', grain: 'day' })
    expect(trendOf('month', '2026-03-31')).toEqual({ from: '2025-10-01', grain: 'month' })
  })
  it('breaks a line where nothing is known', () => {
    expect(sparkPaths([1, 2, null, 3, 2], 100, 20)).toHaveLength(2)
    expect(sparkPaths([null, 1], 100, 20)).toHaveLength(0)
  })
})
