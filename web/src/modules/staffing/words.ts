import type { TFunction } from 'i18next'
import { decimal } from '../../kit/format'
import type { Target } from './types'

/** A target in words, as the plan used it. */
export function targetText(t: TFunction, x: Target): string {
  return [
    x.level_percent && t('staffing:said.level', { percent: x.level_percent, seconds: x.threshold_s ?? 0, variant: (x.variant ?? '').toUpperCase() }),
    x.asa_s && t('staffing:said.asa', { seconds: x.asa_s }),
    x.abandonment_percent && t('staffing:said.abandonment', { percent: x.abandonment_percent }),
    x.occupancy_percent && t('staffing:said.occupancy', { percent: x.occupancy_percent }),
    x.least_agents && t('staffing:said.least', { n: x.least_agents }),
  ].filter(Boolean).join(t('staffing:join'))
}

/** One digit behind the point, none where it says nothing. */
export const people = (v: number | null | undefined): string => decimal(v, v === undefined || v === null || Number.isInteger(v) ? 0 : 1)
