// The planner opens this after a requirement was reckoned, the operations manager before people are trained for further queues: how
// many of which skill group it takes when agents serve several queues, and what that saves.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { count, dateTime, day, decimal, none, percent, weekdayName } from '../../kit/format'
import { Page } from '../../kit/Page'
import { usePrefs } from '../../kit/prefs'
import { useStudies } from '../../kit/useStudies'
import { saveWorkbook } from '../../kit/xlsx'
import { daysOption, groupsOption, rounded, saving, working } from './shared'
import { SharedDrawer } from './SharedDrawer'
import type { Plan, Shared, SharedDay, SharedGroupSum, SharedInterval } from './types'

export function SharedPage() {
  return <Guard permission="staffing.read"><SharedView /></Guard>
}

function SharedView() {
  const { t } = useTranslation()
  const studies = useStudies<Shared>({
    path: '/staffing/shared', edit: 'staffing.edit', keys: ['staffing', 'shared'], result: 'shared_id',
    words: { start: t('staffing:sharing.start'), running: t('staffing:sharing.running'), remove: t('staffing:sharing.delete'), removeTitle: t('staffing:sharing.delete_title'), removeText: t('staffing:delete_text') },
  })
  const { list, chosen, text, patch } = studies
  const plans = useQuery({ queryKey: ['staffing', 'plans-to-share'], queryFn: async ({ signal }) => (await api.get<{ items: Plan[] | null }>('/staffing/plans', { limit: 200 }, signal)).items ?? [] })
  const days = chosen?.days ?? []
  const on = days.find((d) => d.on === text('on'))?.on ?? days.find((d) => d.agent_h > 0)?.on ?? chosen?.first_on
  const noPlan = plans.data?.length === 0
  return (
    <Page title={t('staffing:nav.shared')} note={chosen && t('staffing:sharing.note', { plan: chosen.plan_name, from: day(chosen.first_on), to: day(chosen.last_on) })} actions={noPlan ? undefined : studies.actions}>
      {studies.running}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : !list.data || !plans.data ? <Skeleton /> : !chosen ? (
        <section className="lt-card" aria-label={t('staffing:nav.shared')}>
          {noPlan
            ? <Empty title={t('staffing:sharing.no_plan')} reason={t('staffing:sharing.no_plan_reason')}><Link to={'/staffing' as string}><Button type="primary">{t('staffing:sharing.to_plans')}</Button></Link></Empty>
            : <Empty title={t('staffing:sharing.empty')} reason={t('staffing:sharing.empty_reason')}>{studies.start}</Empty>}
        </section>
      ) : (
        <>
          <div className="lt-toolbar">
            <Select aria-label={t('staffing:nav.shared')} style={{ width: 340 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} value={chosen.id} options={list.data.map((x) => ({ value: x.id, label: `${x.name} · ${x.created_by} ${dateTime(x.created_ms)}` }))} onChange={(of: string) => patch({ of, on: undefined })} />
          </div>
          <Answer x={chosen} />
          <Days x={chosen} on={on} onDay={(d) => patch({ on: d })} />
          <Groups x={chosen} />
          {on && <Intervals x={chosen} on={on} />}
        </>
      )}
      {studies.edits && plans.data && !noPlan && <SharedDrawer {...studies.drawer} plans={plans.data} />}
    </Page>
  )
}

function Answer({ x }: { x: Shared }) {
  const { t } = useTranslation()
  return (
    <section className="lt-card" aria-label={t('staffing:sharing.answer')}>
      <div className="lt-card-head"><h2>{t('staffing:sharing.answer')}</h2></div>
      <div className="lt-card-body" style={{ display: 'grid', gap: 12 }}>
        {x.missed > 0 && <Note kind="warn">{t('staffing:sharing.missed_note', { n: count(x.missed) })}</Note>}
        <DescriptionList minWidth={150} facts={[
          { label: t('staffing:sharing.saved'), value: <b>{percent(saving(x.agent_h, x.separate_agent_h))}</b> },
          { label: t('staffing:sharing.shared_h'), value: decimal(x.agent_h) },
          { label: t('staffing:sharing.separate_h'), value: decimal(x.separate_agent_h) },
          { label: t('staffing:sharing.plan_h'), value: decimal(x.plan_agent_h) },
          { label: t('staffing:scheduled_h'), value: decimal(x.agent_h / (1 - x.shrinkage)) },
          { label: t('staffing:sharing.cost_saved'), value: percent(saving(x.cost, x.separate_cost)) },
          { label: t('staffing:sharing.missed'), value: count(x.missed) },
          { label: t('staffing:probability'), value: `${decimal(x.probability_percent, 0)}%` },
        ]} />
        <p className="lt-muted">{howText(t, x)}</p>
      </div>
    </section>
  )
}

