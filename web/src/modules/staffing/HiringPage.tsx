// The operations manager opens this every month and before budgets, the planner and HR with them: how many people the coming months
// take, when which training class is to be opened, and what overtime, later classes or fewer leavers would cost or save.
import { DeleteOutlined, SaveOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Form, Input, Select } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api, ApiError } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText, fieldPath, fieldText } from '../../kit/fault'
import { count, dateTime, decimal, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { usePrefs } from '../../kit/prefs'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import type { Outlook } from '../forecast/types'
import { AssumptionFields } from './AssumptionFields'
import { fromForm, hiringOption, toForm, usual, type Typed } from './hiring'
import './hiring.css'
import type { HiringClass, HiringMonth, HiringOutcome, HiringPlan } from './types'

export function HiringPage() {
  return <Guard permission="staffing.read"><HiringView /></Guard>
}

const money = (v: number | null | undefined) => (v === null || v === undefined ? none : count(Math.round(v)))
/** How long typing rests before the plan is reckoned anew. */
const pause = 400

function HiringView() {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const { theme } = usePrefs()
  const queries = useQueryClient()
  const edits = useAllowed('staffing.edit')
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const [form] = Form.useForm<Typed>()
  const { data: dims } = useQuery(dimensionsQuery)
  const outlooks = useQuery({ queryKey: ['forecast', 'outlooks'], queryFn: async ({ signal }) => (await api.get<Outlook[] | null>('/forecast/outlooks', undefined, signal)) ?? [] })
  const kept = useQuery({ queryKey: ['staffing', 'hiring-plans'], queryFn: async ({ signal }) => (await api.get<HiringPlan[] | null>('/staffing/hiring-plans', undefined, signal)) ?? [] })
  const plan = kept.data?.find((p) => p.id === text('plan'))
  const beside = kept.data?.find((p) => p.id === text('beside'))
  const outlook = outlooks.data?.find((o) => o.id === (plan?.about.outlook_id ?? text('outlook'))) ?? (plan ? undefined : outlooks.data?.[0])

  // What is typed is reckoned when typing rests; a kept plan is shown as it was told.
  const [asked, setAsked] = useState<Typed>()
  const typed = Form.useWatch([], form) as Typed | undefined
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(typed && Object.keys(typed).length > 0 ? { ...form.getFieldsValue(true) as Typed } : undefined), pause)
    return () => window.clearTimeout(timer)
  }, [typed, form])
  const agents = inUse(dims?.agents).length
  const begin = useMemo<Typed>(() => (plan ? toForm(plan.about.assumptions) : usual(agents)), [plan, agents])
  const request = asked && outlook ? { name: '', outlook_id: outlook.id, ...fromForm(asked) } : undefined
  const trial = useQuery({
    queryKey: ['staffing', 'hiring-trial', JSON.stringify(request)],
    enabled: Boolean(request) && !plan,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: () => api.post<HiringOutcome>('/staffing/hiring-trials', request),
  })
  const faults = !plan && trial.error instanceof ApiError ? trial.error.fields : []
  const faultAt = (name: string) => {
    const f = faults.find((x) => fieldPath(x.location)[0] === name)
    return f && fieldText(f)
  }
  const outcome = plan ? plan.outcome : trial.data
  const name = plan?.name ?? t('staffing:hiring.trial')
  const remove = (p: HiringPlan) =>
    modal.confirm({
      title: t('staffing:hiring.delete_title', { name: p.name }), content: t('staffing:delete_text'), okText: t('staffing:hiring.delete'), cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          await api.delete(`/staffing/hiring-plans/${encodeURIComponent(p.id)}`)
          queries.setQueryData<HiringPlan[]>(['staffing', 'hiring-plans'], (all) => all?.filter((x) => x.id !== p.id))
          patch({ plan: undefined, beside: text('beside') === p.id ? undefined : text('beside') })
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: ['staffing', 'hiring-plans'] })
      },
    })
  if (outlooks.isError) return <Page title={t('staffing:nav.hiring')}><Failure error={outlooks.error} onRetry={() => void outlooks.refetch()} /></Page>
  if (!outlooks.data || !kept.data || !dims) return <Page title={t('staffing:nav.hiring')}><Skeleton /></Page>
  if (outlooks.data.length === 0 && kept.data.length === 0) {
    return (
      <Page title={t('staffing:nav.hiring')}>
        <section className="lt-card" aria-label={t('staffing:nav.hiring')}>
          <Empty title={t('staffing:hiring.no_outlook')} reason={t('staffing:hiring.no_outlook_reason')}><Link to={'/forecast-outlook' as string}><Button type="primary">{t('staffing:hiring.to_outlook')}</Button></Link></Empty>
        </section>
      </Page>
    )
  }
  const months = outcome?.months ?? []
  const actions = (
    <>
      {edits && !plan && <Button type="primary" icon={<SaveOutlined />} disabled={!outcome || trial.isError} onClick={() => patch({ keep: '1' }, true)}>{t('staffing:hiring.keep')}</Button>}
      {plan && <Button onClick={() => patch({ plan: undefined, outlook: plan.about.outlook_id, from: plan.id })}>{t('staffing:hiring.change')}</Button>}
      {edits && plan && <Button icon={<DeleteOutlined />} onClick={() => remove(plan)}>{t('staffing:hiring.delete')}</Button>}
    </>
  )
  const from = kept.data.find((p) => p.id === text('from'))
  const initial = plan || !from ? begin : toForm(from.about.assumptions)
  return (
    <Page title={t('staffing:nav.hiring')} note={outlook && t('staffing:hiring.note', { day: outlook.as_of_on, queues: (outlook.queues ?? []).filter((q) => q.outcome === 'made').length })} actions={actions}>
      <div className="lt-toolbar">
        <Select aria-label={t('staffing:hiring.plan')} style={{ width: 260 }} popupMatchSelectWidth={false} value={plan?.id ?? ''} options={[{ value: '', label: t('staffing:hiring.trial') }, ...kept.data.map((p) => ({ value: p.id, label: `${p.name} · ${p.created_by} ${dateTime(p.created_ms)}` }))]} onChange={(id: string) => patch({ plan: id || undefined })} />
        {!plan && <Select aria-label={t('staffing:hiring.outlook')} style={{ width: 260 }} popupMatchSelectWidth={false} value={outlook?.id} options={outlooks.data.map((o) => ({ value: o.id, label: t('staffing:hiring.outlook_of', { day: o.as_of_on, months: o.months, at: dateTime(o.created_ms) }) }))} onChange={(id: string) => patch({ outlook: id })} />}
        {kept.data.length > 0 && <Select allowClear aria-label={t('staffing:hiring.beside')} placeholder={t('staffing:hiring.beside')} style={{ width: 220 }} popupMatchSelectWidth={false} value={beside?.id} options={kept.data.filter((p) => p.id !== plan?.id).map((p) => ({ value: p.id, label: p.name }))} onChange={(id?: string) => patch({ beside: id })} />}
      </div>
      <div className="lt-hiring">
        <section className="lt-card" aria-label={t('staffing:hiring.assumptions')}>
          <div className="lt-card-head"><h2>{t('staffing:hiring.assumptions')}</h2></div>
          <div className="lt-card-body">
            <Form<Typed> key={plan?.id ?? `trial ${from?.id ?? ''}`} form={form} layout="vertical" size="small" initialValues={initial} disabled={Boolean(plan)} preserve={false}>
              <AssumptionFields faultAt={faultAt} />
            </Form>
          </div>
        </section>
        <div className="lt-hiring-answer">
          {!plan && trial.isError && faults.length === 0 && <Failure error={trial.error} onRetry={() => void trial.refetch()} />}
          {faults.length > 0 && <Note kind="warn">{t('staffing:hiring.see_fields')}</Note>}
          {!outcome ? (faults.length === 0 && !trial.isError && <Skeleton />) : (
            <>
              <Summary outcome={outcome} name={name} beside={beside} />
              <Months outcome={outcome} name={name} theme={theme} dimmed={trial.isPlaceholderData && !plan} onExport={async () => {
                await api.post('/audit/exports', { what: 'staffing.hiring', rows: months.length })
                saveWorkbook(`${t('staffing:nav.hiring')} ${name}.xlsx`, sheets(t, outcome, plan?.about.assumptions ?? fromForm(asked!), plan?.about.model_version ?? 1, outlook))
              }} />
              <Classes classes={outcome.classes ?? []} />
            </>
          )}
        </div>
      </div>
      {edits && <KeepDrawer open={text('keep') === '1' && !plan} request={request} onClose={() => patch({ keep: undefined })} onKept={(p) => { queries.setQueryData<HiringPlan[]>(['staffing', 'hiring-plans'], (all) => [p, ...(all ?? [])]); patch({ keep: undefined, from: undefined, plan: p.id }) }} />}
    </Page>
  )
}

