import { describe, expect, it } from 'vitest'
import { daysOf, presetRange, stepRange, weekStart } from './timeRange'

describe('ranges of days', () => {
  it.each([
    ['today', '2026-11-22', '2026-11-22'], ['yesterday', '2026-11-21', '2026-11-21'], ['this_week', '2026-11-16', '2026-11-22'], ['last_week', '2026-11-09', '2026-11-15'],
    ['last_7', '2026-11-16', '2026-11-22'], ['this_month', '2026-11-01', '2026-11-30'], ['last_month', '2026-10-01', '2026-10-31'],
  ] as const)('%s', (p, from, to) => expect(presetRange(p, '2026-11-22')).toEqual({ from, to }))
  it('week starts where the centre says', () => expect(weekStart('2026-11-22', 'sunday')).toBe('2026-11-22'))
  it('steps months and plain ranges', () => {
    expect(stepRange({ from: '2026-01-01', to: '2026-01-31' }, 1)).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(stepRange({ from: '2026-03-01', to: '2026-03-31' }, -1)).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(stepRange({ from: '2026-11-16', to: '2026-11-22' }, -1)).toEqual({ from: '2026-11-09', to: '2026-11-15' })
    expect(daysOf({ from: '2026-03-28', to: '2026-03-30' })).toBe(3)
  })
})
