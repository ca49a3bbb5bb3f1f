// What the metric pages ask the server.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import { today } from '../../kit/format'
import { addDays, weekOf } from './civil'
import type { Diagnostic } from './formulaTokens'
import type { Metric, QueryAnswer } from './types'

const minute = 60_000

export function listOf<T>(answer: T[] | { items: T[] | null } | null | undefined): T[] {
  if (!answer) return []
  return Array.isArray(answer) ? answer : (answer.items ?? [])
}

export const catalogueQuery = queryOptions({
  queryKey: ['metrics'],
  staleTime: 5 * minute,
  queryFn: async () => listOf(await api.get<Metric[] | { items: Metric[] }>('/metrics')),
})

export const metricQuery = (id: string) =>
  queryOptions({ queryKey: ['metrics', id], queryFn: () => api.get<Metric>(`/metrics/${encodeURIComponent(id)}`) })

export type Measure = {
  id: string
  name_zh: string
  name_en: string
  unit: string
  fact?: string
  rule_zh?: string
  rule_en?: string
}
export type FormulaFunction = { name: string; signature: string; doc_zh: string; doc_en: string }
export type Vocabulary = { measures: Measure[]; functions: FormulaFunction[] }

export const vocabularyQuery = queryOptions({
  queryKey: ['metrics-vocabulary'],
  staleTime: 30 * minute,
  queryFn: () => api.get<Vocabulary>('/metrics/vocabulary'),
})

export type QueryParams = Record<string, string | undefined>

export const answerQuery = (params: QueryParams) =>
  queryOptions({
    queryKey: ['metric-query', params],
    staleTime: 30_000,
    queryFn: async ({ signal }) => {
      const a = await api.get<QueryAnswer>('/metric-query', params, signal)
      return { ...a, rows: a.rows ?? [], metrics: a.metrics ?? [] }
    },
  })

/** The day the data reach to, for the default range; today when nothing has come in yet. */
export const dataDayQuery = queryOptions({
  queryKey: ['data-day'],
  staleTime: minute,
  queryFn: async (): Promise<string> => {
    const now = today()
    const a = await api.get<QueryAnswer>('/metric-query', { from: now, to: now, grain: 'total', metrics: 'offered' })
    const until = a.data_until?.slice(0, 10)
    return until && until > '1971-01-01' ? until : now
  },
})

export type RangePreset = 'this_week' | 'last_week' | 'last_4_weeks'

/** The week the data reach into, or ranges counted from it. */
export function rangeFor(preset: RangePreset, dataDay: string): { from: string; to: string } {
  const week = weekOf(dataDay)
  if (preset === 'last_week') return { from: addDays(week.from, -7), to: addDays(week.to, -7) }
  if (preset === 'last_4_weeks') return { from: addDays(week.from, -21), to: week.to }
  return week
}

export type CheckAnswer = {
  ok: boolean
  errors: Diagnostic[] | null
  numerator?: string
  denominator?: string
  uses?: string[] | null
}

export const checkFormula = (formula: string, signal?: AbortSignal) =>
  api.post<CheckAnswer>('/metrics/check', { formula }, { signal })

export type DrillAnswer<T> = {
  items: T[] | null
  next_cursor?: string
  total?: number
  /** what the rows of all pages add up to; of a maximum the maximum */
  sum?: number | null
  /** false for a maximum or a formula that is no sum */
  adds?: boolean
}

export type View = {
  id: string
  name: string
  page: 'explorer' | 'heatmap'
  params: Record<string, string>
  shared: boolean
  owner?: string
  mine?: boolean
}

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  staleTime: minute,
  queryFn: async () => listOf(await api.get<View[] | { items: View[] }>('/views')),
})
