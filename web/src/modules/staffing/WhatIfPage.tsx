// The operations manager and the director open this before a budget or a target is agreed, and monthly; the planner every week: what
// would more volume, shorter calls, another target, less shrinkage, fewer leavers or people with more skills bring, in people, money
// and service? They decide which lever is worth its price, and what a wish would cost.
import { SaveOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api, ApiError } from '../../api/client'
import type { ListPage } from '../../api/types'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText, fieldPath, fieldText } from '../../kit/fault'
import { dateTime, day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import type { Plan, Scenario, WhatIfAnswer, WhatIfCosts, WhatIfLevers } from './types'
import { noLevers, parsed, readCosts, readLevers, readSteps, writeLevers, written } from './whatif'
import './whatif.css'
import { WhatIfAnswerCards } from './WhatIfAnswer'
import { WhatIfLeverFields } from './WhatIfLevers'
import { WhatIfPrices } from './WhatIfPrices'
import { Comparison, mostCompared, ScenarioDrawer, ScenarioList } from './WhatIfScenarios'

export function WhatIfPage() {
  return <Guard permission="staffing.read"><WhatIfView /></Guard>
}

/** How long a lever rests before the scenario is reckoned. */
const pause = 300
type Draft = { levers: WhatIfLevers; costs: WhatIfCosts }
const keyOf = (d: Draft) => JSON.stringify([writeLevers(readLevers(d.levers)) ?? null, readCosts(d.costs)])

/** Levers move at once and go into the address when they rest; what comes from the address otherwise (a link, going back) moves them. */
function useDraft(): { draft: Draft; settled: Draft; setDraft: (d: Draft) => void } {
  const [search, patch] = useSearchState()
  const settled: Draft = { levers: readLevers(parsed(search.levers)), costs: readCosts(parsed(search.costs)) }
  const key = keyOf(settled)
  const [state, setState] = useState({ draft: settled, seen: key, written: key })
  if (state.seen !== key) setState({ draft: state.written === key ? state.draft : settled, seen: key, written: key })
  const { draft } = state
  const now = keyOf(draft)
  useEffect(() => {
    if (now === key) return
    const timer = window.setTimeout(() => {
      setState((s) => ({ ...s, written: now }))
      patch({ levers: written(writeLevers(draft.levers)), costs: written(draft.costs) })
    }, pause)
    return () => window.clearTimeout(timer)
  }, [now, key, draft, patch])
  return { draft, settled, setDraft: (d) => setState((s) => ({ ...s, draft: d })) }
}

function WhatIfView() {
  const { t } = useTranslation()
  const plans = useQuery({ queryKey: ['staffing', 'plans', 'what-if'], queryFn: ({ signal }) => api.get<ListPage<Plan>>('/staffing/plans', { limit: 200 }, signal) })
  const title = t('staffing:nav.whatif')
  if (plans.isError && !plans.data) return <Page title={title}><Failure error={plans.error} onRetry={() => void plans.refetch()} /></Page>
  if (!plans.data) return <Page title={title}><Skeleton /></Page>
  return <WhatIfWork plans={plans.data.items ?? []} />
}

function WhatIfWork({ plans }: { plans: Plan[] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('staffing.edit')
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const { draft, settled, setDraft } = useDraft()
  const open = useQuery({ queryKey: ['staffing', 'scenario', text('scenario')], enabled: Boolean(text('scenario')), retry: false, queryFn: ({ signal }) => api.get<Scenario>(`/staffing/scenarios/${encodeURIComponent(text('scenario')!)}`, undefined, signal) })
  const renamed = useQuery({ queryKey: ['staffing', 'scenario', text('rename')], enabled: Boolean(text('rename')), retry: false, queryFn: ({ signal }) => api.get<Scenario>(`/staffing/scenarios/${encodeURIComponent(text('rename')!)}`, undefined, signal) })
  const scenario = text('scenario') ? open.data : undefined
  const plan = text('base') ?? plans[0]?.id
  const stale = keyOf(draft) !== keyOf(settled)
  // An opened scenario whose levers were not moved is shown as it was told; its plan may be gone.
  const untouched = scenario !== undefined && scenario.plan_id === plan && keyOf(scenario) === keyOf(settled)
  const question = { plan_id: plan ?? '', levers: settled.levers, costs: settled.costs }
  const trial = useQuery({
    queryKey: ['what-if-trial', plan, keyOf(settled)], staleTime: Infinity, enabled: Boolean(plan) && !untouched && (!text('scenario') || !open.isPending), placeholderData: keepPreviousData, retry: false,
    queryFn: ({ signal }) => api.post<WhatIfAnswer>('/staffing/what-if-trials', question, { signal }),
  })
  const answer = untouched ? scenario.answer : trial.data
  const faults = !untouched && trial.error instanceof ApiError ? trial.error.fields : []
  const faultAt = (path: string) => {
    const f = faults.find((x) => fieldPath(x.location).join('.') === path)
    const [, low, high] = /from (-?[\d.]+) to (-?[\d.]+)/.exec(f?.message ?? '') ?? []
    return f && (f.code === 'range' && high !== undefined ? t('staffing:whatif.between', { low, high }) : fieldText(f))
  }
  const compared = (text('compare') ?? '').split(',').filter(Boolean).slice(0, mostCompared)
  const show = (s: Scenario) => patch({ scenario: s.id, base: s.plan_id, levers: written(writeLevers(s.levers)), costs: written(s.costs), queue: undefined }, true)
  const kept = (s: Scenario, change: Record<string, unknown>) => {
    queries.setQueryData(['staffing', 'scenario', s.id], s)
    patch(change)
    void queries.invalidateQueries({ queryKey: ['staffing'] }) // the drawer does not wait for it: it may be open again by then
  }
  const update = async () => {
    try {
      kept(await api.put<Scenario>(`/staffing/scenarios/${encodeURIComponent(scenario!.id)}`, { ...question, name: scenario!.name, note: scenario!.note }, scenario!.rev), {})
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  const busy = stale || (!untouched && (trial.isPlaceholderData || trial.isFetching))
  const list = (
    <div><h2 className="lt-whatif-title">{t('staffing:whatif.scenarios')}</h2><ScenarioList
      compared={compared} open={scenario?.id} onOpen={show} onRename={(id) => patch({ rename: id }, true)}
      onCompare={(ids) => patch({ compare: ids.join(',') })} onGone={(id) => patch({ compare: compared.filter((x) => x !== id).join(','), scenario: text('scenario') === id ? undefined : text('scenario') })}
    /></div>
  )
  if (plans.length === 0 && !answer) {
    return (
      <Page title={t('staffing:nav.whatif')}>
        <section className="lt-card" aria-label={t('staffing:nav.whatif')}>
          <Empty title={t('staffing:whatif.no_plan')} reason={t('staffing:whatif.no_plan_reason')}><Link to={'/staffing' as string}><Button type="primary">{t('staffing:whatif.to_plans')}</Button></Link></Empty>
        </section>
        {list}
      </Page>
    )
  }
  const known = plans.some((p) => p.id === plan)
  const options = [...plans.map((p) => ({ value: p.id, label: `${p.name} · ${day(p.first_on)} – ${day(p.last_on)}` })), ...(known || !plan ? [] : [{ value: plan, label: scenario?.summary.plan_name ?? t('staffing:whatif.plan_gone') }])]
  const actions = (
    <>
      <Button disabled={keyOf({ ...draft, levers: noLevers }) === keyOf(draft)} onClick={() => setDraft({ ...draft, levers: noLevers })}>{t('staffing:whatif.reset')}</Button>
      {edits && scenario && !untouched && <Button disabled={busy || trial.isError} onClick={() => void update()}>{t('staffing:whatif.update', { name: scenario.name })}</Button>}
      {edits && <Button type="primary" icon={<SaveOutlined />} disabled={busy || !answer || (!untouched && trial.isError)} onClick={() => patch({ keep: '1' }, true)}>{t('staffing:whatif.keep')}</Button>}
    </>
  )
  return (
    <Page title={t('staffing:nav.whatif')} note={answer && t('staffing:whatif.page_note', { forecast: answer.about.forecast_name, from: day(answer.about.first_on), to: day(answer.about.last_on) })} actions={actions}>
      <div className="lt-toolbar">
        <span>{t('staffing:whatif.base')}</span>
        <Select aria-label={t('staffing:whatif.base')} style={{ width: 380, maxWidth: '100%' }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} value={plan} options={options} onChange={(id: string) => patch({ base: id, queue: undefined, scenario: undefined, steps: undefined, levers: written(writeLevers({ ...draft.levers, own: [], cross: [] })) })} />
        {scenario && <span className="lt-muted">{t(untouched ? 'staffing:whatif.opened' : 'staffing:whatif.opened_changed', { name: scenario.name })}</span>}
      </div>
      <div className="lt-whatif">
        <section className="lt-card" aria-label={t('staffing:whatif.levers')}>
          <div className="lt-card-head"><h2>{t('staffing:whatif.levers')}</h2></div>
          <div className="lt-card-body">
            <WhatIfLeverFields levers={draft.levers} costs={draft.costs} queues={answer?.about.queues ?? []} kinds={answer?.about.kinds ?? []} queue={text('queue')} onQueue={(id) => patch({ queue: id })} onLevers={(levers) => setDraft({ ...draft, levers })} onCosts={(costs) => setDraft({ ...draft, costs })} faultAt={faultAt} />
          </div>
        </section>
        <div className="lt-whatif-answer">
          {!untouched && trial.isError && faults.length === 0 && <Failure error={trial.error} onRetry={() => void trial.refetch()} />}
          {faults.length > 0 && <Note kind="warn">{t(answer ? 'staffing:whatif.see_fields' : 'staffing:whatif.see_fields_only')}</Note>}
          {!answer ? (!trial.isError && <Skeleton />) : (
            <>
              <WhatIfAnswerCards answer={answer} dimmed={busy} stale={busy} told={untouched ? t('staffing:whatif.told', { at: dateTime(scenario.changed_ms) }) : undefined} workbook={untouched ? { ids: [scenario.id] } : { trial: question }}>
                {known && plan && <WhatIfPrices plan={plan} about={answer.about} steps={readSteps(parsed(search.steps))} costs={settled.costs} onSteps={(steps) => patch({ steps: written(steps) })} onPull={(levers) => setDraft({ ...draft, levers })} />}
              </WhatIfAnswerCards>
            </>
          )}
        </div>
      </div>
      {compared.length > 0 && <Comparison ids={compared} onClose={() => patch({ compare: undefined })} />}
      {list}
      {edits && <ScenarioDrawer open={text('keep') === '1'} title={t('staffing:whatif.keep')} initial={{ name: '', note: '' }} onClose={() => patch({ keep: undefined })} onSave={async (v) => { const s = await api.post<Scenario>('/staffing/scenarios', { ...question, ...v }); kept(s, { keep: undefined, scenario: s.id, base: s.plan_id }) }} />}
      {edits && renamed.data && <ScenarioDrawer open={Boolean(text('rename'))} identity={text('rename')} title={t('staffing:whatif.rename')} initial={{ name: renamed.data.name, note: renamed.data.note }} onClose={() => patch({ rename: undefined })} onSave={async (v) => { const r = renamed.data; kept(await api.put<Scenario>(`/staffing/scenarios/${encodeURIComponent(r.id)}`, { plan_id: r.plan_id, levers: r.levers, costs: r.costs, ...v }, r.rev), { rename: undefined }) }} />}
    </Page>
  )
}
