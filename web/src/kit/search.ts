// Readers for search parameters: what a link says is text from outside, so each value is checked.

export function text(v: unknown): string | undefined {
  if (typeof v === 'number' || typeof v === 'boolean') return String(v)
  return typeof v === 'string' && v !== '' ? v : undefined
}
export function oneOf<T extends string>(v: unknown, allowed: readonly T[]): T | undefined {
  return allowed.includes(v as T) ? (v as T) : undefined
}
/** Comma text or list → list; empty → undefined. */
export function list(v: unknown): string[] | undefined {
  const items = (Array.isArray(v) ? v : typeof v === 'string' ? v.split(',') : typeof v === 'number' ? [v] : []).map(String).filter((s) => s !== '')
  return items.length > 0 ? items : undefined
}
export function whole(v: unknown): number | undefined {
  const n = typeof v === 'string' && v !== '' ? Number(v) : v
  return typeof n === 'number' && Number.isInteger(n) ? n : undefined
}
/** A calendar day YYYY-MM-DD that exists. */
export function dayText(v: unknown): string | undefined {
  if (typeof v !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(v)) return undefined
  const d = new Date(v + 'T00:00:00Z')
  return !Number.isNaN(d.getTime()) && d.toISOString().startsWith(v) ? v : undefined
}
export function flag(v: unknown): boolean | undefined {
  return v === true || v === 'true' || v === 1 || v === '1' ? true : undefined
}
