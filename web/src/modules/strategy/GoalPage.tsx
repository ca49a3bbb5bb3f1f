// The director and the operations manager open this from the map: what a goal is measured by, and what its number is made of, from the
// period to the month, the day, the half-hour and its contacts. They decide where to look for the cause.
import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { count, day, decimal, metricValue, time, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { DrillDrawer, type DrillTarget } from '../metric/Drill'
import { answerQuery, catalogueQuery } from '../metric/queries'
import type { Cell, QueryRow } from '../metric/types'
import { GoalDrawer } from './GoalDrawer'
import { InitiativesTable } from './InitiativesPage'
import { goalsQuery, mapQuery } from './queries'
import type { GoalOnMap, Measure, Reading } from './types'
import { PeriodPicker, usePeriod } from './Views'
import { askOf, glyphs, monthEnd, readingName, refOf, scoreText, tones } from './words'
import './strategy.css'

export function GoalPage() {
  return <Guard permission="strategy.read"><GoalView /></Guard>
}

function GoalView() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const edits = useAllowed('strategy.edit')
  const [search, patch] = useSearchState()
  const { period, on } = usePeriod()
  const q = useQuery(mapQuery(period, on))
  const all = useQuery(goalsQuery)
  const goal = q.data?.goals.find((g) => g.id === id)
  const plain = goal ?? all.data?.find((g) => g.id === id)
  const chosen = Math.min(Math.max(Number(search.m) || 0, 0), Math.max((goal?.measures.length ?? 1) - 1, 0))
  const crumbs = [{ label: t('strategy:nav.map'), to: '/strategy' }]
  return (
    <Page
      title={plain?.name ?? t('strategy:goal.one')} crumbs={crumbs} note={goal && <StatusTag tone={tones[goal.state]} glyph={glyphs[goal.state]}>{t(`strategy:state.${goal.state}`)} {scoreText(goal.score)}</StatusTag>}
      actions={<><PeriodPicker />{edits && plain && <Button icon={<EditOutlined />} onClick={() => patch({ edit: '1' }, true)}>{t('common:action.edit')}</Button>}</>}
    >
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data || !all.data ? <Skeleton lines={8} /> : !plain ? <Empty title={t('strategy:errors.not_found')} /> : (
        <>
          <section className="lt-card" aria-label={t('strategy:goal.about')}>
            <div className="st-steps">
              <DescriptionList facts={[
                { label: t('strategy:goal.owner'), value: plain.owner }, { label: t('strategy:goal.perspective'), value: t(`strategy:perspective.${plain.perspective}`) },
                goal && { label: t('strategy:period.which'), value: `${day(q.data.from)} – ${day(q.data.to)}` },
                !plain.active && { label: t('strategy:goal.state'), value: t('strategy:goal.given_one') },
                plain.description ? { label: t('strategy:goal.description'), value: plain.description, wide: true } : null,
              ]} />
            </div>
          </section>
          {goal && goal.measures.length > 0 && <MeasuresCard goal={goal} chosen={chosen} onChoose={(m) => patch({ m: m || undefined, month: undefined, day: undefined })} />}
          {goal && goal.measures[chosen] && <Steps key={chosen} measure={goal.measures[chosen]} reading={goal.readings[chosen]!} from={q.data.from} to={q.data.to} />}
          {goal && goal.measures.length === 0 && <section className="lt-card"><Empty title={t('strategy:map.no_measure')} reason={t('strategy:measure.none_reason')} /></section>}
          <InitiativesTable goal={plain} />
          {edits && <GoalDrawer open={search.edit === '1'} item={all.data.find((g) => g.id === id)} onClose={() => patch({ edit: undefined })} />}
        </>
      )}
    </Page>
  )
}

type Line = { at: number; m: Measure; r: Reading }

function MeasuresCard({ goal, chosen, onChoose }: { goal: GoalOnMap; chosen: number; onChoose: (m: number) => void }) {
  const { t } = useTranslation()
  const rows: Line[] = goal.measures.map((m, at) => ({ at, m, r: goal.readings[at]! }))
  const target = (x: Line, field: 'threshold' | 'target' | 'stretch') => (x.r.target ? metricValue(x.r.target[field], x.r.unit) : '—')
  const columns: Column<Line>[] = [
    { id: 'name', header: t('strategy:measure.metric'), width: 240, grow: true, value: (x) => readingName(t, x.r), cell: (x) => <Link to={'/metrics/$id' as string} params={{ id: x.m.metric } as never}>{readingName(t, x.r)}</Link> },
    { id: 'scope', header: t('strategy:measure.scope'), width: 150, value: (x) => t(`strategy:scope.${x.m.scope}`), cell: (x) => `${t(`strategy:scope.${x.m.scope}`)}${x.m.threshold_seconds !== undefined ? ` · ${t('strategy:measure.within', { n: x.m.threshold_seconds })}` : ''}` },
    { id: 'value', header: t('strategy:goal.value'), width: 110, align: 'right', value: (x) => x.r.value, cell: (x) => <b title={x.r.value === null ? t('strategy:map.no_value') : undefined}>{metricValue(x.r.value, x.r.unit)}</b> },
    { id: 'threshold', header: t('strategy:measure.threshold'), width: 110, align: 'right', value: (x) => x.r.target?.threshold ?? null, cell: (x) => target(x, 'threshold') },
    { id: 'target', header: t('strategy:measure.target'), width: 110, align: 'right', value: (x) => x.r.target?.target ?? null, cell: (x) => target(x, 'target') },
    { id: 'stretch', header: t('strategy:measure.stretch'), width: 110, align: 'right', value: (x) => x.r.target?.stretch ?? null, cell: (x) => target(x, 'stretch') },
    { id: 'weight', header: t('strategy:measure.weight'), width: 80, align: 'right', value: (x) => x.m.weight, cell: (x) => decimal(x.m.weight, 1) },
    { id: 'score', header: t('strategy:goal.score'), width: 80, align: 'right', value: (x) => x.r.score, cell: (x) => scoreText(x.r.score) },
    { id: 'state', header: t('strategy:goal.state'), width: 130, value: (x) => t(`strategy:state.${x.r.state}`), cell: (x) => <StatusTag tone={tones[x.r.state]} glyph={glyphs[x.r.state]}>{t(`strategy:state.${x.r.state}`)}</StatusTag> },
  ]
  return (
    <section className="lt-card" aria-label={t('strategy:measure.title')}>
      <div className="lt-card-head"><h2>{t('strategy:measure.title')}</h2><span className="lt-muted">{t('strategy:map.points')}</span></div>
      <DataTable<Line> id="strategy.measures" label={t('strategy:measure.title')} columns={columns} rows={rows} rowKey={(x) => String(x.at)} selected={String(chosen)} onOpen={(x) => onChoose(x.at)} maxHeight={320} />
    </section>
  )
}

