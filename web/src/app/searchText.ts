// Search parameters as a person would write them: ?search=10077&queue=a,b — no quotes, no brackets.

export function parseSearch(text: string): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of new URLSearchParams(text)) if (!(key in out)) out[key] = value
  return out
}

export function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '') continue
    if (Array.isArray(value)) {
      if (value.length > 0) query.set(key, value.join(','))
    } else query.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  // Commas, colons and slashes are safe in a query and easier to read.
  const text = query.toString().replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%2F/g, '/')
  return text ? '?' + text : ''
}
