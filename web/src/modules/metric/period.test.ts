import { describe, expect, it } from 'vitest'
import { periodText } from './period'

describe('periods', () => {
  it('are written as the trade writes them', () => {
    const at = '2026-11-16T14:30:00+08:00'
    expect(periodText(at, '30m', 'zh')).toBe('2026-11-16 14:30')
    expect(periodText(at, 'day', 'zh')).toBe('2026-11-16 周一')
    expect(periodText(at, 'day', 'en', true)).toBe('11-16 Mon')
    expect(periodText(at, 'week', 'zh')).toBe('第 47 周（11-16～11-22）')
    expect(periodText(at, 'month', 'en')).toBe('2026-11')
    expect(periodText(at, 'quarter', 'zh')).toBe('2026 年第 4 季度')
    expect(periodText(at, 'year', 'zh')).toBe('2026')
    expect(periodText(undefined, 'day', 'zh')).toBe('')
  })
})
