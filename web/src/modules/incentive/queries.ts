// What several pages of incentives ask.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { components } from '../../api/schema'

export const ladderQuery = queryOptions({ queryKey: ['people', 'ladder'], queryFn: ({ signal }) => api.get<components['schemas']['CareerLadderOut']>('/career-ladder', undefined, signal) })
