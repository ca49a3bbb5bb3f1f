// The manager opens this weekly: teams side by side in one metric, how far people lie apart, and who is beyond what chance brings at
// their volume. Small samples are not shamed.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Segmented, Select } from 'antd'
import type { EChartsCoreOption } from 'echarts/core'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import { Guard } from '../../app/Guard'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { count, day, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { compareQuery } from './queries'
import type { Comparison, Spot, TeamFigure } from './types'
import { PeriodPicker, usePeriod, Views } from './Views'
import { metricText, valueText } from './words'
import './scorecard.css'

export function ComparePage() {
  return <Guard permission="performance.read"><CompareView /></Guard>
}

function CompareView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const { period, on } = usePeriod()
  const of = search.of === 'teams' ? 'teams' : 'people'
  const metric = typeof search.metric === 'string' ? search.metric : undefined
  const q = useQuery({ ...compareQuery({ metric, of, period, on }), placeholderData: keepPreviousData })
  const x = q.data
  return (
    <Page title={t('scorecard:view.compare')} note={x && t('scorecard:span', { from: day(x.from), to: day(x.to), team: '' })} actions={<PeriodPicker />}>
      <Views />
      {q.isError && !x ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !x ? <Skeleton /> : (
        <div className="sc-body">
          <div className="lt-row">
            <Select aria-label={t('scorecard:metric')} style={{ width: 240 }} value={x.metric} options={x.metrics.map((m) => ({ value: m.id, label: metricText(t, { metric: m.id, ...m }) }))} onChange={(v) => patch({ metric: v })} />
            <Segmented aria-label={t('scorecard:compare.of')} value={of} options={['people', 'teams'].map((value) => ({ value, label: t(`scorecard:compare.ofs.${value}`) }))} onChange={(v) => patch({ of: v === 'teams' ? 'teams' : undefined })} />
            {x.value_of && <span className="lt-muted">{t('scorecard:carried', { month: x.value_of.slice(0, 7) })}</span>}
          </div>
          <Teams x={x} dimmed={q.isPlaceholderData} />
          <Funnel x={x} dimmed={q.isPlaceholderData} />
        </div>
      )}
    </Page>
  )
}

/** How a share or a time is written on an axis. */
const axis = (unit: string) => ({ axisLabel: { formatter: (v: number) => valueText(v, unit) }, scale: true })

function Teams({ x, dimmed }: { x: Comparison; dimmed: boolean }) {
  const { t } = useTranslation()
  const name = metricText(t, x)
  const columns: Column<TeamFigure>[] = [
    { id: 'team', header: t('scorecard:team'), width: 140, grow: true, value: (r) => r.name, cell: (r) => r.name },
    { id: 'value', header: name, width: 140, align: 'right', value: (r) => r.value, cell: (r) => <a href={r.link} aria-label={`${valueText(r.value, x.unit)} ${r.name}`}>{valueText(r.value, x.unit)}</a> },
    { id: 'people', header: t('scorecard:people'), width: 80, align: 'right', value: (r) => r.people, cell: (r) => count(r.people) },
    ...(['least', 'first', 'middle', 'third', 'most'] as const).map((k): Column<TeamFigure> => ({ id: k, header: t(`scorecard:compare.${k}`), width: 110, align: 'right', value: (r) => r.spread?.[k] ?? null, cell: (r) => (r.spread ? valueText(r.spread[k], x.unit) : none) })),
    { id: 'wide', header: t('scorecard:compare.wide'), width: 130, align: 'right', value: (r) => (r.spread ? r.spread.third - r.spread.first : null), cell: (r) => (r.spread ? valueText(r.spread.third - r.spread.first, x.unit) : none) },
  ]
  const boxes = x.teams.filter((r) => r.spread)
  const bar = (low: (r: TeamFigure) => number, high: (r: TeamFigure) => number) => boxes.map((r) => high(r) - low(r))
  const option: EChartsCoreOption | undefined = boxes.length === 0 ? undefined : {
    grid: { left: 90, right: 24, top: 24, bottom: 40 },
    tooltip: { trigger: 'axis', formatter: (items: { dataIndex: number }[]) => { const r = boxes[items[0]!.dataIndex]!; return `${r.name}<br/>${(['most', 'third', 'middle', 'first', 'least'] as const).map((k) => `${t(`scorecard:compare.${k}`)} ${valueText(r.spread![k], x.unit)}`).join('<br/>')}` } },
    xAxis: { type: 'category', data: boxes.map((r) => r.name) },
    yAxis: { type: 'value', ...axis(x.unit), min: Math.min(...boxes.map((r) => r.spread!.least)) * 0.95 },
    series: [
      { type: 'bar', stack: 'box', silent: true, itemStyle: { color: 'transparent' }, data: boxes.map((r) => r.spread!.first) },
      { type: 'bar', stack: 'box', barMaxWidth: 46, name: t('scorecard:compare.first'), data: bar((r) => r.spread!.first, (r) => r.spread!.middle) },
      { type: 'bar', stack: 'box', barMaxWidth: 46, name: t('scorecard:compare.third'), itemStyle: { opacity: 0.65 }, data: bar((r) => r.spread!.middle, (r) => r.spread!.third) },
      { type: 'scatter', symbol: 'triangle', symbolSize: 8, name: t('scorecard:compare.most'), data: boxes.map((r) => r.spread!.most) },
      { type: 'scatter', symbol: 'diamond', symbolSize: 8, name: t('scorecard:compare.least'), data: boxes.map((r) => r.spread!.least) },
    ],
  }
  return <ChartCard<TeamFigure> id="scorecard.teams" title={t('scorecard:compare.teams')} summary={t('scorecard:compare.teams_summary', { name, count: x.teams.length })} option={option} columns={columns} rows={x.teams} rowKey={(r) => r.id} height={300} dimmed={dimmed} emptyReason={t('scorecard:empty_reason')} extra={<span className="lt-muted">{t('scorecard:compare.teams_help')}</span>} />
}

