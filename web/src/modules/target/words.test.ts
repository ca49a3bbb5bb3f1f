import { expect, test } from 'vitest'
import { movedBy } from './words'

test('a part moved by hand keeps its distances, a total its shares', () => {
  expect(movedBy({ threshold: 80, target: 90, stretch: 95 }, 88, false)).toEqual({ threshold: 78, target: 88, stretch: 93 })
  expect(movedBy({ threshold: 9, target: 6, stretch: 3 }, 4, true)).toEqual({ threshold: 6, target: 4, stretch: 2 })
  expect(movedBy({ threshold: 2, target: 0, stretch: 0 }, 1, true)).toEqual({ threshold: 3, target: 1, stretch: 1 })
})
