// The planner opens this every month and when a queue's forecast disappoints, the operations manager when asking whether it can be
// trusted: they decide whether to trust the ensemble, whether a simpler method would do, and which queue's history needs a look.
import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Form, Input, Segmented, Select } from 'antd'
import { useMemo, useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, decimal, none, percent } from '../../kit/format'
import { Page } from '../../kit/Page'
import { usePrefs } from '../../kit/prefs'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { tokens } from '../../kit/tokens'
import { useStudies } from '../../kit/useStudies'
import { saveWorkbook } from '../../kit/xlsx'
import type { Comparison, ComparisonFigures, ComparisonQueue, HorizonFigures, ModelScore, ModelWeight, QueueJudged } from './types'

const ensemble = 'ensemble'
/** Below so many forecasts nothing is certain, and below so many days of history they are poor. */
const fewOrigins = 8
const youngDays = 56
const share = (v: number | null | undefined) => (v === null || v === undefined ? none : percent(100 * v))
const modelName = (t: TFunction, model: string) => (model ? t(`forecast:model_name.${model}`) : none)
const named = (t: TFunction, queues: ComparisonQueue[]) => queues.slice(0, 8).map((q) => q.name).join(t('forecast:intraday.join')) + (queues.length > 8 ? '…' : '')

export function ComparisonPage() {
  return <Guard permission="forecast.read"><ComparisonView /></Guard>
}

function ComparisonView() {
  const { t } = useTranslation()
  const studies = useStudies<Comparison>({
    path: '/forecast/comparisons', edit: 'forecast.edit', keys: ['forecast', 'comparisons'], result: 'comparison_id',
    words: { start: t('forecast:comparison.start'), running: t('forecast:comparison.running'), remove: t('forecast:action.delete'), removeTitle: t('forecast:comparison.delete_title'), removeText: t('forecast:delete_text') },
  })
  const { list, chosen, text, patch } = studies
  const all = chosen?.queues ?? []
  const made = all.filter((q) => q.outcome === 'made')
  const queue = made.find((q) => q.queue_id === text('queue'))
  const days = text('days') === '28' ? 28 : 7
  const q = useQuery({
    queryKey: ['forecast', 'comparison', chosen?.id ?? '', queue?.queue_id ?? ''],
    enabled: Boolean(chosen),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<ComparisonFigures>(`/forecast/comparisons/${encodeURIComponent(chosen!.id)}`, { queue: queue?.queue_id }, signal),
  })
  const horizon = q.data?.horizons?.find((h) => h.days === days)
  const name = queue?.name ?? t('forecast:all_queues')
  const told = queue ? [queue] : made
  const young = told.filter((x) => x.known_days < youngDays)
  const without = all.filter((x) => x.outcome !== 'made')
  const origins = Math.max(0, ...told.map((x) => x.origins))
  return (
    <Page title={t('forecast:nav.models')} note={chosen && t('forecast:comparison.note', { from: day(chosen.history_from_on), to: day(chosen.history_to_on) })} actions={studies.actions}>
      {studies.running}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Skeleton /> : !chosen ? (
        <section className="lt-card" aria-label={t('forecast:nav.models')}><Empty title={t('forecast:comparison.empty')} reason={t('forecast:comparison.empty_reason')}>{studies.start}</Empty></section>
      ) : (
        <>
          <div className="lt-toolbar">
            <Select aria-label={t('forecast:nav.models')} style={{ width: 300 }} popupMatchSelectWidth={false} value={chosen.id} options={list.data.map((c) => ({ value: c.id, label: t('forecast:comparison.of', { from: c.history_from_on, to: c.history_to_on, by: c.created_by, at: dateTime(c.created_ms) }) }))} onChange={(of: string) => patch({ of })} />
            <Select aria-label={t('forecast:queue')} style={{ width: 220 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} value={queue?.queue_id ?? ''} options={[{ value: '', label: t('forecast:all_queues') }, ...made.map((x) => ({ value: x.queue_id, label: x.name }))]} onChange={(value: string) => patch({ queue: value || undefined })} />
            <Segmented aria-label={t('forecast:comparison.horizon')} value={days} onChange={(value) => patch({ days: value === 7 ? undefined : String(value) })} options={[7, 28].map((value) => ({ value, label: t(`forecast:comparison.days.${value}`) }))} />
          </div>
          {young.length > 0 && <Note kind="warn">{t('forecast:comparison.young', { names: named(t, young) })}</Note>}
          {without.length > 0 && made.length > 0 && <Note>{t('forecast:comparison.without', { names: named(t, without) })}</Note>}
          {made.length === 0 ? <section className="lt-card" aria-label={name}><Empty title={t('forecast:comparison.none')} reason={t('forecast:comparison.none_reason')} /></section> : q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !horizon ? <Skeleton /> : (
            <>
              <Trust h={horizon} name={name} queue={queue} queues={made.length} origins={origins} />
              <Models h={horizon} name={name} weights={q.data?.weights ?? []} dimmed={q.isPlaceholderData} />
            </>
          )}
          <Queues h={horizon} queues={all} selected={queue?.queue_id} onQueue={(id) => patch({ queue: id === queue?.queue_id ? undefined : id })} />
        </>
      )}
      {studies.edits && <StartDrawer {...studies.drawer} />}
    </Page>
  )
}

