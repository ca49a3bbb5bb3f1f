// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Call, centre, dimensions, openPage, session, stubServer } from '../page-test'
import { ExplorerPage } from './ExplorerPage'
import { FormulaEditor } from './FormulaEditor'
import { HeatmapPage } from './HeatmapPage'
import { VariantsPage } from './VariantsPage'

vi.mock('../../charts/echarts', () => ({ init: () => ({ on() {}, setOption() {}, resize() {}, dispose() {} }) }))

const metric = (id: string, over: object = {}) => ({
  id, version: 1, name_zh: id, name_en: id, unit: 'percent', direction: 'up', numerator: 'answered_within', denominator: 'offered', scale: 100,
  group: 'service_level', parameters: { threshold_ms: 20000 }, builtin: true, rev: 1, ...over,
})
const catalogue = [
  metric('sl-off', { name_zh: '服务水平 SL-OFF（占人工请求）' }),
  metric('sl-ans', { denominator: 'answered' }),
  metric('offered', { unit: 'count', direction: 'none', numerator: 'offered', denominator: '', scale: 1, group: 'volume', name_zh: '人工请求量' }),
  metric('answer-rate', { numerator: 'answered', group: 'volume', name_zh: '接通率' }),
]
const vocabulary = {
  measures: [
    { id: 'offered', name_zh: '人工请求量', name_en: 'offered contacts', unit: 'count' },
    { id: 'answered', name_zh: '接起量', name_en: 'handled contacts', unit: 'count' },
    { id: 'answered_within', name_zh: '阈值内接起量', name_en: 'answered within T', unit: 'count' },
  ],
  functions: [{ name: 'abs', signature: 'abs(x)', doc_zh: '绝对值', doc_en: 'absolute' }],
}
const cell = (num: number, den: number) => ({ value: den ? (num / den) * 100 : null, num, den, version: 1, grade: 'A', repaired_share: 0 })
const slot = (start: string, end: string, num: number, den: number) => ({
  start: `2026-11-16T${start}:00+08:00`, end: `2026-11-16T${end}:00+08:00`, dims: {},
  values: { 'sl-off': cell(num, den), 'answer-rate': cell(num, den), offered: { value: den, num: den, den: 1, version: 1, grade: 'A' } },
})
const rows = [slot('09:00', '09:30', 50, 100), slot('09:30', '10:00', 95, 100), slot('03:00', '03:30', 1, 2)]
const total = { dims: {}, values: { 'sl-off': cell(146, 202), 'sl-ans': cell(146, 160), 'answer-rate': cell(146, 202), offered: { value: 202, num: 202, den: 1 } } }

let calls: Call[]
beforeEach(() => {
  calls = stubServer({
    '/session': () => session('metric.read', 'metric.manage', 'view.share'),
    '/centre': () => centre,
    '/dimensions': () => dimensions,
    '/metrics': () => catalogue,
    '/metrics/vocabulary': () => vocabulary,
    '/metrics/check': ({ body }) =>
      String((body as { formula: string }).formula).includes('answerd')
        ? { ok: false, errors: [{ from: 0, to: 7, severity: 'error', code: 'formula.unknown_name', subject: 'answerd', message: 'x', suggestion: 'answered' }] }
        : { ok: true, errors: [] },
    '/metric-query': ({ params }) => ({ rows: params.get('grain') === 'total' ? [{ ...total }] : rows, total, metrics: catalogue, timezone: 'Asia/Shanghai', data_until: '2026-11-18T10:00:00+08:00', elapsed_ms: 3 }),
    '/metric-drill': () => ({ items: [], next_cursor: '', total: 0, sum: 100, adds: true }),
    '/views': () => [],
  })
})

