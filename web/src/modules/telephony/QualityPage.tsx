// Administrators and operations managers open this every morning and whenever a number looks odd: they decide whether the data
// may be trusted, which source is late, and what to do with rows that could not be read.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Checkbox, Form, Input, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { useAllowed } from '../../app/access'
import { ChartCard } from '../../charts/ChartCard'
import { type Column, DataTable } from '../../kit/DataTable'
import { JobProgress } from '../../kit/JobProgress'
import { Page } from '../../kit/Page'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { Empty, Failure, HelpTip, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, duration, percent } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { REPAIRS, qualityQuery } from './queries'
import type { DataQuality, Page as ListPage, QuarantineRow, Source } from './types'
import { FlagTag, GradeTag } from './words'
import './telephony.css'

type Day = NonNullable<DataQuality['by_day']>[number]

const healthTone: Record<string, Tone> = { ok: 'good', good: 'good', live: 'good', idle: 'muted', import: 'muted', imported: 'muted', late: 'warn', lagging: 'warn', warn: 'warn', silent: 'bad', failing: 'bad', bad: 'bad', error: 'bad', failed: 'bad' }

export function QualityPage() {
  const { t } = useTranslation('telephony')
  const q = useQuery(qualityQuery())
  const d = q.data
  const sources = d?.sources ?? []
  const columns = useMemo<Column<Source>[]>(
    () => [
      { id: 'name', header: t('quality.source'), width: 150, pin: true, sortable: true, value: (s) => s.name, cell: (s) => s.name },
      { id: 'health', header: t('quality.health'), width: 104, sortable: true, value: (s) => s.health, cell: (s) => <StatusTag tone={healthTone[s.health] ?? 'muted'}>{t(`health.${s.health}`, { defaultValue: s.health })}</StatusTag> },
      { id: 'kind', header: t('quality.kind'), width: 150, value: (s) => s.kind, cell: (s) => t(`kind.${s.kind}`, { defaultValue: s.kind }) },
      { id: 'last', header: t('quality.last'), width: 150, sortable: true, value: (s) => s.last_event_at, cell: (s) => dateTime(s.last_event_at) },
      { id: 'lag', header: t('quality.lag'), width: 110, align: 'right', sortable: true, value: (s) => s.lag_ms, cell: (s) => lagText(s.lag_ms, t('quality.days')), help: t('quality.lag_help') },
      { id: 'events', header: t('quality.events'), width: 100, align: 'right', sortable: true, value: (s) => s.events, cell: (s) => count(s.events) },
      { id: 'contacts', header: t('quality.contacts'), width: 100, align: 'right', sortable: true, value: (s) => s.contacts, cell: (s) => count(s.contacts) },
      { id: 'repaired', header: t('quality.repaired'), width: 120, align: 'right', sortable: true, value: (s) => s.repaired, cell: (s) => share(s.repaired, s.contacts) },
      { id: 'quarantined', header: t('quality.quarantined'), width: 100, align: 'right', sortable: true, value: (s) => s.quarantined, cell: (s) => count(s.quarantined) },
      { id: 'zone', header: t('quality.zone'), width: 140, value: (s) => s.timezone, cell: (s) => s.timezone },
    ],
    [t],
  )
  const dayColumns = useMemo<Column<Day>[]>(
    () => [
      { id: 'day', header: t('quality.day'), width: 150, pin: true, sortable: true, value: (r) => r.day, cell: (r) => day(r.day) },
      { id: 'contacts', header: t('quality.contacts'), width: 100, align: 'right', sortable: true, value: (r) => r.contacts, cell: (r) => count(r.contacts) },
      { id: 'repaired', header: t('quality.repaired'), width: 120, align: 'right', sortable: true, value: (r) => r.repaired, cell: (r) => share(r.repaired, r.contacts) },
      { id: 'quarantined', header: t('quality.quarantined'), width: 100, align: 'right', sortable: true, value: (r) => r.quarantined, cell: (r) => count(r.quarantined) },
      { id: 'grade', header: t('contact.grade'), width: 84, value: (r) => r.grade, cell: (r) => <GradeTag grade={r.grade} /> },
    ],
    [t],
  )
  const days = useMemo(() => [...(d?.by_day ?? [])].sort((a, b) => (a.day < b.day ? -1 : 1)).slice(-62), [d])
  const option = useMemo(
    () => ({
      grid: { left: 48, right: 52, top: 36, bottom: 26 },
      legend: { right: 0, top: 0 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: days.map((r) => r.day.slice(5)) },
      yAxis: [
        { type: 'value', minInterval: 1 },
        { type: 'value', minInterval: 1, splitLine: { show: false } },
      ],
      series: [
        { name: t('quality.contacts'), type: 'bar', data: days.map((r) => r.contacts), itemStyle: { color: '#9DB4CC' }, barMaxWidth: 30 },
        { name: t('quality.repaired'), type: 'line', yAxisIndex: 1, data: days.map((r) => r.repaired), showSymbol: days.length < 32, itemStyle: { color: '#B58A00' } },
        { name: t('quality.quarantined'), type: 'line', yAxisIndex: 1, data: days.map((r) => r.quarantined), showSymbol: days.length < 32, lineStyle: { type: 'dashed' }, itemStyle: { color: '#B5261E' } },
      ],
    }),
    [days, t],
  )
  const flags = (d?.flags ?? []).filter((f) => f.count > 0).sort((a, b) => b.count - a.count)
  return (
    <Page
      title={t('quality.title')}
      note={
        d && (
          <span className="lt-row">
            {t('quality.grade')} <GradeTag grade={d.grade} words />
            <HelpTip label={t('quality.grade')}>
              <GradeWords />
            </HelpTip>
          </span>
        )
      }
      actions={
        d?.ingest && (
          <span className="lt-muted" role="status">
            {t('quality.stream', { pending: count(d.ingest.stream_pending ?? 0), position: typeof d.ingest.position === 'number' ? count(d.ingest.position) : (d.ingest.position ?? '—') })}
          </span>
        )
      }
    >
      <div className="tel-sources">
        <section className="lt-card" aria-label={t('quality.sources')}>
          <div className="lt-card-head">
            <h2>{t('quality.sources')}</h2>
          </div>
          {q.isPending ? (
            <Skeleton lines={4} />
          ) : q.isError && !d ? (
            <Failure error={q.error} onRetry={() => void q.refetch()} />
          ) : sources.length === 0 ? (
            <Empty title={t('quality.no_sources')} reason={t('quality.no_sources_reason')}>
              <Link to={'/imports/new' as string}>{t('imports.start')}</Link>
            </Empty>
          ) : (
            <DataTable<Source> id="telephony.sources" label={t('quality.sources')} columns={columns} rows={sources} rowKey={(s) => s.id} maxHeight={300} />
          )}
        </section>
        <section className="lt-card" aria-label={t('quality.flags')}>
          <div className="lt-card-head">
            <h2>{t('quality.flags')}</h2>
          </div>
          {flags.length === 0 ? (
            <Empty title={q.isPending ? '…' : t('quality.no_flags')} />
          ) : (
            <ul className="tel-flag-list">
              {flags.map((f) => (
                <li key={f.flag}>
                  <FlagTag flag={f.flag} />
                  <span className="lt-muted lt-grow">{REPAIRS.has(f.flag) ? t('contact.repaired') : ''}</span>
                  <Link to={'/contacts' as string} search={{ flag: f.flag, from: days[0]?.day, to: days[days.length - 1]?.day } as never}>
                    {t('quality.flag_count', { n: count(f.count) })}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      <ChartCard<Day> id="telephony.quality-days" title={t('quality.by_day')} summary={t('quality.by_day_summary')} option={option} columns={dayColumns} rows={days} rowKey={(r) => r.day} height={220} loading={q.isPending} error={q.error} onRetry={() => void q.refetch()} emptyReason={t('quality.no_sources_reason')} />
      <Quarantine sources={sources} />
    </Page>
  )
}

function GradeWords() {
  const { t } = useTranslation('telephony')
  return (
    <dl className="tel-grades">
      {(['A', 'B', 'C', 'D'] as const).map((g) => (
        <div key={g}>
          <dt>
            {g} {t(`grade.${g}.name`)}
          </dt>
          <dd>{t(`grade.${g}.text`)}</dd>
        </div>
      ))}
    </dl>
  )
}

function lagText(ms: number | null | undefined, days: string): string {
  if (ms == null) return '—'
  if (ms >= 48 * 3_600_000) return `${count(Math.floor(ms / 86_400_000))} ${days}`
  return duration(ms)
}

function share(part: number, whole: number): string {
  if (!part) return '0'
  return whole ? `${count(part)} · ${percent((part / whole) * 100)}` : count(part)
}

/** Rows that could not be read: filter, look at the raw text, replay or discard with a reason. */
function Quarantine({ sources }: { sources: Source[] }) {
  const { t } = useTranslation('telephony')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const mayReplay = useAllowed('quality.replay')
  const source = typeof search.source === 'string' ? search.source : undefined
  const reason = typeof search.reason === 'string' ? search.reason : undefined
  const q = useInfiniteQuery({
    queryKey: ['quarantine', source, reason],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => api.get<ListPage<QuarantineRow>>('/quarantine', { source, reason, cursor: pageParam || undefined, limit: 100 }, signal),
    getNextPageParam: (p) => p.next_cursor || undefined,
  })
  const rows = useMemo(() => q.data?.pages.flatMap((p) => p.items ?? []) ?? [], [q.data])
  const total = q.data?.pages[0]?.total
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [jobs, setJobs] = useState<string | null>(null)
  const [discarding, setDiscarding] = useState(false)
  const [form] = Form.useForm<{ why: string }>()
  const ids = rows.filter((r) => chosen.has(r.id) && r.status === 'open').map((r) => r.id)
  const reasons = useMemo(() => [...new Set([...rows.map((r) => r.reason), ...(reason ? [reason] : [])])], [rows, reason])
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['quarantine'] })
    void queries.invalidateQueries({ queryKey: ['data-quality'] })
    setChosen(new Set())
  }
  const replay = useMutation({
    mutationFn: (all: boolean) => api.post<{ job_id?: string }>('/quarantine/replay', all ? { all: true, reason } : { ids }),
    onSuccess: (a) => {
      setJobs(a?.job_id ?? null)
      if (!a?.job_id) refresh()
    },
    onError: (e) => void message.error(faultText(e)),
  })
  const discard = useMutation({
    mutationFn: (why: string) => api.post('/quarantine/discard', { ids, why }),
    onSuccess: () => {
      setDiscarding(false)
      form.resetFields()
      refresh()
      void message.success(t('quarantine.discarded'))
    },
    onError: (e) => void message.error(faultText(e)),
  })
  const open = rows.filter((r) => r.status === 'open')
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(id)
    else next.delete(id)
    setChosen(next)
  }
  const columns: Column<QuarantineRow>[] = [
    ...(mayReplay
      ? [
          {
            id: 'pick',
            header: t('quarantine.pick'),
            width: 56,
            pin: true,
            cell: (r: QuarantineRow) => <Checkbox aria-label={t('quarantine.pick_row', { line: r.line })} disabled={r.status !== 'open'} checked={chosen.has(r.id)} onChange={(e) => toggle(r.id, e.target.checked)} />,
          },
        ]
      : []),
    { id: 'file', header: t('quarantine.file'), width: 170, value: (r) => `${r.file}:${r.line}`, cell: (r) => <span className="lt-mono" title={r.file}>{`${r.file}:${r.line}`}</span> },
    { id: 'reason', header: t('quarantine.reason'), width: 150, value: (r) => r.reason, cell: (r) => t(`bad.${r.reason}`, { defaultValue: r.reason }) },
    { id: 'column', header: t('quarantine.column'), width: 100, value: (r) => r.column, cell: (r) => r.column || '—' },
    { id: 'value', header: t('quarantine.value'), width: 130, value: (r) => r.value, cell: (r) => (r.value ? <code className="lt-mono">{r.value}</code> : '—') },
    { id: 'expected', header: t('quarantine.expected'), width: 190, value: (r) => r.expected, cell: (r) => r.expected || '—' },
    { id: 'raw', header: t('quarantine.raw'), width: 360, grow: true, value: (r) => r.raw, cell: (r) => <code className="lt-mono" title={r.raw}>{r.raw}</code> },
    { id: 'status', header: t('quarantine.status'), width: 96, value: (r) => r.status, cell: (r) => <StatusTag tone={r.status === 'open' ? 'warn' : r.status === 'replayed' ? 'good' : 'muted'}>{t(`quarantine.state.${r.status}`, { defaultValue: r.status })}</StatusTag> },
    { id: 'seen', header: t('quarantine.seen'), width: 140, value: (r) => r.seen_at, cell: (r) => dateTime(r.seen_at) },
  ]
  return (
    <section className="lt-card" aria-label={t('quarantine.title')}>
      <div className="lt-card-head">
        <h2>{t('quarantine.title')}</h2>
        <span className="lt-muted">{total != null ? t('quarantine.count', { n: count(total) }) : ''}</span>
        <Select aria-label={t('quality.source')} placeholder={t('quality.source')} allowClear style={{ width: 150 }} value={source} options={sources.map((s) => ({ value: s.name, label: s.name }))} onChange={(v?: string) => patch({ source: v })} />
        <Select aria-label={t('quarantine.reason')} placeholder={t('quarantine.reason')} allowClear style={{ width: 190 }} value={reason} options={reasons.map((r) => ({ value: r, label: t(`bad.${r}`, { defaultValue: r }) }))} onChange={(v?: string) => patch({ reason: v })} />
        <span className="lt-grow" />
        {mayReplay && open.length > 0 && (
          <>
            <Button size="small" onClick={() => setChosen(chosen.size ? new Set() : new Set(open.map((r) => r.id)))}>
              {chosen.size ? t('quarantine.none') : t('quarantine.all_shown', { n: open.length })}
            </Button>
            <Button size="small" type="primary" disabled={ids.length === 0} loading={replay.isPending} onClick={() => replay.mutate(false)}>
              {t('quarantine.replay', { n: ids.length })}
            </Button>
            <Button size="small" loading={replay.isPending} onClick={() => replay.mutate(true)}>
              {t('quarantine.replay_all')}
            </Button>
            <Button size="small" danger disabled={ids.length === 0} onClick={() => setDiscarding(true)}>
              {t('quarantine.discard', { n: ids.length })}
            </Button>
          </>
        )}
      </div>
      {jobs && (
        <div className="lt-card-body">
          <JobProgress id={jobs} onDone={refresh}>
            {(job) => (job.state === 'done' ? <span className="lt-muted">{resultText(job.result, t('quarantine.replay_done'))}</span> : null)}
          </JobProgress>
        </div>
      )}
      {q.isPending ? (
        <Skeleton lines={5} />
      ) : q.isError && rows.length === 0 ? (
        <Failure error={q.error} onRetry={() => void q.refetch()} />
      ) : rows.length === 0 ? (
        <Empty title={source || reason ? t('common:table.empty_filtered') : t('quarantine.empty')} reason={source || reason ? undefined : t('quarantine.empty_reason')} />
      ) : (
        <DataTable<QuarantineRow> id="telephony.quarantine" label={t('quarantine.title')} columns={columns} rows={rows} rowKey={(r) => r.id} maxHeight={420} dimmed={q.isPlaceholderData} onEnd={() => q.hasNextPage && !q.isFetchingNextPage && void q.fetchNextPage()} />
      )}
      <Modal open={discarding} title={t('quarantine.discard_title', { n: ids.length })} onCancel={() => setDiscarding(false)} onOk={() => form.submit()} okText={t('quarantine.discard_ok')} okButtonProps={{ danger: true }} cancelText={t('common:action.cancel')} confirmLoading={discard.isPending}>
        <p>{t('quarantine.discard_text')}</p>
        <Form form={form} layout="vertical" onFinish={(v) => discard.mutate(v.why.trim())}>
          <Form.Item name="why" label={t('quarantine.why')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('quarantine.why') }) }]}>
            <Input.TextArea autoFocus maxLength={400} autoSize={{ minRows: 2, maxRows: 5 }} />
          </Form.Item>
        </Form>
      </Modal>
    </section>
  )
}

function resultText(result: unknown, words: string): string {
  if (typeof result !== 'object' || result === null) return words
  const parts = Object.entries(result as Record<string, unknown>).filter(([, v]) => typeof v === 'number')
  return parts.length ? `${words} ${parts.map(([k, v]) => `${k} ${String(v)}`).join(' · ')}` : words
}
