// What an audit entry changed, field by field.
import { none } from '../../kit/format'

export type Difference = { field: string; before: unknown; after: unknown }
const record = (v: unknown): Record<string, unknown> => (v && typeof v === 'object' && !Array.isArray(v) ? (v as Record<string, unknown>) : v === undefined || v === null ? {} : { value: v })

/** Fields whose values differ; book-keeping fields are left out. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [a, b] = [record(before), record(after)]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((k) => k !== 'rev' && k !== 'id' && JSON.stringify(a[k]) !== JSON.stringify(b[k]))
    .map((field) => ({ field, before: a[field], after: b[field] }))
}

export function valueText(v: unknown): string {
  if (v === undefined || v === null || v === '') return none
  return typeof v === 'object' ? JSON.stringify(v) : String(v)
}
