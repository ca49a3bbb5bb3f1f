// The planner opens this every week before reckoning requirements, the operations manager every month: how much of the time people
// are paid for they are not there for contacts, by kind, and whether what is planned is what happens. They decide the planned values.
import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { addDays, dateTime, day, decimal, none, percent, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { usePrefs } from '../../kit/prefs'
import { StatusTag } from '../../kit/StatusTag'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { useSearchState } from '../../kit/useSearchState'
import { heatOption, shrinkageOption } from './chart'
import type { KindFigures, ShrinkageChange, ShrinkageFigures, StateFigures } from './types'

export function ShrinkagePage() {
  return <Guard permission="staffing.read"><ShrinkageView /></Guard>
}

function ShrinkageView() {
  const { t } = useTranslation()
  const edits = useAllowed('staffing.edit')
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const range = { from: text('from') ?? addDays(today(), -27), to: text('to') ?? today() }
  const q = useQuery({ queryKey: ['staffing', 'shrinkage', range.from, range.to], placeholderData: keepPreviousData, queryFn: ({ signal }) => api.get<ShrinkageFigures>('/staffing/shrinkage', range, signal) })
  const f = q.data
  const start = edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ plan: '1' }, true)}>{t('staffing:shrink.plan')}</Button>
  return (
    <Page title={t('staffing:nav.shrinkage')} actions={<><TimeRangePicker value={range} maxDays={400} onChange={(r) => patch(r)} />{start}</>}>
      {q.isError && !f ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !f ? <Skeleton /> : (
        <>
          <section className="lt-card" aria-label={t('staffing:shrink.now')}>
            <div className="lt-card-body">
              <DescriptionList
                facts={[
                  { label: t('staffing:shrink.planned_in'), value: percent(f.planned.in_office_percent) },
                  { label: t('staffing:shrink.planned_out'), value: percent(f.planned.out_of_office_percent) },
                  { label: t('staffing:shrink.multiplier'), value: decimal(f.multiplier, 2) },
                  { label: t('staffing:shrink.measured_total'), value: percent(f.measured_percent) },
                  { label: t('staffing:shrink.scheduled_total'), value: percent(f.measured_scheduled_percent) },
                  { label: t('staffing:shrink.signed_in'), value: decimal(f.signed_in_h) },
                ]}
              />
              <p className="lt-muted">{t('staffing:shrink.help', { day: day(f.to) })}</p>
            </div>
          </section>
          <KindsCard f={f} dimmed={q.isPlaceholderData} edits={edits} onPlan={(kind) => patch({ plan: kind }, true)} />
          <MapCard f={f} kind={text('kind')} dimmed={q.isPlaceholderData} onKind={(kind) => patch({ kind })} />
          <StatesCard states={f.states} edits={edits} onMap={(state) => patch({ state }, true)} />
          <ChangesCard changes={f.changes} edits={edits} />
        </>
      )}
      {edits && f && <PlanDrawer open={Boolean(text('plan'))} kind={f.kinds.find((k) => k.kind === text('plan'))} kinds={f.kinds} onClose={() => patch({ plan: undefined })} />}
      {edits && f && <StateDrawer state={f.states.find((x) => x.state === text('state'))} kinds={f.kinds} onClose={() => patch({ state: undefined })} />}
    </Page>
  )
}

