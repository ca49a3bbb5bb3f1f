import { describe, expect, it } from 'vitest'
import { definitionLine, spell } from './spell'

const zh = new Map([
  ['answered_within', '阈值内接起量'],
  ['answered', '接起量'],
  ['abandoned', '放弃量'],
  ['short_abandoned', '短时放弃量'],
])
const en = new Map([
  ['answered_within', 'answered within T'],
  ['answered', 'handled contacts'],
])

describe('a formula in words', () => {
  it('uses the names of the measures', () => {
    expect(spell('answered_within/answered*100', zh, true)).toBe('阈值内接起量 ÷ 接起量 × 100')
    expect(spell('(answered + abandoned)', zh, true)).toBe('（接起量 + 放弃量）')
    expect(spell('new_one@2', zh, true)).toBe('new_one v2')
  })
  it('prints the seconds in use', () => {
    const m = { numerator: 'answered_within', denominator: 'answered + abandoned - short_abandoned', parameters: { threshold_ms: 20_000, short_abandon_ms: 5000 } }
    expect(definitionLine(m, zh, true)).toBe('20 秒内接起量 ÷（接起量 + 放弃量 − 5 秒内放弃量）')
    expect(definitionLine({ numerator: 'answered_within', denominator: 'answered', parameters: { threshold_ms: 15_000 } }, en, false)).toBe(
      'answered within 15 s ÷ handled contacts',
    )
    expect(definitionLine({ numerator: 'answered', denominator: '1' }, zh, true)).toBe('接起量')
  })
})
