// What the staffing pages ask the server. All keys begin with `staffing`: a fact of a plan makes them old.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { CalibrationOpened, Plan, PlanFigures, SlotFigures } from './types'

const at = (id: string) => `/staffing/plans/${encodeURIComponent(id)}`

export const planQuery = (id: string) => queryOptions({ queryKey: ['staffing', 'plan', id], queryFn: ({ signal }) => api.get<Plan>(at(id), undefined, signal) })

export const figuresQuery = (id: string, queue: string | undefined) =>
  queryOptions({ queryKey: ['staffing', 'figures', id, queue ?? ''], placeholderData: keepPreviousData, queryFn: ({ signal }) => api.get<PlanFigures>(`${at(id)}/figures`, { queue }, signal) })

export const slotsQuery = (id: string, queue: string | undefined, on: string) =>
  queryOptions({
    queryKey: ['staffing', 'slots', id, queue ?? '', on],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<SlotFigures[] | null>(`${at(id)}/slots`, { queue, on }, signal)) ?? [],
  })

export const calibrationQuery = (id: string) =>
  queryOptions({ queryKey: ['staffing', 'calibration', id], queryFn: ({ signal }) => api.get<CalibrationOpened>(`/staffing/calibrations/${encodeURIComponent(id)}`, undefined, signal) })