/** One step down: the months of the period, the days of a month or the half-hours of a day. */
function Steps({ measure, reading, from, to }: { measure: Measure; reading: Reading; from: string; to: string }) {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const [open, setOpen] = useState<DrillTarget | null>(null)
  const { data: metrics } = useQuery(catalogueQuery)
  const ref = refOf(measure)
  const metric = metrics?.find((m) => m.id === measure.metric)
  const month = typeof search.month === 'string' ? search.month : undefined
  const one = typeof search.day === 'string' ? search.day : undefined
  const grain = one ? '30m' : month ? 'day' : 'month'
  const last = to < today() ? to : today()
  const first = one ?? month ?? from
  const until = one ?? (month ? (monthEnd(month) < last ? monthEnd(month) : last) : last)
  const params = { ...askOf(measure), metrics: ref, grain, from: first, to: until }
  const q = useQuery({ ...answerQuery(params), enabled: from <= today() })
  const cellOf = (r: QueryRow): Cell | undefined => r.values[ref] ?? r.values[measure.metric]
  const rows = (q.data?.rows ?? []).filter((r) => r.start)
  const label = (r: QueryRow) => (grain === 'month' ? r.start!.slice(0, 7) : grain === 'day' ? day(r.start!.slice(0, 10)) : `${time(r.start)}–${time(r.end)}`)
  const name = readingName(t, reading)
  const go = (r: QueryRow) => {
    if (grain === 'month') return patch({ month: r.start!.slice(0, 10) }, true)
    if (grain === 'day') return patch({ day: r.start!.slice(0, 10) }, true)
    const cell = cellOf(r)
    if (metric && cell) setOpen({ metric, cell, title: `${day(one)} ${label(r)} · ${name}`, params: { ...askOf(measure), metric: ref, from: r.start, to: r.end } })
  }
  const columns: Column<QueryRow>[] = [
    { id: 'when', header: t(`strategy:step.${grain === '30m' ? 'half_hour' : grain}`), width: 180, grow: true, value: label, cell: label },
    { id: 'value', header: name, width: 160, align: 'right', value: (r) => cellOf(r)?.value ?? null, cell: (r) => metricValue(cellOf(r)?.value, reading.unit) },
    { id: 'num', header: t('strategy:step.num'), width: 150, align: 'right', value: (r) => cellOf(r)?.num ?? null, cell: (r) => count(cellOf(r)?.num) },
    { id: 'den', header: t('strategy:step.den'), width: 150, align: 'right', value: (r) => cellOf(r)?.den ?? null, cell: (r) => count(cellOf(r)?.den) },
  ]
  const total = q.data?.total
  const heat = measure.version ? undefined : { metric: measure.metric, from: first, to: until, ...askOf(measure) }
  return (
    <section className="lt-card" aria-label={t('strategy:step.title')}>
      <div className="lt-card-head">
        <h2>{t('strategy:step.title')}</h2>
        <Segmented
          size="small" aria-label={t('strategy:step.title')} value={grain}
          options={[{ value: 'month', label: t('strategy:step.whole') }, ...(month ? [{ value: 'day', label: month.slice(0, 7) }] : []), ...(one ? [{ value: '30m', label: day(one) }] : [])]}
          onChange={(g) => patch(g === 'month' ? { month: undefined, day: undefined } : g === 'day' ? { day: undefined } : {})}
        />
        <span className="lt-muted">{t('strategy:step.help')}</span>
        <span className="lt-grow" />
        <Link to={'/explorer' as string} search={{ ...askOf(measure), metrics: ref, grain, by: '', from: first, to: until } as never}>{t('strategy:step.explorer')}</Link>
        {heat && grain !== 'month' && <Link to={'/heatmap' as string} search={heat as never}>{t('strategy:step.heatmap')}</Link>}
      </div>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : q.isPending && from <= today() ? <Skeleton lines={4} /> : rows.length === 0 ? <Empty title={t('strategy:step.empty')} reason={t('strategy:step.empty_reason')} /> : (
        <>
          <DataTable<QueryRow> id="strategy.steps" label={t('strategy:step.title')} columns={columns} rows={rows} rowKey={(r) => r.start!} onOpen={go} maxHeight={480} />
          <p className="lt-muted st-text">{t('strategy:step.sum', { value: metricValue(cellOf(total ?? rows[0]!)?.value, reading.unit), num: count(total && cellOf(total)?.num), den: count(total && cellOf(total)?.den) })}</p>
        </>
      )}
      <DrillDrawer target={open} onClose={() => setOpen(null)} />
    </section>
  )
}
