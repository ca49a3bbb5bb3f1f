// What an audit entry changed, field by field.
import { duration, none } from '../../kit/format'

export type Difference = { field: string; before: unknown; after: unknown }
const record = (v: unknown): Record<string, unknown> => (v && typeof v === 'object' && !Array.isArray(v) ? (v as Record<string, unknown>) : v === undefined || v === null ? {} : { value: v })

/** Fields whose values differ; book-keeping fields are left out. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [a, b] = [record(before), record(after)]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((k) => k !== 'rev' && k !== 'id' && JSON.stringify(a[k]) !== JSON.stringify(b[k]))
    .map((field) => ({ field, before: a[field], after: b[field] }))
}

/** The value of a field in words: times as durations, hours and lists as text. */
export function valueText(v: unknown, field = ''): string {
  if (typeof v === 'number' && field.endsWith('_ms')) return duration(v)
  if (typeof v === 'boolean') return v ? '✓' : '✗'
  if (Array.isArray(v)) return v.length === 0 ? none : v.map((x) => (x && typeof x === 'object' ? Object.values(x).join('/') : String(x))).join(', ')
  if (v && typeof v === 'object') {
    const inner = Object.entries(v)
    if (inner.every(([, x]) => Array.isArray(x))) return inner.map(([k, x]) => `${k} ${(x as unknown[][]).map((s) => (Array.isArray(s) ? s.join('–') : String(s))).join(', ')}`).join('; ')
  }
  if (v === undefined || v === null || v === '') return none
  return typeof v === 'object' ? JSON.stringify(v) : String(v)
}
