import { describe, expect, it } from 'vitest'
import { matrixOption, scatterOption, share, signed, stepOf, together } from './calibration'
import type { CalibrationFigures } from './types'

const side = (num: number, den: number) => ({ offered: den, answered: num, gone: den - num, level_num: num, level_den: den, level: (100 * num) / den })
const figures = (on: string, actual: number, simulated: number): CalibrationFigures => ({ queue_id: 'q', on, actual: side(actual, 100), simulated: side(simulated, 100), deviation: simulated - actual })

describe('pictures of a calibration', () => {
  it('tell deviations apart in steps around the bound', () => {
    expect([-12, -7, -4, -3, 0, 3, 4, 7, 12].map(stepOf)).toEqual([0, 1, 2, 3, 3, 3, 4, 5, 6])
    expect([signed(3.14), signed(-0.4), signed(0)]).toEqual(['+3.1', '−0.4', '0.0'])
    expect([share(3, 4), share(0, 0)]).toEqual(['3 / 4', '—'])
  })
  it('put each deviation into its own cell and leave unknown ones out', () => {
    const values = [[1, null], [-8, 4]]
    const option = matrixOption({ rows: ['a', 'b'], columns: ['1', '2'], theme: 'light', value: (row, column) => values[row]![column]!, tip: (row, column) => `${row} ${column}` })
    const { data } = (option.series as { data: { value: number[] }[] }[])[0]!
    expect(data.map((c) => c.value)).toEqual([[0, 0, -8], [1, 0, 4], [0, 1, 1]])
    expect((option.tooltip as { formatter: (p: unknown) => string }).formatter({ data: { value: [1, 0, 4] } })).toBe('1 1')
  })
  it('tell points within the band from those off it', () => {
    const option = scatterOption({ rows: [figures('2026-11-01', 80, 82), figures('2026-11-02', 80, 70)], theme: 'dark', words: { actual: 'a', simulated: 's', within: 'w', off: 'o', equal: 'e' }, tip: (d) => d.on })
    const [within, off] = (option.series as { data: { value: number[] }[] }[]).slice(3)
    expect([within!.data.map((p) => p.value), off!.data.map((p) => p.value)]).toEqual([[[80, 82]], [[80, 70]]])
  })
  it('take days together by their contacts', () => {
    expect(together([figures('2026-11-01', 80, 82), figures('2026-11-02', 80, 70)])).toEqual({ days: 2, within: 1, deviation: -4 })
    expect(together([])).toEqual({ days: 0, within: 0, deviation: undefined })
  })
})