function KindsCard({ f, dimmed, edits, onPlan }: { f: ShrinkageFigures; dimmed: boolean; edits: boolean; onPlan: (kind: string) => void }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const off = (k: KindFigures) => (k.measured_scheduled_percent === null ? null : k.measured_scheduled_percent - k.planned_percent)
  const columns: Column<KindFigures>[] = [
    { id: 'kind', header: t('staffing:shrink.kind'), width: 150, pin: true, value: (k) => t(`staffing:kinds.${k.kind}`), cell: (k) => t(`staffing:kinds.${k.kind}`) },
    { id: 'place', header: t('staffing:shrink.place'), width: 110, value: (k) => t(k.in_office ? 'staffing:shrink.in' : 'staffing:shrink.out'), cell: (k) => t(k.in_office ? 'staffing:shrink.in' : 'staffing:shrink.out') },
    { id: 'planned', header: t('staffing:shrink.planned'), width: 130, align: 'right', value: (k) => k.planned_percent, cell: (k) => <b>{percent(k.planned_percent)}</b>, help: t('staffing:shrink.planned_help') },
    { id: 'since', header: t('staffing:shrink.since'), width: 140, value: (k) => k.since, cell: (k) => (k.since ? day(k.since) : none) },
    { id: 'scheduled', header: t('staffing:shrink.measured_scheduled'), width: 150, align: 'right', value: (k) => k.measured_scheduled_percent, cell: (k) => percent(k.measured_scheduled_percent), help: t('staffing:shrink.scheduled_help') },
    { id: 'off', header: t('staffing:shrink.off'), width: 130, align: 'right', value: off, cell: (k) => { const v = off(k); return v === null ? none : `${v > 0 ? '+' : ''}${decimal(v)}` }, help: t('staffing:shrink.off_help') },
    { id: 'measured', header: t('staffing:shrink.measured'), width: 150, align: 'right', value: (k) => k.measured_percent, cell: (k) => percent(k.measured_percent) },
    { id: 'hours', header: t('staffing:shrink.hours'), width: 110, align: 'right', value: (k) => k.measured_h, cell: (k) => decimal(k.measured_h) },
    ...(edits ? [{ id: 'do', header: '', width: 120, grow: true, cell: (k) => <Button size="small" onClick={() => onPlan(k.kind)}>{t('staffing:shrink.set')}</Button> } satisfies Column<KindFigures>] : []),
  ]
  const option = useMemo(() => shrinkageOption({
    labels: f.kinds.map((k) => t(`staffing:kinds.${k.kind}`)), planned: f.kinds.map((k) => k.planned_percent), measured: f.kinds.map((k) => k.measured_scheduled_percent), theme,
    words: { planned: t('staffing:shrink.planned'), measured: t('staffing:shrink.measured_scheduled') },
  }), [f, theme, t])
  return (
    <>
      <ChartCard<KindFigures> id="staffing.shrinkage" title={t('staffing:shrink.beside')} summary={t('staffing:shrink.beside_summary')} option={option} columns={columns.filter((c) => c.value)} rows={f.kinds} rowKey={(k) => k.kind} height={260} dimmed={dimmed} />
      <section className="lt-card" aria-label={t('staffing:shrink.kinds')}>
        <div className="lt-card-head"><h2>{t('staffing:shrink.kinds')}</h2></div>
        <DataTable<KindFigures> id="staffing.kinds" label={t('staffing:shrink.kinds')} columns={columns} rows={f.kinds} rowKey={(k) => k.kind} maxHeight={420} dimmed={dimmed} />
      </section>
    </>
  )
}

type Line = { weekday: number; cells: (number | null)[] }

function MapCard({ f, kind, dimmed, onKind }: { f: ShrinkageFigures; kind?: string; dimmed: boolean; onKind: (kind?: string) => void }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const measured = f.kinds.filter((k) => k.in_office)
  const chosen = measured.find((k) => k.kind === kind)
  const cells = useMemo(() => chosen?.cells ?? f.cells, [chosen, f])
  const hours = useMemo(() => {
    const known = Array.from({ length: 24 }, (_, h) => h).filter((h) => cells.some((line) => line[h] !== null))
    return known.length === 0 ? [] : Array.from({ length: known.at(-1)! - known[0]! + 1 }, (_, i) => known[0]! + i)
  }, [cells])
  const rows = useMemo<Line[]>(() => (hours.length === 0 ? [] : cells.map((line, i) => ({ weekday: i + 1, cells: line }))), [cells, hours])
  const clock = (h: number) => `${String(h).padStart(2, '0')}:00`
  const columns: Column<Line>[] = [
    { id: 'weekday', header: t('staffing:shrink.weekday'), width: 90, pin: true, value: (l) => t(`metric:weekday.${l.weekday}`), cell: (l) => t(`metric:weekday.${l.weekday}`) },
    ...hours.map((h): Column<Line> => ({ id: clock(h), header: clock(h), width: 74, align: 'right', value: (l) => l.cells[h], cell: (l) => percent(l.cells[h]) })),
  ]
  const option = useMemo(() => (rows.length === 0 ? undefined : heatOption({
    rows: rows.map((l) => t(`metric:weekday.${l.weekday}`)), columns: hours.map(clock), theme, unit: ' %',
    value: (row, column) => rows[row]!.cells[hours[column]!] ?? null,
    tip: (row, column) => `<b>${t(`metric:weekday.${rows[row]!.weekday}`)} ${clock(hours[column]!)}</b><br/>${percent(rows[row]!.cells[hours[column]!])}`,
  })), [rows, hours, theme, t])
  return (
    <ChartCard<Line>
      id="staffing.shrinkage.map" title={t('staffing:shrink.map')} summary={t('staffing:shrink.map_summary')} option={option} columns={columns} rows={rows} rowKey={(l) => String(l.weekday)} height={260} dimmed={dimmed} emptyReason={t('staffing:shrink.none')}
      extra={<Select size="small" aria-label={t('staffing:shrink.kind')} style={{ width: 160 }} value={chosen?.kind ?? ''} options={[{ value: '', label: t('staffing:shrink.all') }, ...measured.map((k) => ({ value: k.kind, label: t(`staffing:kinds.${k.kind}`) }))]} onChange={(v: string) => onKind(v || undefined)} />}
    />
  )
}

