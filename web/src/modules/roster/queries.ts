// Reads shared by the pages of rosters' set-up.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { ListPage } from '../../api/types'
import type { ShiftType } from './types'

export const shiftTypesQuery = queryOptions({
  queryKey: ['roster', 'shift-types'],
  queryFn: async ({ signal }) => (await api.get<ListPage<ShiftType>>('/roster/shift-types', { limit: 500 }, signal)).items ?? [],
})
