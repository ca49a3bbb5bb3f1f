// The one way to the server: same-origin cookie, CSRF header on writes, problem+json errors.
import type { Session } from './types'

export const base = '/api/v1'

export type FieldFault = { location: string; code?: string; message?: string }

/** A refused or failed request. `code` is a translation key under `errors.`; status 0 means no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: FieldFault[]
  readonly requestId?: string
  constructor(status: number, code: string, message: string, fields: FieldFault[] = [], requestId?: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.fields = fields
    this.requestId = requestId
  }
}

type Value = string | number | boolean | null | undefined
export type Params = Record<string, Value | readonly (string | number)[]>

let csrf = ''
let onSignedOut: () => void = () => {}

export function keepSession(session: Session | null): void {
  csrf = session?.csrf_token ?? ''
}
export function whenSignedOut(action: () => void): void {
  onSignedOut = action
}

/** The address of an API path with its parameters; empty values are left out, lists become one comma text. */
export function apiUrl(path: string, params?: Params): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(params ?? {})) {
    if (value === undefined || value === null || value === '') continue
    if (typeof value === 'object') {
      if (value.length > 0) query.set(key, value.join(','))
    } else {
      query.set(key, String(value))
    }
  }
  const text = query.toString()
  return base + path + (text ? '?' + text : '')
}

type Options = { params?: Params; body?: unknown; rev?: number; signal?: AbortSignal; quiet401?: boolean; headers?: Record<string, string> }

function send(method: string, path: string, o: Options): Promise<Response> {
  return call(method, apiUrl(path, o.params), o)
}

/** One request to an address of this server; throws ApiError for everything but a good answer. */
export async function call(method: string, url: string, o: Omit<Options, 'params'>): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json', ...o.headers })
  const form = typeof FormData !== 'undefined' && o.body instanceof FormData
  if (o.body !== undefined && !form) headers.set('Content-Type', 'application/json')
  if (method !== 'GET' && csrf) headers.set('X-CSRF-Token', csrf)
  if (o.rev !== undefined) headers.set('If-Match', `"${o.rev}"`)
  let response: Response
  try {
    response = await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      signal: o.signal,
      body: o.body === undefined ? undefined : form ? (o.body as FormData) : typeof o.body === 'string' ? o.body : JSON.stringify(o.body),
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, 'network', 'the server did not answer')
  }
  if (response.ok) return response
  const error = await problem(response)
  if (response.status === 401 && !o.quiet401) onSignedOut()
  throw error
}

async function problem(response: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {}
  try {
    body = (await response.json()) as Record<string, unknown>
  } catch {
    // not JSON: a proxy answered
  }
  const code = typeof body.code === 'string' && body.code ? body.code : `http_${response.status}`
  const detail = [body.detail, body.title].find((v): v is string => typeof v === 'string' && v !== '') ?? response.statusText
  const fields = Array.isArray(body.errors) ? (body.errors as FieldFault[]).filter((f) => f && typeof f === 'object') : []
  const requestId = typeof body.request_id === 'string' ? body.request_id : (response.headers.get('X-Request-Id') ?? undefined)
  return new ApiError(response.status, code, detail, fields, requestId)
}

async function json<T>(method: string, path: string, o: Options): Promise<T> {
  const response = await send(method, path, o)
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

export const api = {
  get: <T>(path: string, params?: Params, signal?: AbortSignal) => json<T>('GET', path, { params, signal }),
  /** A probe that does not send a signed-out person to the sign-in page. */
  peek: <T>(path: string, params?: Params) => json<T>('GET', path, { params, quiet401: true }),
  post: <T>(path: string, body?: unknown, o: Partial<Options> = {}) => json<T>('POST', path, { ...o, body: body ?? {} }),
  put: <T>(path: string, body: unknown, rev?: number) => json<T>('PUT', path, { body, rev }),
  patch: <T>(path: string, body: unknown, rev?: number) => json<T>('PATCH', path, { body, rev }),
  delete: <T = void>(path: string, params?: Params) => json<T>('DELETE', path, { params }),
  upload: <T>(path: string, file: File, field = 'file') => {
    const form = new FormData()
    form.append(field, file, file.name)
    return json<T>('POST', path, { body: form })
  },
  /** Saves an answer of the server (an Excel or CSV file) under the name the server gives it. */
  async download(path: string, params?: Params, fallbackName = 'export.xlsx', body?: unknown): Promise<void> {
    const response = await send(body === undefined ? 'GET' : 'POST', path, { params, body })
    const blob = await response.blob()
    const disposition = response.headers.get('Content-Disposition') ?? ''
    const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
    const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1]
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = encoded ? decodeURIComponent(encoded) : (plain ?? fallbackName)
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  },
}
