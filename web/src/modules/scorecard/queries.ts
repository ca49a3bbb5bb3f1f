// Reads shared by the pages of scorecards.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { ListPage } from '../../api/types'
import type { Board, BoardView, Card, Comparison, KeptSet, Own, Talk, TeamScores } from './types'

export const ownQuery = (period: string, on: string | undefined) => queryOptions({ queryKey: ['scorecard', 'own', period, on], queryFn: ({ signal }) => api.get<Own>('/scorecards/own', { period, on }, signal) })
export const cardQuery = (id: string, period: string, on: string | undefined) => queryOptions({ queryKey: ['scorecard', 'of', id, period, on], retry: false, queryFn: ({ signal }) => api.get<Card>(`/scorecards/${encodeURIComponent(id)}`, { period, on }, signal) })
export const teamQuery = (team: string | undefined, period: string, on: string | undefined) => queryOptions({ queryKey: ['scorecard', 'team', team, period, on], queryFn: ({ signal }) => api.get<TeamScores>('/team-scores', { team, period, on }, signal) })
export const dueTalksQuery = queryOptions({ queryKey: ['scorecard', 'talks', 'due'], queryFn: async ({ signal }) => (await api.get<ListPage<Talk>>('/talks', { due: '1', sort: 'follow', limit: 500 }, signal)).items })
export const setsQuery = queryOptions({ queryKey: ['scorecard', 'sets'], queryFn: async ({ signal }) => (await api.get<{ items: KeptSet[] }>('/scorecard-sets', undefined, signal)).items })
export const boardsQuery = queryOptions({ queryKey: ['scorecard', 'boards'], queryFn: async ({ signal }) => (await api.get<{ items: Board[] }>('/boards', undefined, signal)).items })
export const boardQuery = (id: string, on: string | undefined) => queryOptions({ queryKey: ['scorecard', 'board', id, on], retry: false, queryFn: ({ signal }) => api.get<BoardView>(`/boards/${encodeURIComponent(id)}`, { on }, signal) })
export const compareQuery = (params: { metric: string | undefined; of: string; period: string; on: string | undefined }) => queryOptions({ queryKey: ['scorecard', 'compare', params], queryFn: ({ signal }) => api.get<Comparison>('/team-comparison', params, signal) })
