import { describe, expect, it } from 'vitest'
import { readValues, writeValues } from './driverValues'

describe('values of a driver', () => {
  it('reads what tables paste', () => {
    expect(readValues('日期\t数值\n2026-01-31\t52,000\n2026/2/3;7.5\n\n2026年3月1日 0\r\n').values).toEqual([{ on: '2026-01-31', amount: 52000 }, { on: '2026-02-03', amount: 7.5 }, { on: '2026-03-01', amount: 0 }])
  })
  it('says which lines are wrong, and why', () => {
    expect(readValues('2026-01-01 1\n2026-01-01 2\n2026-02-30 1\n2026-01-03 -1\n2026-01-04 many\nnothing').problems).toEqual([
      { line: 2, what: 'twice' }, { line: 3, what: 'date' }, { line: 4, what: 'amount' }, { line: 5, what: 'amount' }, { line: 6, what: 'form' },
    ])
  })
  it('writes what it reads', () => {
    const values = [{ on: '2026-01-31', amount: 52000.25 }]
    expect(readValues(writeValues(values)).values).toEqual(values)
  })
})