function StatesCard({ states, edits, onMap }: { states: StateFigures[]; edits: boolean; onMap: (state: string) => void }) {
  const { t } = useTranslation()
  const columns: Column<StateFigures>[] = [
    { id: 'state', header: t('staffing:shrink.state'), width: 180, pin: true, value: (x) => x.state, cell: (x) => t(`staffing:states.${x.state}`) },
    { id: 'kind', header: t('staffing:shrink.counts_as'), width: 180, value: (x) => x.kind, cell: (x) => t(`staffing:kinds.${x.kind}`) },
    { id: 'since', header: t('staffing:shrink.since'), width: 160, grow: !edits, value: (x) => x.since, cell: (x) => (x.since ? day(x.since) : t('staffing:shrink.ever')) },
    ...(edits ? [{ id: 'do', header: '', width: 120, grow: true, cell: (x) => <Button size="small" onClick={() => onMap(x.state)}>{t('common:action.edit')}</Button> } satisfies Column<StateFigures>] : []),
  ]
  return (
    <section className="lt-card" aria-label={t('staffing:shrink.states')}>
      <div className="lt-card-head"><h2>{t('staffing:shrink.states')}</h2><span className="lt-muted">{t('staffing:shrink.states_help')}</span></div>
      <DataTable<StateFigures> id="staffing.states" label={t('staffing:shrink.states')} columns={columns} rows={states} rowKey={(x) => x.state} maxHeight={260} />
    </section>
  )
}

