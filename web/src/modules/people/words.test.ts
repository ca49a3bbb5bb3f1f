import { describe, expect, it } from 'vitest'
import type { TFunction } from 'i18next'
import { endTone, tenureText } from './words'

const t = ((key: string, o: { count: number }) => `${o.count} ${key}`) as unknown as TFunction

describe('words of files', () => {
  it('says how long somebody is there', () => {
    expect(tenureText(t, 12)).toBe('12 people:days')
    expect(tenureText(t, 400)).toBe('1 people:years 1 people:months')
    expect(tenureText(t, 731)).toBe('2 people:years')
  })
  it('tells what runs out', () => {
    expect(endTone(undefined, '2026-11-25')).toBeUndefined()
    expect(endTone('2026-11-24', '2026-11-25')).toBe('bad')
    expect(endTone('2027-01-24', '2026-11-25')).toBe('warn')
    expect(endTone('2027-01-25', '2026-11-25')).toBeUndefined()
  })
})