function Days({ x, on, onDay }: { x: Shared; on?: string; onDay: (on: string) => void }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const rows = x.days
  const columns: Column<SharedDay>[] = dayColumns(t)
  const option = useMemo(() => daysOption({
    labels: rows.map((d) => `${d.on.slice(5)} ${weekdayName(d.on)}`), rows, theme, marked: rows.findIndex((d) => d.on === on),
    words: { shared: t('staffing:sharing.shared_h'), separate: t('staffing:sharing.separate_h'), formula: t('staffing:sharing.plan_h'), unit: t('staffing:unit.hours') },
  }), [rows, theme, on, t])
  return (
    <ChartCard<SharedDay> id="staffing.shared" title={t('staffing:sharing.days')} option={option} columns={columns} rows={rows} rowKey={(d) => d.on} height={260} onClick={(e) => { const d = rows[e.dataIndex]; if (d) onDay(d.on) }} onOpen={(d) => onDay(d.on)}
      onExport={async () => {
        await api.post('/audit/exports', { what: 'staffing.shared', rows: rows.length })
        saveWorkbook(`${t('staffing:nav.shared')} ${x.name}.xlsx`, sheets(t, x))
      }} />
  )
}

type Words = (key: string, values?: Record<string, unknown>) => string

/** The names of the search and of the simulator are not words of the trade: their versions are told. */
const howText = (t: Words, x: Shared) => t('staffing:sharing.how', { method: x.method.replace(/\D+/g, ''), engine: x.engine, version: x.model_version, seed: x.seed, contacts: decimal(x.contacts_simulated / 1e6, 1) })

function dayColumns(t: Words): Column<SharedDay>[] {
  const saved = (d: SharedDay) => saving(d.agent_h, d.separate_agent_h)
  return [
    { id: 'on', header: t('staffing:day'), width: 170, pin: true, value: (d) => d.on, cell: (d) => day(d.on) },
    { id: 'shared', header: t('staffing:sharing.shared_h'), width: 150, align: 'right', value: (d) => rounded(d.agent_h), cell: (d) => decimal(d.agent_h) },
    { id: 'separate', header: t('staffing:sharing.separate_h'), width: 150, align: 'right', value: (d) => rounded(d.separate_agent_h), cell: (d) => decimal(d.separate_agent_h) },
    { id: 'saved', header: t('staffing:sharing.saved'), width: 120, align: 'right', value: (d) => rounded(saved(d)), cell: (d) => percent(saved(d)) },
    { id: 'plan', header: t('staffing:sharing.plan_h'), width: 150, align: 'right', value: (d) => rounded(d.plan_agent_h), cell: (d) => decimal(d.plan_agent_h), help: t('staffing:sharing.plan_help') },
    { id: 'missed', header: t('staffing:sharing.missed'), width: 130, align: 'right', grow: true, value: (d) => d.missed, cell: (d) => count(d.missed), help: t('staffing:sharing.missed_help') },
  ]
}

function groupColumns(t: Words, x: Shared): Column<SharedGroupSum>[] {
  const queues = (g: SharedGroupSum) => g.queue_ids.map((id) => x.queues.find((q) => q.queue_id === id)?.name ?? id).join(t('staffing:join'))
  return [
    { id: 'name', header: t('staffing:sharing.group'), width: 200, pin: true, value: (g) => g.name, cell: (g) => g.name },
    { id: 'queues', header: t('staffing:queues'), width: 285, value: queues, cell: queues },
    { id: 'people', header: t('staffing:sharing.people'), width: 92, align: 'right', value: (g) => g.people ?? null, cell: (g) => (g.people ? count(g.people) : none), help: t('staffing:sharing.people_help') },
    { id: 'most', header: t('staffing:sharing.limit'), width: 108, align: 'right', value: (g) => g.most ?? null, cell: (g) => (g.most === undefined ? none : count(g.most)) },
    { id: 'cost', header: t('staffing:sharing.cost'), width: 110, align: 'right', value: (g) => g.cost_per_hour, cell: (g) => decimal(g.cost_per_hour, 2) },
    { id: 'hours', header: t('staffing:agent_h'), width: 145, align: 'right', value: (g) => rounded(g.agent_h), cell: (g) => decimal(g.agent_h) },
    { id: 'scheduled', header: t('staffing:scheduled_h'), width: 145, align: 'right', value: (g) => rounded(g.scheduled_h), cell: (g) => decimal(g.scheduled_h) },
    { id: 'at_once', header: t('staffing:most'), width: 130, align: 'right', grow: true, value: (g) => g.most_agents, cell: (g) => count(g.most_agents) },
  ]
}

