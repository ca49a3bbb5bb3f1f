// Reads shared by the pages of the strategy.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { Evidence, Goal, StrategyMap } from './types'

export const mapQuery = (period: string, on: string | undefined) => queryOptions({ queryKey: ['strategy', 'map', period, on], queryFn: ({ signal }) => api.get<StrategyMap>('/strategy/map', { period, on }, signal) })
export const goalsQuery = queryOptions({ queryKey: ['strategy', 'goals'], queryFn: ({ signal }) => api.get<Goal[]>('/strategy/goals', undefined, signal) })
export const evidenceQuery = (grain: string) => queryOptions({ queryKey: ['strategy', 'evidence', grain], queryFn: ({ signal }) => api.get<Evidence[]>('/strategy/evidence', { grain }, signal) })