/** The answer in a few figures, and those of another plan beside them. */
function Summary({ outcome, name, beside }: { outcome: HiringOutcome; name: string; beside?: HiringPlan }) {
  const { t } = useTranslation()
  const first = (o: HiringOutcome) => o.classes?.[0]
  const rows: { id: string; label: string; of: (o: HiringOutcome) => number | string | undefined; show: (v: number) => string }[] = [
    { id: 'cost', label: t('staffing:hiring.cost'), of: (o) => o.cost, show: money },
    { id: 'hired', label: t('staffing:hiring.hired'), of: (o) => o.hired, show: count },
    { id: 'classes', label: t('staffing:hiring.classes'), of: (o) => o.classes?.length ?? 0, show: count },
    { id: 'first', label: t('staffing:hiring.first_open'), of: (o) => first(o)?.open ?? none, show: count },
    { id: 'overtime', label: t('staffing:hiring.overtime_sum'), of: (o) => o.overtime, show: (v) => decimal(v, 1) },
    { id: 'short', label: t('staffing:hiring.short_sum'), of: (o) => o.short, show: (v) => decimal(v, 1) },
  ]
  const show = (o: HiringOutcome, r: (typeof rows)[number]) => { const v = r.of(o); return typeof v === 'number' ? r.show(v) : v }
  return (
    <section className="lt-card" aria-label={t('staffing:hiring.answer')}>
      <div className="lt-card-head"><h2>{t('staffing:hiring.answer_of', { name })}</h2></div>
      <div className="lt-card-body" style={{ display: 'grid', gap: 12 }}>
        {outcome.late && <Note kind="warn">{t('staffing:hiring.late')}</Note>}
        {!outcome.late && outcome.short > 0.05 && <Note kind="warn">{t('staffing:hiring.short_note')}</Note>}
        {beside ? (
          <table className="lt-table" aria-label={t('staffing:hiring.compared')}>
            <thead><tr><th scope="col" /><th scope="col" style={{ textAlign: 'right' }}>{name}</th><th scope="col" style={{ textAlign: 'right' }}>{beside.name}</th><th scope="col" style={{ textAlign: 'right' }}>{t('staffing:hiring.difference')}</th></tr></thead>
            <tbody>
              {rows.map((r) => {
                const [a, b] = [r.of(outcome), r.of(beside.outcome)]
                return <tr key={r.id}><th scope="row">{r.label}</th><td style={{ textAlign: 'right' }}>{show(outcome, r)}</td><td style={{ textAlign: 'right' }}>{show(beside.outcome, r)}</td><td style={{ textAlign: 'right' }}>{typeof a === 'number' && typeof b === 'number' ? `${a - b > 0 ? '+' : ''}${r.show(a - b)}` : ''}</td></tr>
              })}
            </tbody>
          </table>
        ) : <DescriptionList minWidth={120} facts={rows.map((r) => ({ label: r.label, value: show(outcome, r) }))} />}
      </div>
    </section>
  )
}

