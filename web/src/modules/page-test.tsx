// Renders a page in a router with a stubbed server, for tests only.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider, createMemoryHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import { App, ConfigProvider } from 'antd'
import type { ReactNode } from 'react'
import { loadAllWords, startI18n } from '../kit/i18n'

export type Call = { method: string; path: string; params: URLSearchParams; body: unknown }
export type Answer = (call: Call) => unknown

/** Answers by path prefix under /api/v1; the longest prefix wins. A number answers that status as a problem. */
export function stubServer(answers: Record<string, Answer>): Call[] {
  const calls: Call[] = []
  globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = new URL(String(input), 'http://test')
    const path = url.pathname.replace('/api/v1', '')
    const call: Call = { method: init?.method ?? 'GET', path, params: url.searchParams, body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined }
    calls.push(call)
    const key = Object.keys(answers).filter((k) => path === k || path.startsWith(`${k}/`)).sort((a, b) => b.length - a.length)[0]
    const answer = key === undefined ? 404 : answers[key]?.(call)
    if (typeof answer === 'number') return new Response(JSON.stringify({ title: 'refused', code: `http_${answer}`, status: answer }), { status: answer })
    return new Response(JSON.stringify(answer ?? null), { status: 200, headers: { 'Content-Type': 'application/json' } })
  }) as typeof fetch
  return calls
}

export const session = (...permissions: string[]) => ({
  user: { id: 'u', login: 'u', name: 'U', roles: ['operations_manager'], permissions, must_change_password: false, local_password: true },
  csrf_token: 't',
})
export const centre = {
  name: 'C', timezone: 'Asia/Shanghai', week_start: 'monday', locale: 'zh', short_abandon_ms: 5000, service_level_variant: 'sl-off',
  service_level_threshold_ms: 20000, service_level_target_percent: 80, repeat_window_hours: 168, low_volume_min: 10, rev: 1,
}
export const dimensions = { queues: [{ id: 'q1', code: 'PS', name: '储蓄' }], teams: [], agents: [], sites: [], skills: [], channels: ['voice'], call_types: [] }

export async function openPage(page: () => ReactNode, address: string, route = address.split('?')[0] as string, language: 'zh' | 'en' = 'zh') {
  localStorage.setItem('lingting.prefs', JSON.stringify({ language }))
  await startI18n()
  await loadAllWords()
  const root = createRootRoute()
  const one = createRoute({ getParentRoute: () => root, path: route, component: page as never, validateSearch: (s: Record<string, unknown>) => s })
  const others = createRoute({ getParentRoute: () => root, path: '$', component: () => null })
  const router = createRouter({ routeTree: root.addChildren([one, others]), history: createMemoryHistory({ initialEntries: [address] }) })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const view = render(
    <ConfigProvider button={{ autoInsertSpace: false }} wave={{ disabled: true }} theme={{ token: { motion: false } }}>
      <App>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router as never} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>,
  )
  return { ...view, router }
}
