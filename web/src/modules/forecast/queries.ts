// What the forecast pages ask the server. All keys begin with `forecast`: a fact of a version makes them old.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { CalendarItem, DayFigures, Edit, HistoryDay, Person, SlotFigures, Version, WeekFigures } from './types'

const at = (id: string) => `/forecast/versions/${encodeURIComponent(id)}`

export const versionQuery = (id: string) => queryOptions({ queryKey: ['forecast', 'version', id], queryFn: ({ signal }) => api.get<Version>(at(id), undefined, signal) })

export const daysQuery = (id: string, queue: string | undefined, before: number) =>
  queryOptions({
    queryKey: ['forecast', 'days', id, queue ?? '', before],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<DayFigures[] | null>(`${at(id)}/days`, { queue, before: before || undefined }, signal)) ?? [],
  })

export const weeksQuery = (id: string, queue: string | undefined) =>
  queryOptions({
    queryKey: ['forecast', 'weeks', id, queue ?? ''],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<WeekFigures[] | null>(`${at(id)}/weeks`, { queue }, signal)) ?? [],
  })

export const slotsQuery = (id: string, queue: string | undefined, on: string) =>
  queryOptions({
    queryKey: ['forecast', 'slots', id, queue ?? '', on],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<SlotFigures[] | null>(`${at(id)}/slots`, { queue, on }, signal)) ?? [],
  })

export const peopleQuery = (id: string, queue: string) => queryOptions({ queryKey: ['forecast', 'people', id, queue], queryFn: async ({ signal }) => (await api.get<Person[] | null>(`${at(id)}/people`, { queue }, signal)) ?? [] })

export const editsQuery = (id: string) => queryOptions({ queryKey: ['forecast', 'edits', id], queryFn: async ({ signal }) => (await api.get<Edit[] | null>(`${at(id)}/edits`, undefined, signal)) ?? [] })

/** A day of a queue's history; null where nothing was found and nothing said. */
export const historyDayQuery = (queue: string, on: string) =>
  queryOptions({
    queryKey: ['forecast', 'history-day', queue, on],
    queryFn: async ({ signal }) => (await api.get<{ items: HistoryDay[] | null }>('/forecast/history-days', { queue, on }, signal)).items?.[0] ?? null,
  })

/** What is not like other days, all of it. */
export const calendarQuery = (from: string, to: string, queue: string | undefined) =>
  queryOptions({
    queryKey: ['forecast', 'calendar', from, to, queue ?? ''],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<{ items: CalendarItem[] | null }>('/forecast/calendar', { from, to, queue, limit: 500 }, signal)).items ?? [],
  })

/** Versions to choose from, the newest first. */
export const versionsQuery = queryOptions({
  queryKey: ['forecast', 'choices'],
  queryFn: async ({ signal }) => (await api.get<{ items: Version[] | null }>('/forecast/versions', { limit: 200 }, signal)).items ?? [],
})
