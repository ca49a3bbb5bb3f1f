// The director opens this at a quarterly review: do the assumed arrows of the map hold in the data? They decide which assumption to keep,
// to measure otherwise or to give up.
import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, HelpTip, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, decimal, metricValue } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { evidenceQuery } from './queries'
import type { Evidence } from './types'
import { Views } from './Views'
import { readingName } from './words'
import './strategy.css'

export function EvidencePage() {
  return <Guard permission="strategy.read"><EvidenceView /></Guard>
}

const tones: Record<Evidence['verdict'], Tone> = { for: 'good', against: 'bad', open: 'info', few: 'muted', unmeasured: 'muted' }

function EvidenceView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const grain = search.grain === 'month' ? 'month' : 'week'
  const q = useQuery(evidenceQuery(grain))
  const chosen = q.data?.find((e) => e.id === search.arrow) ?? q.data?.find((e) => e.lags.length > 0)
  const known = (e: Evidence) => e.verdict === 'for' || e.verdict === 'against' || e.verdict === 'open'
  const steps = (n: number) => t(`strategy:evidence.lag_${grain}`, { n, count: n })
  const columns: Column<Evidence>[] = [
    { id: 'arrow', header: t('strategy:evidence.arrow'), width: 320, grow: true, sortable: true, value: (e) => `${e.from_name} → ${e.to_name}`, cell: (e) => `${e.from_name} → ${e.to_name}` },
    { id: 'verdict', header: t('strategy:evidence.verdict'), width: 220, sortable: true, value: (e) => t(`strategy:evidence.verdicts.${e.verdict}`, { n: e.values }), cell: (e) => <StatusTag tone={tones[e.verdict]}>{t(`strategy:evidence.verdicts.${e.verdict}`, { n: e.values })}</StatusTag> },
    { id: 'lag', header: t('strategy:evidence.lag'), width: 110, align: 'right', value: (e) => (known(e) ? e.lag : null), cell: (e) => (known(e) ? steps(e.lag) : '—') },
    { id: 'r', header: t('strategy:evidence.r'), width: 130, align: 'right', value: (e) => (known(e) ? e.r : null), cell: (e) => (known(e) ? decimal(e.r, 2) : '—'), help: t('strategy:evidence.r_help') },
    { id: 'bounds', header: t('strategy:evidence.bounds'), width: 150, align: 'right', value: (e) => (known(e) ? `${decimal(e.low, 2)} – ${decimal(e.high, 2)}` : null), cell: (e) => (known(e) ? `${decimal(e.low, 2)} – ${decimal(e.high, 2)}` : '—'), help: t('strategy:evidence.bounds_help') },
    { id: 'values', header: t('strategy:evidence.values'), width: 130, align: 'right', value: (e) => e.values, cell: (e) => (e.values ? t('strategy:evidence.effective', { n: count(e.values), m: decimal(e.effective, 0) }) : '—'), help: t('strategy:evidence.values_help') },
  ]
  return (
    <Page title={t('strategy:nav.evidence')} actions={<Segmented aria-label={t('strategy:evidence.grain')} value={grain} options={(['week', 'month'] as const).map((value) => ({ value, label: t(`strategy:evidence.by_${value}`) }))} onChange={(v) => patch({ grain: v === 'month' ? 'month' : undefined })} />}>
      <Views />
      <section className="lt-card" aria-label={t('strategy:nav.evidence')}>
        <div className="lt-card-head"><h2>{t('strategy:evidence.title')} <HelpTip label={t('strategy:evidence.title')} width={460}>{t('strategy:evidence.how')}</HelpTip></h2></div>
        {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={6} /> : q.data.length === 0 ? <Empty title={t('strategy:arrow.empty')} reason={t('strategy:evidence.empty_reason')} /> : (
          <>
            <p className="lt-muted st-text">{t('strategy:evidence.careful')}</p>
            <DataTable<Evidence> id="strategy.evidence" label={t('strategy:nav.evidence')} columns={columns} rows={q.data} rowKey={(e) => e.id} selected={chosen?.id} onOpen={(e) => patch({ arrow: e.id })} maxHeight={420} />
          </>
        )}
      </section>
      {chosen && known(chosen) && <Lags e={chosen} steps={steps} />}
      {chosen?.verdict === 'few' && <Note>{t('strategy:evidence.sentence.few', { from: chosen.from_name, to: chosen.to_name, n: chosen.values, needed: chosen.needed })}</Note>}
      {chosen?.first && chosen.second && <Values e={chosen} />}
    </Page>
  )
}

