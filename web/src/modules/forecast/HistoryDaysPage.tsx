// The planner opens this after a run and after an outage: they decide of each day that stands out whether the forecast may learn
// from it, and can take the decision back.
import { FlagOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, DatePicker, Form, Input, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import { Note } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, none, percent, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { clock } from './clock'
import { historyDayQuery } from './queries'
import type { HistoryDay, How } from './types'
import { doneAbout } from './words'

const hows: How[] = ['keep', 'leave-out', 'repair']
const quarters = Array.from({ length: 96 }, (_, i) => i * 15)
const number = (v: number | null) => (v === null ? none : count(Math.round(v)))

type Values = { queue_id?: string; on?: Dayjs; treatment?: How; from_minute?: number; to_minute?: number; reason: string }

export function HistoryDaysPage() {
  return <Guard permission="forecast.read"><HistoryDaysView /></Guard>
}

function HistoryDaysView() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const may = useAllowed('forecast.edit')
  const [search, patch] = useSearchState()
  const [busy, setBusy] = useState('')
  const queue = search.queue as string | undefined
  const said = (d: HistoryDay) => d.treatment ?? d.taken_back
  const off = (d: HistoryDay) => (d.actual !== null && d.usual ? (100 * (d.actual - d.usual)) / d.usual : null)
  const found = (d: HistoryDay) => t(`forecast:found.${d.found || 'none'}`) + (d.found === 'outage' ? ` ${clock(d.from_minute ?? 0)}–${clock(d.to_minute ?? 0)}` : '')
  const undo = async (d: HistoryDay) => {
    setBusy(d.treatment!.id)
    try {
      await api.post(`/forecast/treatments/${encodeURIComponent(d.treatment!.id)}/undo`)
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy('')
      await queries.invalidateQueries({ queryKey: ['forecast'] })
    }
  }
  const state = (d: HistoryDay) => t(`forecast:treat.state.${d.treatment ? 'treated' : d.taken_back ? 'taken_back' : 'ruled'}`)
  const columns: Column<HistoryDay>[] = [
    { id: 'on', header: t('forecast:day'), width: 150, pin: true, sortable: true, value: (d) => d.on, cell: (d) => day(d.on) },
    { id: 'queue', header: t('forecast:queue'), width: 150, sortable: true, value: (d) => d.queue, cell: (d) => d.queue },
    { id: 'found', header: t('forecast:treat.found'), width: 170, sortable: true, value: found, cell: found },
    { id: 'actual', header: t('forecast:actual'), width: 90, align: 'right', sortable: true, value: (d) => d.actual, cell: (d) => number(d.actual) },
    { id: 'usual', header: t('forecast:treat.usual'), width: 90, align: 'right', sortable: true, value: (d) => d.usual, cell: (d) => number(d.usual), help: t('forecast:treat.usual_help') },
    { id: 'off', header: t('forecast:treat.off'), width: 90, align: 'right', value: off, cell: (d) => percent(off(d)) },
    { id: 'done', header: t('forecast:flag'), width: 240, grow: true, value: (d) => doneAbout(t, d), cell: (d) => doneAbout(t, d) },
    {
      id: 'state', header: t('forecast:state'), width: 210, value: state,
      cell: (d) => <span className="lt-row"><StatusTag tone={d.treatment ? 'info' : 'muted'}>{state(d)}</StatusTag>{d.pending && <span className="lt-muted">{t('forecast:treat.pending')}</span>}</span>,
    },
    { id: 'reason', header: t('forecast:edit.reason'), width: 180, grow: true, value: (d) => said(d)?.reason, cell: (d) => <span title={said(d)?.reason}>{said(d)?.reason ?? none}</span> },
    { id: 'by', header: t('forecast:edit.by'), width: 200, value: (d) => (said(d) ? `${said(d)!.created_by} ${dateTime(said(d)!.created_ms)}` : ''), cell: (d) => (said(d) ? `${said(d)!.created_by} · ${dateTime(said(d)!.created_ms)}` : none) },
    ...(may ? [{
      id: 'act', header: t('forecast:treat.act'), width: 150,
      cell: (d) => <span className="lt-row"><Button size="small" onClick={() => patch({ open: d.queue_id, on: d.on }, true)}>{t('forecast:treat.change')}</Button>{d.treatment && <Button size="small" loading={busy === d.treatment.id} onClick={() => void undo(d)}>{t('forecast:edit.undo')}</Button>}</span>,
    } satisfies Column<HistoryDay>] : []),
  ]
  const start = may && <Button type="primary" icon={<FlagOutlined />} onClick={() => patch({ open: 'new', on: undefined }, true)}>{t('forecast:treat.start')}</Button>
  return (
    <Page title={t('forecast:nav.history')} fill actions={start}>
      <Note>{t('forecast:treat.help')}</Note>
      <QueryTable<HistoryDay>
        id="forecast.history"
        label={t('forecast:nav.history')}
        path="/forecast/history-days"
        queryKey="forecast"
        columns={columns}
        rowKey={(d) => d.queue_id + d.on}
        defaultSort="-on"
        searchHint={t('forecast:treat.search')}
        params={{ queue }}
        filters={[
          { key: 'found', label: t('forecast:treat.found'), options: (['outlier', 'outage', 'closed', 'partial', 'none'] as const).map((value) => ({ value, label: t(`forecast:found.${value}`) })) },
          { key: 'state', label: t('forecast:state'), options: (['ruled', 'treated', 'taken_back'] as const).map((value) => ({ value, label: t(`forecast:treat.state.${value}`) })) },
        ]}
        tools={<DimensionPicker of="queue" single value={queue ? [queue] : undefined} onChange={(v) => patch({ queue: v?.[0] })} />}
        onOpen={may ? (d) => patch({ open: d.queue_id, on: d.on }, true) : undefined}
        empty={{ title: t('forecast:treat.empty'), reason: t('forecast:treat.empty_reason'), action: start }}
      />
      {may && <TreatDrawer />}
    </Page>
  )
}

