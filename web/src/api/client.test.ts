import { afterEach, describe, expect, it, vi } from 'vitest'
import { server } from './typed'
import { api, ApiError, apiUrl, keepSession, whenSignedOut } from './client'

const answer = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
  vi.fn(async (_url: string, _init?: RequestInit) => new Response(body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body), { status, headers }))
const stub = (f: ReturnType<typeof answer>) => {
  vi.stubGlobal('fetch', f)
  return f
}

describe('client', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    keepSession(null)
    whenSignedOut(() => {})
  })
  it('writes addresses without empty parameters', () => {
    expect(apiUrl('/queues', { search: '', active: undefined, cursor: null, limit: 50, metrics: ['a', 'b'] })).toBe('/api/v1/queues?limit=50&metrics=a%2Cb')
  })
  it('sends the CSRF token and the revision with writes only', async () => {
    keepSession({ csrf_token: 'T', user: {} as never })
    const f = stub(answer(200, { ok: 1 }))
    await api.get('/x')
    expect(new Headers(f.mock.calls[0]![1]!.headers).get('X-CSRF-Token')).toBeNull()
    await api.patch('/x/1', { name: 'a' }, 7)
    const headers = new Headers(f.mock.calls[1]![1]!.headers)
    expect(headers.get('X-CSRF-Token')).toBe('T')
    expect(headers.get('If-Match')).toBe('"7"')
  })
  it('turns problems into errors with their fields', async () => {
    stub(answer(422, { status: 422, code: 'org.queue.invalid', detail: 'No.', errors: [{ location: 'body.code', code: 'taken', message: 'is taken' }], request_id: 'r1' }))
    const error = await api.post('/queues', {}).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 422, code: 'org.queue.invalid', requestId: 'r1', fields: [{ location: 'body.code', code: 'taken' }] })
  })
  it('keeps its head when a proxy answers HTML or nothing answers', async () => {
    stub(answer(502, '<html>bad gateway'))
    await expect(api.get('/x')).rejects.toMatchObject({ status: 502, code: 'http_502' })
    vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('failed') }))
    await expect(api.get('/x')).rejects.toMatchObject({ status: 0, code: 'network' })
  })
  it('tells once that the session ended, but not for a probe', async () => {
    const out = vi.fn()
    whenSignedOut(out)
    stub(answer(401, { code: 'identity.sign_in_needed' }))
    await api.peek('/session').catch(() => {})
    expect(out).not.toHaveBeenCalled()
    await api.get('/queues').catch(() => {})
    expect(out).toHaveBeenCalledOnce()
  })
  it('answers typed calls the same way', async () => {
    const f = stub(answer(200, { name: '晴川' }))
    expect((await server.GET('/centre')).data).toMatchObject({ name: '晴川' })
    expect((await server.GET('/queues', { params: { query: { search: '投诉', limit: 5 } } })).data).toBeDefined()
    expect(f.mock.calls.map((c) => c[0])).toEqual(['/api/v1/centre', `/api/v1/queues?search=${encodeURIComponent('投诉')}&limit=5`])
    stub(answer(403, { code: 'identity.denied', detail: 'no' }))
    await expect(server.GET('/centre')).rejects.toMatchObject({ status: 403, code: 'identity.denied' })
  })
  it('reads an empty answer as nothing', async () => {
    stub(answer(204))
    await expect(api.delete('/x')).resolves.toBeUndefined()
  })
})
