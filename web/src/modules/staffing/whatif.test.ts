import { describe, expect, it } from 'vitest'
import { bandOf, changeOf, measures, noLevers, parsed, readCosts, readLevers, readSteps, usualCosts, usualSteps, whatIfOption, withChange, withKind, writeLevers, written } from './whatif'
import type { WhatIfCase } from './types'

describe('levers in the address', () => {
  it('come back as they went, and no change leaves nothing', () => {
    expect(writeLevers(noLevers)).toBeUndefined()
    const l = { ...withChange(withChange(noLevers, undefined, { volume_percent: 10 }), 'q', { handle_s: -5 }), attrition_percent: 2, cross: [{ queue_ids: ['a', 'b'], people: 10 }] }
    expect(writeLevers(l)).toEqual({ all: { volume_percent: 10 }, own: [{ queue_id: 'q', volume_percent: 10, handle_s: -5 }], attrition_percent: 2, cross: [{ queue_ids: ['a', 'b'], people: 10 }] })
    expect(readLevers(parsed(written(writeLevers(l))))).toEqual(l)
    expect([parsed('{'), parsed(7), parsed(written(undefined))]).toEqual([undefined, undefined, undefined])
  })
  it('of kinds of shrinkage come back, and none at 0', () => {
    const l = withKind(withKind(noLevers, 'training', 2), 'break', -1)
    expect(readLevers(parsed(written(writeLevers(l))))).toEqual(l)
    expect(withKind(withKind(l, 'training', 0), 'break', 0)).toEqual(noLevers)
    expect(readLevers({ kinds: [{ kind: 7, points: 1 }, 'x'] }).kinds).toEqual([])
  })
  it('that nobody understands are none', () => {
    for (const strange of [undefined, null, 7, 'x', [], { all: 3, own: 'x', cross: [1], attrition_percent: 'many' }]) {
      expect(readLevers(strange)).toEqual({ ...noLevers, cross: strange && typeof strange === 'object' && 'cross' in strange ? [{ queue_ids: [], people: 0 }] : [] })
    }
    expect(readCosts({ per_hour: 'x' })).toEqual(usualCosts)
    expect(readSteps({ handle_s: 9 })).toEqual({ ...usualSteps, handle_s: 9 })
  })
  it('of one queue begin as those of all', () => {
    const l = withChange(noLevers, undefined, { level_points: -5 })
    expect(changeOf(l, 'q').level_points).toBe(-5)
    expect(changeOf(withChange(l, 'q', { level_points: 3 }), undefined).level_points).toBe(-5)
    expect(changeOf(withChange(withChange(l, 'q', { level_points: 3 }), 'q', { handle_s: 1 }), 'q')).toMatchObject({ level_points: 3, handle_s: 1 })
  })
})

describe('figures of a case', () => {
  const end = { fte: 0, paid_h: 0, money: 0, level_percent: null, asa_s: 3, abandonment_percent: 1, occupancy_percent: 2 }
  const c = { fte: 10, level_percent: 80, at_low: { ...end, fte: 9, level_percent: 90 }, at_high: { ...end, fte: 12, level_percent: 70 } } as WhatIfCase
  const of = (id: string) => measures.find((m) => m.id === id)!
  it('have bands with the smaller end first', () => {
    expect(bandOf(of('fte'), c)).toEqual([9, 12])
    expect(bandOf(of('level_percent'), c)).toEqual([70, 90])
    expect(bandOf(of('asa_s'), c)).toBeUndefined() // the same at both ends
    expect(bandOf(of('peak'), c)).toBeUndefined()
  })
  it('draw the band on top of its low end', () => {
    const words = { base: 'b', kept: 'k', adapted: 'a', band: 'x', unit: 'u' }
    const series = (whatIfOption([{ at: '08:00', base: 5, kept: 4.96, adapted: 6, low: 5, high: 8 }], 'light', words) as { series: { data: number[] }[] }).series
    expect(series.map((s) => s.data[0])).toEqual([5, 3, 6, 5, 5])
    expect(whatIfOption([], 'light', words)).toBeUndefined()
  })
})
