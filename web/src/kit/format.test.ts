import { describe, expect, it } from 'vitest'
import * as f from './format'

describe('numbers', () => {
  it.each([
    [0, '0'], [12345, '12,345'], [1234567, '1,234,567'], [-3, '-3'], [2.5, '2.5'], [null, '—'], [undefined, '—'], [NaN, '—'], [Infinity, '—'],
  ])('count %s', (n, want) => expect(f.count(n)).toBe(want))
  it.each([
    [9999, '9,999', '9,999'], [12345, '1.2 万', '12.3 K'], [1234000, '123.4 万', '1.23 M'], [250000000, '2.5 亿', '250.00 M'], [null, '—', '—'],
  ])('large %s', (n, zh, en) => {
    expect(f.large(n, 'zh')).toBe(zh)
    expect(f.large(n, 'en')).toBe(en)
  })
  it.each([
    [93.64, '93.6%'], [99.954, '99.95%'], [99, '99.00%'], [100, '100.0%'], [0, '0.0%'], [-0.01, '0.0%'], [null, '—'],
  ])('percent %s', (n, want) => expect(f.percent(n)).toBe(want))
  it.each([
    [1.1, '▲1.1pt', '+1.1 pp'], [-1.8, '▼1.8pt', '−1.8 pp'], [0.04, '0.0pt', '±0.0 pp'], [null, '—', '—'],
  ])('points %s', (n, zh, en) => {
    expect(f.points(n, 'zh')).toBe(zh)
    expect(f.points(n, 'en')).toBe(en)
  })
  it('relative change', () => {
    expect(f.change(105.3, 100)).toBe('+5.3%')
    expect(f.change(90, 100)).toBe('−10.0%')
    expect(f.change(1, 0)).toBe('—')
  })
})

describe('durations', () => {
  it.each([
    [252_000, '4′12″', '4:12'], [0, '0′00″', '0:00'], [59_499, '0′59″', '0:59'], [59_500, '1′00″', '1:00'],
    [3_599_499, '59′59″', '59:59'], [3_599_500, '1 小时 0 分', '1 h 0 min'], [27_120_000, '7 小时 32 分', '7 h 32 min'],
    [-5000, '−0′05″', '−0:05'], [null, '—', '—'],
  ])('%s ms', (ms, zh, en) => {
    expect(f.duration(ms, 'zh')).toBe(zh)
    expect(f.duration(ms, 'en')).toBe(en)
  })
  it('never shows 60 minutes', () => {
    expect(f.duration(7_199_900, 'en')).toBe('2 h 0 min')
  })
})

describe('metric values', () => {
  it('follow the unit', () => {
    expect(f.metricValue(81.44, 'percent', 'zh')).toBe('81.4%')
    expect(f.metricValue(252, 'seconds', 'zh')).toBe('4′12″')
    expect(f.metricValue(12345, 'count', 'en')).toBe('12,345')
    expect(f.metricValue(null, 'count', 'en')).toBe('—')
    expect(f.metricValue(11.26, 'per_hour', 'en')).toBe('11.3')
  })
  it('classes by what is shown', () => {
    expect(f.shownValue(79.96, 'percent')).toBe(80)
    expect(f.shownValue(79.94, 'percent')).toBe(79.9)
    expect(f.shownValue(20.4, 'seconds')).toBe(20)
  })
  it('differences', () => {
    expect(f.metricDelta(-1.8, 'percent', 'zh')).toBe('▼1.8pt')
    expect(f.metricDelta(12, 'seconds', 'en')).toBe('+0:12')
    expect(f.metricDelta(-12, 'count', 'zh')).toBe('▼12')
  })
})

describe('dates in the centre’s zone', () => {
  it('days and weeks', () => {
    expect(f.day('2026-11-22', 'zh')).toBe('2026-11-22 周日')
    expect(f.day('2026-11-22', 'en')).toBe('Sun 22 Nov 2026')
    expect(f.day('', 'en')).toBe('—')
    expect(f.weekNumber('2026-11-16')).toBe(47)
    expect(f.weekNumber('2027-01-01')).toBe(53)
    expect(f.addDays('2026-02-28', 1)).toBe('2026-03-01')
    expect(f.addDays('2026-03-29', 1)).toBe('2026-03-30')
  })
  it('instants cross midnight by zone', () => {
    expect(f.dateTime('2026-11-21T18:30:00Z', 'zh', 'Asia/Shanghai')).toBe('2026-11-22 02:30')
    expect(f.dateTime('2026-11-21T18:30:00Z', 'en', 'UTC')).toBe('21 Nov 2026 18:30')
    expect(f.time('2026-03-29T01:30:00Z', 'Europe/Berlin')).toBe('03:30')
    expect(f.today(new Date('2026-11-21T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-22')
    expect(f.dateTime('nonsense', 'zh')).toBe('—')
  })
  it('an unknown zone keeps the last one', () => {
    f.setZone('Asia/Jerusalem')
    f.setZone('Not/AZone')
    expect(f.centreZone()).toBe('Asia/Jerusalem')
    f.setZone('Asia/Shanghai')
  })
})
