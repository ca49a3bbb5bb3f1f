// What the telephony pages ask the server.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { ContactDetail, DataQuality, Import, ImportKind, Job, Source } from './types'

export function listOf<T>(answer: T[] | { items: T[] | null } | null | undefined): T[] {
  if (!answer) return []
  return Array.isArray(answer) ? answer : (answer.items ?? [])
}

export const contactQuery = (id: string) =>
  queryOptions({ queryKey: ['contacts', id], queryFn: () => api.get<ContactDetail>(`/contacts/${encodeURIComponent(id)}`) })

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  staleTime: 15_000,
  queryFn: async () => listOf(await api.get<Source[] | { items: Source[] }>('/sources')),
})

export const qualityQuery = (from?: string, to?: string) =>
  queryOptions({
    queryKey: ['data-quality', from, to],
    refetchInterval: 15_000,
    queryFn: () => api.get<DataQuality>('/data-quality', { from, to }),
  })

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: async () => listOf(await api.get<Import[] | { items: Import[] }>('/imports')),
  refetchInterval: (q) => ((q.state.data ?? []).some((i) => i.state === 'running' || i.state === 'waiting') ? 1500 : false),
})

const ended = (s?: string) => s !== undefined && s !== 'waiting' && s !== 'running'

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: () => api.get<Import>(`/imports/${encodeURIComponent(id)}`),
    refetchInterval: (q) => (ended(q.state.data?.state) ? false : 500),
  })

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['jobs', id],
    queryFn: () => api.get<Job>(`/jobs/${encodeURIComponent(id)}`),
    refetchInterval: (q) => (ended(q.state.data?.state) ? false : 700),
  })

export type SavedMapping = { id: string; name: string; kind: ImportKind; mapping: unknown }

export const mappingsQuery = (kind: ImportKind) =>
  queryOptions({
    queryKey: ['mappings', kind],
    queryFn: async () => listOf(await api.get<SavedMapping[] | { items: SavedMapping[] }>('/mappings', { kind })),
  })

export const FLAGS = ['no_entry', 'no_connect', 'no_end', 'clock_jump', 'unknown_rows', 'talk_overlap'] as const
/** Flags whose contacts carry a figure put in by a rule. */
export const REPAIRS = new Set<string>(['no_entry', 'no_connect', 'no_end', 'clock_jump'])
