// What the pages of contracts ask the server.
import { api } from '../../api/client'
import type { Head, Template, View } from './types'

export const contractQuery = (id: string, own: boolean) => ({
  queryKey: ['performance', 'contract', own ? 'own' : 'any', id], retry: false, queryFn: ({ signal }: { signal: AbortSignal }) => api.get<View>(`${own ? '/own-contracts' : '/contracts'}/${encodeURIComponent(id)}`, undefined, signal),
})
export const ownQuery = { queryKey: ['performance', 'contracts', 'own'], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<{ linked: boolean; contracts: Head[] }>('/own-contracts', undefined, signal) }
export const templatesQuery = { queryKey: ['performance', 'templates'], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Template[]>('/contract-templates', undefined, signal) }
