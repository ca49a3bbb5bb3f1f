import { describe, expect, it } from 'vitest'
import { compared, differs, nextMonths, varianceText } from './headcount'
import type { HeadcountCame, HeadcountOutcome } from './types'

const t = ((key: string, v?: Record<string, unknown>) => (v ? `${key.split('.').at(-1)}(${Object.values(v).join(' ')})` : key.split('.').at(-1))) as never
const flow = { opening: 0, graduates: 0, leavers: 0, moved: 0, closing: 0 }

describe('a headcount plan', () => {
  it('may begin in the months after this one', () => {
    expect(nextMonths('2026-11-24', 3)).toEqual(['2026-12', '2027-01', '2027-02'])
    expect(nextMonths('2026-12-31', 1)).toEqual(['2027-01'])
  })
  it('says what differs, the largest first', () => {
    const came = (more: object, whole = true) => ({ whole, more: { ...flow, ...more } }) as HeadcountCame
    expect(varianceText(t, came({ graduates: -1, leavers: 2.44 }))).toContain('more(leavers 2.4)')
    expect(varianceText(t, came({ graduates: -1, leavers: 2.44 })).indexOf('leavers')).toBeLessThan(varianceText(t, came({ graduates: -1, leavers: 2.44 })).indexOf('graduates'))
    expect(varianceText(t, came({ leavers: 0.04 }))).toBe('as_planned')
    expect(varianceText(t, came({ leavers: 9 }, false))).toBe('running')
  })
  it('compares the months of either version', () => {
    const of = (...months: object[]) => ({ months }) as HeadcountOutcome
    const rows = compared(of({ month: '2027-01', effective: 5, closing: 6, gap: null }), of({ month: '2027-01', effective: 7, closing: 8, gap: 1 }, { month: '2026-12', effective: 1, closing: 1, gap: 0 }))
    expect(rows.map((r) => r.month)).toEqual(['2026-12', '2027-01'])
    expect(differs(rows[1]!.effective)).toBe(2)
    expect(differs(rows[1]!.gap)).toBeNull()
  })
})
