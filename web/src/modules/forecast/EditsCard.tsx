// What planners changed by hand, with why; on a draft one more change, or one taken back.
import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { addDays, dateTime, day, decimal } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { StatusTag } from '../../kit/StatusTag'
import type { Measure } from './chart'
import { clock } from './clock'
import { editsQuery } from './queries'
import type { Edit, Version } from './types'

const kinds: Edit['kind'][] = ['percent', 'add', 'set', 'clamp', 'copy']

const editMeasures: Edit['measure'][] = ['contacts', 'handle_time']

type Values = { measure: Edit['measure']; kind: Edit['kind']; queue_ids: string[]; from_on: string; to_on: string; from_minute: number; to_minute: number; value?: number; low?: number; high?: number; copy_on?: string; reason: string }

export function EditsCard({ version: v, queue, measure, on, at }: { version: Version; queue?: string; measure: Measure; on: string; at?: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const may = useAllowed('forecast.edit') && v.status === 'draft'
  const [search, patch] = useSearchState()
  const [busy, setBusy] = useState('')
  const q = useQuery(editsQuery(v.id))
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? 'percent'
  const handle = Form.useWatch('measure', form) === 'handle_time'
  const unit = handle ? '_handle' : ''
  const valueLabel = `forecast:edit.value.${kind}${kind === 'percent' ? '' : unit}`
  const nameOf = (id: string) => v.queues?.find((x) => x.queue_id === id)?.name ?? id
  const seconds = (e: Edit) => (e.measure === 'handle_time' ? ` ${t('forecast:unit.handle')}` : '')
  const what = (e: Edit): string => {
    switch (e.kind) {
      case 'percent': return `${e.value > 0 ? '+' : ''}${decimal(e.value)} %`
      case 'add': return `${e.value > 0 ? '+' : ''}${decimal(e.value)}${seconds(e)}`
      case 'set': return `= ${decimal(e.value)}${seconds(e)}`
      case 'clamp': return `${decimal(e.low)} – ${e.high === undefined ? '∞' : decimal(e.high)}${seconds(e)}`
      case 'copy': return day(e.copy_on)
    }
  }
  const about = (e: Edit) => (e.queue_ids?.length ? e.queue_ids.map(nameOf).join('、') : t('forecast:all_queues'))
  const undo = async (e: Edit) => {
    setBusy(e.id)
    try {
      await api.post(`/forecast/versions/${encodeURIComponent(v.id)}/edits/${encodeURIComponent(e.id)}/undo`)
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy('')
      await queries.invalidateQueries({ queryKey: ['forecast'] })
    }
  }
  const columns: Column<Edit>[] = [
    { id: 'measure', header: t('forecast:edit.measure'), width: 110, pin: true, value: (e) => t(`forecast:edit.measures.${e.measure}`), cell: (e) => t(`forecast:edit.measures.${e.measure}`) },
    { id: 'kind', header: t('forecast:edit.kind'), width: 120, value: (e) => t(`forecast:edit.kinds.${e.kind}`), cell: (e) => t(`forecast:edit.kinds.${e.kind}`) },
    { id: 'what', header: t('forecast:edit.what'), width: 140, align: 'right', value: what, cell: what },
    { id: 'queues', header: t('forecast:queues'), width: 170, value: about, cell: about },
    { id: 'days', header: t('forecast:edit.days'), width: 210, value: (e) => `${e.from_on} – ${e.to_on}`, cell: (e) => (e.from_on === e.to_on ? day(e.from_on) : `${e.from_on} – ${e.to_on}`) },
    { id: 'span', header: t('forecast:edit.span'), width: 120, value: (e) => `${clock(e.from_minute)}–${clock(e.to_minute)}`, cell: (e) => `${clock(e.from_minute)}–${clock(e.to_minute)}` },
    { id: 'reason', header: t('forecast:edit.reason'), width: 220, grow: true, value: (e) => e.reason, cell: (e) => <span title={e.reason}>{e.reason}</span> },
    { id: 'by', header: t('forecast:edit.by'), width: 220, value: (e) => `${e.created_by} ${dateTime(e.created_ms)}`, cell: (e) => `${e.created_by} · ${dateTime(e.created_ms)}` },
    {
      id: 'state', header: t('forecast:state'), width: 190, value: (e) => (e.undone_ms ? t('forecast:edit.undone') : t('forecast:edit.applies')),
      cell: (e) => (e.undone_ms ? <StatusTag tone="muted">{t('forecast:edit.undone')}</StatusTag> : <span className="lt-row"><StatusTag tone="info">{t('forecast:edit.applies')}</StatusTag>{may && <Button size="small" loading={busy === e.id} onClick={() => void undo(e)}>{t('forecast:edit.undo')}</Button>}</span>),
    },
  ]
  const grain = v.grain_minutes
  const starts = Array.from({ length: 1440 / grain }, (_, i) => i * grain)
  const minute = at ? Number(at.slice(0, 2)) * 60 + Number(at.slice(3)) : undefined
  const days = Array.from({ length: 7 * v.settings.weeks }, (_, i) => addDays(v.first_on, i)).filter((d) => d <= v.last_on)
  const dayOptions = days.map((value) => ({ value, label: day(value) }))
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const made = (v.queues ?? []).filter((x) => x.outcome === 'made')
  const change = <Button icon={<EditOutlined />} onClick={() => patch({ change: '1' }, true)}>{t('forecast:edit.start')}</Button>
  return (
    <section className="lt-card" aria-label={t('forecast:edit.title')}>
      <div className="lt-card-head"><h2>{t('forecast:edit.title')}</h2><span className="lt-muted">{t('forecast:edit.help')}</span><span className="lt-grow" />{may && change}</div>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={2} /> : q.data.length === 0 ? <Empty title={t('forecast:edit.empty')} reason={may ? t('forecast:edit.empty_reason') : undefined} /> : <DataTable<Edit> id="forecast.edits" label={t('forecast:edit.title')} columns={columns} rows={q.data} rowKey={(e) => e.id} rowClass={(e) => (e.undone_ms ? 'is-muted' : undefined)} maxHeight={260} />}
      {may && (
        <EditDrawer<Values>
          open={search.change === '1'}
          identity={`${v.id} ${on} ${at ?? ''}`}
          form={form}
          title={t('forecast:edit.start')}
          initial={{ measure: measure === 'handle' ? 'handle_time' : 'contacts', kind: 'percent', queue_ids: queue ? [queue] : [], from_on: on, to_on: on, from_minute: minute ?? 0, to_minute: minute === undefined ? 1440 : minute + grain, reason: '' }}
          onClose={() => patch({ change: undefined })}
          onSave={async (x) => {
            await api.post(`/forecast/versions/${encodeURIComponent(v.id)}/edits`, { ...x, value: x.value ?? undefined, low: x.low ?? undefined, high: x.high ?? undefined }, { rev: v.rev })
            await queries.invalidateQueries({ queryKey: ['forecast'] })
          }}
        >
          <Form.Item name="measure" label={t('forecast:edit.measure')} rules={required(t('forecast:edit.measure'))}><Select options={editMeasures.map((value) => ({ value, label: t(`forecast:edit.measures.${value}`) }))} /></Form.Item>
          <Form.Item name="kind" label={t('forecast:edit.kind')} rules={required(t('forecast:edit.kind'))}><Select options={kinds.map((value) => ({ value, label: t(`forecast:edit.kinds.${value}`) }))} /></Form.Item>
          {kind !== 'clamp' && kind !== 'copy' && <Form.Item name="value" label={t(valueLabel)} extra={kind === 'percent' ? undefined : t(handle ? 'forecast:edit.each_slot' : 'forecast:edit.by_shape')} rules={required(t(valueLabel))}><InputNumber style={{ width: 180 }} min={kind === 'set' ? Number(handle) : kind === 'percent' ? (handle ? -90 : -100) : undefined} /></Form.Item>}
          {kind === 'clamp' && <Form.Item name="low" label={t(`forecast:edit.low${unit}`)} rules={required(t(`forecast:edit.low${unit}`))}><InputNumber style={{ width: 180 }} min={0} /></Form.Item>}
          {kind === 'clamp' && <Form.Item name="high" label={t(`forecast:edit.high${unit}`)}><InputNumber style={{ width: 180 }} min={0} /></Form.Item>}
          {kind === 'copy' && <Form.Item name="copy_on" label={t('forecast:edit.copy_on')} rules={required(t('forecast:edit.copy_on'))}><Select showSearch={{ optionFilterProp: 'label' }} options={dayOptions} /></Form.Item>}
          <Form.Item name="queue_ids" label={t('forecast:queues')}><Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('forecast:edit.all_queues')} options={made.map((x) => ({ value: x.queue_id, label: x.name }))} /></Form.Item>
          <div className="lt-row" style={{ alignItems: 'flex-start' }}>
            <Form.Item className="lt-grow" name="from_on" label={t('forecast:edit.from_on')} rules={required(t('forecast:edit.from_on'))}><Select showSearch={{ optionFilterProp: 'label' }} options={dayOptions} /></Form.Item>
            <Form.Item className="lt-grow" name="to_on" label={t('forecast:edit.to_on')} rules={required(t('forecast:edit.to_on'))}><Select showSearch={{ optionFilterProp: 'label' }} options={dayOptions} /></Form.Item>
          </div>
          <div className="lt-row" style={{ alignItems: 'flex-start' }}>
            <Form.Item className="lt-grow" name="from_minute" label={t('forecast:edit.from_minute')}><Select showSearch={{ optionFilterProp: 'label' }} options={starts.map((value) => ({ value, label: clock(value) }))} /></Form.Item>
            <Form.Item className="lt-grow" name="to_minute" label={t('forecast:edit.to_minute')}><Select showSearch={{ optionFilterProp: 'label' }} options={starts.map((s) => ({ value: s + grain, label: clock(s + grain) }))} /></Form.Item>
          </div>
          <Form.Item name="reason" label={t('forecast:edit.reason')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('forecast:edit.reason') }) }]}><Input.TextArea rows={3} maxLength={500} showCount /></Form.Item>
        </EditDrawer>
      )}
    </section>
  )
}
