// Rows that could not be read: whoever keeps the data filters them, looks at the raw text, corrects and reads them again, or
// puts them aside with a reason.
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { useAllowed } from '../../app/access'
import { type Column, DataTable } from '../../kit/DataTable'
import { JobProgress } from '../../kit/JobProgress'
import { StatusTag } from '../../kit/StatusTag'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { count, dateTime } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { QuarantineCorrection } from './QuarantineCorrection'
import type { Page as ListPage, QuarantineRow, Source } from './types'

/** Rows that could not be read: filter, look at the raw text, replay or discard with a reason. */
export function Quarantine({ sources }: { sources: Source[] }) {
  const { t } = useTranslation('telephony')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const mayReplay = useAllowed('quality.replay')
  const source = typeof search.source === 'string' ? search.source : undefined
  const reason = typeof search.reason === 'string' ? search.reason : undefined
  const status = typeof search.status === 'string' ? search.status : undefined
  const q = useInfiniteQuery({
    queryKey: ['quarantine', source, reason, status],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => api.get<ListPage<QuarantineRow>>('/quarantine', { source, reason, status, cursor: pageParam || undefined, limit: 100 }, signal),
    getNextPageParam: (p) => p.next_cursor || undefined,
  })
  const rows = useMemo(() => q.data?.pages.flatMap((p) => p.items ?? []) ?? [], [q.data])
  const total = q.data?.pages[0]?.total
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [jobs, setJobs] = useState<string | null>(null)
  const [discarding, setDiscarding] = useState(false)
  const [correcting, setCorrecting] = useState(false)
  const [form] = Form.useForm<{ why: string }>()
  const picked = rows.filter((r) => chosen.has(r.id) && r.status === 'open')
  const ids = picked.map((r) => r.id)
  const reasons = useMemo(() => [...new Set([...rows.map((r) => r.reason), ...(reason ? [reason] : [])])], [rows, reason])
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['quarantine'] })
    void queries.invalidateQueries({ queryKey: ['data-quality'] })
    setChosen(new Set())
  }
  const started = (a: { job_id?: string } | undefined) => {
    setJobs(a?.job_id ?? null)
    if (!a?.job_id) refresh()
  }
  const replay = useMutation({
    mutationFn: (all: boolean) => api.post<{ job_id?: string }>('/quarantine/replay', all ? { all: true, source, reason } : { ids }),
    onSuccess: started,
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
        <Select aria-label={t('quarantine.status')} placeholder={t('quarantine.status')} allowClear style={{ width: 110 }} value={status} options={['open', 'replayed', 'discarded'].map((s) => ({ value: s, label: t(`quarantine.state.${s}`) }))} onChange={(v?: string) => patch({ status: v })} />
        <span className="lt-grow" />
        {mayReplay && open.length > 0 && (
          <>
            <Button size="small" onClick={() => setChosen(chosen.size ? new Set() : new Set(open.map((r) => r.id)))}>
              {chosen.size ? t('quarantine.none') : t('quarantine.all_shown', { n: open.length })}
            </Button>
            <Button size="small" type="primary" disabled={ids.length === 0} loading={replay.isPending} onClick={() => replay.mutate(false)}>
              {t('quarantine.replay', { n: ids.length })}
            </Button>
            <Button size="small" disabled={ids.length === 0} onClick={() => setCorrecting(true)}>
              {t('quarantine.correct')}
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
            {(job) => (job.state === 'done' ? <span className="lt-muted">{t('quarantine.replay_done', replayCounts(job.result))}</span> : null)}
          </JobProgress>
        </div>
      )}
      {q.isPending ? (
        <Skeleton lines={5} />
      ) : q.isError && rows.length === 0 ? (
        <Failure error={q.error} onRetry={() => void q.refetch()} />
      ) : rows.length === 0 ? (
        <Empty title={source || reason || status ? t('common:table.empty_filtered') : t('quarantine.empty')} reason={source || reason || status ? undefined : t('quarantine.empty_reason')} />
      ) : (
        <DataTable<QuarantineRow> id="telephony.quarantine" label={t('quarantine.title')} columns={columns} rows={rows} rowKey={(r) => r.id} maxHeight={420} dimmed={q.isPlaceholderData} onEnd={() => q.hasNextPage && !q.isFetchingNextPage && void q.fetchNextPage()} />
      )}
      {correcting && <QuarantineCorrection rows={picked} onClose={() => setCorrecting(false)} onStarted={(a) => { setCorrecting(false); started(a) }} />}
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

/** What a replay's job tells: rows read now, rows that still cannot be read. */
function replayCounts(result: unknown): { replayed: string; open: string } {
  const r = (typeof result === 'object' && result !== null ? result : {}) as { replayed?: number; open?: number }
  return { replayed: count(r.replayed ?? 0), open: count(r.open ?? 0) }
}
