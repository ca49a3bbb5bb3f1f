import { describe, expect, it } from 'vitest'
import { came, forecastOption, said } from './chart'
import type { Figures } from './types'

const row: Figures = { forecast: 100, bands: [{ low: 95, high: 105 }, { low: 90, high: 112 }, { low: 80, high: 125 }], handle_s: 300, workload_h: 8.3, actual: 97, actual_handle_s: 290, actual_workload_h: 7.8 }
const words = { forecast: 'F', actual: 'A', band80: '80', band95: '95', model: 'M', unit: '' }
type Series = { name: string; data: (number | null)[] }
const series = (measure: 'contacts' | 'handle', other?: (number | null)[]) => (forecastOption({ labels: ['x'], rows: [row], measure, theme: 'light', words: { ...words, other: 'B' }, other, tip: () => '' }) as { series: Series[] }).series

describe('the picture of a forecast', () => {
  it('draws bands from their low end up', () => {
    const of = (name: string) => series('contacts').find((s) => s.name === name)!.data[0]
    expect([of('80 low'), of('80'), of('95 low'), of('95'), of('F'), of('A')]).toEqual([90, 22, 80, 45, 100, 97])
  })
  it('draws no bands where none are known, and another version beside', () => {
    expect(series('handle', [280]).map((s) => s.name)).toEqual(['A', 'F', 'B'])
  })
  it('draws what the model said where it was changed by hand', () => {
    const by = (model: number) => (forecastOption({ labels: ['x'], rows: [{ ...row, model }], measure: 'contacts', theme: 'light', words, tip: () => '' }) as { series: Series[] }).series.filter((s) => s.name === 'M').map((s) => s.data[0])
    expect([by(100), by(90)]).toEqual([[], [90]])
  })
  it('reads each measure', () => {
    expect([said(row, 'workload'), came(row, 'workload'), said(row, 'handle'), came(row, 'handle')]).toEqual([8.3, 7.8, 300, 290])
  })
})
