import { expect, test } from 'vitest'
import { periodOf } from '../../kit/periods'
import { movedBy, versionsHeld } from './words'

test('a part moved by hand keeps its distances, a total its shares', () => {
  expect(movedBy({ threshold: 80, target: 90, stretch: 95 }, 88, false)).toEqual({ threshold: 78, target: 88, stretch: 93 })
  expect(movedBy({ threshold: 9, target: 6, stretch: 3 }, 4, true)).toEqual({ threshold: 6, target: 4, stretch: 2 })
  expect(movedBy({ threshold: 2, target: 0, stretch: 0 }, 1, true)).toEqual({ threshold: 3, target: 1, stretch: 1 })
})

test('a period has its days, and the versions that hold in it are named', () => {
  expect([periodOf('month', '2028-02-10'), periodOf('quarter', '2026-12-31'), periodOf('year', '2026-05-01')]).toEqual([['2028-02-01', '2028-02-29'], ['2026-10-01', '2026-12-31'], ['2026-01-01', '2026-12-31']])
  const versions = [{ version: 1, effective_on: '' }, { version: 2, effective_on: '2026-11-01' }, { version: 3, effective_on: '2026-11-16' }, { version: 4, effective_on: '2026-12-01' }]
  expect(versionsHeld(versions, '2026-10-01', '2026-10-31').map((v) => v.version)).toEqual([1])
  expect(versionsHeld(versions, '2026-11-01', '2026-11-30').map((v) => v.version)).toEqual([2, 3])
})
