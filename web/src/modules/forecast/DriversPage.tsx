// The planner opens this when plans of the business change, monthly as a rule: they decide which quantities contacts are to follow
// (policies in force, bills sent), enter what is planned, and see what each brings.
import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Select, Upload } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, decimal, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { readValues, writeValues, type DriverValue } from './driverValues'
import type { Driver, QueueEffect } from './types'

export function DriversPage() {
  return <Guard permission="forecast.read"><DriversView /></Guard>
}

type Values = { name: string; kind: Driver['kind']; lag_days: number; queue_ids: string[]; note?: string; text: string }
const blank: Values = { name: '', kind: 'flow', lag_days: 0, queue_ids: [], text: '' }
const mostValues = 4000
const signed = (v: number) => `${v > 0 ? '+' : ''}${decimal(v)}%`
const toForm = (d: Driver): Values => ({ name: d.name, kind: d.kind, lag_days: d.lag_days, queue_ids: d.queue_ids ?? [], note: d.note, text: writeValues(d.values ?? []) })

function DriversView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('forecast.edit')
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const [wanted, setWanted] = useState('')
  const [kind, setKind] = useState<Driver['kind'] | ''>('')
  const [sort, setSort] = useState<string | undefined>('name')
  const { data: dims } = useQuery(dimensionsQuery)
  const list = useQuery({ queryKey: ['forecast', 'drivers'], queryFn: async ({ signal }) => (await api.get<Driver[] | null>('/forecast/drivers', undefined, signal)) ?? [] })
  const shown = list.data?.find((d) => d.id === text('of')) ?? list.data?.[0]
  const open = text('open')
  const of = open && open !== 'new' ? open : shown?.id
  const one = useQuery({ queryKey: ['forecast', 'driver', of ?? ''], enabled: Boolean(of), placeholderData: keepPreviousData, queryFn: ({ signal }) => api.get<Driver>(`/forecast/drivers/${encodeURIComponent(of!)}`, undefined, signal) })
  const edited = open && one.data?.id === open ? one.data : undefined
  const refresh = () => queries.invalidateQueries({ queryKey: ['forecast'] })
  const join = t('forecast:intraday.join')
  const queues = (d: Driver) => (d.queue_ids?.length ? d.queue_ids.map((id) => dims?.queues.find((q) => q.id === id)?.name ?? id).join(join) : t('forecast:edit.all_queues'))
  const effects = (d: Driver) => (d.effects ?? []).map((e: QueueEffect) => `${e.queue} ${signed(e.percent)}`).join(join)
  const sure = (d: Driver) => ((d.effects ?? []).length === 0 ? t('forecast:events.unknown') : (d.effects ?? []).map((e) => `${e.queue} ${e.seen === 0 ? t('forecast:events.never') : t('forecast:events.seen', { n: count(e.seen), low: signed(e.low), high: signed(e.high) })}`).join(join))
  const remove = (d: Driver) =>
    modal.confirm({
      title: t('forecast:drivers.remove_title', { name: d.name }), content: t('forecast:drivers.remove_text'), okText: t('forecast:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/forecast/drivers/${encodeURIComponent(d.id)}`)
          queries.setQueryData<Driver[]>(['forecast', 'drivers'], (all) => all?.filter((x) => x.id !== d.id)) // the one that is gone is not asked for again
          patch({ of: undefined })
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: ['forecast', 'drivers'] })
      },
    })
  const columns: Column<Driver>[] = [
    { id: 'name', header: t('forecast:name'), width: 150, pin: true, sortable: true, value: (d) => d.name, cell: (d) => d.name },
    { id: 'kind', header: t('forecast:drivers.kind'), width: 90, sortable: true, value: (d) => t(`forecast:drivers.kinds.${d.kind}`), cell: (d) => t(`forecast:drivers.kinds.${d.kind}`), help: t('forecast:drivers.kind_help') },
    { id: 'lag', header: t('forecast:drivers.lag'), width: 110, align: 'right', sortable: true, value: (d) => d.lag_days, cell: (d) => count(d.lag_days) },
    { id: 'queues', header: t('forecast:queues'), width: 140, value: queues, cell: (d) => <span title={queues(d)}>{queues(d)}</span> },
    { id: 'count', header: t('forecast:drivers.count'), width: 120, hidden: true, align: 'right', sortable: true, value: (d) => d.count, cell: (d) => count(d.count) },
    { id: 'to', header: t('forecast:drivers.until'), width: 140, sortable: true, value: (d) => d.to_on, cell: (d) => (d.to_on ? day(d.to_on) : none) },
    { id: 'effect', header: t('forecast:events.effect'), width: 160, grow: true, value: effects, cell: (d) => <span title={effects(d)}>{effects(d) || none}</span>, help: t('forecast:drivers.effect_help') },
    { id: 'sure', header: t('forecast:events.sure'), width: 170, grow: true, value: sure, cell: (d) => <span className="lt-muted" title={sure(d)}>{sure(d)}</span>, help: t('forecast:drivers.sure_help') },
    { id: 'changed', header: t('forecast:drivers.changed'), width: 200, hidden: true, value: (d) => dateTime(d.changed_ms), cell: (d) => <span title={d.note}>{d.changed_by} {dateTime(d.changed_ms)}</span> },
    ...(edits ? [{
      id: 'act', header: t('forecast:treat.act'), width: 140,
      cell: (d) => <span className="lt-row"><Button size="small" onClick={() => patch({ open: d.id }, true)}>{t('forecast:events.change')}</Button><Button size="small" onClick={() => remove(d)}>{t('forecast:action.delete')}</Button></span>,
    } satisfies Column<Driver>] : []),
  ]
  const needle = wanted.trim().toLowerCase()
  const rows = (list.data ?? []).filter((d) => `${d.name} ${d.note ?? ''}`.toLowerCase().includes(needle) && (kind === '' || d.kind === kind))
  const start = edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('forecast:drivers.add')}</Button>
  return (
    <Page title={t('forecast:nav.drivers')} actions={start}>
      <Note>{t('forecast:drivers.help')}</Note>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Skeleton /> : list.data.length === 0 ? (
        <section className="lt-card" aria-label={t('forecast:nav.drivers')}><Empty title={t('forecast:drivers.empty')} reason={t('forecast:drivers.empty_reason')}>{start}</Empty></section>
      ) : (
        <>
          <section className="lt-card" aria-label={t('forecast:nav.drivers')}>
            <div className="lt-card-head">
              <h2>{t('forecast:nav.drivers')}</h2><span className="lt-grow" />
              <Select aria-label={t('forecast:drivers.kind')} style={{ width: 130 }} value={kind} options={[{ value: '' as const, label: t('forecast:drivers.any') }, ...(['flow', 'stock'] as const).map((value) => ({ value, label: t(`forecast:drivers.kinds.${value}`) }))]} onChange={setKind} />
              <Input type="search" allowClear aria-label={t('forecast:events.search')} placeholder={t('forecast:events.search')} style={{ width: 200 }} value={wanted} onChange={(e) => setWanted(e.target.value)} />
            </div>
            {rows.length === 0 ? <Empty title={t('common:table.empty_filtered')} /> : <DataTable<Driver> id="forecast.drivers" label={t('forecast:nav.drivers')} columns={columns} rows={rows} rowKey={(d) => d.id} sort={sort} onSort={setSort} selected={shown?.id} onOpen={(d) => patch({ of: d.id })} maxHeight={320} />}
          </section>
          {shown && one.data?.id === shown.id && <Course driver={one.data} />}
        </>
      )}
      {edits && (
        <EditDrawer<Values>
          open={open === 'new' || Boolean(edited)}
          identity={open}
          width={560}
          title={edited ? t('forecast:events.edit_title', { name: edited.name }) : t('forecast:drivers.add')}
          initial={edited ? toForm(edited) : blank}
          onClose={() => patch({ open: undefined })}
          fieldOf={(path) => (path[0] === 'values' ? ['text'] : undefined)}
          onReload={async () => {
            const d = (await one.refetch()).data
            return d && toForm(d)
          }}
          onSave={async (v) => {
            const body = { name: v.name.trim(), kind: v.kind, lag_days: v.lag_days, queue_ids: v.queue_ids, note: v.note?.trim() ?? '', values: readValues(v.text).values }
            const kept = edited ? await api.put<Driver>(`/forecast/drivers/${encodeURIComponent(edited.id)}`, body, edited.rev) : await api.post<Driver>('/forecast/drivers', body)
            await refresh()
            patch({ of: kept.id })
          }}
        >
          <Form.Item name="name" label={t('forecast:name')} extra={t('forecast:drivers.name_help')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('forecast:name') }) }]}><Input maxLength={100} /></Form.Item>
          <Form.Item name="kind" label={t('forecast:drivers.kind')} extra={t('forecast:drivers.kind_help')}><Select options={(['flow', 'stock'] as const).map((value) => ({ value, label: t(`forecast:drivers.kinds.${value}`) }))} /></Form.Item>
          <Form.Item name="lag_days" label={t('forecast:drivers.lag')} extra={t('forecast:drivers.lag_help')} rules={[{ required: true, message: t('common:form.required', { label: t('forecast:drivers.lag') }) }]}><InputNumber min={0} max={60} precision={0} /></Form.Item>
          <Form.Item name="queue_ids" label={t('forecast:queues')}><Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('forecast:edit.all_queues')} options={inUse(dims?.queues).map((q) => ({ value: q.id, label: q.name }))} /></Form.Item>
          <Form.Item
            name="text"
            label={t('forecast:drivers.values')}
            extra={t('forecast:drivers.values_help')}
            rules={[{
              validator: (_, said: string) => {
                const { values, problems } = readValues(said ?? '')
                if (problems.length > 0) return Promise.reject(new Error(problems.slice(0, 3).map((p) => t(`forecast:drivers.problem.${p.what}`, { line: p.line })).join(join) + (problems.length > 3 ? t('forecast:drivers.problem.more', { n: problems.length - 3 }) : '')))
                if (values.length === 0) return Promise.reject(new Error(t('common:form.required', { label: t('forecast:drivers.values') })))
                return values.length > mostValues ? Promise.reject(new Error(t('forecast:drivers.problem.many', { n: count(mostValues) }))) : Promise.resolve()
              },
            }]}
          >
            <Input.TextArea rows={12} spellCheck={false} placeholder={'2026-01-05 52000\n2026-01-12 48000'} />
          </Form.Item>
          <FromFile />
          <Form.Item name="note" label={t('forecast:note')} style={{ marginTop: 16 }}><Input.TextArea rows={2} maxLength={500} showCount /></Form.Item>
        </EditDrawer>
      )}
    </Page>
  )
}

