// The director holds the review with this: the map as it stood on the day, what it is counted now, what was said, and who does what by when.
// They decide actions; what is not done comes back in the next review.
import { CheckOutlined, DeleteOutlined, DownloadOutlined, EditOutlined, PrinterOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Form, Input } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime, day, metricValue } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { ActionsTable, actionColumns } from './Actions'
import { reviewQuery } from './queries'
import type { Review } from './types'
import { glyphs, periodText, readingName, scoreText, tones } from './words'
import './strategy.css'

export function ReviewPage() {
  return <Guard permission="strategy.read"><ReviewView /></Guard>
}

type Seen = Review['goals'][number]
type Line = { key: string; goal: Seen; at: number }

function ReviewView() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const { modal, message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('strategy.edit')
  const [search, patch] = useSearchState()
  const q = useQuery(reviewQuery(id))
  const x = q.data
  const refresh = () => queries.invalidateQueries({ queryKey: ['strategy'] })
  const title = x ? t('strategy:review.one', { period: periodText(t, x.period, x.from) }) : t('strategy:nav.reviews')
  const note = (goal: string) => x?.notes.find((n) => n.goal_id === goal)?.text ?? ''
  const lines: Line[] = (x?.goals ?? []).flatMap((goal): Line[] => (goal.readings.length === 0 ? [{ key: goal.id, goal, at: -1 }] : goal.readings.map((_, at) => ({ key: `${goal.id} ${at}`, goal, at }))))
  const read = (l: Line) => l.goal.readings[l.at]
  const then = (l: Line) => (read(l) ? metricValue(read(l)!.value, read(l)!.unit) : '—')
  const now = (l: Line) => (read(l) && l.goal.values_now[l.at] ? metricValue(l.goal.values_now[l.at]!.value, read(l)!.unit) : '—')
  const first = (l: Line) => l.at <= 0
  const columns: Column<Line>[] = [
    { id: 'goal', header: t('strategy:goal.name'), width: 170, grow: true, value: (l) => l.goal.name, cell: (l) => first(l) && <Link to={'/strategy/goals/$id' as string} params={{ id: l.goal.id } as never} search={{ period: x!.period, on: x!.from } as never}>{l.goal.name}</Link> },
    { id: 'state', header: t('strategy:review.state_then'), width: 140, value: (l) => t(`strategy:state.${l.goal.state}`), cell: (l) => first(l) && <StatusTag tone={tones[l.goal.state]} glyph={glyphs[l.goal.state]}>{t(`strategy:state.${l.goal.state}`)} {scoreText(l.goal.score)}</StatusTag> },
    { id: 'measure', header: t('strategy:goal.measure'), width: 160, value: (l) => (read(l) ? readingName(t, read(l)!) : ''), cell: (l) => (read(l) ? readingName(t, read(l)!) : t('strategy:map.no_measure')) },
    { id: 'target', header: t('strategy:goal.target'), width: 100, align: 'right', value: (l) => read(l)?.target?.target ?? null, cell: (l) => (read(l)?.target ? metricValue(read(l)!.target!.target, read(l)!.unit) : '—') },
    { id: 'then', header: t('strategy:review.then'), width: 110, align: 'right', value: then, cell: (l) => <b>{then(l)}</b> },
    { id: 'now', header: t('strategy:review.now'), width: 120, align: 'right', value: now, cell: (l) => (l.goal.changed ? <StatusTag tone="warn">{now(l)}</StatusTag> : now(l)) },
    { id: 'score_now', header: t('strategy:review.score_now'), width: 110, align: 'right', value: (l) => l.goal.score_now, cell: (l) => first(l) && scoreText(l.goal.score_now) },
    { id: 'note', header: t('strategy:review.note'), width: 260, grow: true, value: (l) => (first(l) ? note(l.goal.id) : ''), cell: (l) => first(l) && <span title={note(l.goal.id)}>{note(l.goal.id)}</span> },
  ]
  const act = async (what: () => Promise<unknown>) => {
    try {
      await what()
    } catch (error) {
      void message.error(faultText(error))
    }
    await refresh()
  }
  const save = () => act(async () => {
    if (!x) return
    await api.post('/audit/exports', { what: 'strategy.review', rows: lines.length + x.actions.length })
    const actions = actionColumns(t)
    saveWorkbook(`${title}.xlsx`, [
      { name: t('strategy:review.minutes'), head: [t('strategy:review.period'), title], rows: [[t('strategy:review.on'), dateTime(x.taken_ms)], [t('strategy:review.chair'), x.chair], [t('strategy:review.attendees'), x.attendees ?? ''], [t('strategy:review.summary'), x.summary ?? ''], [t('strategy:goal.state'), t(`strategy:review.states.${x.state}`)], ...x.areas.map((a) => [t(`strategy:perspective.${a.key}`), `${t(`strategy:state.${a.state}`)} ${scoreText(a.score)}`])] },
      { name: t('strategy:review.snapshot'), head: columns.map((c) => c.header), rows: lines.map((l) => columns.map((c) => c.value!(l))) },
      { name: t('strategy:review.actions'), head: actions.map((c) => c.header), rows: x.actions.map((a) => actions.map((c) => c.value!(a))) },
    ])
  })
  const confirm = (heading: string, content: string | undefined, okText: string, danger: boolean, onOk: () => Promise<unknown>) => modal.confirm({ title: heading, content, okText, okButtonProps: { danger }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' }, onOk: () => act(onOk) })
  const open = x?.state === 'open'
  const changed = x?.goals.some((g) => g.changed)
  return (
    <Page
      title={title} crumbs={[{ label: t('strategy:nav.reviews'), to: '/strategy/reviews' }]} note={x && <StatusTag tone={open ? 'info' : 'muted'}>{t(`strategy:review.states.${x.state}`)}</StatusTag>}
      actions={x && (
        <>
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>{t('strategy:review.print')}</Button>
          <Button icon={<DownloadOutlined />} onClick={() => void save()}>{t('common:action.export')}</Button>
          {edits && open && x.actions.every((a) => a.carried) && <Button icon={<DeleteOutlined />} onClick={() => confirm(t('strategy:review.delete_title'), undefined, t('common:action.delete'), true, async () => { await api.delete(`/strategy/reviews/${encodeURIComponent(id)}`); void navigate({ to: '/strategy/reviews' as string }) })}>{t('common:action.delete')}</Button>}
          {edits && open && <Button icon={<EditOutlined />} onClick={() => patch({ edit: '1' }, true)}>{t('strategy:review.write')}</Button>}
          {edits && open && <Button type="primary" icon={<CheckOutlined />} onClick={() => confirm(t('strategy:review.close_title'), t('strategy:review.close_help'), t('strategy:review.close'), false, () => api.post(`/strategy/reviews/${encodeURIComponent(id)}/closing`))}>{t('strategy:review.close')}</Button>}
        </>
      )}
    >
      {q.isError && !x ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !x ? <Skeleton lines={8} /> : (
        <>
          <section className="lt-card" aria-label={t('strategy:review.minutes')}>
            <div className="st-steps">
              <DescriptionList facts={[
                { label: t('strategy:review.chair'), value: x.chair }, { label: t('strategy:review.snapshot'), value: dateTime(x.taken_ms) },
                x.closed_by ? { label: t('strategy:review.closed_by'), value: `${x.closed_by} ${dateTime(x.closed_ms!)}` } : null,
                x.attendees ? { label: t('strategy:review.attendees'), value: x.attendees, wide: true } : null,
                x.summary ? { label: t('strategy:review.summary'), value: x.summary, wide: true } : null,
              ]} />
              <div className="lt-row">{x.areas.map((a) => <StatusTag key={a.key} tone={tones[a.state]} glyph={glyphs[a.state]}>{t(`strategy:perspective.${a.key}`)} {scoreText(a.score)}</StatusTag>)}</div>
            </div>
          </section>
          {changed && <Note kind="warn">{t(x.on <= x.to ? 'strategy:review.went_on' : 'strategy:review.changed')}</Note>}
          <section className="lt-card" aria-label={t('strategy:review.snapshot')}>
            <div className="lt-card-head"><h2>{t('strategy:review.snapshot')}</h2><span className="lt-muted">{t('strategy:review.kept', { day: day(x.on) })}</span></div>
            <DataTable<Line> id="strategy.review" label={t('strategy:review.snapshot')} columns={columns} rows={lines} rowKey={(l) => l.key} maxHeight={560} />
          </section>
          <ActionsTable review={x} edits={edits && open} />
          {edits && <MinutesDrawer open={search.edit === '1'} review={x} onClose={() => patch({ edit: undefined })} onDone={refresh} />}
        </>
      )}
    </Page>
  )
}

type Values = { chair: string; attendees?: string; summary?: string; notes: (string | undefined)[] }

function MinutesDrawer({ open, review, onClose, onDone }: { open: boolean; review: Review; onClose: () => void; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const initial = useMemo<Values>(() => ({ chair: review.chair, attendees: review.attendees, summary: review.summary, notes: review.goals.map((g) => review.notes.find((n) => n.goal_id === g.id)?.text) }), [review])
  return (
    <EditDrawer<Values>
      open={open} identity={review.id} width={680} title={t('strategy:review.write')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const body = { period: review.period, day: review.from, chair: v.chair.trim(), attendees: v.attendees?.trim() ?? '', summary: v.summary?.trim() ?? '', notes: review.goals.map((g, i) => ({ goal_id: g.id, text: v.notes[i]?.trim() ?? '' })).filter((n) => n.text !== '') }
        await api.put(`/strategy/reviews/${encodeURIComponent(review.id)}`, body, review.rev)
        await onDone()
      }}
    >
      <Form.Item name="chair" label={t('strategy:review.chair')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('strategy:review.chair') }) }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="attendees" label={t('strategy:review.attendees')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <Form.Item name="summary" label={t('strategy:review.summary')}><Input.TextArea rows={3} maxLength={5000} /></Form.Item>
      {review.goals.map((g, i) => (
        <Form.Item key={g.id} name={['notes', i]} label={`${g.name}（${t(`strategy:state.${g.state}`)} ${scoreText(g.score)}）`}><Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} /></Form.Item>
      ))}
    </EditDrawer>
  )
}
