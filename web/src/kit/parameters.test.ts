import dayjs from 'dayjs'
import { describe, expect, it } from 'vitest'
import { sinceBody, stateOf } from './Parameters'

describe('parameters with a history', () => {
  it('makes a correction of a day that is over, and only then sends the reason', () => {
    expect(sinceBody({ from_on: dayjs('2026-11-21'), why: 'contract' }, '2026-11-22')).toEqual({ from_on: '2026-11-21', correction: true, why: 'contract' })
    expect(sinceBody({ from_on: dayjs('2026-11-22'), why: 'left over' }, '2026-11-22')).toEqual({ from_on: '2026-11-22' })
    expect(sinceBody({ from_on: dayjs('2026-12-01') }, '2026-11-22')).toEqual({ from_on: '2026-12-01' })
    expect(sinceBody({}, '2026-11-22')).toEqual({ from_on: undefined })
  })
  it('tells what holds, what is over and what is planned; both ends are included', () => {
    expect(stateOf({ from_on: null, to_on: '2026-11-21' }, '2026-11-22')).toBe('past')
    expect(stateOf({ from_on: null, to_on: '2026-11-22' }, '2026-11-22')).toBe('now')
    expect(stateOf({ from_on: '2026-11-22', to_on: null }, '2026-11-22')).toBe('now')
    expect(stateOf({ from_on: '2026-11-23', to_on: null }, '2026-11-22')).toBe('planned')
  })
})
