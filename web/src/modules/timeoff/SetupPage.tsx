// The planner opens this once or twice a year, the operations manager before busy seasons: which kinds of time off there are, and how many
// may be away on a day. They decide both.
import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, InputNumber, Select, Switch } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Empty, Failure, HelpTip, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { kindsQuery } from './queries'
import type { Kind, Limit } from './types'
import { Views } from './Views'
import './timeoff.css'

export function SetupPage() {
  return <Guard permission="timeoff.read"><SetupView /></Guard>
}

function SetupView() {
  const { t } = useTranslation()
  return (
    <Page title={t('timeoff:nav.setup')}>
      <Views />
      <LimitsCard />
      <KindsCard />
    </Page>
  )
}

type LimitValues = { team_id?: string; from_on: Dayjs; to_on?: Dayjs | null; days: Limit['days']; most: number; note?: string }
const dayKinds = ['all', 'workday', 'rest', 'holiday'] as const

function LimitsCard() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('timeoff.edit')
  const [search, patch] = useSearchState()
  const { data: dims } = useQuery(dimensionsQuery)
  const q = useQuery({ queryKey: ['timeoff', 'limits'], queryFn: ({ signal }) => api.get<Limit[]>('/timeoff/limits', undefined, signal) })
  const open = search.limit as string | undefined
  const item = q.data?.find((l) => l.id === open)
  const refresh = () => queries.invalidateQueries({ queryKey: ['timeoff'] })
  const whom = (l: Limit) => (l.team_id ? (dims?.teams.find((x) => x.id === l.team_id)?.name ?? l.team_id) : t('timeoff:set.whole'))
  const toForm = (l: Limit): LimitValues => ({ ...l, from_on: dayjs(l.from_on), to_on: l.to_on ? dayjs(l.to_on) : null })
  const initial = useMemo<LimitValues>(() => (item ? toForm(item) : { from_on: dayjs(today()), to_on: null, days: 'all', most: 2, note: '' }), [item])
  const remove = (l: Limit) =>
    modal.confirm({
      title: t('timeoff:set.delete_title'), content: `${whom(l)} · ${t(`timeoff:set.day_kinds.${l.days}`)} · ${t('timeoff:set.people', { n: l.most })}`, okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/timeoff/limits/${encodeURIComponent(l.id)}`)
        } catch (error) {
          void message.error(faultText(error))
        }
        await refresh()
      },
    })
  const columns: Column<Limit>[] = [
    { id: 'whom', header: t('timeoff:set.whom'), width: 160, sortable: true, value: whom, cell: whom },
    { id: 'days', header: t('timeoff:set.days'), width: 150, value: (l) => t(`timeoff:set.day_kinds.${l.days}`), cell: (l) => t(`timeoff:set.day_kinds.${l.days}`) },
    { id: 'most', header: t('timeoff:set.most'), width: 110, align: 'right', sortable: true, value: (l) => l.most, cell: (l) => t('timeoff:set.people', { n: l.most }) },
    { id: 'from', header: t('timeoff:set.from_on'), width: 150, sortable: true, value: (l) => l.from_on, cell: (l) => day(l.from_on) },
    { id: 'to', header: t('timeoff:set.to_on'), width: 150, value: (l) => l.to_on, cell: (l) => (l.to_on ? day(l.to_on) : t('timeoff:set.open')) },
    { id: 'note', header: t('timeoff:set.note'), width: 200, grow: true, value: (l) => l.note, cell: (l) => <span title={l.note}>{l.note}</span> },
    ...(edits ? [{
      id: 'act', header: '', width: 90,
      cell: (l) => (
        <span className="lt-row to-acts">
          <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${whom(l)} ${l.from_on} ${t('common:action.edit')}`} onClick={() => patch({ limit: l.id }, true)} />
          <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${whom(l)} ${l.from_on} ${t('common:action.delete')}`} onClick={() => remove(l)} />
        </span>
      ),
    } satisfies Column<Limit>] : []),
  ]
  const add = edits && <Button icon={<PlusOutlined />} onClick={() => patch({ limit: 'new' }, true)}>{t('timeoff:set.add_limit')}</Button>
  return (
    <section className="lt-card" aria-label={t('timeoff:set.limits')}>
      <div className="lt-card-head"><h2>{t('timeoff:set.limits')} <HelpTip label={t('timeoff:set.limits')}>{t('timeoff:set.limit_help')}</HelpTip></h2><span className="lt-grow" />{add}</div>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={3} /> : q.data.length === 0 ? <Empty title={t('timeoff:set.limit_empty')} reason={t('timeoff:set.limit_empty_reason')} /> : (
        <DataTable id="timeoff.limits" label={t('timeoff:set.limits')} columns={columns} rows={q.data} rowKey={(l) => l.id} maxHeight={420} />
      )}
      {edits && (
        <EditDrawer<LimitValues>
          open={open === 'new' || Boolean(item)} identity={item?.id ?? ''} title={t(item ? 'timeoff:set.edit_limit' : 'timeoff:set.add_limit')} initial={initial} onClose={() => patch({ limit: undefined })}
          onReload={async () => { const latest = (await api.get<Limit[]>('/timeoff/limits')).find((l) => l.id === item?.id); return latest && toForm(latest) }}
          onSave={async (v) => {
            const body = { team_id: v.team_id ?? '', from_on: v.from_on.format('YYYY-MM-DD'), to_on: v.to_on?.format('YYYY-MM-DD') ?? '', days: v.days, most: v.most, note: v.note?.trim() ?? '' }
            if (item) await api.put(`/timeoff/limits/${encodeURIComponent(item.id)}`, body, item.rev)
            else await api.post('/timeoff/limits', body)
            await refresh()
          }}
        >
          <Form.Item name="team_id" label={t('timeoff:set.whom')}><Select allowClear placeholder={t('timeoff:set.whole')} showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.teams).map((x) => ({ value: x.id, label: x.name }))} /></Form.Item>
          <div className="to-two">
            <Form.Item name="most" label={t('timeoff:set.most')} rules={[{ required: true, message: t('common:form.required', { label: t('timeoff:set.most') }) }]}><InputNumber min={0} max={10000} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name="days" label={t('timeoff:set.days')}><Select options={dayKinds.map((value) => ({ value, label: t(`timeoff:set.day_kinds.${value}`) }))} /></Form.Item>
            <Form.Item name="from_on" label={t('timeoff:set.from_on')}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name="to_on" label={t('timeoff:set.to_on')}><DatePicker placeholder={t('timeoff:set.open')} style={{ width: '100%' }} /></Form.Item>
          </div>
          <Form.Item name="note" label={t('timeoff:set.note')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
        </EditDrawer>
      )}
    </section>
  )
}

type KindValues = Omit<Kind, 'id' | 'rev'>
const flags = ['paid', 'counted', 'approval', 'calendar_days', 'active'] as const
const blankKind: KindValues = { code: '', name: '', name_en: '', paid: true, counted: false, approval: true, calendar_days: false, active: true, place: 100 }

function KindsCard() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const edits = useAllowed('timeoff.edit')
  const [search, patch] = useSearchState()
  const q = useQuery(kindsQuery)
  const open = search.kind as string | undefined
  const item = q.data?.find((k) => k.id === open)
  const yes = (v: boolean) => t(v ? 'timeoff:set.yes' : 'timeoff:set.no')
  const columns: Column<Kind>[] = [
    { id: 'name', header: t('timeoff:set.name'), width: 140, grow: true, value: (k) => k.name, cell: (k) => (t('timeoff:lang') === 'en' ? k.name_en || k.name : k.name) },
    { id: 'code', header: t('timeoff:set.code'), width: 120, value: (k) => k.code, cell: (k) => <span className="lt-mono">{k.code}</span> },
    ...flags.map((f): Column<Kind> => ({ id: f, header: t(`timeoff:set.${f}`), width: 110, value: (k) => yes(k[f]), cell: (k) => (k[f] ? `✓ ${yes(true)}` : <span className="lt-muted">{yes(false)}</span>) })),
    ...(edits ? [{ id: 'act', header: '', width: 60, cell: (k) => <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${k.name} ${t('common:action.edit')}`} onClick={() => patch({ kind: k.id }, true)} /> } satisfies Column<Kind>] : []),
  ]
  return (
    <section className="lt-card" aria-label={t('timeoff:set.kinds')}>
      <div className="lt-card-head"><h2>{t('timeoff:set.kinds')}</h2><span className="lt-grow" />{edits && <Button icon={<PlusOutlined />} onClick={() => patch({ kind: 'new' }, true)}>{t('timeoff:set.add_kind')}</Button>}</div>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={5} /> : <DataTable id="timeoff.kinds" label={t('timeoff:set.kinds')} columns={columns} rows={q.data} rowKey={(k) => k.id} maxHeight={600} />}
      <p className="lt-muted to-law">{t('timeoff:set.law')}</p>
      {edits && (
        <EditDrawer<KindValues>
          open={open === 'new' || Boolean(item)} identity={item?.id ?? ''} title={t(item ? 'timeoff:set.edit_kind' : 'timeoff:set.add_kind')} initial={item ?? blankKind} onClose={() => patch({ kind: undefined })}
          onReload={async () => (await api.get<Kind[]>('/timeoff/kinds')).find((k) => k.id === item?.id)}
          onSave={async (v) => {
            const body = { code: v.code.trim(), name: v.name.trim(), name_en: v.name_en?.trim() ?? '', paid: v.paid, counted: v.counted, approval: v.approval, calendar_days: v.calendar_days, active: v.active, place: v.place ?? 0 }
            if (item) await api.put(`/timeoff/kinds/${encodeURIComponent(item.id)}`, body, item.rev)
            else await api.post('/timeoff/kinds', body)
            await queries.invalidateQueries({ queryKey: ['timeoff'] })
          }}
        >
          <div className="to-two">
            <Form.Item name="name" label={t('timeoff:set.name')} rules={[{ required: true, message: t('common:form.required', { label: t('timeoff:set.name') }) }]}><Input maxLength={50} /></Form.Item>
            <Form.Item name="name_en" label={t('timeoff:set.name_en')}><Input maxLength={50} /></Form.Item>
            <Form.Item name="code" label={t('timeoff:set.code')} rules={[{ required: true, message: t('common:form.required', { label: t('timeoff:set.code') }) }]}><Input maxLength={20} /></Form.Item>
            <Form.Item name="place" label={t('timeoff:set.place')}><InputNumber min={0} max={1000} style={{ width: '100%' }} /></Form.Item>
            {flags.map((f) => <Form.Item key={f} name={f} label={t(`timeoff:set.${f}`)} valuePropName="checked"><Switch /></Form.Item>)}
          </div>
        </EditDrawer>
      )}
    </section>
  )
}
