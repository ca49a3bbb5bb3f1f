// The heat-map's URL.
import { isDay } from './civil'
import { isSpan } from './explorerState'

export type HeatSearch = {
  metric?: string
  from?: string
  to?: string
  queue?: string
  team?: string
  site?: string
  skill?: string
  channel?: string
  mode?: 'weekday'
  threshold?: string
  target?: number
  low?: number
  table?: true
}

export function parseHeat(s: Record<string, unknown>): HeatSearch {
  const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : typeof v === 'number' ? String(v) : undefined)
  const number = (v: unknown) => {
    const n = typeof v === 'string' && v !== '' ? Number(v) : v
    return typeof n === 'number' && Number.isFinite(n) && n >= 0 ? n : undefined
  }
  const out: HeatSearch = {}
  const metric = text(s.metric)
  if (metric && /^[a-z0-9][a-z0-9_-]*$/i.test(metric)) out.metric = metric
  if (isDay(s.from) && isDay(s.to)) {
    out.from = s.from <= s.to ? s.from : s.to
    out.to = s.from <= s.to ? s.to : s.from
  }
  for (const k of ['queue', 'team', 'site', 'skill', 'channel'] as const) {
    const v = text(Array.isArray(s[k]) ? (s[k] as unknown[]).join(',') : s[k])
    if (v) out[k] = v
  }
  if (s.mode === 'weekday') out.mode = 'weekday'
  if (isSpan(s.threshold)) out.threshold = s.threshold
  const target = number(s.target)
  if (target !== undefined) out.target = target
  const low = number(s.low)
  if (low !== undefined) out.low = Math.floor(low)
  if (s.table === true || s.table === 'true' || s.table === 1) out.table = true
  return out
}

export const HEAT_FILTERS = ['queue', 'team', 'site', 'skill', 'channel'] as const

/** The filters of the search as query parameters. */
export function heatFilters(s: HeatSearch): Record<string, string> {
  const out: Record<string, string> = {}
  for (const k of HEAT_FILTERS) {
    const v = s[k]
    if (v) out[k] = v
  }
  if (s.threshold) out.threshold = s.threshold
  return out
}
