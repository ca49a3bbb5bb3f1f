// Reads shared by the pages of time off.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { Kind } from './types'

export const kindsQuery = queryOptions({ queryKey: ['timeoff', 'kinds'], queryFn: ({ signal }) => api.get<Kind[]>('/timeoff/kinds', undefined, signal) })
