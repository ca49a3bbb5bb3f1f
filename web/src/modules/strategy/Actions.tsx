// Actions of reviews: a table, the form that asks for one, and the form that says how one stands.
import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, Segmented, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { TFunction } from 'i18next'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Empty } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { dateTime, day, today } from '../../kit/format'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import type { Action, Review } from './types'
import { periodText } from './words'

export const actionStates = ['open', 'doing', 'done', 'dropped'] as const
const stateTones: Record<Action['state'], Tone> = { open: 'info', doing: 'info', done: 'good', dropped: 'muted' }
const story = (t: TFunction, a: Action) => a.reports.map((r) => `${dateTime(r.at_ms)} ${r.by} ${t(`strategy:action.states.${r.state}`)} ${r.note ?? ''}`.trim()).join('\n')
const last = (a: Action) => a.reports.at(-1)?.note ?? ''

export function actionColumns(t: TFunction): Column<Action>[] {
  return [
    { id: 'text', header: t('strategy:action.text'), width: 240, grow: true, value: (a) => a.text, cell: (a) => <span title={a.text}>{a.text}</span> },
    { id: 'goal', header: t('strategy:goal.name'), width: 150, sortable: true, value: (a) => a.goal_name, cell: (a) => a.goal_name || '—' },
    { id: 'owner', header: t('strategy:goal.owner'), width: 110, sortable: true, value: (a) => a.owner_name, cell: (a) => a.owner_name },
    { id: 'due', header: t('strategy:work.due_on'), width: 140, sortable: true, value: (a) => a.due_on, cell: (a) => day(a.due_on) },
    { id: 'state', header: t('strategy:goal.state'), width: 150, sortable: true, value: (a) => t(`strategy:action.states.${a.state}`), cell: (a) => (a.overdue ? <StatusTag tone="bad">{t(`strategy:action.states.${a.state}`)} · {t('strategy:work.late')}</StatusTag> : <StatusTag tone={stateTones[a.state]}>{t(`strategy:action.states.${a.state}`)}</StatusTag>) },
    { id: 'from', header: t('strategy:action.from'), width: 150, sortable: true, value: (a) => periodText(t, a.period as 'month', a.from_on), cell: (a) => <>{periodText(t, a.period as 'month', a.from_on)}{a.carried && ` · ${t('strategy:action.carried')}`}</> },
    { id: 'last', header: t('strategy:action.last'), width: 220, grow: true, value: (a) => story(t, a), cell: (a) => <span title={story(t, a)}>{last(a)}</span> },
  ]
}

/** The two small buttons at the end of a row. */
export function actColumn(t: TFunction, edits: boolean, onEdit: (a: Action) => void, onReport: (a: Action) => void): Column<Action> {
  return {
    id: 'act', header: '', width: 130,
    cell: (a) => (
      <span className="lt-row" style={{ flexWrap: 'nowrap' }}>
        {(edits || a.mine) && <Button size="small" aria-label={`${t('strategy:action.report')} ${a.text}`} onClick={() => onReport(a)}>{t('strategy:action.report')}</Button>}
        {edits && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${a.text} ${t('common:action.edit')}`} onClick={() => onEdit(a)} />}
      </span>
    ),
  }
}

export function ActionsTable({ review, edits }: { review: Review; edits: boolean }) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState<Action | 'new'>()
  const [reported, setReported] = useState<Action>()
  const columns = [...actionColumns(t), ...(review.state === 'open' ? [actColumn(t, edits, setEdited, setReported)] : [])]
  return (
    <section className="lt-card" aria-label={t('strategy:review.actions')}>
      <div className="lt-card-head"><h2>{t('strategy:review.actions')}</h2><span className="lt-muted">{t('strategy:action.help')}</span><span className="lt-grow" />{edits && <Button icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t('strategy:action.add')}</Button>}</div>
      {review.actions.length === 0 ? <Empty title={t('strategy:action.none')} /> : <DataTable<Action> id="strategy.review.actions" label={t('strategy:review.actions')} columns={columns} rows={review.actions} rowKey={(a) => a.id} maxHeight={460} />}
      {edits && <ActionDrawer open={edited !== undefined} item={edited === 'new' ? undefined : edited} review={review} onClose={() => setEdited(undefined)} />}
      <ReportDrawer item={reported} onClose={() => setReported(undefined)} />
    </section>
  )
}

type Values = { text: string; goal_id?: string; owner_id?: string; due_on: Dayjs }

export function ActionDrawer({ open, item, review, onClose }: { open: boolean; item?: Action; review?: Review; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { data: dims } = useQuery(dimensionsQuery)
  const initial = useMemo<Values>(() => (item ? { text: item.text, goal_id: item.goal_id || undefined, owner_id: item.owner_id, due_on: dayjs(item.due_on) } : { text: '', due_on: dayjs(today()).add(1, 'month') }), [item])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const goals = review?.goals.map((g) => ({ value: g.id, label: g.name })) ?? (item?.goal_id ? [{ value: item.goal_id, label: item.goal_name ?? item.goal_id }] : [])
  return (
    <EditDrawer<Values>
      open={open} identity={item?.id ?? ''} width={520} title={t(item ? 'strategy:action.edit' : 'strategy:action.add')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const body = { review_id: item?.review_id ?? review?.id ?? '', text: v.text.trim(), goal_id: v.goal_id ?? '', owner_id: v.owner_id ?? '', due_on: v.due_on.format('YYYY-MM-DD') }
        if (item) await api.put(`/strategy/actions/${encodeURIComponent(item.id)}`, body, item.rev)
        else await api.post('/strategy/actions', body)
        await queries.invalidateQueries({ queryKey: ['strategy'] })
      }}
    >
      <Form.Item name="text" label={t('strategy:action.text')} rules={required(t('strategy:action.text'))}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
      <Form.Item name="goal_id" label={t('strategy:goal.name')}><Select allowClear options={goals} /></Form.Item>
      <div className="st-two">
        <Form.Item name="owner_id" label={t('strategy:goal.owner')} rules={required(t('strategy:goal.owner'))}><Select showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.agents).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))} /></Form.Item>
        <Form.Item name="due_on" label={t('strategy:work.due_on')}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
      </div>
    </EditDrawer>
  )
}

export function ReportDrawer({ item, onClose }: { item?: Action; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const initial = useMemo(() => ({ state: item?.state ?? 'open', note: '' }), [item])
  return (
    <EditDrawer<{ state: Action['state']; note?: string }>
      open={item !== undefined} identity={item?.id ?? ''} width={480} title={t('strategy:action.report')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        await api.post(`/strategy/actions/${encodeURIComponent(item!.id)}/reports`, { state: v.state, note: v.note?.trim() ?? '' })
        await queries.invalidateQueries({ queryKey: ['strategy'] })
      }}
    >
      <p className="st-text">{item?.text}</p>
      <Form.Item name="state" label={t('strategy:goal.state')}><Segmented options={actionStates.map((value) => ({ value, label: t(`strategy:action.states.${value}`) }))} /></Form.Item>
      <Form.Item name="note" label={t('strategy:arrow.note')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </EditDrawer>
  )
}
