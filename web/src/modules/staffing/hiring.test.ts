import { describe, expect, it } from 'vitest'
import { fromForm, hiringOption, readJoining, readPercents, toForm, usual } from './hiring'
import type { HiringMonth } from './types'

describe('what is typed on the hiring page', () => {
  it('reads lists as people write them', () => {
    expect(readPercents('60, 80')).toEqual([60, 80])
    expect(readPercents('60%，80%、 90')).toEqual([60, 80, 90])
    expect(readPercents('')).toEqual([])
    expect(readPercents('sixty')).toEqual([-1]) // refused by the server beside the field
    expect(readJoining('2027-02: 8, 2027-04：6')).toEqual([{ month: '2027-02', people: 8 }, { month: '2027-04', people: 6 }])
    expect(readJoining('soon')).toEqual([{ month: 'soon', people: -1 }])
  })
  it('comes back as it went', () => {
    const typed = { ...usual(42), joining: '2027-02: 8' }
    expect(toForm(fromForm(typed))).toEqual(typed)
    expect(fromForm({ ...typed, heads: null }).heads).toBe(0)
  })
  it('draws what is missing on top of what is there', () => {
    const m = { month: '2027-01', need: 10, capacity: 8.04, overtime: 0.4, short: 1.56, in_training: 3 } as HiringMonth
    const series = (hiringOption([m], 'light', { need: 'n', capacity: 'c', overtime: 'o', short: 's', training: 't', unit: 'u' }) as { series: { data: number[] }[] }).series
    expect(series.map((s) => s.data[0])).toEqual([8, 0.4, 1.6, 10, 3])
    expect(hiringOption([], 'light', { need: '', capacity: '', overtime: '', short: '', training: '', unit: '' })).toBeUndefined()
  })
})