function Months({ outcome, name, theme, dimmed, onExport }: { outcome: HiringOutcome; name: string; theme: 'light' | 'dark'; dimmed: boolean; onExport: () => Promise<void> }) {
  const { t } = useTranslation()
  const rows = useMemo(() => outcome.months ?? [], [outcome])
  const columns = monthColumns(t)
  const option = useMemo(() => hiringOption(rows, theme, {
    need: t('staffing:hiring.need'), capacity: t('staffing:hiring.capacity'), overtime: t('staffing:hiring.overtime'), short: t('staffing:hiring.short'), training: t('staffing:hiring.in_training'), unit: t('staffing:unit.people'),
  }), [rows, theme, t])
  const missing = rows.filter((m) => m.short > 0.05)
  return <ChartCard<HiringMonth> id="staffing.hiring" title={t('staffing:hiring.months', { name })} summary={t('staffing:hiring.months_summary', { n: rows.length, missing: missing.length })} option={option} columns={columns} rows={rows} rowKey={(m) => m.month} height={320} dimmed={dimmed} onExport={onExport} />
}

function monthColumns(t: (key: string) => string): Column<HiringMonth>[] {
  const people = (id: keyof HiringMonth, width = 110, digits = 1): Column<HiringMonth> => ({ id, header: t(`staffing:hiring.${id}`), width, align: 'right', value: (m) => m[id] as number, cell: (m) => decimal(m[id] as number, digits) })
  return [
    { id: 'month', header: t('staffing:hiring.month'), width: 100, pin: true, value: (m) => m.month, cell: (m) => m.month },
    people('workload_h', 120, 0), people('planned_h', 130, 0), people('need'), people('capacity'), people('overtime'), people('short'), people('release'), people('heads'), people('in_training', 120), people('learning', 120), people('leavers'),
    { id: 'begin', header: t('staffing:hiring.begin'), width: 110, align: 'right', value: (m) => m.begin, cell: (m) => count(m.begin) },
    people('joining', 130, 0),
    { id: 'cost', header: t('staffing:hiring.cost'), width: 130, align: 'right', grow: true, value: (m) => m.cost, cell: (m) => money(m.cost) },
  ]
}

