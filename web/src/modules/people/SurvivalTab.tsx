// How long people stay: survival curves of the whole or of groups, with bands and a careful word on whether they differ.
import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, decimal, none } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import { useSearchState } from '../../kit/useSearchState'
import type { Survival } from './types'
import type { Asked } from './WorkforcePage'
import { levelText } from './words'

type Curve = Survival['curves'][number]
type Step = Curve['steps'][number] & { name: string }
const splits = ['all', 'cohort', 'team', 'leader', 'level'] as const
const percent = (v: number) => `${decimal(100 * v, 1)}%`
const colours = ['#1F5F96', '#D15913', '#4B8B3B', '#8F5AA8', '#A87B00', '#2F8F8A', '#B0416B', '#6A6F78']

export function SurvivalTab({ asked }: { asked: Asked }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const [search, patch] = useSearchState()
  const by = splits.find((x) => x === search.by) ?? 'all'
  const q = useQuery({ queryKey: ['people', 'survival', asked.to, asked.team, asked.kind, by], queryFn: ({ signal }) => api.get<Survival>('/workforce/survival', { to: asked.to, team: asked.team, kind: asked.kind, by }, signal) })
  const x = q.data
  const named = (c: Pick<Curve, 'key' | 'name'>) => (by === 'all' ? t('people:workforce.everybody') : by === 'level' ? levelText(t, c.key || undefined) : c.name || t('people:workforce.unknown'))
  const option = useMemo(() => {
    if (!x) return undefined
    const one = x.curves.length === 1
    const series = x.curves.flatMap((c, i) => {
      const color = colours[i % colours.length]!
      const points = (value: (s: Curve['steps'][number]) => number) => [[0, 1], ...c.steps.map((s) => [s.at, value(s)]), [c.last, c.steps.length ? value(c.steps.at(-1)!) : 1]]
      const line = { name: named(c), type: 'line' as const, step: 'end' as const, showSymbol: false, data: points((s) => s.share), lineStyle: { color, width: 2 }, itemStyle: { color } }
      if (!one) return [line]
      const band = (name: string, value: (s: Curve['steps'][number]) => number) => ({ ...line, name, data: points(value), lineStyle: { color, width: 1, type: 'dashed' as const } })
      return [line, band(t('people:workforce.low'), (s) => s.low), band(t('people:workforce.high'), (s) => s.high)]
    })
    return { grid: { left: 56, right: 24, top: 36, bottom: 44 }, legend: { right: 0, top: 0, type: 'scroll' }, tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => (typeof v === 'number' ? percent(v) : none) }, xAxis: { type: 'value', name: t('people:workforce.tenure_days'), nameLocation: 'middle', nameGap: 26, axisLine: { lineStyle: { color: tokens[theme].ink3 } } }, yAxis: { type: 'value', min: 0, max: 1, axisLabel: { formatter: (v: number) => `${Math.round(100 * v)}%` } }, series }
  }, [x, theme, t, by]) // eslint-disable-line
  if (q.isError && !x) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  if (!x) return <Skeleton lines={8} />
  const steps: Step[] = x.curves.flatMap((c) => c.steps.map((s) => ({ ...s, name: named(c) })))
  const columns: Column<Step>[] = [
    { id: 'name', header: t('people:workforce.group'), width: 140, grow: true, value: (s) => s.name, cell: (s) => s.name },
    { id: 'at', header: t('people:workforce.tenure_days'), width: 110, align: 'right', value: (s) => s.at, cell: (s) => count(s.at) },
    { id: 'risk', header: t('people:workforce.at_risk'), width: 110, align: 'right', value: (s) => s.at_risk, cell: (s) => count(s.at_risk) },
    { id: 'ended', header: t('people:workforce.left'), width: 90, align: 'right', value: (s) => s.ended, cell: (s) => count(s.ended) },
    { id: 'share', header: t('people:workforce.still'), width: 110, align: 'right', value: (s) => s.share, cell: (s) => percent(s.share) },
    { id: 'low', header: t('people:workforce.low'), width: 110, align: 'right', value: (s) => s.low, cell: (s) => percent(s.low) },
    { id: 'high', header: t('people:workforce.high'), width: 110, align: 'right', value: (s) => s.high, cell: (s) => percent(s.high) },
  ]
  const at = (c: Curve) => x.curves.indexOf(c)
  const groups: Column<Curve>[] = [
    { id: 'name', header: t('people:workforce.group'), width: 150, grow: true, value: named, cell: named },
    { id: 'people', header: t('people:workforce.people'), width: 90, align: 'right', value: (c) => c.people, cell: (c) => count(c.people) },
    { id: 'left', header: t('people:workforce.left'), width: 90, align: 'right', value: (c) => c.left, cell: (c) => count(c.left) },
    ...(x.test ? [{ id: 'expected', header: t('people:workforce.expected'), width: 150, align: 'right', help: t('people:workforce.expected_help'), value: (c) => Math.round(10 * x.test!.expected[at(c)]!) / 10, cell: (c) => decimal(x.test!.expected[at(c)]!, 1) } satisfies Column<Curve>] : []),
    { id: 'd90', header: t('people:workforce.days_90'), width: 130, align: 'right', value: (c) => c.days_90, cell: (c) => (c.last >= 90 ? percent(c.days_90) : none) },
    { id: 'year', header: t('people:workforce.a_year'), width: 130, align: 'right', value: (c) => c.year, cell: (c) => (c.last >= 365 ? percent(c.year) : none) },
    { id: 'median', header: t('people:workforce.median'), width: 160, align: 'right', help: t('people:workforce.median_help'), value: (c) => c.median || null, cell: (c) => (c.median ? t('people:days', { count: c.median }) : none) },
  ]
  return (
    <>
      <div><Segmented aria-label={t('people:workforce.by')} value={by} options={splits.map((value) => ({ value, label: t(`people:workforce.splits.${value}`) }))} onChange={(v) => patch({ by: v === 'all' ? undefined : v })} /></div>
      {x.untold > 0 && <Note kind="warn">{t('people:workforce.untold', { n: x.untold, count: x.untold })}</Note>}
      {x.hidden > 0 && <Note kind="info">{t('people:workforce.hidden', { n: x.hidden, count: x.hidden })}</Note>}
      {x.test && <Note kind="info">{t(x.test.p < 0.05 ? 'people:workforce.differ' : 'people:workforce.same', { p: x.test.p < 0.001 ? '< 0.001' : `= ${decimal(x.test.p, 3)}`, chi: decimal(x.test.chi_squared, 2), df: x.test.freedom })}</Note>}
      {x.curves.length === 0 ? <section className="lt-card"><Empty title={t('people:workforce.no_curve')} reason={t('people:workforce.empty_reason')} /></section> : (
        <>
          <ChartCard<Step> id="people.survival" title={t('people:workforce.curve')} option={option} columns={columns} rows={steps.length > 0 ? steps : x.curves.map((c) => ({ at: c.last, at_risk: c.people, ended: 0, share: 1, low: 1, high: 1, name: named(c) }))} rowKey={(s, i) => `${s.name} ${s.at} ${i}`} height={360}>
            <p className="lt-muted pe-post">{t('people:workforce.curve_help')}</p>
          </ChartCard>
          <section className="lt-card" aria-label={t('people:workforce.groups')}>
            <div className="lt-card-head"><h2>{t('people:workforce.groups')}</h2></div>
            <DataTable<Curve> id="people.curves" label={t('people:workforce.groups')} columns={groups} rows={x.curves} rowKey={(c) => c.key} maxHeight={360} />
          </section>
        </>
      )}
    </>
  )
}
