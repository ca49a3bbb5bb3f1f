// The planner opens this before every forecast, marketing's dates in hand: they decide which events the forecast is to know, see
// what events, holidays and days of the month brought so far, and assume something of what was never seen.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, AutoComplete, Button, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import { Note } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { addDays, count, day, decimal, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { useSearchState } from '../../kit/useSearchState'
import { calendarQuery } from './queries'
import type { CalendarItem, QueueEffect } from './types'

const kinds = ['event', 'month-day', 'holiday', 'makeup_workday'] as const
const tones: Record<CalendarItem['kind'], Tone> = { event: 'info', 'month-day': 'good', holiday: 'warn', makeup_workday: 'muted' }
const signed = (v: number) => `${v > 0 ? '+' : ''}${decimal(v)}%`

type Values = { name: string; range: [Dayjs, Dayjs] | null; queue_ids: string[]; note?: string }
type Assumed = { percent?: number; reason: string }

export function EventsPage() {
  return <Guard permission="forecast.read"><EventsView /></Guard>
}

function EventsView() {
  const { t, i18n } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const manage = useAllowed('calendar.manage')
  const edits = useAllowed('forecast.edit')
  const [search, patch] = useSearchState()
  const { data: dims } = useQuery(dimensionsQuery)
  const text = (key: string) => search[key] as string | undefined
  const queue = text('queue')
  const range = { from: text('from') ?? addDays(today(), -90), to: text('to') ?? addDays(today(), 60) }
  const all = useQuery(calendarQuery(range.from, range.to, queue))
  const open = text('open')
  const assume = text('assume')
  const item = all.data?.find((x) => x.id === open)
  const event = assume === undefined ? undefined : all.data?.find((x) => x.kind === 'event' && x.name === assume)
  const names = useMemo(() => [...new Set((all.data ?? []).filter((x) => x.kind === 'event').map((x) => x.name))], [all.data])
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['forecast'] }), queries.invalidateQueries({ queryKey: ['calendar'] })])
  const nameOf = (id: string) => dims?.queues.find((q) => q.id === id)?.name ?? id
  const title = (x: CalendarItem) => (x.kind === 'month-day' ? t('forecast:events.day', { n: x.day }) : (i18n.language === 'en' && x.name_en) || x.name)
  const queues = (x: CalendarItem) => (x.queue_ids?.length ? x.queue_ids.map(nameOf).join(t('forecast:intraday.join')) : t('forecast:edit.all_queues'))
  const sure = (e: QueueEffect, x: CalendarItem) => (e.seen === 0 ? t(x.assumption ? 'forecast:events.assumed' : 'forecast:events.never') : t('forecast:events.seen', { n: count(e.seen), low: signed(e.low), high: signed(e.high) }))
  const effects = (x: CalendarItem) => {
    const list = x.effects ?? []
    return list.map((e) => `${queue ? '' : `${e.queue} `}${e.seen === 0 && !x.assumption ? none : signed(e.percent)}`).join(t('forecast:intraday.join'))
  }
  const sureness = (x: CalendarItem) => {
    const list = x.effects ?? []
    if (list.length === 0) return t('forecast:events.unknown')
    return [...new Set(list.map((e) => `${queue || list.length === 1 ? '' : `${e.queue} `}${sure(e, x)}`))].join(t('forecast:intraday.join'))
  }
  const act = async (fn: () => Promise<unknown>) => {
    try {
      await fn()
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      await refresh()
    }
  }
  const remove = (x: CalendarItem) =>
    modal.confirm({
      title: t('forecast:events.remove_title', { name: x.name, day: day(x.from_on) }), content: t('forecast:events.remove_text'), okText: t('forecast:action.delete'), okButtonProps: { danger: true },
      cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: () => act(() => api.delete(`/calendar/entries/${encodeURIComponent(x.id)}`, { rev: x.rev })),
    })
  const columns: Column<CalendarItem>[] = [
    { id: 'from', header: t('forecast:first_on'), width: 150, pin: true, sortable: true, value: (x) => x.from_on, cell: (x) => day(x.from_on) },
    { id: 'to', header: t('forecast:last_on'), width: 130, value: (x) => x.to_on, cell: (x) => (x.to_on === x.from_on ? '' : day(x.to_on)) },
    { id: 'kind', header: t('forecast:events.kind'), width: 130, value: (x) => t(`forecast:events.kinds.${x.kind}`), cell: (x) => <StatusTag tone={tones[x.kind]}>{t(`forecast:events.kinds.${x.kind}`)}</StatusTag> },
    { id: 'name', header: t('forecast:name'), width: 150, sortable: true, value: title, cell: title },
    { id: 'queues', header: t('forecast:queues'), width: 150, value: queues, cell: (x) => <span title={queues(x)}>{queues(x)}</span> },
    { id: 'effect', header: t('forecast:events.effect'), width: 230, grow: true, value: effects, cell: (x) => <span title={effects(x)}>{effects(x) || none}</span>, help: t('forecast:events.effect_help') },
    { id: 'sure', header: t('forecast:events.sure'), width: 260, grow: true, value: sureness, cell: (x) => <span className="lt-muted" title={sureness(x)}>{sureness(x)}</span>, help: t('forecast:events.sure_help') },
    { id: 'assumption', header: t('forecast:events.assumption'), width: 110, align: 'right', value: (x) => x.assumption?.percent, cell: (x) => (x.assumption ? <span title={`${x.assumption.reason} · ${x.assumption.created_by}`}>{signed(x.assumption.percent)}</span> : none), help: t('forecast:events.assumption_help') },
    { id: 'note', header: t('forecast:note'), width: 140, value: (x) => x.note, cell: (x) => <span title={x.note}>{x.note}</span> },
    ...(manage || edits ? [{
      id: 'act', header: t('forecast:treat.act'), width: 210,
      cell: (x) => x.kind !== 'event' ? null : (
        <span className="lt-row">
          {manage && x.own && <Button size="small" onClick={() => patch({ open: x.id }, true)}>{t('forecast:events.change')}</Button>}
          {edits && <Button size="small" onClick={() => patch({ assume: x.name }, true)}>{t('forecast:events.assume')}</Button>}
          {manage && x.own && <Button size="small" onClick={() => remove(x)}>{t('forecast:action.delete')}</Button>}
        </span>
      ),
    } satisfies Column<CalendarItem>] : []),
  ]
  const initial = useMemo<Values>(() => (item ? { name: item.name, range: [dayjs(item.from_on), dayjs(item.to_on)], queue_ids: item.queue_ids ?? [], note: item.note } : { name: '', range: null, queue_ids: queue ? [queue] : [] }), [item, queue])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const start = manage && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('forecast:events.add')}</Button>
  return (
    <Page title={t('forecast:nav.events')} fill actions={<><TimeRangePicker value={range} maxDays={800} onChange={(r) => patch(r)} />{start}</>}>
      <Note>{t('forecast:events.help')}</Note>
      <QueryTable<CalendarItem>
        id="forecast.events"
        label={t('forecast:nav.events')}
        path="/forecast/calendar"
        queryKey="forecast"
        columns={columns}
        rowKey={(x) => x.id}
        defaultSort="from"
        searchHint={t('forecast:events.search')}
        params={{ queue, ...range }}
        filters={[{ key: 'kind', label: t('forecast:events.kind'), options: kinds.map((value) => ({ value, label: t(`forecast:events.kinds.${value}`) })) }]}
        tools={<DimensionPicker of="queue" single value={queue ? [queue] : undefined} onChange={(v) => patch({ queue: v?.[0] })} />}
        empty={{ title: t('forecast:events.empty'), reason: t('forecast:events.empty_reason'), action: start }}
      />
      {manage && (
        <EditDrawer<Values>
          open={open === 'new' || Boolean(item)}
          identity={open}
          title={item ? t('forecast:events.edit_title', { name: item.name }) : t('forecast:events.add')}
          initial={initial}
          onClose={() => patch({ open: undefined })}
          fieldOf={(path) => (path[0] === 'from_on' || path[0] === 'to_on' ? ['range'] : undefined)}
          onReload={async () => {
            const x = (await all.refetch()).data?.find((y) => y.id === open)
            return x && { name: x.name, range: [dayjs(x.from_on), dayjs(x.to_on)], queue_ids: x.queue_ids ?? [], note: x.note }
          }}
          onSave={async (v) => {
            const body = { kind: 'event', name: v.name.trim(), name_en: item?.name_en, from_on: v.range![0].format('YYYY-MM-DD'), to_on: v.range![1].format('YYYY-MM-DD'), queue_ids: v.queue_ids, note: v.note?.trim() }
            if (item) await api.put(`/calendar/entries/${encodeURIComponent(item.id)}`, { ...body, rev: item.rev }, item.rev)
            else await api.post('/calendar/entries', body)
            await refresh()
          }}
        >
          <Form.Item name="name" label={t('forecast:name')} extra={t('forecast:events.name_help')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('forecast:name') }) }]}>
            <AutoComplete options={names.map((value) => ({ value }))} showSearch={{ filterOption: (input, option) => String(option?.value).includes(input) }}><Input maxLength={100} /></AutoComplete>
          </Form.Item>
          <Form.Item name="range" label={t('forecast:edit.days')} rules={required(t('forecast:edit.days'))}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="queue_ids" label={t('forecast:queues')}><Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('forecast:edit.all_queues')} options={(dims?.queues ?? []).map((q) => ({ value: q.id, label: q.name }))} /></Form.Item>
          <Form.Item name="note" label={t('forecast:note')}><Input.TextArea rows={2} maxLength={500} showCount /></Form.Item>
        </EditDrawer>
      )}
      {edits && (
        <EditDrawer<Assumed>
          open={Boolean(event)}
          identity={assume}
          title={t('forecast:events.assume_title', { name: assume })}
          initial={{ percent: event?.assumption?.percent, reason: event?.assumption?.reason ?? '' }}
          onClose={() => patch({ assume: undefined })}
          onReload={async () => {
            const a = (await all.refetch()).data?.find((x) => x.kind === 'event' && x.name === assume)?.assumption
            return { percent: a?.percent, reason: a?.reason ?? '' }
          }}
          onSave={async (v) => {
            await api.post('/forecast/assumptions', { ...v, name: assume }, { rev: event?.assumption?.created_ms ?? 0 })
            await refresh()
          }}
          extra={event?.assumption && <Button onClick={() => void act(() => api.post(`/forecast/assumptions/${encodeURIComponent(event.assumption!.id)}/undo`)).then(() => patch({ assume: undefined }))}>{t('forecast:edit.undo')}</Button>}
        >
          <Form.Item name="percent" label={t('forecast:events.percent')} extra={t('forecast:events.assumption_help')} rules={required(t('forecast:events.percent'))}><InputNumber style={{ width: 180 }} min={-90} max={500} /></Form.Item>
          <Form.Item name="reason" label={t('forecast:edit.reason')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('forecast:edit.reason') }) }]}><Input.TextArea rows={3} maxLength={500} showCount /></Form.Item>
        </EditDrawer>
      )}
    </Page>
  )
}