/** The answer in words, with the figures it comes from. */
function Trust({ h, name, queue, queues, origins }: { h: HorizonFigures; name: string; queue?: ComparisonQueue; queues: number; origins: number }) {
  const { t } = useTranslation()
  const title = t('forecast:comparison.can_trust', { name })
  const j = h.judged
  const own = h.models?.find((m) => m.model === ensemble)
  const words = { simple: modelName(t, j.simple), gain: share(Math.abs(j.gain ?? 0)) }
  const verdict = j.gain === null ? 'unknown' : j.gain >= 0.05 ? 'better' : j.gain > -0.05 ? 'same' : 'worse'
  const member = j.best !== ensemble && j.best_wape !== null && j.ensemble_wape ? 1 - j.best_wape / j.ensemble_wape : 0
  return (
    <section className="lt-card" aria-label={title}>
      <div className="lt-card-head"><h2>{title}</h2></div>
      <div className="lt-card-body" style={{ display: 'grid', gap: 12 }}>
        <Note kind={verdict === 'better' ? 'good' : verdict === 'worse' ? 'warn' : 'info'} action={verdict === 'worse' && <Link to={'/forecast-history' as string} search={(queue ? { queue: queue.queue_id } : {}) as never}><Button size="small">{t('forecast:comparison.check_days')}</Button></Link>}>
          {[t(`forecast:comparison.${verdict}`, words), member >= 0.02 && t('forecast:comparison.member', { model: modelName(t, j.best), gain: share(member) }), origins < fewOrigins && t('forecast:comparison.few', { n: origins })].filter(Boolean).join(' ')}
        </Note>
        <DescriptionList
          minWidth={120}
          facts={[
            { label: t('forecast:comparison.ensemble_wape'), value: share(j.ensemble_wape) },
            { label: t('forecast:comparison.simple_wape'), value: j.simple ? `${share(j.simple_wape)} · ${modelName(t, j.simple)}` : none },
            { label: t('forecast:comparison.gain'), value: share(j.gain) },
            { label: t('forecast:accuracy.bias'), value: share(own?.bias) },
            { label: t('forecast:accuracy.day_wape'), value: share(own?.day_wape) },
            { label: t('forecast:accuracy.coverage_80'), value: share(own?.coverage_80) },
            { label: t('forecast:comparison.tried'), value: queue ? t('forecast:comparison.tried_value', { n: queue.origins, from: queue.tried_from_on, to: queue.tried_to_on }) : t('forecast:comparison.tried_all', { queues: count(queues), n: origins }) },
          ]}
        />
      </div>
    </section>
  )
}