const toneOf = (s: Spot): Tone => (s.verdict === 'usual' ? 'muted' : s.better ? 'good' : s.verdict === 'action' ? 'bad' : 'warn')

function Funnel({ x, dimmed }: { x: Comparison; dimmed: boolean }) {
  const { t } = useTranslation()
  const f = x.funnel
  const name = metricText(t, x)
  const verdict = (s: Spot) => t(s.verdict === 'usual' ? 'scorecard:compare.usual' : `scorecard:compare.${s.verdict}_${s.better ? 'good' : 'bad'}`)
  const order = { action: 0, watch: 1, usual: 2 }
  const rows = [...f.spots].sort((a, b) => order[a.verdict] - order[b.verdict] || b.volume - a.volume)
  const columns: Column<Spot>[] = [
    { id: 'name', header: t(x.of === 'teams' ? 'scorecard:team' : 'scorecard:name'), width: 130, grow: true, value: (s) => s.name, cell: (s) => s.name },
    ...(x.of === 'people' ? [{ id: 'team', header: t('scorecard:team'), width: 110, value: (s) => s.team_name, cell: (s) => s.team_name ?? none } satisfies Column<Spot>] : []),
    { id: 'volume', header: t('scorecard:compare.volume'), width: 120, align: 'right', value: (s) => s.volume, cell: (s) => count(s.volume) },
    { id: 'value', header: name, width: 140, align: 'right', value: (s) => s.value, cell: (s) => <a href={s.link} aria-label={`${valueText(s.value, x.unit)} ${s.name}`}>{valueText(s.value, x.unit)}</a> },
    { id: 'verdict', header: t('scorecard:compare.verdict'), width: 260, value: verdict, cell: (s) => <StatusTag tone={toneOf(s)}>{verdict(s)}</StatusTag> },
  ]
  const curve = (key: 'watch_low' | 'watch_high' | 'action_low' | 'action_high') => f.bounds.map((b) => [b.volume, b[key]])
  const lineOf = (key: Parameters<typeof curve>[0], label: string) => ({ type: 'line', name: label, showSymbol: false, silent: true, lineStyle: { width: 1, type: key.startsWith('watch') ? 'dashed' : 'solid' }, data: curve(key) })
  const option: EChartsCoreOption | undefined = f.spots.length === 0 || f.centre === null ? undefined : {
    grid: { left: 80, right: 64, top: 40, bottom: 46 },
    legend: { top: 4, data: [t('scorecard:compare.watch_line'), t('scorecard:compare.action_line'), t(`scorecard:compare.ofs.${x.of}`)] },
    tooltip: { trigger: 'item', formatter: (p: { data: unknown[] }) => (Array.isArray(p.data) && p.data[2] ? `${String(p.data[2])}<br/>${valueText(p.data[1] as number, x.unit)} · ${count(p.data[0] as number)}<br/>${String(p.data[3])}` : '') },
    xAxis: { type: 'value', name: t('scorecard:compare.volume'), nameLocation: 'middle', nameGap: 28, scale: true },
    yAxis: { type: 'value', ...axis(x.unit) },
    series: [
      lineOf('watch_low', t('scorecard:compare.watch_line')), lineOf('watch_high', t('scorecard:compare.watch_line')), lineOf('action_low', t('scorecard:compare.action_line')), lineOf('action_high', t('scorecard:compare.action_line')),
      { type: 'scatter', name: t(`scorecard:compare.ofs.${x.of}`), symbolSize: 9, data: f.spots.map((s) => ({ value: [s.volume, s.value, s.name, verdict(s)], symbol: s.verdict === 'usual' ? 'circle' : s.better ? 'triangle' : 'diamond' })).map((d) => ({ ...d, symbolSize: d.symbol === 'circle' ? 8 : 13 })), markLine: { silent: true, symbol: 'none', label: { formatter: valueText(f.centre, x.unit) }, data: [{ yAxis: f.centre }] } },
    ],
  }
  const beyond = rows.filter((s) => s.verdict !== 'usual').length
  return (
    <ChartCard<Spot>
      id="scorecard.funnel" title={t('scorecard:compare.funnel')} summary={t('scorecard:compare.funnel_summary', { name, n: beyond, all: rows.length })} option={option} columns={columns} rows={rows} rowKey={(s) => `${s.id} ${s.team_name ?? ''}`} height={380} dimmed={dimmed} emptyReason={t('scorecard:empty_reason')}
    >
      <p className="lt-muted sc-help">{t(`scorecard:compare.kind.${f.kind}`)} {t('scorecard:compare.careful')}</p>
      {rows.length > 0 && <div style={{ padding: '0 12px 10px' }}><Note kind="info">{t('scorecard:compare.found', { n: beyond, all: rows.length })}</Note></div>}
    </ChartCard>
  )
}
