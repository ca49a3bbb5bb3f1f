import { describe, expect, it } from 'vitest'
import { heatFilters, parseHeat } from './heatState'

describe('heat-map URL', () => {
  it('keeps what is meant and drops the rest', () => {
    expect(
      parseHeat({ metric: 'sl-off', from: '2026-11-22', to: '2026-11-16', queue: ['q1', 'q2'], mode: 'weekday', target: '85', low: 12.7, threshold: '15s', x: 1 }),
    ).toEqual({ metric: 'sl-off', from: '2026-11-16', to: '2026-11-22', queue: 'q1,q2', mode: 'weekday', target: 85, low: 12, threshold: '15s' })
    expect(parseHeat({ metric: '../x', from: 'a', to: 'b', mode: 'hour', target: -1, threshold: 'x' })).toEqual({})
  })
  it('sends filters only', () => {
    expect(heatFilters({ metric: 'x', queue: 'q1', threshold: '15s', target: 3 })).toEqual({ queue: 'q1', threshold: '15s' })
  })
})
