// Reads shared by many pages, each under one key so that they are asked once.
import { queryOptions } from '@tanstack/react-query'
import { api, ApiError, keepSession } from './client'
import { server } from './typed'
import type { Centre, Dimensions, Metric, Ref, Session } from './types'

const minute = 60_000

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * minute,
  retry: false,
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await api.peek<Session>('/session')
      keepSession(session)
      return session
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        keepSession(null)
        return null
      }
      throw error
    }
  },
})

export const centreQuery = queryOptions({
  queryKey: ['centre'],
  staleTime: 5 * minute,
  queryFn: async (): Promise<Centre> => (await server.GET('/centre')).data!,
})

/** What can still be assigned: archived ones stay choosable for past numbers only. */
export const inUse = (list: Ref[] | undefined): Ref[] => (list ?? []).filter((x) => !x.archived)

export const dimensionsQuery = queryOptions({
  queryKey: ['dimensions'],
  staleTime: minute,
  queryFn: async (): Promise<Dimensions> => (await server.GET('/dimensions')).data!,
})

export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  staleTime: 5 * minute,
  queryFn: async () => {
    const answer = await api.get<Metric[] | { items: Metric[] }>('/metrics')
    return Array.isArray(answer) ? answer : answer.items
  },
})
