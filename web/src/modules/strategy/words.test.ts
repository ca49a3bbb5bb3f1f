import { describe, expect, it } from 'vitest'
import { arrowPath, askOf, monthEnd, places, refOf } from './words'

describe('words of the strategy', () => {
  it('ask for a measure as it is meant', () => {
    const m = { metric: 'sl-off', version: 2, scope: 'team', scope_id: 't1', threshold_seconds: 0, direction: 'up', weight: 1, targets: [] } as const
    expect(refOf(m)).toBe('sl-off@2')
    expect(refOf({ metric: 'asa' })).toBe('asa')
    expect(askOf({ ...m, targets: [] })).toEqual({ team: 't1', threshold: '0s' })
    expect(askOf({ ...m, scope: 'centre', threshold_seconds: undefined, targets: [] })).toEqual({})
  })
  it('place boxes evenly and arrows between them', () => {
    expect(places(2)).toEqual([0.25, 0.75])
    expect(arrowPath({ x: 10, y: 200 }, { x: 50, y: 80 }, 30)).toBe('M 10 170 C 10 142, 50 142, 50 114')
    expect(arrowPath({ x: 10, y: 80 }, { x: 50, y: 80 }, 30)).toMatch(/^M 10 110 C/)
  })
  it('know the last day of a month', () => {
    expect(monthEnd('2026-02-01')).toBe('2026-02-28')
    expect(monthEnd('2026-12-15')).toBe('2026-12-31')
  })
})