/** Reads the values from a file into the form, to be looked at before they are saved. */
function FromFile() {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const read = async (file: File) => {
    form.setFieldsValue({ text: await file.text() })
    await form.validateFields(['text']).catch(() => undefined) // what is wrong stands beside the field
    return Upload.LIST_IGNORE
  }
  return <Upload accept=".csv,.tsv,.txt" showUploadList={false} beforeUpload={read}><Button icon={<UploadOutlined />}>{t('forecast:drivers.from_file')}</Button></Upload>
}

/** A driver's values by day. */
function Course({ driver }: { driver: Driver }) {
  const { t } = useTranslation()
  const rows = useMemo(() => driver.values ?? [], [driver])
  const option = useMemo(() => ({
    grid: { left: 72, right: 16, top: 16, bottom: 60 },
    tooltip: { trigger: 'axis' },
    dataZoom: [{ type: 'slider', height: 18, bottom: 8 }],
    xAxis: { type: 'time', axisLabel: { formatter: '{yyyy}-{MM}-{dd}', hideOverlap: true } },
    yAxis: { type: 'value', scale: driver.kind === 'stock' },
    series: [{ name: driver.name, type: driver.kind === 'stock' ? 'line' : 'bar', step: driver.kind === 'stock' ? 'end' : undefined, showSymbol: false, barMaxWidth: 8, data: rows.map((v) => [v.on, v.amount]) }],
  }), [driver, rows])
  const columns: Column<DriverValue>[] = [
    { id: 'on', header: t('forecast:day'), width: 180, pin: true, value: (v) => v.on, cell: (v) => day(v.on) },
    { id: 'amount', header: t('forecast:drivers.amount'), width: 160, align: 'right', grow: true, value: (v) => v.amount, cell: (v) => decimal(v.amount) },
  ]
  return <ChartCard<DriverValue> id="forecast.driver" title={t('forecast:drivers.course', { name: driver.name })} option={option} columns={columns} rows={rows} rowKey={(v) => v.on} height={260} />
}
