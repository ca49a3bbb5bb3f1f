// Words for a failed request: the translation of its code, else what the server said.
import i18next from 'i18next'
import { ApiError, type FieldFault } from '../api/client'

function words(code: string, detail = ''): string | undefined {
  const [room, ...rest] = code.split('.')
  // A module may keep its own codes under `errors` of its file.
  for (const key of [`errors:${code}`, `${room}:errors.${rest.join('.')}`]) {
    if (rest.length === 0 && key.endsWith('.')) continue
    if (i18next.exists(key)) {
      // The server's sentence carries the number (minutes, people), the “name” and the date that the translation names.
      const text = i18next.t(key, { n: /\d+(\.\d+)?/.exec(detail)?.[0] ?? '', name: /“([^”]*)”/.exec(detail)?.[1] ?? '', on: /\d{4}-\d\d-\d\d/.exec(detail)?.[0] ?? '' })
      if (typeof text === 'string') return text
    }
  }
  return undefined
}

export function faultText(error: unknown): string {
  if (error instanceof ApiError) {
    const known = words(error.code, error.message)
    // English details name the thing and the number; a translated code is more general.
    if (i18next.language === 'en' && error.status > 0 && error.status < 500 && error.message && !error.code.startsWith('http_')) return error.message
    return known ?? (error.code.startsWith('http_') ? words(`http_${error.status}`) : undefined) ?? error.message
  }
  return error instanceof Error ? error.message : String(error)
}

/** Why a piece of work failed: by its code in the user's language, else as the server says it. */
export function failedText(code: string | undefined, message: string): string {
  return (i18next.language === 'en' ? undefined : code && words(code, message)) || message
}

/** Why a number cannot be computed, from the code the server gives. */
export function reasonText(reason: string | undefined): string | undefined {
  return reason ? (words(reason) ?? reason) : undefined
}

export function fieldText(f: FieldFault): string {
  return (f.code ? words(f.code, f.message) ?? words(`field.${f.code}`) : undefined) ?? f.message ?? ''
}

/** `body.hours.mon[0]` as an antd form path: ['hours','mon',0]. */
export function fieldPath(location: string): (string | number)[] {
  return location
    .replace(/^(body|query|path)\.?/, '')
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 412 || (error.status === 409 && /rev|stale|conflict|changed/.test(error.code)))
}