function Lags({ e, steps }: { e: Evidence; steps: (n: number) => string }) {
  const { t } = useTranslation()
  type Row = Evidence['lags'][number]
  const option = useMemo(() => ({
    grid: { left: 50, right: 20, top: 20, bottom: 30 },
    xAxis: { type: 'category' as const, data: e.lags.map((l) => steps(l.lag)) },
    yAxis: { type: 'value' as const, min: -1, max: 1 },
    series: [
      { type: 'line' as const, name: t('strategy:evidence.r'), data: e.lags.map((l) => Number(l.r.toFixed(3))), symbolSize: 7 },
      { type: 'line' as const, name: t('strategy:evidence.low'), data: e.lags.map((l) => Number(l.low.toFixed(3))), lineStyle: { type: 'dashed' as const }, symbol: 'none' },
      { type: 'line' as const, name: t('strategy:evidence.high'), data: e.lags.map((l) => Number(l.high.toFixed(3))), lineStyle: { type: 'dashed' as const }, symbol: 'none' },
    ],
    tooltip: { trigger: 'axis' as const },
  }), [e, steps, t])
  const columns: Column<Row>[] = [
    { id: 'lag', header: t('strategy:evidence.lag'), width: 120, value: (l) => l.lag, cell: (l) => steps(l.lag) },
    { id: 'r', header: t('strategy:evidence.r'), width: 110, align: 'right', value: (l) => l.r, cell: (l) => decimal(l.r, 2) },
    { id: 'low', header: t('strategy:evidence.low'), width: 110, align: 'right', value: (l) => l.low, cell: (l) => decimal(l.low, 2) },
    { id: 'high', header: t('strategy:evidence.high'), width: 110, align: 'right', value: (l) => l.high, cell: (l) => decimal(l.high, 2) },
    { id: 'values', header: t('strategy:evidence.values'), width: 110, align: 'right', value: (l) => l.values, cell: (l) => count(l.values) },
  ]
  const sentence = t(`strategy:evidence.sentence.${e.verdict}`, { from: e.from_name, to: e.to_name, lag: steps(e.lag), n: e.values, needed: e.needed, low: decimal(e.low, 2), high: decimal(e.high, 2) })
  return <ChartCard<Row> id="strategy.lags" title={`${e.from_name} → ${e.to_name}`} summary={sentence} option={option} columns={columns} rows={e.lags} rowKey={(l) => String(l.lag)} height={260}><p className="st-text">{sentence}</p></ChartCard>
}

function Values({ e }: { e: Evidence }) {
  const { t } = useTranslation()
  type Row = { start: string; first: number | null; second: number | null }
  const [first, second] = [e.first!, e.second!]
  const rows = useMemo<Row[]>(() => e.starts.map((start, i) => ({ start, first: first.values[i] ?? null, second: second.values[i] ?? null })), [e.starts, first, second])
  const option = useMemo(() => ({
    grid: { left: 60, right: 60, top: 30, bottom: 30 },
    legend: { top: 0 },
    xAxis: { type: 'category' as const, data: rows.map((r) => r.start) },
    yAxis: [{ type: 'value' as const, scale: true }, { type: 'value' as const, scale: true }],
    series: [
      { type: 'line' as const, name: readingName(t, first), data: rows.map((r) => r.first) },
      { type: 'line' as const, name: readingName(t, second), data: rows.map((r) => r.second), yAxisIndex: 1, lineStyle: { type: 'dashed' as const } },
    ],
    tooltip: { trigger: 'axis' as const },
  }), [rows, first, second, t])
  const columns: Column<Row>[] = [
    { id: 'start', header: t('strategy:evidence.start'), width: 130, value: (r) => r.start, cell: (r) => r.start },
    { id: 'first', header: readingName(t, first), width: 200, align: 'right', value: (r) => r.first, cell: (r) => metricValue(r.first, first.unit) },
    { id: 'second', header: readingName(t, second), width: 200, align: 'right', value: (r) => r.second, cell: (r) => metricValue(r.second, second.unit) },
  ]
  return <ChartCard<Row> id="strategy.values" title={t('strategy:evidence.series')} option={option} columns={columns} rows={rows} rowKey={(r) => r.start} height={260} />
}
