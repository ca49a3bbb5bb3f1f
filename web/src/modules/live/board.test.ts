import { expect, test } from 'vitest'
import { blockTypes, columns, fits, inside, needs, placed, rows, type Block } from './board'

test('a new block stands on a free place of the grid, and a full board takes none', () => {
  let all: Block[] = []
  for (let n = 0; ; n++) {
    const b = placed(blockTypes[n % blockTypes.length]!, all, String(n))
    if (!b) break
    expect(inside(b)).toBe(true)
    expect(fits(b, all)).toBe(true)
    all = [...all, b]
  }
  expect(all.reduce((cells, b) => cells + b.w * b.h, 0)).toBe(columns * rows)
})

test('every kind of block fits on an empty board', () => {
  for (const type of blockTypes) expect(placed(type, [], 'a')).toMatchObject({ type, w: needs[type].size[0], h: needs[type].size[1] })
})