function Classes({ classes }: { classes: HiringClass[] }) {
  const { t } = useTranslation()
  const columns: Column<HiringClass>[] = [
    { id: 'open', header: t('staffing:hiring.open'), width: 140, pin: true, value: (c) => c.open, cell: (c) => c.open },
    { id: 'begin', header: t('staffing:hiring.training_begins'), width: 140, value: (c) => c.begin, cell: (c) => c.begin },
    { id: 'productive', header: t('staffing:hiring.productive'), width: 160, value: (c) => c.productive, cell: (c) => c.productive },
    { id: 'size', header: t('staffing:hiring.size'), width: 110, align: 'right', grow: true, value: (c) => c.size, cell: (c) => count(c.size) },
  ]
  return (
    <section className="lt-card" aria-label={t('staffing:hiring.class_list')}>
      <div className="lt-card-head"><h2>{t('staffing:hiring.class_list')}</h2></div>
      {classes.length === 0 ? <Empty title={t('staffing:hiring.no_classes')} reason={t('staffing:hiring.no_classes_reason')} /> : <DataTable<HiringClass> id="staffing.hiring.classes" label={t('staffing:hiring.class_list')} columns={columns} rows={classes} rowKey={(c) => `${c.begin} ${classes.indexOf(c)}`} maxHeight={320} />}
    </section>
  )
}

function sheets(t: (key: string, values?: Record<string, unknown>) => string, outcome: HiringOutcome, a: HiringPlan['about']['assumptions'], version: number, outlook?: Outlook) {
  const months = monthColumns(t)
  return [
    { name: t('staffing:hiring.months_sheet'), head: months.map((c) => c.header), rows: (outcome.months ?? []).map((m) => months.map((c) => c.value!(m) as string | number)) },
    { name: t('staffing:hiring.class_list'), head: [t('staffing:hiring.open'), t('staffing:hiring.training_begins'), t('staffing:hiring.productive'), t('staffing:hiring.size')], rows: (outcome.classes ?? []).map((c) => [c.open, c.begin, c.productive, c.size]) },
    {
      name: t('staffing:hiring.assumptions'), head: [t('staffing:hiring.assumption'), t('staffing:hiring.value')], rows: [
        [t('staffing:hiring.model'), t('staffing:hiring.model_value', { version })],
        [t('staffing:hiring.outlook'), outlook?.as_of_on ?? ''],
        ...Object.entries(a).map(([key, v]) => [t(`staffing:hiring.field.${key}`), Array.isArray(v) ? v.map((x) => (typeof x === 'object' ? `${x.month}: ${x.people}` : String(x))).join(', ') : v] as (string | number)[]),
      ],
    },
  ]
}

function KeepDrawer({ open, request, onClose, onKept }: { open: boolean; request?: object; onClose: () => void; onKept: (p: HiringPlan) => void }) {
  const { t } = useTranslation()
  return (
    <EditDrawer<{ name: string }> open={open} title={t('staffing:hiring.keep')} initial={{ name: '' }} onClose={onClose} onSave={async (v) => onKept(await api.post<HiringPlan>('/staffing/hiring-plans', { ...request, name: v.name }))}>
      <Form.Item name="name" label={t('staffing:name')} extra={t('staffing:hiring.name_help')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('staffing:name') }) }]}><Input maxLength={100} /></Form.Item>
    </EditDrawer>
  )
}