describe('heat-map page', () => {
  it('shows the misses a good mean hides, and opens exactly one half-hour', async () => {
    await openPage(HeatmapPage, '/heatmap')
    const user = userEvent.setup()
    const grid = await screen.findByRole('grid', {}, { timeout: 15_000 })
    const at = (span: string) => grid.querySelector<HTMLElement>(`[role=gridcell][aria-label*="周一 11-16 ${span}"]`) as HTMLElement
    expect(grid.querySelectorAll('[role=row]')).toHaveLength(8)
    const bad = at('09:00–09:30')
    expect(bad.getAttribute('aria-label')).toContain('严重未达目标')
    expect(bad.textContent).toBe('50')
    expect(at('03:00–03:30').getAttribute('aria-label')).toContain('样本不足')
    bad.focus()
    await user.keyboard('{ArrowRight}')
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toMatch(/09:30–10:00/))
    await user.keyboard('{ArrowLeft}{Enter}')
    await screen.findByText('周一 2026-11-16 09:00–09:30', {}, { timeout: 4000 })
    const drill = calls.find((c) => c.path === '/metric-drill')
    expect(drill?.params.get('from')).toBe('2026-11-16T09:00:00+08:00')
    expect(drill?.params.get('to')).toBe('2026-11-16T09:30:00+08:00')
    expect(drill?.params.get('part')).toBe('den')
  }, 40_000)
  it('asks for the week the data reach into', async () => {
    await openPage(HeatmapPage, '/heatmap')
    await waitFor(() => expect(calls.some((c) => c.path === '/metric-query' && c.params.get('grain') === '30m')).toBe(true), { timeout: 15_000 })
    const q = calls.find((c) => c.path === '/metric-query' && c.params.get('grain') === '30m')
    expect([q?.params.get('from'), q?.params.get('to')]).toEqual(['2026-11-16', '2026-11-22'])
  }, 40_000)
  it('says what failed and can try again', async () => {
    stubServer({ '/session': () => session('metric.read'), '/centre': () => centre, '/dimensions': () => dimensions, '/metrics': () => catalogue, '/metrics/vocabulary': () => vocabulary, '/metric-query': () => 503 })
    await openPage(HeatmapPage, '/heatmap?from=2026-11-16&to=2026-11-22')
    expect(await screen.findByRole('button', { name: /重\s?试/ }, { timeout: 15_000 })).toBeTruthy()
    expect(screen.queryByRole('grid')).toBeNull()
  }, 40_000)
})

describe('explorer page', () => {
  it('asks what its address says', async () => {
    await openPage(ExplorerPage, '/explorer?from=2026-11-16&to=2026-11-16&grain=30m&by=%2C&metrics=sl-off,offered&queue=q1&compare=last_week', '/explorer')
    await screen.findByRole('table', { name: '数据表' }, { timeout: 15_000 })
    const q = calls.find((c) => c.path === '/metric-query')
    expect(Object.fromEntries(q?.params ?? [])).toEqual({ from: '2026-11-16', to: '2026-11-16', grain: '30m', metrics: 'sl-off,offered', queue: 'q1', compare: 'last_week' })
  }, 40_000)
})

describe('a range that begins before what is kept', () => {
  const kept = (answer: object) => stubServer({
    '/session': () => session('metric.read'), '/centre': () => centre, '/dimensions': () => dimensions, '/metrics': () => catalogue, '/metrics/vocabulary': () => vocabulary, '/views': () => [],
    '/metric-query': () => ({ rows, total, metrics: catalogue, timezone: 'Asia/Shanghai', ...answer }),
  })
  it('is told on the heat map', async () => {
    kept({ kept_since: '2026-11-18', rows_since: '2026-11-18' })
    await openPage(HeatmapPage, '/heatmap?from=2026-11-16&to=2026-11-22')
    expect((await screen.findByText(/2026-11-18 之前的数据已过保留期/, {}, { timeout: 15_000 })).textContent).not.toContain('联络')
  }, 40_000)
  it('is told in the explorer, of the contacts alone too', async () => {
    kept({ kept_since: '2026-11-10', rows_since: '2026-11-20' })
    await openPage(ExplorerPage, '/explorer?from=2026-11-16&to=2026-11-22&grain=day&by=%2C&metrics=offered', '/explorer')
    expect((await screen.findByText(/2026-11-20 之前的联络已过保留期/, {}, { timeout: 15_000 })).textContent).not.toContain('2026-11-10')
  }, 40_000)
  it('is not told of a range that is kept whole', async () => {
    kept({ kept_since: '2026-11-10', rows_since: '2026-11-16' })
    await openPage(ExplorerPage, '/explorer?from=2026-11-16&to=2026-11-22&grain=day&by=%2C&metrics=offered', '/explorer')
    await screen.findByRole('table', { name: '数据表' }, { timeout: 15_000 })
    expect(screen.queryByText(/已过保留期/)).toBeNull()
  }, 40_000)
})

describe('variants page', () => {
  it('shows the spread on the same data', async () => {
    await openPage(VariantsPage, '/metrics/variants?from=2026-11-16&to=2026-11-22', '/metrics/variants')
    expect(await screen.findByText(/72\.3% 到 91\.2%|72\.3%.*91\.[23]%/, {}, { timeout: 15_000 })).toBeTruthy()
    expect(screen.getByText('最高')).toBeTruthy()
    expect(screen.getByText('最低')).toBeTruthy()
  }, 40_000)
})

describe('formula editor', () => {
  it('tells mistakes where they are and offers the right word', async () => {
    let text = 'answerd / offered'
    const Host = () => <FormulaEditor value={text} onChange={(v) => { text = v }} />
    await openPage(Host, '/x')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: '改为 answered' }, { timeout: 15_000 }))
    expect(text).toBe('answered / offered')
  }, 40_000)
})