function Groups({ x }: { x: Shared }) {
  const { t } = useTranslation()
  return (
    <section className="lt-card" aria-label={t('staffing:sharing.groups')}>
      <div className="lt-card-head"><h2>{t('staffing:sharing.groups')}</h2></div>
      <DataTable<SharedGroupSum> id="staffing.shared.groups" label={t('staffing:sharing.groups')} columns={groupColumns(t, x)} rows={x.groups} rowKey={(g) => g.name} maxHeight={360} />
    </section>
  )
}

function Intervals({ x, on }: { x: Shared; on: string }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const q = useQuery({ queryKey: ['staffing', 'shared-day', x.id, on], queryFn: async ({ signal }) => (await api.get<SharedInterval[] | null>(`/staffing/shared/${encodeURIComponent(x.id)}/intervals`, { on }, signal)) ?? [] })
  const rows = useMemo(() => working(q.data ?? []), [q.data])
  const names = useMemo(() => x.groups.map((g) => g.name), [x])
  const option = useMemo(() => (rows.length === 0 ? undefined : groupsOption({ rows, names, theme, words: { separate: t('staffing:sharing.separate'), unit: t('staffing:unit.people') } })), [rows, names, theme, t])
  const value = (target: string, v: number) => (v < 0 ? null : target === 'asa' ? v : v * 100)
  const kinds = useMemo(() => x.queues.flatMap((queue) => [...new Set(rows.flatMap((i) => i.targets.filter((a) => a.queue_id === queue.queue_id).map((a) => a.target)))].map((target) => ({ queue, target }))), [x, rows])
  const columns: Column<SharedInterval>[] = [
    { id: 'at', header: t('staffing:interval'), width: 90, pin: true, value: (i) => i.at, cell: (i) => i.at },
    ...names.map((name, k): Column<SharedInterval> => ({ id: `group ${k}`, header: name, width: 130, align: 'right', value: (i) => i.agents[k] ?? 0, cell: (i) => count(i.agents[k] ?? 0) })),
    { id: 'all', header: t('staffing:sharing.together'), width: 90, align: 'right', value: (i) => i.agents.reduce((a, n) => a + n, 0), cell: (i) => <b>{count(i.agents.reduce((a, n) => a + n, 0))}</b> },
    { id: 'separate', header: t('staffing:sharing.separate'), width: 110, align: 'right', value: (i) => i.separate, cell: (i) => count(i.separate) },
    { id: 'plan', header: t('staffing:sharing.plan_agents'), width: 130, align: 'right', value: (i) => i.plan, cell: (i) => count(i.plan) },
    ...kinds.map(({ queue, target }): Column<SharedInterval> => {
      const of = (i: SharedInterval) => i.targets.find((a) => a.queue_id === queue.queue_id && a.target === target)
      return {
        id: `${queue.queue_id} ${target}`, header: `${queue.name} ${t(`staffing:sharing.target.${target}`)}`, width: 190, align: 'right', value: (i) => { const a = of(i); return a ? rounded(value(target, a.value)) : null },
        cell: (i) => { const a = of(i); const v = a && value(target, a.value); return v === null || v === undefined ? none : `${a!.missed ? '▲ ' : ''}${target === 'asa' ? decimal(v, 1) : percent(v)}` },
      }
    }),
  ]
  const save = async () => {
    await api.post('/audit/exports', { what: 'staffing.shared.day', rows: rows.length })
    saveWorkbook(`${t('staffing:nav.shared')} ${x.name} ${on}.xlsx`, [{ name: on, head: columns.map((c) => c.header), rows: rows.map((i) => columns.map((c) => c.value!(i) as string | number | null)) }, about(t, x)])
  }
  if (q.isError) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  return <ChartCard<SharedInterval> id="staffing.shared.day" title={t('staffing:sharing.day', { day: day(on) })} option={option} columns={columns} rows={rows} rowKey={(i) => i.at} height={300} dimmed={q.isFetching} emptyReason={t('staffing:nobody')} onExport={save} />
}

function sheets(t: Words, x: Shared) {
  const days = dayColumns(t)
  const groups = groupColumns(t, x)
  return [
    { name: t('staffing:sharing.days'), head: days.map((c) => c.header), rows: x.days.map((d) => days.map((c) => c.value!(d) as string | number)) },
    { name: t('staffing:sharing.groups'), head: groups.map((c) => c.header), rows: x.groups.map((g) => groups.map((c) => c.value!(g) as string | number)) },
    about(t, x),
  ]
}

const about = (t: Words, x: Shared) => ({
  name: t('staffing:about'), head: [t('staffing:sharing.what'), t('staffing:sharing.value')], rows: [
    [t('staffing:one'), x.plan_name], [t('staffing:forecast'), x.forecast_name], [t('staffing:probability'), `${x.probability_percent}%`],
    [t('staffing:model'), howText(t, x)],
  ],
})
