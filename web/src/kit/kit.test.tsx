// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { App, ConfigProvider, Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseSearch, stringifySearch } from '../app/searchText'
import { ApiError } from '../api/client'
import type { Metric } from '../api/types'
import type { Column } from './DataTable'
import { EditDrawer, placeFaults } from './EditDrawer'
import { faultText, fieldPath } from './fault'
import { setLanguage, startI18n } from './i18n'
import { MetricCard, reached } from './MetricCard'
import { QueryTable } from './QueryTable'

beforeAll(startI18n)
afterEach(() => vi.unstubAllGlobals())

function show(page: () => ReactNode, address = '/') {
  const root = createRootRoute()
  const route = createRoute({ getParentRoute: () => root, path: '/', component: page })
  const router = createRouter({ routeTree: root.addChildren([route]), history: createMemoryHistory({ initialEntries: [address] }), parseSearch, stringifySearch })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <ConfigProvider theme={{ token: { motion: false } }} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <App>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router as never} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>,
  )
  return router
}

type Row = { id: string; name: string; n: number }
const columns: Column<Row>[] = [
  { id: 'name', header: '名称', cell: (r) => r.name, value: (r) => r.name, sortable: true },
  { id: 'n', header: '数量', cell: (r) => r.n, value: (r) => r.n, align: 'right' },
]
const server = (pages: (url: URL) => unknown, status = 200) => {
  const f = vi.fn(async (address: string) => new Response(JSON.stringify(pages(new URL(address, 'http://x'))), { status }))
  vi.stubGlobal('fetch', f)
  return f
}
const list = (onOpen?: (r: Row) => void) => () => (
  <QueryTable<Row> id="t" label="清单" path="/things" columns={columns} rowKey={(r) => r.id} searchHint="搜索" onOpen={onOpen}
    filters={[{ key: 'active', label: '状态', options: [{ value: 'true', label: '启用' }] }]} empty={{ reason: '先导入话务' }} />
)

describe('QueryTable', () => {
  it('asks with what the address says and sorts through the address', async () => {
    const f = server(() => ({ items: [{ id: '1', name: '甲', n: 3 }], total: 1 }))
    const router = show(list(), '/?search=abc&active=true&sort=-name')
    await screen.findByText('甲')
    const asked = new URL(f.mock.calls[0]![0], 'http://x').searchParams
    expect([asked.get('search'), asked.get('active'), asked.get('sort')]).toEqual(['abc', 'true', '-name'])
    expect(screen.getByRole('columnheader', { name: /名称/ }).getAttribute('aria-sort')).toBe('descending')
    fireEvent.click(screen.getByRole('button', { name: /名称/ }))
    await waitFor(() => expect(router.state.location.searchStr).not.toContain('sort'))
  })
  it('follows the cursor to the end', async () => {
    const f = server((u) => (u.searchParams.get('cursor') ? { items: [{ id: '2', name: '乙', n: 1 }] } : { items: [{ id: '1', name: '甲', n: 3 }], next_cursor: 'c1' }))
    show(list())
    await screen.findByText('乙')
    expect(f).toHaveBeenCalledTimes(2)
  })
  it('opens a row by mouse and by key', async () => {
    server(() => ({ items: [{ id: '1', name: '甲', n: 3 }] }))
    const open = vi.fn()
    show(list(open))
    fireEvent.click(await screen.findByText('甲'))
    const row = screen.getByText('甲').closest('tr')!
    row.focus()
    fireEvent.keyDown(row, { key: 'Enter' })
    expect(open).toHaveBeenCalledTimes(2)
  })
  it('says why it is empty, and offers to clear the filters', async () => {
    server(() => ({ items: [] }))
    show(list())
    await screen.findByText('先导入话务')
  })
  it('says what failed and asks again', async () => {
    const f = server(() => ({ code: 'internal', detail: 'x' }), 500)
    show(list())
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('读取失败')
    f.mockImplementation(async () => new Response(JSON.stringify({ items: [{ id: '1', name: '甲', n: 3 }] })))
    fireEvent.click(within(alert).getByRole('button'))
    await screen.findByText('甲')
  })
})

