// Reads shared by the pages of segments.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { History, Overview, Scheme } from './types'

export const overviewQuery = (params: { period: string; on: string | undefined; team: string | undefined }) => queryOptions({ queryKey: ['segment', 'overview', params], queryFn: ({ signal }) => api.get<Overview>('/segments', params, signal) })
export const historyQuery = (id: string, period: string) => queryOptions({ queryKey: ['segment', 'person', id, period], retry: false, queryFn: ({ signal }) => api.get<History>(`/segment-people/${encodeURIComponent(id)}`, { period }, signal) })
export const schemesQuery = queryOptions({ queryKey: ['segment', 'schemes'], queryFn: async ({ signal }) => (await api.get<{ items: Scheme[] }>('/segment-schemes', undefined, signal)).items })
