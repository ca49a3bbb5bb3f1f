import { describe, expect, it } from 'vitest'
import { fit } from './fit'

const columns = [{ id: 'day', width: 200 }, { id: 'calls', width: 120 }, { id: 'why', width: 300, grow: true }]

describe('fit', () => {
  it('gives what is left over to columns that want it', () => {
    expect(fit(columns, { day: 100, calls: 60, why: 140 }, 460)).toEqual({ day: 150, calls: 90, why: 220 })
  })
  it('gives no column more than it wants, and none less than it needs', () => {
    expect(fit(columns, { day: 500, calls: 60, why: 140 }, 2000)).toEqual({ day: 200, calls: 120, why: 300 })
    expect(fit(columns, { day: 180, calls: 110, why: 290 }, 300)).toEqual({ day: 180, calls: 110, why: 290 })
  })
  it('cuts words where nothing else helps', () => {
    const soft = [{ id: 'name', width: 200, soft: true }, { id: 'calls', width: 120 }]
    expect(fit(soft, { name: 180, calls: 80 }, 230)).toEqual({ name: 150, calls: 80 })
    expect(fit(soft, { name: 180, calls: 100 }, 150)).toEqual({ name: 150, calls: 100 })
  })
  it('keeps columns of which nothing is known as they are', () => {
    expect(fit(columns, {}, 300)).toEqual({ day: 200, calls: 120, why: 300 })
  })
})
