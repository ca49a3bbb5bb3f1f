// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Call, centre, dimensions, openPage, session, stubServer } from '../page-test'
import { ContactPage } from './ContactPage'
import { ImportPage } from './ImportPage'
import { QualityPage } from './QualityPage'

vi.mock('../../charts/echarts', () => ({ init: () => ({ on() {}, setOption() {}, resize() {}, dispose() {} }) }))

const contact = {
  id: 'c1', source: 'pbx', call_id: 'call-9', visit: 0, queue: { id: 'q1', code: 'PS', name: '储蓄' }, agent: { id: 'a', agent_no: '8101', name: '赵军' },
  channel: 'voice', call_type: 'inbound', customer: '138****5678', entered_at: '2026-11-16T09:00:00+08:00', answered_at: '2026-11-16T09:00:30+08:00',
  ended_at: '2026-11-16T09:03:00+08:00', wait_ms: 30000, ring_ms: 4000, talk_ms: 150000, hold_ms: 0, wrap_up_ms: 0, outcome: 'answered', offers: 1,
  missed_offers: 0, transferred: false, flags: ['clock_jump'], grade: 'C',
  siblings: [{ id: 'c2', visit: 1, queue: { id: 'q2', code: 'TT', name: '投诉' }, agent: null, entered_at: '2026-11-16T09:03:00+08:00', wait_ms: 1000, outcome: 'abandoned', flags: [], grade: 'A' }],
  events: [{ at: '2026-11-16T09:00:00+08:00', kind: 'enqueued', queue: 'PS', detail: {}, raw: '942|call-9|PS|NONE|ENTERQUEUE||138', line: 7, file: 'queue_log' }],
}
const row = (id: string, status = 'open') => ({ id, source: 'pbx', kind: 'queue-log', file: 'queue_log', line: 12, reason: 'bad_time', column: '1', value: 'x', expected: 'epoch seconds', raw: 'x|call|PS', status, seen_at: '2026-11-16T09:00:00+08:00' })

let calls: Call[]
beforeEach(() => {
  calls = stubServer({
    '/session': () => session('telephony.read', 'telephony.import', 'quality.replay'),
    '/centre': () => centre,
    '/dimensions': () => dimensions,
    '/contacts': () => contact,
    '/data-quality': () => ({
      sources: [{ id: 's', name: 'pbx', kind: 'queue-log', timezone: 'Asia/Shanghai', last_event_at: '2026-11-16T09:00:00+08:00', lag_ms: 5000, events: 10, contacts: 4, quarantined: 2, repaired: 1, health: 'ok' }],
      flags: [{ flag: 'clock_jump', count: 3 }, { flag: 'no_end', count: 0 }], grade: 'C',
      by_day: [{ day: '2026-11-16', contacts: 4, repaired: 1, quarantined: 2, grade: 'C' }], ingest: { stream_pending: 0, position: 10 },
    }),
    '/quarantine': () => ({ items: [row('r1'), row('r2', 'discarded')], next_cursor: '', total: 2 }),
    '/quarantine/replay': () => ({ job_id: 'j1' }),
    '/jobs': () => ({ id: 'j1', kind: 'replay', state: 'done', progress: 1, result: { replayed: 1, open: 0 } }),
    '/imports': () => ({
      id: 'i1', name: 'calls.csv', kind: 'calls', source: 'crm', state: 'refused', progress: 1, rows: 10, events: 0, contacts: 0, repaired: 0, quarantined: 0, bad_rows: 1,
      errors: [{ line: 4, column: 'q_time', value: 'abc', expected: 'a duration', reason: 'bad_duration' }],
    }),
  })
})

describe('contact page', () => {
  it('goes down to the raw row and across to the other visits', async () => {
    await openPage(ContactPage, '/contacts/c1', '/contacts/$id')
    expect(await screen.findByText('942|call-9|PS|NONE|ENTERQUEUE||138', {}, { timeout: 15_000 })).toBeTruthy()
    expect(screen.getByText(/queue_log:7/)).toBeTruthy()
    expect(screen.getByText(/来源的时钟跳变/)).toBeTruthy()
    expect(screen.getByRole('link', { name: '09:03:00' }).getAttribute('href')).toBe('/contacts/c2')
  }, 40_000)
})

describe('data quality page', () => {
  it('counts flags as links and replays what is picked', async () => {
    await openPage(QualityPage, '/data-quality')
    const link = await screen.findByRole('link', { name: '3 条联络' }, { timeout: 15_000 })
    expect(link.getAttribute('href')).toContain('flag=clock_jump')
    expect(screen.queryByText('缺结束记录')).toBeNull()
    const user = userEvent.setup()
    const table = await screen.findByRole('table', { name: /隔离区/ })
    const boxes = within(table).getAllByRole('checkbox')
    expect((boxes[1] as HTMLInputElement).disabled).toBe(true)
    await user.click(boxes[0] as HTMLElement)
    await user.click(screen.getByRole('button', { name: '重放 1 行' }))
    await waitFor(() => expect(calls.find((c) => c.path === '/quarantine/replay')?.body).toEqual({ ids: ['r1'] }))
    expect(await screen.findByText('重放完成：读懂 1 行，仍读不懂 0 行')).toBeTruthy()
  }, 40_000)

  it('reads a row again with its text corrected, and all rows of the source that is shown', async () => {
    await openPage(QualityPage, '/data-quality?source=pbx')
    const user = userEvent.setup()
    const table = await screen.findByRole('table', { name: /隔离区/ }, { timeout: 15_000 })
    await user.click(within(table).getAllByRole('checkbox')[0] as HTMLElement)
    await user.click(screen.getByRole('button', { name: '更正后重放…' }))
    const text = await screen.findByLabelText('更正后的原始文本')
    expect((text as HTMLTextAreaElement).value).toBe('x|call|PS')
    await user.clear(text)
    await user.type(text, '942|call|PS')
    const dialog = screen.getByRole('dialog')
    await user.click(within(dialog).getByRole('button', { name: /重\s*放/ }))
    await waitFor(() => expect(calls.find((c) => c.path === '/quarantine/replay')?.body).toEqual({ ids: ['r1'], row: '942|call|PS' }))
    await user.click(screen.getByRole('button', { name: '全部重放' }))
    await waitFor(() => expect(calls.filter((c) => c.path === '/quarantine/replay')[1]?.body).toEqual({ all: true, source: 'pbx' }))
  }, 40_000)
})

describe('import page', () => {
  it('tells line, column, value and what was expected', async () => {
    await openPage(ImportPage, '/imports/i1', '/imports/$id')
    const table = await screen.findByRole('table', { name: '错误行' }, { timeout: 15_000 })
    for (const text of ['q_time', 'abc', 'a duration', '时长读不懂']) expect(within(table).getByText(text)).toBeTruthy()
    expect(screen.getByText(/什么也没有导入/)).toBeTruthy()
  }, 40_000)
})