function ChangesCard({ changes, edits }: { changes: ShrinkageChange[]; edits: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [busy, setBusy] = useState('')
  const [search, setSearch] = useState('')
  const undo = async (c: ShrinkageChange) => {
    setBusy(c.id)
    try {
      await api.post(`/staffing/shrinkage/changes/${encodeURIComponent(c.id)}/undo`)
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy('')
      await queries.invalidateQueries({ queryKey: ['staffing', 'shrinkage'] })
    }
  }
  const what = (c: ShrinkageChange) => (c.state ? t('staffing:shrink.mapped', { state: t(`staffing:states.${c.state}`), kind: t(`staffing:kinds.${c.kind}`) }) : t('staffing:shrink.planned_value', { kind: t(`staffing:kinds.${c.kind}`), percent: decimal(c.percent) }))
  const wanted = search.trim().toLowerCase()
  const rows = changes.filter((c) => `${what(c)} ${c.note ?? ''} ${c.created_by}`.toLowerCase().includes(wanted))
  const columns: Column<ShrinkageChange>[] = [
    { id: 'what', header: t('staffing:shrink.change'), width: 240, pin: true, sortable: true, value: what, cell: what },
    { id: 'from', header: t('staffing:shrink.since'), width: 150, sortable: true, value: (c) => c.from_on, cell: (c) => day(c.from_on) },
    { id: 'note', header: t('staffing:shrink.note'), width: 220, grow: true, value: (c) => c.note, cell: (c) => c.note || none },
    { id: 'by', header: t('staffing:shrink.by'), width: 200, sortable: true, value: (c) => c.created_ms, cell: (c) => `${c.created_by} · ${dateTime(c.created_ms)}` },
    { id: 'do', header: '', width: 190, cell: (c) => (c.undone_ms ? <StatusTag tone="muted">{t('staffing:shrink.undone', { by: c.undone_by })}</StatusTag> : edits && <Button size="small" loading={busy === c.id} onClick={() => void undo(c)}>{t('staffing:shrink.undo')}</Button>) },
  ]
  return (
    <section className="lt-card" aria-label={t('staffing:shrink.changes')}>
      <div className="lt-card-head"><h2>{t('staffing:shrink.changes')}</h2><span className="lt-grow" /><Input type="search" allowClear aria-label={t('staffing:shrink.search')} placeholder={t('staffing:shrink.search')} style={{ width: 200 }} value={search} onChange={(e) => setSearch(e.target.value)} /></div>
      {rows.length === 0 ? <Empty title={changes.length === 0 ? t('staffing:shrink.no_changes') : t('common:table.empty_filtered')} reason={changes.length === 0 ? t('staffing:shrink.no_changes_reason') : undefined} /> : <DataTable<ShrinkageChange> id="staffing.changes" label={t('staffing:shrink.changes')} columns={columns} rows={rows} rowKey={(c) => c.id} maxHeight={360} />}
    </section>
  )
}

type Planned = { kind?: string; percent?: number; from_on: Dayjs; note?: string }

function PlanDrawer({ open, kind, kinds, onClose }: { open: boolean; kind?: KindFigures; kinds: KindFigures[]; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const needed = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  return (
    <EditDrawer<Planned>
      open={open} identity={kind?.kind} title={t('staffing:shrink.plan')} initial={{ kind: kind?.kind, percent: kind?.planned_percent, from_on: dayjs(today()) }} onClose={onClose}
      onSave={async (v) => {
        await api.post('/staffing/shrinkage/changes', { kind: v.kind, percent: v.percent, from_on: v.from_on.format('YYYY-MM-DD'), note: v.note })
        await queries.invalidateQueries({ queryKey: ['staffing', 'shrinkage'] })
      }}
    >
      <Form.Item name="kind" label={t('staffing:shrink.kind')} rules={[needed(t('staffing:shrink.kind'))]}>
        <Select options={[true, false].map((place) => ({ label: t(place ? 'staffing:shrink.in' : 'staffing:shrink.out'), options: kinds.filter((k) => k.in_office === place).map((k) => ({ value: k.kind, label: t(`staffing:kinds.${k.kind}`) })) }))} />
      </Form.Item>
      <Form.Item name="percent" label={t('staffing:shrink.planned')} extra={t('staffing:shrink.planned_help')} rules={[needed(t('staffing:shrink.planned'))]}><InputNumber min={0} max={80} suffix="%" style={{ width: 140 }} /></Form.Item>
      <Form.Item name="from_on" label={t('staffing:shrink.since')} rules={[needed(t('staffing:shrink.since'))]}><DatePicker allowClear={false} style={{ width: 180 }} /></Form.Item>
      <Form.Item name="note" label={t('staffing:shrink.note')}><Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} /></Form.Item>
    </EditDrawer>
  )
}

type Mapped = { kind?: string; from_on: Dayjs; note?: string }

function StateDrawer({ state, kinds, onClose }: { state?: StateFigures; kinds: KindFigures[]; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  return (
    <EditDrawer<Mapped>
      open={Boolean(state)} identity={state?.state} title={state ? t('staffing:shrink.map_state', { state: t(`staffing:states.${state.state}`) }) : ''} initial={{ kind: state?.kind, from_on: dayjs(today()) }} onClose={onClose}
      onSave={async (v) => {
        await api.post('/staffing/shrinkage/changes', { state: state!.state, kind: v.kind, from_on: v.from_on.format('YYYY-MM-DD'), note: v.note })
        await queries.invalidateQueries({ queryKey: ['staffing', 'shrinkage'] })
      }}
    >
      <Form.Item name="kind" label={t('staffing:shrink.counts_as')} rules={[{ required: true }]}><Select options={[...kinds.filter((k) => k.in_office).map((k) => k.kind), 'none'].map((value) => ({ value, label: t(`staffing:kinds.${value}`) }))} /></Form.Item>
      <Form.Item name="from_on" label={t('staffing:shrink.since')} rules={[{ required: true }]}><DatePicker allowClear={false} style={{ width: 180 }} /></Form.Item>
      <Form.Item name="note" label={t('staffing:shrink.note')}><Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} /></Form.Item>
    </EditDrawer>
  )
}