describe('EditDrawer', () => {
  const drawer = (onSave: (v: { code: string }) => Promise<unknown>, onClose = () => {}, onReload?: () => Promise<{ code: string }>) => () => (
    <EditDrawer<{ code: string }> open identity="1" title="编辑" initial={{ code: 'A' }} onSave={onSave} onClose={onClose} onReload={onReload}>
      <Form.Item name="code" label="编码"><Input /></Form.Item>
    </EditDrawer>
  )
  const typed = async (text: string) => {
    fireEvent.change(await screen.findByLabelText('编码'), { target: { value: text } })
    fireEvent.click(screen.getByRole('button', { name: '保存' }))
  }
  it('shows the fault beside its field and keeps what was typed', async () => {
    show(drawer(async () => { throw new ApiError(422, 'org.queue.invalid', 'no', [{ location: 'body.code', code: 'taken' }, { location: 'body.elsewhere', code: 'required' }]) }))
    await typed('B')
    await screen.findByText('已被使用')
    expect(screen.getByText(/elsewhere 必填/)).toBeTruthy()
    expect((screen.getByLabelText('编码') as HTMLInputElement).value).toBe('B')
  })
  it('offers the latest version after a conflict', async () => {
    show(drawer(async () => { throw new ApiError(412, 'stale', 'changed') }, undefined, async () => ({ code: 'C' })))
    await typed('B')
    fireEvent.click(await screen.findByRole('button', { name: '载入最新版本' }))
    await waitFor(() => expect((screen.getByLabelText('编码') as HTMLInputElement).value).toBe('C'))
  })
  it('asks before it throws changes away', async () => {
    const close = vi.fn()
    show(drawer(async () => {}, close))
    fireEvent.change(await screen.findByLabelText('编码'), { target: { value: 'B' } })
    fireEvent.click(screen.getByRole('button', { name: '取消' }))
    expect((await screen.findAllByText('有未保存的修改')).length).toBeGreaterThan(0)
    expect(close).not.toHaveBeenCalled()
    fireEvent.click(screen.getByRole('button', { name: '放弃修改' }))
    await waitFor(() => expect(close).toHaveBeenCalledOnce())
  })
  it('places faults at the nearest field', () => {
    expect(placeFaults([{ path: ['hours', 'mon', 0], text: 'x', location: 'l' }, { path: ['other'], text: 'y', location: 'm' }], [['hours'], ['code']])).toMatchObject({ placed: [{ path: ['hours'] }], loose: [{ text: 'y' }] })
    expect(fieldPath('body.hours.mon[0]')).toEqual(['hours', 'mon', 0])
  })
})

describe('MetricCard', () => {
  const metric = { id: 'sl-off', name_zh: '服务水平', name_en: 'Service level', unit: 'percent', direction: 'up', numerator: 'answered_within', denominator: 'offered', version: 1 } as Metric
  it('judges by the number shown', () => {
    expect(reached(79.96, 80, metric)).toBe(true)
    expect(reached(79.94, 80, metric)).toBe(false)
    expect(reached(21, 20, { unit: 'seconds', direction: 'down' })).toBe(false)
    expect(reached(1, 2, { unit: 'count', direction: 'none' })).toBeUndefined()
  })
  it('shows value, target, difference, and drills', async () => {
    const drill = vi.fn()
    show(() => <MetricCard metric={metric} cell={{ value: 78.4, num: 784, den: 1000, compare: { value: 80.5 } }} target={80} compareLabel="较上周" onDrill={drill} />)
    const card = await screen.findByRole('region', { name: '服务水平' })
    expect(card.textContent).toContain('目标 ≥ 80.0%')
    expect(card.textContent).toContain('未达成')
    expect(card.textContent).toContain('▼2.1pt')
    fireEvent.click(within(card).getByRole('button', { name: /78\.4%/ }))
    expect(drill).toHaveBeenCalledOnce()
  })
  it('shows a dash with the reason when it cannot be computed', async () => {
    show(() => <MetricCard metric={metric} cell={{ value: null, num: 0, den: 0, reason: 'formula.division_by_zero' }} />)
    expect((await screen.findByText('—')).title).toBe('分母为 0，无法计算')
  })
})

describe('refusals in words', () => {
  it('carry the number of the server in Chinese, its sentence in English', async () => {
    const locked = new ApiError(429, 'identity.locked', 'Too many wrong passwords: this login is locked for 15 minutes.')
    expect(faultText(locked)).toContain('15 分钟')
    await setLanguage('en')
    expect(faultText(locked)).toBe(locked.message)
    await setLanguage('zh')
    expect(faultText(new ApiError(418, 'some.new_code', 'The server says so.'))).toBe('The server says so.')
  })
})
