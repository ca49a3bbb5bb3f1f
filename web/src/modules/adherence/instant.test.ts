import { describe, expect, it } from 'vitest'
import { shownSpan } from './DayStrip'
import { instantOf } from './instant'

describe('a time of the clock', () => {
  it('is an instant of the zone', () => {
    expect(instantOf('2026-11-24', '9:05', 'Asia/Shanghai')).toBe(Date.UTC(2026, 10, 24, 1, 5))
    expect(instantOf('2026-11-24', '00:00:30', 'Asia/Shanghai')).toBe(Date.UTC(2026, 10, 23, 16, 0, 30))
    expect(instantOf('2026-07-01', '23:30', 'America/New_York')).toBe(Date.UTC(2026, 6, 2, 3, 30))
    expect(instantOf('2026-07-01', '12:00', 'Asia/Kathmandu')).toBe(Date.UTC(2026, 6, 1, 6, 15))
    expect(instantOf('2026-07-01', '24:10', 'Asia/Shanghai')).toBeUndefined()
    expect(instantOf('2026-07-01', 'noon', 'Asia/Shanghai')).toBeUndefined()
  })
})

describe('what of a day is shown', () => {
  const h = 3_600_000
  it('is from the first to the last that is scheduled or done, in whole hours', () => {
    const d = { from_ms: 0, to_ms: 24 * h, plan: [{ from_ms: 9 * h, to_ms: 18 * h, activity: 'work' }], did: [{ from_ms: 0, to_ms: 8.5 * h, state: 'signed_out' as const }, { from_ms: 8.5 * h, to_ms: 18.1 * h, state: 'ready' as const }] }
    expect(shownSpan(d)).toEqual({ from: 8 * h, to: 19 * h })
    expect(shownSpan({ ...d, plan: [], did: [] })).toEqual({ from: 0, to: 24 * h })
  })
})
