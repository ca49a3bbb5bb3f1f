import { describe, expect, it } from 'vitest'
import { busySpan, clockOf, heatOption, heatRow, heatSpan } from './chart'
import type { DayFigures } from './types'

const day = (on: string, agents: number[]): DayFigures => ({ on, closed: false, agents, scheduled: agents.map((n) => n * 1.25), contacts: 0, workload_h: 0, agent_h: 0, scheduled_h: 0, most_agents: Math.max(...agents), level_percent: null, occupancy_percent: null })

describe('pictures of a requirement', () => {
  it('leave out nights, not pauses', () => {
    expect(busySpan([0, 0, 3, 0, 2, 0], (n) => n > 0)).toEqual([3, 0, 2])
    expect(busySpan([0, 0], (n) => n > 0)).toEqual([])
    expect(heatSpan([day('2026-11-02', [0, 0, 4, 0]), day('2026-11-03', [0, 2, 0, 0])])).toEqual([1, 3])
    expect(heatSpan([day('2026-11-02', [0, 0])])).toEqual([0, 0])
  })
  it('name intervals by the clock', () => {
    expect([clockOf(0, 30), clockOf(19, 30), clockOf(95, 15)]).toEqual(['00:00', '09:30', '23:45'])
  })
  it('put the first row on top and tell each cell its own', () => {
    const values = [[1, 2], [3, null]]
    const option = heatOption({ rows: ['mon', 'tue'], columns: ['9', '10'], theme: 'light', value: (row, column) => values[row]![column]!, tip: (row, column) => `${row} ${column}` })
    const { data } = (option.series as { data: { value: number[] }[] }[])[0]!
    expect(data.map((c) => c.value)).toEqual([[0, 0, 3], [0, 1, 1], [1, 1, 2]])
    expect((option.yAxis as { data: string[] }).data).toEqual(['tue', 'mon'])
    expect((option.tooltip as { formatter: (p: unknown) => string }).formatter({ data: { value: [1, 1, 2] } })).toBe('0 1')
    expect([0, 1, 2, 3].map((i) => heatRow(i, 2, 2))).toEqual([1, 1, 0, 0])
  })
})
