// Reads shared by the pages of scorecards.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { Card, KeptSet, Own, TeamScores } from './types'

export const ownQuery = (period: string, on: string | undefined) => queryOptions({ queryKey: ['scorecard', 'own', period, on], queryFn: ({ signal }) => api.get<Own>('/scorecards/own', { period, on }, signal) })
export const cardQuery = (id: string, period: string, on: string | undefined) => queryOptions({ queryKey: ['scorecard', 'of', id, period, on], retry: false, queryFn: ({ signal }) => api.get<Card>(`/scorecards/${encodeURIComponent(id)}`, { period, on }, signal) })
export const teamQuery = (team: string | undefined, period: string, on: string | undefined) => queryOptions({ queryKey: ['scorecard', 'team', team, period, on], queryFn: ({ signal }) => api.get<TeamScores>('/team-scores', { team, period, on }, signal) })
export const setsQuery = queryOptions({ queryKey: ['scorecard', 'sets'], queryFn: async ({ signal }) => (await api.get<{ items: KeptSet[] }>('/scorecard-sets', undefined, signal)).items })
