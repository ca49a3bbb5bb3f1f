// The operations manager opens this every month and before budgets, the planner with them: how much work the coming year brings,
// how sure that is, and how many people it takes, so that hiring begins early enough.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { DatePicker, Form, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { count, dateTime, day, decimal, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { usePrefs } from '../../kit/prefs'
import { useStudies } from '../../kit/useStudies'
import { forecastOption } from './chart'
import type { Band, MonthFigures, Outlook, OutlookDay, OutlookFigures } from './types'

export function OutlookPage() {
  return <Guard permission="forecast.read"><OutlookView /></Guard>
}

/** Hours of contacts a person handles in a month: 174 paid, 70 % of them at work on contacts, 85 % of those busy. */
const usualHours = 104
const whole = (v: number | null | undefined) => (v === null || v === undefined ? none : count(Math.round(v)))
const span = (b: Band) => `${whole(b.low)} – ${whole(b.high)}`

function OutlookView() {
  const { t } = useTranslation()
  const studies = useStudies<Outlook>({
    path: '/forecast/outlooks', edit: 'forecast.edit', keys: ['forecast', 'outlooks'], result: 'outlook_id',
    words: { start: t('forecast:outlook.start'), running: t('forecast:outlook.running'), remove: t('forecast:action.delete'), removeTitle: t('forecast:outlook.delete_title'), removeText: t('forecast:delete_text') },
  })
  const { list, chosen, text, patch } = studies
  const made = (chosen?.queues ?? []).filter((q) => q.outcome === 'made')
  const queue = made.find((q) => q.queue_id === text('queue'))
  const hours = Number(text('hours')) > 0 ? Number(text('hours')) : usualHours
  const q = useQuery({
    queryKey: ['forecast', 'outlook', chosen?.id ?? '', queue?.queue_id ?? ''],
    enabled: Boolean(chosen),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<OutlookFigures>(`/forecast/outlooks/${encodeURIComponent(chosen!.id)}`, { queue: queue?.queue_id }, signal),
  })
  const young = made.filter((x) => x.history_days < 400)
  const without = (chosen?.queues ?? []).filter((x) => x.outcome !== 'made')
  return (
    <Page title={t('forecast:nav.outlook')} note={chosen && t('forecast:outlook.note', { day: day(chosen.as_of_on), last: day(chosen.last_on) })} actions={studies.actions}>
      {studies.running}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Skeleton /> : !chosen ? (
        <section className="lt-card" aria-label={t('forecast:nav.outlook')}><Empty title={t('forecast:outlook.empty')} reason={t('forecast:outlook.empty_reason')}>{studies.start}</Empty></section>
      ) : (
        <>
          <div className="lt-toolbar">
            <Select aria-label={t('forecast:nav.outlook')} style={{ width: 300 }} popupMatchSelectWidth={false} value={chosen.id} options={list.data.map((o) => ({ value: o.id, label: t('forecast:outlook.of', { day: o.as_of_on, months: o.months, by: o.created_by, at: dateTime(o.created_ms) }) }))} onChange={(of: string) => patch({ of })} />
            <Select aria-label={t('forecast:queue')} style={{ width: 220 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} value={queue?.queue_id ?? ''} options={[{ value: '', label: t('forecast:all_queues') }, ...made.map((x) => ({ value: x.queue_id, label: x.name }))]} onChange={(value: string) => patch({ queue: value || undefined })} />
            <label className="lt-row">{t('forecast:outlook.hours')} <InputNumber aria-label={t('forecast:outlook.hours')} min={1} max={400} value={hours} onChange={(v) => patch({ hours: v ? String(v) : undefined })} /></label>
          </div>
          {(chosen.unpublished ?? []).length > 0 && <Note kind="warn">{t('forecast:outlook.unpublished', { years: chosen.unpublished!.join(', ') })}</Note>}
          {young.length > 0 && <Note kind="warn">{t('forecast:outlook.young', { names: young.map((x) => x.name).join(t('forecast:intraday.join')) })}</Note>}
          {without.length > 0 && <Note>{t('forecast:outlook.without', { names: without.map((x) => x.name).join(t('forecast:intraday.join')) })}</Note>}
          {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : (
            <>
              <Months f={q.data} hours={hours} name={queue?.name ?? t('forecast:all_queues')} dimmed={q.isPlaceholderData} />
              <Days f={q.data} dimmed={q.isPlaceholderData} />
            </>
          )}
        </>
      )}
      {studies.edits && <StartDrawer {...studies.drawer} />}
    </Page>
  )
}

