// A time of the centre's clock as an instant.
import { dayOf, timeSeconds } from '../../kit/format'

const hour = 3_600_000

/** 2026-11-24, 9:05 or 09:05:30 → ms UTC in the zone; undefined for what is no time of a clock. */
export function instantOf(on: string, clock: string | undefined, zone: string): number | undefined {
  const m = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec((clock ?? '').trim())
  if (!m) return undefined
  const wanted = `${m[1]!.padStart(2, '0')}:${m[2]}:${m[3] ?? '00'}`
  const utc = Date.parse(`${on}T${wanted}Z`)
  if (Number.isNaN(utc)) return undefined
  // The zone's offset is one of those of the hours around.
  for (let quarter = -56; quarter <= 56; quarter++) {
    const at = utc + (quarter * hour) / 4
    if (dayOf(at, zone) === on && timeSeconds(at, zone) === wanted) return at
  }
  return undefined
}
