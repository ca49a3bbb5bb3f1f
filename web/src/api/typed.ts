// The API by its own description: paths, parameters and answers are checked by the compiler against schema.ts.
import createClient from 'openapi-fetch'
import { base, call } from './client'
import type { paths } from './schema'

/** What openapi-fetch fills in for one request; a plain object, so that relative addresses stay relative. */
class Plain {
  readonly url: string
  readonly method: string
  readonly body?: unknown
  readonly signal?: AbortSignal
  constructor(url: string, init: RequestInit = {}) {
    this.url = url
    this.method = init.method ?? 'GET'
    this.body = init.body ?? undefined
    this.signal = init.signal ?? undefined
  }
}

/** Throws ApiError like `api`, so `data` is there whenever a call returns. */
export const server = createClient<paths>({
  baseUrl: base,
  Request: Plain as unknown as typeof Request,
  fetch: (request) => {
    const { method, url, body, signal } = request as unknown as Plain
    return call(method, url, { body, signal })
  },
})
