import { describe, expect, it } from 'vitest'
import { differences, sumOf } from './words'
import type { Line } from './types'

const line = (key: string, target: number, weight = 50): Line => ({ key, metric: 'aht', direction: 'down', threshold: 400, target, stretch: 280, rule: 'linear', weight })

describe('contracts', () => {
  it('tells what is other in what was countered', () => {
    const d = differences([line('1', 300), line('2', 300)], [line('1', 320), line('3', 300)])
    expect(d.map((x) => [x.key, x.kind])).toEqual([['1', 'changed'], ['3', 'added'], ['2', 'removed']])
    expect(d[0]!.fields).toEqual([{ field: 'target', before: '300', after: '320' }])
  })
  it('adds weights without noise of binary fractions', () => {
    expect(sumOf([15, 10, 5, 20, 5, 5, 10, 15].map((weight) => ({ weight })))).toBe(85)
    expect(sumOf([{ weight: 33.33 }, { weight: 33.33 }, { weight: 33.34 }, undefined])).toBe(100)
  })
})