function TreatDrawer() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const { data: dims } = useQuery(dimensionsQuery)
  const open = search.open as string | undefined
  const on = search.on as string | undefined
  const known = Boolean(open && open !== 'new' && on)
  const q = useQuery({ ...historyDayQuery(open ?? '', on ?? ''), enabled: known })
  const d = known ? q.data : undefined
  const [form] = Form.useForm<Values>()
  const how = Form.useWatch('treatment', form)
  const holds = d?.treatment
  const initial = useMemo<Values>(
    () => ({ queue_id: open === 'new' ? (search.queue as string | undefined) : open, on: on ? dayjs(on) : undefined, treatment: holds?.treatment, from_minute: holds?.from_minute ?? d?.from_minute, to_minute: holds?.to_minute ?? d?.to_minute, reason: holds?.reason ?? '' }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [open, on, holds, d],
  )
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const span = (label: string, name: 'from_minute' | 'to_minute', values: number[]) => (
    <Form.Item className="lt-grow" name={name} label={label} rules={required(label)}><Select showSearch={{ optionFilterProp: 'label' }} options={values.map((value) => ({ value, label: clock(value) }))} /></Form.Item>
  )
  return (
    <EditDrawer<Values>
      open={Boolean(open) && (!known || q.isSuccess)}
      identity={`${open} ${on}`}
      form={form}
      title={known ? t('forecast:treat.title', { day: day(on) }) : t('forecast:treat.start')}
      initial={initial}
      onClose={() => patch({ open: undefined, on: undefined })}
      onReload={async () => {
        const { data } = await q.refetch()
        const x = data?.treatment
        return { queue_id: open, on: dayjs(on), treatment: x?.treatment, from_minute: x?.from_minute ?? data?.from_minute, to_minute: x?.to_minute ?? data?.to_minute, reason: x?.reason ?? '' }
      }}
      onSave={async (v) => {
        await api.post('/forecast/treatments', { ...v, on: v.on!.format('YYYY-MM-DD') }, { rev: known ? (d?.rev ?? 0) : undefined })
        await queries.invalidateQueries({ queryKey: ['forecast'] })
      }}
      below={d && (
        <DescriptionList
          minWidth={150}
          facts={[
            { label: t('forecast:treat.found'), value: t(`forecast:found.${d.found || 'none'}`) },
            { label: t('forecast:actual'), value: number(d.actual) },
            { label: t('forecast:treat.usual'), value: number(d.usual) },
            { label: t('forecast:treat.used'), value: d.version_id ? <Link to={'/forecasts/$id' as string} params={{ id: d.version_id } as never}>{d.version_name}</Link> : none },
            d.taken_back && { label: t('forecast:edit.undone'), value: `${t(`forecast:how.${d.taken_back.treatment}`)} · ${d.taken_back.reason} · ${d.taken_back.undone_by} ${dateTime(d.taken_back.undone_ms!)}` },
          ]}
        />
      )}
    >
      <Form.Item name="queue_id" label={t('forecast:queue')} rules={required(t('forecast:queue'))}>
        <Select disabled={known} showSearch={{ optionFilterProp: 'label' }} options={(dims?.queues ?? []).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))} />
      </Form.Item>
      <Form.Item name="on" label={t('forecast:day')} rules={required(t('forecast:day'))}><DatePicker disabled={known} style={{ width: 180 }} maxDate={dayjs(today()).subtract(1, 'day')} /></Form.Item>
      <Form.Item name="treatment" label={t('forecast:treat.how')} rules={required(t('forecast:treat.how'))} extra={how && t(`forecast:how_help.${how}`)}>
        <Radio.Group options={hows.map((value) => ({ value, label: t(`forecast:how.${value}`) }))} />
      </Form.Item>
      {how === 'repair' && (
        <div className="lt-row" style={{ alignItems: 'flex-start' }}>
          {span(t('forecast:edit.from_minute'), 'from_minute', quarters)}
          {span(t('forecast:edit.to_minute'), 'to_minute', quarters.map((m) => m + 15))}
        </div>
      )}
      <Form.Item name="reason" label={t('forecast:edit.reason')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('forecast:edit.reason') }) }]}><Input.TextArea rows={3} maxLength={500} showCount /></Form.Item>
    </EditDrawer>
  )
}