const words = (t: (key: string) => string) => ({ forecast: t('forecast:forecast'), actual: t('forecast:actual'), band80: t('forecast:band80'), band95: t('forecast:band95'), model: t('forecast:model_said'), unit: t('forecast:unit.contacts') })

function Months({ f, hours, name, dimmed }: { f: OutlookFigures; hours: number; name: string; dimmed: boolean }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const rows = useMemo(() => [...(f.past ?? []), ...(f.ahead ?? [])], [f])
  const label = (m: MonthFigures) => m.from.slice(0, 7) + (m.partial ? ` ${t('forecast:outlook.part')}` : '')
  const option = useMemo(
    () => forecastOption({
      labels: rows.map(label), rows, measure: 'contacts', theme, marked: f.past?.length || undefined, words: words(t),
      tip: (i) => {
        const m = rows[i]
        return m ? [`<b>${m.from} – ${m.to}</b>`, m.actual !== null ? `${t('forecast:actual')} ${whole(m.actual)}` : `${t('forecast:forecast')} ${whole(m.forecast)}`, m.bands ? `${t('forecast:band80')} ${span(m.bands[1]!)}` : ''].filter(Boolean).join('<br/>') : ''
      },
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [rows, theme, t],
  )
  const people = (m: MonthFigures) => (typeof m.workload_h === 'number' && !m.partial ? m.workload_h / hours : null)
  const growth = (m: MonthFigures) => (typeof m.last_year === 'number' && m.last_year > 0 && m.forecast !== null ? (m.forecast / m.last_year - 1) * 100 : null)
  const columns: Column<MonthFigures>[] = [
    { id: 'month', header: t('forecast:outlook.month'), width: 150, pin: true, value: label, cell: label },
    { id: 'actual', header: t('forecast:actual'), width: 110, align: 'right', value: (m) => m.actual, cell: (m) => whole(m.actual) },
    { id: 'forecast', header: t('forecast:forecast'), width: 110, align: 'right', value: (m) => m.forecast, cell: (m) => whole(m.forecast) },
    { id: 'band80', header: t('forecast:band80'), width: 170, align: 'right', value: (m) => (m.bands ? `${m.bands[1]!.low} – ${m.bands[1]!.high}` : null), cell: (m) => (m.bands ? span(m.bands[1]!) : none) },
    { id: 'last_year', header: t('forecast:outlook.last_year'), width: 120, align: 'right', value: (m) => m.last_year, cell: (m) => whole(m.last_year) },
    { id: 'growth', header: t('forecast:outlook.growth'), width: 110, align: 'right', value: growth, cell: (m) => { const v = growth(m); return v === null ? none : `${v >= 0 ? '+' : ''}${decimal(v, 1)} %` } },
    { id: 'handle', header: t('forecast:outlook.handle'), width: 120, align: 'right', value: (m) => m.handle_s ?? m.actual_handle_s, cell: (m) => whole(m.handle_s ?? m.actual_handle_s) },
    { id: 'handle80', header: t('forecast:outlook.handle80'), width: 130, align: 'right', value: (m) => (m.handle_bands ? `${m.handle_bands[1]!.low} – ${m.handle_bands[1]!.high}` : null), cell: (m) => (m.handle_bands ? span(m.handle_bands[1]!) : none), help: t('forecast:outlook.handle80_help') },
    { id: 'work', header: t('forecast:outlook.work'), width: 120, align: 'right', value: (m) => m.workload_h ?? m.actual_workload_h, cell: (m) => whole(m.workload_h ?? m.actual_workload_h) },
    { id: 'people', header: t('forecast:outlook.people'), width: 110, align: 'right', grow: true, value: people, cell: (m) => decimal(people(m), 1), help: t('forecast:outlook.people_help', { hours }) },
  ]
  return <ChartCard<MonthFigures> id="forecast.outlook" title={t('forecast:outlook.months', { name })} option={option} columns={columns} rows={rows} rowKey={(m) => m.from} height={320} dimmed={dimmed} />
}

function Days({ f, dimmed }: { f: OutlookFigures; dimmed: boolean }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const rows = useMemo(() => f.days ?? [], [f])
  const option = useMemo(
    () => rows.length === 0 ? undefined : forecastOption({
      labels: rows.map((d) => d.on), rows, measure: 'contacts', theme, zoom: true, words: words(t),
      tip: (i) => { const d = rows[i]; return d ? `<b>${day(d.on)}</b><br/>${d.closed ? t('forecast:closed') : `${t('forecast:forecast')} ${whole(d.forecast)}<br/>${d.bands ? `${t('forecast:band80')} ${span(d.bands[1]!)}` : ''}`}` : '' },
    }),
    [rows, theme, t],
  )
  const columns: Column<OutlookDay>[] = [
    { id: 'on', header: t('forecast:day'), width: 170, pin: true, value: (d) => d.on, cell: (d) => day(d.on) },
    { id: 'forecast', header: t('forecast:forecast'), width: 120, align: 'right', value: (d) => d.forecast, cell: (d) => (d.closed ? t('forecast:closed') : whole(d.forecast)) },
    { id: 'band80', header: t('forecast:band80'), width: 170, align: 'right', value: (d) => (d.bands ? `${d.bands[1]!.low} – ${d.bands[1]!.high}` : null), cell: (d) => (d.bands ? span(d.bands[1]!) : none) },
    { id: 'handle', header: t('forecast:outlook.handle'), width: 120, align: 'right', value: (d) => d.handle_s, cell: (d) => (d.closed ? none : whole(d.handle_s)) },
    { id: 'handle80', header: t('forecast:outlook.handle80'), width: 130, align: 'right', value: (d) => (d.handle_bands && !d.closed ? `${d.handle_bands[1]!.low} – ${d.handle_bands[1]!.high}` : null), cell: (d) => (d.handle_bands && !d.closed ? span(d.handle_bands[1]!) : none) },
    { id: 'work', header: t('forecast:outlook.work'), width: 130, align: 'right', grow: true, value: (d) => d.workload_h, cell: (d) => decimal(d.workload_h, 1) },
  ]
  return <ChartCard<OutlookDay> id="forecast.outlook.days" title={t('forecast:outlook.days')} option={option} columns={columns} rows={rows} rowKey={(d) => d.on} height={300} dimmed={dimmed} />
}

type Values = { months: number; queue_ids: string[]; as_of?: Dayjs }

function StartDrawer({ open, onClose, onStarted }: { open: boolean; onClose: () => void; onStarted: (job: string) => void }) {
  const { t } = useTranslation()
  const { data } = useQuery(dimensionsQuery)
  return (
    <EditDrawer<Values>
      open={open}
      title={t('forecast:outlook.start')}
      initial={{ months: 12, queue_ids: [] }}
      saveLabel={t('forecast:run.go')}
      onClose={onClose}
      onSave={async (v) => {
        const { job_id } = await api.post<{ job_id: string }>('/forecast/outlooks', { months: v.months, queue_ids: v.queue_ids ?? [], as_of: v.as_of?.format('YYYY-MM-DD') })
        onStarted(job_id)
      }}
    >
      <Form.Item name="months" label={t('forecast:outlook.how_far')} rules={[{ required: true, message: t('common:form.required', { label: t('forecast:outlook.how_far') }) }]}><InputNumber min={3} max={24} precision={0} /></Form.Item>
      <Form.Item name="queue_ids" label={t('forecast:queues')} extra={t('forecast:run.queues_help')}>
        <Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('forecast:run.all_queues')} options={inUse(data?.queues).map((x) => ({ value: x.id, label: x.name }))} />
      </Form.Item>
      <Form.Item name="as_of" label={t('forecast:run.as_of')} extra={t('forecast:run.as_of_help')}><DatePicker style={{ width: 180 }} maxDate={dayjs(today())} minDate={dayjs(today()).subtract(10, 'year')} /></Form.Item>
    </EditDrawer>
  )
}
