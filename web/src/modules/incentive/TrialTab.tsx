// What a month would cost: nothing is kept. The manager holds it against the budget before a rule is changed or a run is made.
import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Drawer, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { ListPage } from '../../api/types'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { addDays, count, day, none, today } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { LineView } from './LineView'
import type { Person, Rule, Trial } from './types'
import { amountText, money } from './words'

/** The last whole month. */
export function lastMonth(): { from: string; to: string } {
  const to = addDays(`${today().slice(0, 7)}-01`, -1)
  return { from: `${to.slice(0, 7)}-01`, to }
}

export function TrialTab() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const month = typeof search.month === 'string' && /^\d{4}-\d{2}$/.test(search.month) && search.month <= today().slice(0, 7) ? search.month : lastMonth().from.slice(0, 7)
  const [budget, setBudget] = useState<number | null>(null)
  const [rules, setRules] = useState<string[]>([])
  const [asked, setAsked] = useState<{ month: string; budget: number; rules: string[] }>()
  const [opened, setOpened] = useState<Person>()
  const { data: all } = useQuery({ queryKey: ['incentive', 'rules', 'short'], queryFn: ({ signal }) => api.get<ListPage<Rule>>('/incentive-rules', { limit: 200 }, signal) })
  const body = { from_on: `${month}-01`, to_on: endOf(month), budget_cents: Math.round((asked?.budget ?? 0) * 100), rule_ids: asked?.rules ?? [] }
  const q = useQuery({ queryKey: ['incentive-trial', asked], enabled: asked !== undefined, retry: false, queryFn: () => api.post<Trial>('/incentive-trials', { ...body, from_on: `${asked!.month}-01`, to_on: endOf(asked!.month) }) })
  const trial = q.data
  const columns: Column<Person>[] = [
    { id: 'agent', header: t('incentive:agent_no'), width: 100, pin: true, sortable: true, value: (p) => p.agent_no, cell: (p) => p.agent_no },
    { id: 'name', header: t('incentive:person'), width: 120, sortable: true, value: (p) => p.name, cell: (p) => p.name },
    { id: 'team', header: t('incentive:team'), width: 120, sortable: true, value: (p) => p.team_name, cell: (p) => p.team_name || none },
    ...(trial?.rules ?? []).map((r): Column<Person> => ({ id: r.rule_id, header: r.rule, width: 140, align: 'right', sortable: true, value: (p) => sumOf(p, r.rule_id) / (r.pays === 'points' ? 1 : 100), cell: (p) => amountText(t, r.pays, sumOf(p, r.rule_id)) })),
    { id: 'cents', header: t('incentive:money'), width: 120, align: 'right', sortable: true, value: (p) => p.cents / 100, cell: (p) => <b>{money(p.cents)}</b> },
    { id: 'points', header: t('incentive:points'), width: 100, align: 'right', sortable: true, value: (p) => p.points, cell: (p) => count(p.points) },
  ]
  const most = Math.max(1, ...(trial?.bands ?? []).map((b) => b.people))
  const [sort, setSort] = useState<string | undefined>('-cents')
  return (
    <div className="in-page">
      <div className="lt-row">
        <DatePicker aria-label={t('incentive:month')} picker="month" allowClear={false} value={dayjs(`${month}-01`)} disabledDate={(d) => d.format('YYYY-MM') > today().slice(0, 7)} onChange={(d) => patch({ month: d?.format('YYYY-MM') })} />
        <Select mode="multiple" aria-label={t('incentive:tab.rules')} placeholder={t('incentive:trial.all_rules')} style={{ minWidth: 220 }} value={rules} onChange={setRules} maxTagCount={1} options={(all?.items ?? []).map((r) => ({ value: r.id, label: r.versions[0]!.name }))} />
        <InputNumber aria-label={t('incentive:trial.budget')} placeholder={t('incentive:trial.budget')} min={0} max={1e9} precision={2} style={{ width: 160 }} value={budget} onChange={setBudget} />
        <Button type="primary" loading={q.isFetching} onClick={() => setAsked({ month, budget: budget ?? 0, rules })}>{t('incentive:trial.run')}</Button>
      </div>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : q.isFetching && !trial ? <Skeleton /> : !trial ? <Empty title={t('incentive:trial.none')} reason={t('incentive:trial.none_reason')} /> : trial.people.length === 0 ? <Empty title={t('incentive:trial.empty')} reason={t('incentive:trial.empty_reason')} /> : (
        <>
          <Note>{t('incentive:trial.not_kept', { from: day(trial.from_on), to: day(trial.to_on) })}</Note>
          <section className="lt-card" aria-label={t('incentive:trial.sum')}>
            <dl className="in-figures">
              <div><dt>{t('incentive:trial.sum')}</dt><dd>{money(trial.sum.cents)}</dd></div>
              {Boolean(asked?.budget) && <div><dt>{t(trial.over_cents > 0 ? 'incentive:trial.over' : 'incentive:trial.left')}</dt><dd>{money(Math.abs(trial.over_cents))}</dd></div>}
              <div><dt>{t('incentive:points')}</dt><dd>{count(trial.sum.points)}</dd></div>
              <div><dt>{t('incentive:trial.earners')}</dt><dd>{t('incentive:of', { n: count(trial.sum.people), of: count(trial.people.length) })}</dd></div>
              <div><dt>{t('incentive:trial.closed')}</dt><dd>{count(trial.sum.closed)}</dd></div>
              <div><dt>{t('incentive:trial.lacks')}</dt><dd>{count(trial.sum.lacks)}</dd></div>
            </dl>
            <div className="in-bands">
              <h3>{t('incentive:trial.bands')}</h3>
              <ul>
                {trial.bands.map((b) => <li key={b.from_cents}><span>{money(b.from_cents)} – {money(b.to_cents)}</span><span className="in-bar" style={{ width: `${(100 * b.people) / most}%` }} aria-hidden="true" /><span>{t('incentive:n_people', { n: count(b.people), count: b.people })}</span></li>)}
              </ul>
            </div>
          </section>
          <DataTable<Person> id="incentive.trial" label={t('incentive:trial.people')} columns={columns} rows={trial.people} rowKey={(p) => p.person_id} sort={sort} onSort={setSort} onOpen={setOpened} selected={opened?.person_id} maxHeight={560} />
        </>
      )}
      <Drawer open={Boolean(opened)} onClose={() => setOpened(undefined)} size={600} title={opened && `${opened.name} ${opened.agent_no}`} closable={{ 'aria-label': t('common:action.close') }}>
        {opened?.lines.map((l, i) => <LineView key={i} line={l} named />)}
      </Drawer>
    </div>
  )
}

const endOf = (month: string) => {
  const last = dayjs(`${month}-01`).endOf('month').format('YYYY-MM-DD')
  return last > today() ? today() : last
}

const sumOf = (p: Person, rule: string) => p.lines.filter((l) => l.rule_id === rule).reduce((sum, l) => sum + l.amount, 0)
