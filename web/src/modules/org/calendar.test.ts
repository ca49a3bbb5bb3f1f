import { describe, expect, it } from 'vitest'
import { entryName, entryOf, weeks, type Entry } from './calendar'

describe('weeks', () => {
  it('begin on Monday and hold every day of the month once', () => {
    for (let month = 1; month <= 12; month++) {
      const all = weeks(2028, month)
      const days = all.flat().filter(Boolean) as string[]
      expect(days).toHaveLength(new Date(Date.UTC(2028, month, 0)).getUTCDate())
      expect(new Set(days).size).toBe(days.length)
      for (const week of all) {
        expect(week).toHaveLength(7)
        week.forEach((d, i) => d && expect((new Date(`${d}T00:00:00Z`).getUTCDay() + 6) % 7).toBe(i))
      }
    }
  })
})

describe('entryOf', () => {
  const base: Entry = { id: 's', kind: 'holiday', name: '春节', name_en: 'Spring Festival', from_on: '2026-02-15', to_on: '2026-02-23', queue_ids: [], origin: 'shipped' }
  const event: Entry = { ...base, id: 'e', kind: 'event', name: '积分活动', name_en: '', origin: 'own' }
  const queue: Entry = { ...base, id: 'q', kind: 'makeup_workday', name: '值班', queue_ids: ['q1'], origin: 'own' }
  it('finds what makes the day', () => {
    const day = { on: '2026-02-16', kind: 'holiday' as const, name: '春节', origin: 'shipped' as const }
    expect(entryOf(day, [event, base])?.id).toBe('s')
    expect(entryOf({ on: '2026-02-16', kind: 'workday' }, [event])?.id).toBe('e')
    expect(entryOf({ ...day, on: '2026-03-01' }, [event, base])).toBeUndefined()
  })
  it('looks at entries of a queue only for that queue', () => {
    const day = { on: '2026-02-16', kind: 'makeup_workday' as const, name: '值班', origin: 'own' as const }
    expect(entryOf(day, [queue])).toBeUndefined()
    expect(entryOf(day, [queue], 'q1')?.id).toBe('q')
  })
})

describe('entryName', () => {
  it('falls back to the Chinese name', () => {
    expect(entryName({ name: '行庆日', name_en: '' }, 'en')).toBe('行庆日')
    expect(entryName({ name: '春节', name_en: 'Spring Festival' }, 'en')).toBe('Spring Festival')
    expect(entryName({ name: '春节', name_en: 'Spring Festival' }, 'zh-CN')).toBe('春节')
  })
})
