// Reads shared by the pages of the strategy.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { ListPage } from '../../api/types'
import type { AnnualPlan, Evidence, Goal, Initiative, Review, StrategyMap } from './types'

export const mapQuery = (period: string, on: string | undefined) => queryOptions({ queryKey: ['strategy', 'map', period, on], queryFn: ({ signal }) => api.get<StrategyMap>('/strategy/map', { period, on }, signal) })
export const goalsQuery = queryOptions({ queryKey: ['strategy', 'goals'], queryFn: ({ signal }) => api.get<Goal[]>('/strategy/goals', undefined, signal) })
export const evidenceQuery = (grain: string) => queryOptions({ queryKey: ['strategy', 'evidence', grain], queryFn: ({ signal }) => api.get<Evidence[]>('/strategy/evidence', { grain }, signal) })
export const workQuery = queryOptions({ queryKey: ['strategy', 'work'], queryFn: ({ signal }) => api.get<ListPage<Initiative>>('/strategy/initiatives', { limit: 500 }, signal) })
export const annualPlansQuery = queryOptions({ queryKey: ['strategy', 'annual'], queryFn: ({ signal }) => api.get<AnnualPlan[]>('/strategy/annual-plans', undefined, signal) })
export const annualPlanQuery = (id: string) => queryOptions({ queryKey: ['strategy', 'annual', id], queryFn: ({ signal }) => api.get<AnnualPlan>(`/strategy/annual-plans/${encodeURIComponent(id)}`, undefined, signal) })
export const reviewQuery = (id: string) => queryOptions({ queryKey: ['strategy', 'review', id], queryFn: ({ signal }) => api.get<Review>(`/strategy/reviews/${encodeURIComponent(id)}`, undefined, signal) })
