// The calendar of the server: shapes, requests, and the months of a year as weeks.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import { addDays } from '../../kit/format'

export type DayKind = 'workday' | 'weekend' | 'holiday' | 'makeup_workday'
export type EntryKind = 'holiday' | 'makeup_workday' | 'event'
export const entryKinds: EntryKind[] = ['holiday', 'makeup_workday', 'event']
export type Origin = 'shipped' | 'imported' | 'own'
export const origins: Origin[] = ['shipped', 'imported', 'own']
export type Entry = { id: string; kind: EntryKind; name: string; name_en: string; from_on: string; to_on: string; queue_ids: string[] | null; note?: string; origin: Origin; rev?: number }
export type Day = { on: string; kind: DayKind; name?: string; name_en?: string; origin?: Origin; events?: Entry[] | null }
export type Outlook = { days: Day[]; to_holiday?: { days: number; holiday: Day } }
export type Year = { year: number; origin: 'shipped' | 'imported'; source: string; holidays: number; makeup_workdays: number }
export type Issue = { line: number; field: string; code: string; value?: string; expected: string }
export type Change = { on: string; change: 'added' | 'changed' | 'removed'; kind?: DayKind; name?: string; before_kind?: DayKind; before_name?: string }
export type Imported = { format: 'json' | 'ics'; applied: boolean; years: Year[]; changes: Change[]; issues: Issue[] }

export const daysQuery = (from: string, to: string, queue?: string) =>
  queryOptions({ queryKey: ['calendar', 'days', from, to, queue ?? ''], queryFn: () => api.get<Outlook>('/calendar/days', { from, to, queue }) })
export const yearsQuery = queryOptions({ queryKey: ['calendar', 'years'], queryFn: async () => (await api.get<{ items: Year[] | null }>('/calendar/years')).items ?? [] })

/** The weeks of a month, Monday first: seven days each, undefined outside the month. */
export function weeks(year: number, month: number): (string | undefined)[][] {
  const first = `${year}-${String(month).padStart(2, '0')}-01`
  const lead = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7
  const out: (string | undefined)[][] = []
  let on = addDays(first, -lead)
  do {
    out.push(Array.from({ length: 7 }, (_, i) => {
      const d = addDays(on, i)
      return d.slice(0, 7) === first.slice(0, 7) ? d : undefined
    }))
    on = addDays(on, 7)
  } while (on.slice(0, 7) === first.slice(0, 7))
  return out
}

/** The name in the person's language. */
export const entryName = (e: { name?: string; name_en?: string }, language: string): string => (language.startsWith('en') ? e.name_en || e.name : e.name) ?? ''

/** The entry that makes a day what it is, of those of its year; an event when nothing else does. */
export function entryOf(day: Day, entries: Entry[], queue?: string): Entry | undefined {
  const on = entries.filter((e) => e.from_on <= day.on && day.on <= e.to_on && (e.queue_ids?.length ? queue !== undefined && e.queue_ids.includes(queue) : true))
  return on.find((e) => e.origin === day.origin && e.kind === day.kind && e.name === day.name) ?? on.find((e) => e.kind === 'event')
}