function Models({ h, name, weights, dimmed }: { h: HorizonFigures; name: string; weights: ModelWeight[]; dimmed: boolean }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const rows = useMemo(() => h.models ?? [], [h])
  const label = (m: ModelScore) => modelName(t, m.model) + (m.model === ensemble ? ` ★ ${t('forecast:comparison.ours')}` : '') + (m.partial ? ' *' : '')
  const option = useMemo(() => {
    if (rows.length === 0) return undefined
    const ink = tokens[theme].ink
    return {
      grid: { left: 8, right: 64, top: 8, bottom: 8, containLabel: true },
      tooltip: { trigger: 'item', valueFormatter: (v: unknown) => (typeof v === 'number' ? `${v} %` : none) },
      xAxis: { type: 'value', axisLabel: { formatter: '{value}%' } },
      yAxis: { type: 'category', inverse: true, data: rows.map(label) },
      series: [{
        name: t('forecast:accuracy.wape'), type: 'bar', barMaxWidth: 24,
        data: rows.map((m) => ({ value: m.wape === null ? null : Math.round(m.wape * 1000) / 10, itemStyle: { color: m.model === ensemble ? '#D15913' : 'rgba(106,157,220,0.72)' } })),
        label: { show: true, position: 'right', color: ink, formatter: ({ value }: { value: number }) => percent(value) },
      }],
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, theme, t])
  const measure = (id: string, header: string, of: (m: ModelScore) => number | null | undefined, help?: string): Column<ModelScore> => ({ id, header, width: 104, align: 'right', sortable: true, value: of, cell: (m) => share(of(m)), help })
  const weight = (m: ModelScore) => { const w = weights.find((x) => x.model === m.model); return w && (h.days === 7 ? w.first_week : w.later) }
  const columns: Column<ModelScore>[] = [
    { id: 'model', header: t('forecast:comparison.model'), width: 190, pin: true, sortable: true, value: label, cell: (m) => (m.model === ensemble ? <b>{label(m)}</b> : label(m)) },
    measure('wape', t('forecast:accuracy.wape'), (m) => m.wape, t('forecast:accuracy.wape_help')),
    { ...measure('weight', t('forecast:comparison.weight'), weight, t('forecast:comparison.weight_help')), width: 132 },
    { id: 'mase', header: 'MASE', width: 110, align: 'right', sortable: true, value: (m) => m.mase, cell: (m) => decimal(m.mase, 2), help: t('forecast:comparison.mase_help') },
    { ...measure('bias', t('forecast:accuracy.bias'), (m) => m.bias), width: 80 },
    measure('day_wape', t('forecast:accuracy.day_wape'), (m) => m.day_wape),
    { ...measure('within', t('forecast:accuracy.within'), (m) => m.within_10_percent, t('forecast:comparison.within_help')), width: 120 },
    { ...measure('coverage_50', t('forecast:comparison.band', { n: 50 }), (m) => m.coverage_50, t('forecast:comparison.band_help')), width: 120, hidden: true },
    { ...measure('coverage_80', t('forecast:comparison.band', { n: 80 }), (m) => m.coverage_80, t('forecast:comparison.band_help')), width: 148 },
    { ...measure('coverage_95', t('forecast:comparison.band', { n: 95 }), (m) => m.coverage_95), width: 112 },
    { id: 'pinball', header: t('forecast:accuracy.pinball'), width: 124, grow: true, align: 'right', sortable: true, value: (m) => m.pinball, cell: (m) => decimal(m.pinball, 2), help: t('forecast:accuracy.pinball_help') },
  ]
  return (
    <ChartCard<ModelScore> id="forecast.models" title={t('forecast:comparison.models', { name })} summary={t('forecast:comparison.summary', { list: rows.map((m) => `${modelName(t, m.model)} ${share(m.wape)}`).join(t('forecast:intraday.join')) })} option={option} columns={columns} rows={rows} rowKey={(m) => m.model} height={260} dimmed={dimmed}>
      {rows.some((m) => m.partial) && <span className="lt-muted">* {t('forecast:comparison.partial')}</span>}
    </ChartCard>
  )
}

type Row = ComparisonQueue & { judged?: QueueJudged }
const tones: Record<ComparisonQueue['outcome'], Tone> = { made: 'good', short: 'warn', empty: 'muted' }

function Queues({ h, queues, selected, onQueue }: { h?: HorizonFigures; queues: ComparisonQueue[]; selected?: string; onQueue: (id: string) => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<string | undefined>('gain')
  const [busy, setBusy] = useState(false)
  const wanted = search.trim().toLowerCase()
  const rows = useMemo(() => queues.filter((q) => `${q.code} ${q.name}`.toLowerCase().includes(wanted)).map((q): Row => ({ ...q, judged: h?.queues?.find((x) => x.queue_id === q.queue_id) })), [queues, wanted, h])
  const measure = (id: string, header: string, of: (r: QueueJudged) => number | null | undefined, help?: string): Column<Row> => ({ id, header, width: 120, align: 'right', sortable: true, value: (r) => r.judged && of(r.judged), cell: (r) => share(r.judged && of(r.judged)), help })
  const columns: Column<Row>[] = [
    { id: 'name', header: t('forecast:queue'), width: 170, pin: true, sortable: true, value: (r) => r.name, cell: (r) => r.name },
    { id: 'code', header: t('forecast:code'), width: 110, sortable: true, hidden: true, value: (r) => r.code, cell: (r) => r.code },
    { id: 'best', header: t('forecast:comparison.best'), width: 180, sortable: true, value: (r) => r.judged && modelName(t, r.judged.best), cell: (r) => modelName(t, r.judged?.best ?? '') },
    { ...measure('best_wape', t('forecast:comparison.best_wape'), (r) => r.best_wape), hidden: true },
    measure('ensemble', t('forecast:comparison.ensemble_short'), (r) => r.ensemble_wape),
    measure('simple', t('forecast:comparison.simple_short'), (r) => r.simple_wape),
    { ...measure('gain', t('forecast:comparison.gain'), (r) => r.gain, t('forecast:comparison.gain_help')), width: 176 },
    { ...measure('bias', t('forecast:accuracy.bias'), (r) => r.bias), width: 90 },
    { ...measure('coverage_80', t('forecast:comparison.band', { n: 80 }), (r) => r.coverage_80), width: 120 },
    { id: 'origins', header: t('forecast:comparison.origins'), width: 110, align: 'right', sortable: true, value: (r) => r.origins, cell: (r) => count(r.origins) },
    { id: 'outcome', header: t('forecast:outcome'), width: 150, grow: true, sortable: true, value: (r) => t(`forecast:comparison.outcomes.${r.outcome}`), cell: (r) => <StatusTag tone={tones[r.outcome]}>{t(`forecast:comparison.outcomes.${r.outcome}`)}</StatusTag> },
    { id: 'days', header: t('forecast:history_days'), width: 110, align: 'right', sortable: true, hidden: true, value: (r) => r.history_days, cell: (r) => count(r.history_days) },
  ]
  const title = `${t('forecast:comparison.queues')} · ${t(`forecast:comparison.days.${h?.days ?? 7}`)}`
  const save = async () => {
    setBusy(true)
    try {
      await api.post('/audit/exports', { what: 'forecast.models.queues', rows: rows.length })
      saveWorkbook(`${title}.xlsx`, [{ name: t('forecast:comparison.queues'), head: columns.map((c) => c.header), rows: rows.map((r) => columns.map((c) => c.value!(r))) }])
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="lt-card" aria-label={t('forecast:comparison.queues')}>
      <div className="lt-card-head">
        <h2>{title}</h2>
        <span className="lt-grow" />
        <Input type="search" allowClear aria-label={t('forecast:queue_search')} placeholder={t('forecast:queue_search')} style={{ width: 200 }} value={search} onChange={(e) => setSearch(e.target.value)} />
        <Button size="small" icon={<DownloadOutlined />} loading={busy} disabled={rows.length === 0} onClick={() => void save()}>{t('common:action.export')}</Button>
      </div>
      {rows.length === 0 ? <Empty title={t('common:table.empty_filtered')} /> : <DataTable<Row> id="forecast.models.queues" label={t('forecast:comparison.queues')} columns={columns} rows={rows} rowKey={(r) => r.queue_id} selected={selected} sort={sort} onSort={setSort} onOpen={(r) => { if (r.outcome === 'made') onQueue(r.queue_id) }} maxHeight={360} />}
    </section>
  )
}

type Values = { queue_ids: string[] }

function StartDrawer({ open, onClose, onStarted }: { open: boolean; onClose: () => void; onStarted: (job: string) => void }) {
  const { t } = useTranslation()
  const { data } = useQuery(dimensionsQuery)
  return (
    <EditDrawer<Values>
      open={open}
      title={t('forecast:comparison.start')}
      initial={{ queue_ids: [] }}
      saveLabel={t('forecast:run.go')}
      onClose={onClose}
      onSave={async (v) => {
        const { job_id } = await api.post<{ job_id: string }>('/forecast/comparisons', { queue_ids: v.queue_ids ?? [] })
        onStarted(job_id)
      }}
    >
      <div style={{ marginBottom: 16 }}><Note>{t('forecast:comparison.start_help')}</Note></div>
      <Form.Item name="queue_ids" label={t('forecast:queues')} extra={t('forecast:comparison.queues_help')} rules={[{ type: 'array', max: 500, message: t('forecast:comparison.too_many') }]}>
        <Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('forecast:run.all_queues')} options={inUse(data?.queues).map((x) => ({ value: x.id, label: x.name }))} />
      </Form.Item>
    </EditDrawer>
  )
}
