// Ranges of whole days, both ends included, by the centre's calendar.
import { addDays } from './format'

export type Range = { from: string; to: string }
export const presets = ['today', 'yesterday', 'this_week', 'last_week', 'last_7', 'last_30', 'this_month', 'last_month'] as const
export type Preset = (typeof presets)[number]

const firstOfMonth = (on: string) => on.slice(0, 8) + '01'
/** Monday of the day's week (or the week start the centre set). */
export function weekStart(on: string, start = 'monday'): string {
  const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
  const day = new Date(on + 'T00:00:00Z').getUTCDay()
  const first = Math.max(0, names.indexOf(start))
  return addDays(on, -((day - first + 7) % 7))
}

export function presetRange(preset: Preset, today: string, start = 'monday'): Range {
  switch (preset) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'this_week':
      return { from: weekStart(today, start), to: addDays(weekStart(today, start), 6) }
    case 'last_week':
      return { from: addDays(weekStart(today, start), -7), to: addDays(weekStart(today, start), -1) }
    case 'last_7':
      return { from: addDays(today, -6), to: today }
    case 'last_30':
      return { from: addDays(today, -29), to: today }
    case 'this_month':
      return { from: firstOfMonth(today), to: addDays(firstOfMonth(addDays(firstOfMonth(today), 31)), -1) }
    case 'last_month': {
      const first = firstOfMonth(addDays(firstOfMonth(today), -1))
      return { from: first, to: addDays(firstOfMonth(today), -1) }
    }
  }
}

export const daysOf = (r: Range): number => Math.round((Date.parse(r.to) - Date.parse(r.from)) / 86_400_000) + 1

/** The neighbouring range: whole months step by month, others by their length. */
export function stepRange(r: Range, by: 1 | -1): Range {
  const lastOfMonth = addDays(firstOfMonth(addDays(firstOfMonth(r.from), 31)), -1)
  if (r.from === firstOfMonth(r.from) && r.to === lastOfMonth) {
    const from = by > 0 ? addDays(r.to, 1) : firstOfMonth(addDays(r.from, -1))
    return { from, to: addDays(firstOfMonth(addDays(from, 31)), -1) }
  }
  const days = daysOf(r) * by
  return { from: addDays(r.from, days), to: addDays(r.to, days) }
}
