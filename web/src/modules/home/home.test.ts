import { describe, expect, it } from 'vitest'
import type { MetricRow } from '../../api/types'
import { slotsOf } from './DayStrip'
import { differenceSoFar } from './sofar'

const row = (h: number, num: number, den: number, oldNum: number, oldDen: number): MetricRow => ({
  start: `2026-11-22T0${h}:00:00+08:00`, end: `2026-11-22T0${h}:30:00+08:00`,
  values: { sl: { value: null, num, den, compare: { value: null, num: oldNum, den: oldDen } }, n: { value: num, num, den: 1, compare: { value: oldNum, num: oldNum, den: 1 } } },
})

describe('today so far', () => {
  const rows = [row(8, 8, 10, 9, 10), row(9, 6, 10, 9, 10), row(9, 0, 50, 50, 50)]
  rows[2] = { ...rows[2]!, start: '2026-11-22T09:30:00+08:00', end: '2026-11-22T10:00:00+08:00' }
  it('compares ratios of sums over complete half-hours', () => {
    expect(differenceSoFar(rows, { id: 'sl', denominator: 'offered', scale: 100 }, '2026-11-22T09:45:00+08:00')).toBeCloseTo(70 - 90)
  })
  it('compares counts by their sums', () => {
    expect(differenceSoFar(rows, { id: 'n', denominator: '' }, '2026-11-22T09:45:00+08:00')).toBe(14 - 18)
  })
  it('says nothing without the other day', () => {
    expect(differenceSoFar([], { id: 'n', denominator: '' }, '2026-11-22T09:45:00+08:00')).toBeUndefined()
  })
})

describe('the strip of a day', () => {
  it('has a place for every half-hour, also for those without contacts', () => {
    const slots = slotsOf([row(8, 1, 1, 0, 0)], 'Asia/Shanghai')
    expect(slots).toHaveLength(48)
    expect(slots[16]).toMatchObject({ at: '08:00' })
    expect(slots[16]!.row).toBeDefined()
    expect(slots[17]!.row).toBeUndefined()
  })
})
