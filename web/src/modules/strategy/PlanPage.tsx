// The director and the operations manager open this when the year is planned and at every quarter's end: what each goal is to reach by quarter, with
// which work and money, and what was reached. They decide the targets the map judges by.
import { CheckOutlined, DeleteOutlined, DownloadOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { faultText } from '../../kit/fault'
import { dateTime, decimal, metricValue, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { catalogueQuery } from '../metric/queries'
import { PlanDrawer } from './PlanDrawer'
import { annualPlanQuery, annualPlansQuery, goalsQuery, workQuery } from './queries'
import type { AnnualPlan, Reading } from './types'
import { Views } from './Views'
import { glyphs, readingName, tones } from './words'
import './strategy.css'

export function PlanPage() {
  return <Guard permission="strategy.read"><PlanView /></Guard>
}

const quarters = [0, 1, 2, 3] as const
type Target = AnnualPlan['goals'][number]['targets'][number]
type Line = { key: string; goal: string; perspective: string; measure: string; unit: Reading['unit']; target?: Target; read: (Reading | undefined)[]; work: string; note: string }
type Money = AnnualPlan['budget'][number]

function PlanView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('strategy.edit')
  const approves = useAllowed('strategy.approve')
  const [search, patch] = useSearchState()
  const [busy, setBusy] = useState(false)
  const all = useQuery(annualPlansQuery)
  const year = Number(today().slice(0, 4))
  const plans = all.data ?? []
  const chosen = plans.find((p) => p.id === search.plan) ?? plans.find((p) => p.current && p.year === year) ?? plans[0]
  const q = useQuery({ ...annualPlanQuery(chosen?.id ?? ''), enabled: chosen !== undefined })
  const { data: goals } = useQuery(goalsQuery)
  const { data: work } = useQuery(workQuery)
  const { data: catalogue } = useQuery(catalogueQuery)
  const plan = q.data && q.data.id === chosen?.id ? q.data : undefined
  const named = (p: AnnualPlan) => t('strategy:annual.named', { year: p.year, version: p.version })
  const act = async (what: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await what()
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
      await queries.invalidateQueries({ queryKey: ['strategy'] })
    }
  }
  const ask = (title: string, content: string | undefined, okText: string, danger: boolean, onOk: () => Promise<unknown>) => modal.confirm({ title, content, okText, okButtonProps: { danger }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' }, onOk: () => act(onOk) })
  const lines: Line[] = !plan ? [] : plan.goals.flatMap((g): Line[] => {
    const goal = goals?.find((x) => x.id === g.goal_id)
    const about = { goal: goal?.name ?? '', perspective: goal ? t(`strategy:perspective.${goal.perspective}`) : '', work: g.initiatives.map((id) => work?.items.find((w) => w.id === id)?.name ?? '').filter(Boolean).join(t('strategy:join')), note: g.note ?? '' }
    if (g.targets.length === 0) return [{ key: g.goal_id, ...about, measure: '', unit: 'ratio', read: [] }]
    return g.targets.map((target, i) => {
      const metric = catalogue?.find((m) => m.id === target.metric)
      const read = quarters.map((n) => plan.quarters[n]?.goals.find((x) => x.goal_id === g.goal_id)?.readings[i])
      return { key: `${g.goal_id} ${i}`, ...about, measure: metric ? readingName(t, { metric: metric.id, name_zh: metric.name_zh, name_en: metric.name_en }) : target.metric, unit: (metric?.unit ?? 'ratio') as Reading['unit'], target, read }
    })
  })
  const sign = (x: Line) => (x.target?.direction === 'down' ? '≤' : '≥')
  const targetText = (x: Line, n: number) => (x.target ? `${sign(x)} ${metricValue(x.target.quarters[n]!.target, x.unit)}` : '—')
  const columns: Column<Line>[] = [
    { id: 'perspective', header: t('strategy:goal.perspective'), width: 100, value: (x) => x.perspective, cell: (x) => x.perspective },
    { id: 'goal', header: t('strategy:goal.name'), width: 160, grow: true, value: (x) => x.goal, cell: (x) => <span title={x.note}>{x.goal}</span> },
    { id: 'measure', header: t('strategy:goal.measure'), width: 150, value: (x) => x.measure, cell: (x) => x.measure || t('strategy:map.no_measure') },
    ...quarters.map((n): Column<Line> => ({
      id: `q${n + 1}`, header: t('strategy:annual.quarter', { n: n + 1 }), width: 190, value: (x) => `${targetText(x, n)}${x.read[n]?.value !== undefined && x.read[n]?.value !== null ? ` · ${metricValue(x.read[n]!.value, x.unit)} ${t(`strategy:state.${x.read[n]!.state}`)}` : ''}`,
      cell: (x) => <>{targetText(x, n)} {x.read[n] && x.target && <StatusTag tone={tones[x.read[n]!.state]} glyph={glyphs[x.read[n]!.state]}>{metricValue(x.read[n]!.value, x.unit)}</StatusTag>}</>,
    })),
    { id: 'work', header: t('strategy:nav.initiatives'), width: 150, value: (x) => x.work, cell: (x) => <span title={x.work}>{x.work || '—'}</span> },
  ]
  const sum = (b: Money) => b.quarters.reduce((a, v) => a + v, 0)
  const total: Money | undefined = plan && { name: t('strategy:annual.sum'), note: '', quarters: quarters.map((n) => plan.budget.reduce((a, b) => a + b.quarters[n]!, 0)) }
  const moneyColumns: Column<Money>[] = [
    { id: 'name', header: t('strategy:annual.line'), width: 200, grow: true, value: (b) => b.name, cell: (b) => b.name },
    ...quarters.map((n): Column<Money> => ({ id: `q${n + 1}`, header: t('strategy:annual.quarter', { n: n + 1 }), width: 130, align: 'right', value: (b) => b.quarters[n]!, cell: (b) => decimal(b.quarters[n], 0) })),
    { id: 'sum', header: t('strategy:annual.sum'), width: 140, align: 'right', value: sum, cell: (b) => <b>{decimal(sum(b), 0)}</b> },
    { id: 'note', header: t('strategy:arrow.note'), width: 200, value: (b) => b.note, cell: (b) => <span title={b.note}>{b.note}</span> },
  ]
  const save = async () => {
    if (!plan || !total) return
    await act(async () => {
      await api.post('/audit/exports', { what: 'strategy.annual_plan', rows: lines.length + plan.budget.length })
      saveWorkbook(`${named(plan)}.xlsx`, [
        { name: t('strategy:annual.targets'), head: columns.map((c) => c.header), rows: lines.map((x) => columns.map((c) => c.value!(x))) },
        { name: t('strategy:annual.budget'), head: moneyColumns.map((c) => c.header), rows: [...plan.budget, total].map((b) => moneyColumns.map((c) => c.value!(b))) },
      ])
    })
  }
  const draft = plans.find((p) => p.year === chosen?.year && p.state === 'draft')
  return (
    <Page
      title={t('strategy:nav.annual')} note={chosen && <StatusTag tone={chosen.state === 'draft' ? 'warn' : chosen.current ? 'good' : 'muted'}>{t(chosen.state === 'draft' ? 'strategy:annual.draft' : chosen.current ? 'strategy:annual.current' : 'strategy:annual.former')}</StatusTag>}
      actions={
        <>
          {plans.length > 1 && <Select aria-label={t('strategy:annual.which')} style={{ width: 190 }} value={chosen?.id} options={plans.map((p) => ({ value: p.id, label: `${named(p)}${p.state === 'draft' ? ` · ${t('strategy:annual.draft')}` : ''}` }))} onChange={(plan) => patch({ plan })} />}
          {plan && <Button icon={<DownloadOutlined />} disabled={busy} onClick={() => void save()}>{t('common:action.export')}</Button>}
          {edits && plan?.state === 'draft' && <Button icon={<DeleteOutlined />} disabled={busy} onClick={() => ask(t('strategy:annual.delete_title', { name: named(plan) }), undefined, t('common:action.delete'), true, async () => { await api.delete(`/strategy/annual-plans/${encodeURIComponent(plan.id)}`); patch({ plan: undefined }) })}>{t('common:action.delete')}</Button>}
          {edits && plan?.state === 'draft' && <Button icon={<EditOutlined />} onClick={() => patch({ edit: plan.id }, true)}>{t('common:action.edit')}</Button>}
          {edits && plan && !draft && <Button icon={<EditOutlined />} onClick={() => patch({ edit: 'next' }, true)}>{t('strategy:annual.next')}</Button>}
          {approves && plan?.state === 'draft' && <Button type="primary" icon={<CheckOutlined />} disabled={busy} onClick={() => ask(t('strategy:annual.approve_title', { name: named(plan) }), t('strategy:annual.approve_help'), t('strategy:annual.approve'), false, () => api.post(`/strategy/annual-plans/${encodeURIComponent(plan.id)}/approval`))}>{t('strategy:annual.approve')}</Button>}
          {edits && <Button type={plans.length === 0 ? 'primary' : 'default'} icon={<PlusOutlined />} onClick={() => patch({ edit: 'new' }, true)}>{t('strategy:annual.add')}</Button>}
        </>
      }
    >
      <Views />
      {all.isError && !all.data ? <Failure error={all.error} onRetry={() => void all.refetch()} /> : !all.data ? <Skeleton lines={8} /> : !chosen ? <section className="lt-card"><Empty title={t('strategy:annual.empty')} reason={t('strategy:annual.empty_reason')} /></section> : q.isError && !plan ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !plan ? <Skeleton lines={8} /> : (
        <>
          {plan.state === 'draft' && <Note kind="info">{t('strategy:annual.draft_help')}</Note>}
          <section className="lt-card" aria-label={t('strategy:annual.about')}>
            <div className="st-steps">
              <DescriptionList facts={[
                { label: t('strategy:goal.owner'), value: plan.owner }, { label: t('strategy:annual.money'), value: decimal(plan.money, 0) },
                plan.approved_by ? { label: t('strategy:annual.approved_by'), value: `${plan.approved_by} ${dateTime(plan.approved_ms!)}` } : null,
                plan.summary ? { label: t('strategy:annual.summary'), value: plan.summary, wide: true } : null,
              ]} />
            </div>
          </section>
          <section className="lt-card" aria-label={t('strategy:annual.targets')}>
            <div className="lt-card-head"><h2>{t('strategy:annual.targets')}</h2><span className="lt-muted">{t('strategy:annual.targets_help')}</span></div>
            <DataTable<Line> id="strategy.annual" label={t('strategy:annual.targets')} columns={columns} rows={lines} rowKey={(x) => x.key} maxHeight={520} />
          </section>
          <section className="lt-card" aria-label={t('strategy:annual.budget')}>
            <div className="lt-card-head"><h2>{t('strategy:annual.budget')}</h2></div>
            {plan.budget.length === 0 ? <Empty title={t('strategy:annual.no_budget')} /> : <DataTable<Money> id="strategy.budget" label={t('strategy:annual.budget')} columns={moneyColumns} rows={plan.budget} rowKey={(_, i) => String(i)} footer={total} maxHeight={360} />}
          </section>
        </>
      )}
      {edits && all.data && goals && <PlanDrawer which={search.edit as string | undefined} from={plan ?? chosen} plans={plans} onClose={() => patch({ edit: undefined })} onSaved={async (p) => { await queries.invalidateQueries({ queryKey: ['strategy'] }); patch({ plan: p.id }) }} />}
    </Page>
  )
}
