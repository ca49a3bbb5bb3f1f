import { expect, test } from 'vitest'
import { againOf, applied, backOf, cellAt, gapOf, swapOf } from './grid'
import type { Cell, Edited, Line, ShiftType } from './types'

const shift = (day: number, begins: number): Cell => ({ day, type_id: 'A', begins, ends: begins + 480, skill_id: 's', breaks: [{ name: 'meal', at: begins + 200, minutes: 30 }] })
const line = (person_id: string, ...cells: Cell[]): Line => ({ person_id, name: person_id, agent_no: '1', skill_ids: [], cells, paid_minutes: 450 * cells.length })

test('a dropped shift changes places with what lies there; locked cells stay', () => {
  const a = { person: 'a', day: 1, cell: shift(1, 480) }
  const free = { person: 'b', day: 2, cell: { day: 2 } }
  expect(swapOf(a, free)).toEqual([{ person_id: 'b', day: 2, type_id: 'A', begins: 480, skill_id: 's', locked: false }, { person_id: 'a', day: 1, locked: false }])
  expect(swapOf(a, a)).toEqual([])
  expect(swapOf(a, { ...free, cell: { day: 2, locked: true } })).toEqual([])
  expect(swapOf(free, { ...free, day: 3, cell: { day: 3 } })).toEqual([])
})

test('what was done can be taken back and done again', () => {
  const lines = [line('a', shift(1, 480)), line('b')]
  const done = { cells: [{ person_id: 'a', day: 1, before: shift(1, 480) }, { person_id: 'b', ...shift(1, 480), before: { day: 1 } }], violations: [], new_violations: [] } as unknown as Edited
  const after = applied(lines, done)
  expect(cellAt(after[0]!, 1)).toEqual({ day: 1 })
  expect(cellAt(after[1]!, 1)).toEqual(shift(1, 480))
  expect(after.map((l) => l.paid_minutes)).toEqual([0, 450])
  const meal = { name: 'meal', minutes: 30, earliest: 180, latest: 240, paid: false }
  const types = new Map([['A', { id: 'A', breaks: [meal] } as unknown as ShiftType]])
  expect(backOf(done, types).map((e) => e.type_id)).toEqual(['A', undefined])
  expect(againOf(done, types).map((e) => e.type_id)).toEqual([undefined, 'A'])
  // Breaks come back to where they stood, unless the type has others now.
  expect(backOf(done, types)[0]!.breaks).toEqual(shift(1, 480).breaks)
  expect(backOf(done, new Map([['A', { id: 'A', breaks: [] } as unknown as ShiftType]]))[0]!.breaks).toBeUndefined()
})

test('the gap is told only where a bound is proven', () => {
  expect(gapOf({ cost: 200, bound: 190 })).toBe(5)
  expect(gapOf({ cost: 200 })).toBeNull()
  expect(gapOf({ cost: 200, bound: 201 })).toBe(0)
})
