// Reads shared by the pages of targets.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { Detail, Node } from './types'

export const treeQuery = (period: string, on: string | undefined) => queryOptions({ queryKey: ['target', 'tree', period, on], queryFn: ({ signal }) => api.get<Node[]>('/targets/tree', { period, on }, signal) })
export const targetQuery = (id: string) => queryOptions({ queryKey: ['target', 'one', id], retry: false, queryFn: ({ signal }) => api.get<Detail>(`/targets/${encodeURIComponent(id)}`, undefined, signal) })
