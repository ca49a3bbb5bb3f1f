import { expect, test } from 'vitest'
import { axisOf, clash, endOf, movedPause, movedStart, nextStart, placedEdit, windowsOf } from './day'
import type { Cell, CoverSlot, Line, ShiftType } from './types'

const type = { id: 'A', earliest_start: 480, latest_start: 540, start_step: 30, length_minutes: 480, breaks: [{ name: 'meal', minutes: 30, paid: false, earliest: 180, latest: 240 }, { name: 'tea', minutes: 15, paid: true, earliest: 60, latest: 120 }] } as unknown as ShiftType
const cell: Cell = { day: 1, type_id: 'A', begins: 480, ends: 960, skill_id: 's', breaks: [{ name: 'tea', at: 570, minutes: 15, paid: true }, { name: 'meal', at: 690, minutes: 30 }, { name: 'coach', at: 800, minutes: 60, paid: true, kind: 'training' }] }
const line = (...cells: Cell[]): Line => ({ person_id: 'p', name: 'p', agent_no: '1', skill_ids: [], cells, paid_minutes: 0 })

test('the axis holds the shifts, what passes midnight and what is required', () => {
  const slot = (minute: number, required: number) => ({ minute, required }) as CoverSlot
  expect(axisOf([line(cell)], 1, [slot(450, 2), slot(960, 0)], 30)).toEqual({ from: 420, to: 960 })
  const night: Cell = { day: 0, type_id: 'N', begins: 1320, ends: 1800 }
  expect(axisOf([line(night, cell)], 1, [], 30)).toEqual({ from: 0, to: 960 })
  expect(axisOf([line(night)], 0, [], 30)).toEqual({ from: 1320, to: 1800 })
  expect(endOf([line(night)], 0)).toBe(1800)
  expect(axisOf([], 0, [], 30)).toEqual({ from: 480, to: 1200 })
})

test('a break stays in its window, training in the shift', () => {
  expect(windowsOf(cell, type)).toEqual([{ from: 540, to: 600 }, { from: 660, to: 720 }, { from: 480, to: 900 }])
  expect(movedPause(cell, 1, 800, type).breaks![1]!.at).toBe(720)
  expect(movedPause(cell, 2, 0, type).breaks![2]!.at).toBe(480)
  const outside = { ...cell, breaks: [{ name: 'meal', at: 780, minutes: 30 }] }
  expect(movedPause(outside, 0, 800, type).breaks![0]!.at).toBe(780)
  expect(movedPause(outside, 0, 700, type).breaks![0]!.at).toBe(700)
})

test('a shift moves to an allowed start and takes along what is in it', () => {
  const later = movedStart(cell, 521, type)
  expect([later.begins, later.ends, later.breaks![1]!.at]).toEqual([510, 990, 720])
  expect(movedStart({ ...cell, locked: true }, 540, type).begins).toBe(480)
  expect([nextStart(cell, 15, type), nextStart(cell, -15, type)]).toEqual([510, 480])
  expect(placedEdit('p', later).breaks).toEqual(later.breaks)
})

test('two pauses at the same time are told', () => {
  expect(clash(cell)).toBeUndefined()
  expect(clash(movedPause(cell, 2, 700, type))?.map((x) => x.name)).toEqual(['meal', 'coach'])
})
