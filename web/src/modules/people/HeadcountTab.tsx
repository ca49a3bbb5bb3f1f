// HR and the operations manager open this each month: the people the long-range staffing asks for, who is there, who is expected to leave and which classes
// begin. They decide how many to hire and when, and see what it means not to; later, what came of it.
import { CheckOutlined, DeleteOutlined, DownloadOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Form, Input, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, decimal, none } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { compared, differs, headcountOption, varianceText, versionName, type Compared } from './headcount'
import { classColumns, costText, monthColumns, moveColumns, signed } from './headcountColumns'
import { HeadcountDrawer } from './HeadcountDrawer'
import { HeadcountPeople } from './HeadcountPeople'
import type { HeadcountClass, HeadcountMonth, HeadcountMoves, HeadcountPlan, HeadcountRequirement } from './types'

const tones: Record<HeadcountPlan['state'], Tone> = { draft: 'warn', approved: 'good', replaced: 'muted' }
/** Of fewer leavers the curve says little. */
const fewLeavers = 20
const path = (id: string) => `/headcount-plans/${encodeURIComponent(id)}`

export function HeadcountTab() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const { theme } = usePrefs()
  const queries = useQueryClient()
  const edits = useAllowed('people.edit')
  const approves = useAllowed('career.decide')
  const [search, patch] = useSearchState()
  const list = useQuery({ queryKey: ['people', 'headcounts'], queryFn: ({ signal }) => api.get<HeadcountPlan[]>('/headcount-plans', undefined, signal) })
  const needs = useQuery({ queryKey: ['people', 'headcount-requirements'], enabled: edits, queryFn: ({ signal }) => api.get<HeadcountRequirement[]>('/headcount-requirements', undefined, signal) })
  const at = list.data?.find((p) => p.id === search.plan) ?? list.data?.find((p) => p.state === 'approved') ?? list.data?.[0]
  const other = list.data?.find((p) => p.id === search.beside && p.id !== at?.id)
  const whole = (p?: HeadcountPlan) => ({ queryKey: ['people', 'headcount', p?.id, p?.rev], enabled: Boolean(p), queryFn: ({ signal }: { signal: AbortSignal }) => api.get<HeadcountPlan>(path(p!.id), undefined, signal) })
  const q = useQuery(whole(at))
  const second = useQuery(whole(other))
  const plan = q.data
  const months = useMemo(() => plan?.outcome?.months ?? [], [plan])
  const option = useMemo(() => headcountOption(months, theme, t), [months, theme, t])
  const refresh = () => queries.invalidateQueries({ queryKey: ['people'] })
  const act = async (what: () => Promise<unknown>) => {
    try {
      await what()
    } catch (error) {
      void message.error(faultText(error))
    }
    await refresh()
  }
  const w = (key: string) => t(`people:headcount.${key}`)
  if (list.isError && !list.data) return <Failure error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data || (edits && !needs.data && !needs.isError)) return <Skeleton lines={8} />
  const add = edits && <Button type={list.data.length === 0 ? 'primary' : undefined} icon={<PlusOutlined />} onClick={() => patch({ edit: 'new' }, true)}>{w('add')}</Button>
  const drawer = edits && (
    <HeadcountDrawer
      open={search.edit === 'new' || (plan !== undefined && plan.state === 'draft' && search.edit === plan.id)} plan={search.edit === 'new' ? undefined : plan} needs={needs.data ?? []}
      onClose={() => patch({ edit: undefined })} onDone={async (p) => { await refresh(); patch({ edit: undefined, plan: p.id }) }}
    />
  )
  if (!at) {
    return (
      <section className="lt-card" aria-label={w('title')}>
        <Empty title={w('empty')} reason={edits ? w('empty_reason') : w('empty_reader')}>{add}</Empty>
        {drawer}
      </section>
    )
  }
  const outcome = plan?.outcome
  const columns = monthColumns(t)
  const save = () => act(async () => {
    if (!plan || !outcome) return
    await api.post('/audit/exports', { what: 'people.headcount', rows: outcome.months.length })
    const sheet = <T,>(name: string, cols: Column<T>[], rows: T[]) => ({ name, head: cols.map((c) => c.header), rows: rows.map((r) => cols.map((c) => c.value?.(r) ?? null)) })
    const came = cameColumns()
    saveWorkbook(`${versionName(t, plan)}.xlsx`, [
      sheet(w('by_month'), columns, outcome.months),
      sheet(w('classes'), classColumns(t), plan.classes ?? []),
      sheet(w('moves'), moveColumns(t), plan.moves ?? []),
      sheet(w('came'), came, outcome.months.filter((m) => m.came)),
      { name: w('about'), head: [w('what'), w('value')], rows: [[t('people:name_of'), plan.name], [w('version'), plan.version], [t('people:state'), w(`states.${plan.state}`)], [w('scope'), plan.site_name || w('centre')], [w('reason'), plan.reason], [w('as_of'), outcome.as_of_on], [w('approved_by'), plan.approved_by ?? ''], [w('approval_reason'), plan.approval_reason ?? ''], [w('requirement'), plan.requirement?.name ?? ''], [w('training_months'), plan.terms.training_months], [w('ramp_months'), plan.terms.ramp_months], [w('heads'), outcome.heads], [w('in_training'), outcome.in_training]] },
    ])
  })
  function cameColumns(): Column<HeadcountMonth>[] {
    const pair = (id: 'opening' | 'graduates' | 'leavers' | 'moved' | 'closing'): Column<HeadcountMonth>[] => [
      { id, header: w(id), width: 110, align: 'right', value: (m) => m.came?.[id], cell: (m) => <span title={w('planned')}>{count(m.came?.[id])} <span className="lt-muted">/ {decimal(m[id], 1)}</span></span> },
    ]
    return [
      { id: 'month', header: w('month'), width: 100, pin: true, value: (m) => m.month, cell: (m) => m.month },
      ...pair('opening'), ...pair('graduates'), ...pair('leavers'), ...pair('moved'), ...pair('closing'),
      { id: 'entered', header: w('entered'), width: 120, align: 'right', value: (m) => m.came?.entered, cell: (m) => <span>{count(m.came?.entered)} <span className="lt-muted">/ {count(m.starts + m.begin)}</span></span> },
      { id: 'effective', header: w('effective'), width: 130, align: 'right', value: (m) => m.came?.effective, cell: (m) => <span>{decimal(m.came?.effective, 1)} <span className="lt-muted">/ {decimal(m.effective, 1)}</span></span> },
      { id: 'variance', header: w('variance'), width: 300, grow: true, value: (m) => m.came && varianceText(t, m.came), cell: (m) => m.came && <span className="lt-row">{m.came.whole && <StatusTag tone={m.came.outside ? 'warn' : 'good'}>{w(m.came.outside ? 'outside' : 'within')}</StatusTag>}<span title={varianceText(t, m.came)}>{varianceText(t, m.came)}</span></span> },
    ]
  }
  const versions: Column<HeadcountPlan>[] = [
    { id: 'name', header: t('people:name_of'), width: 190, grow: true, value: (p) => p.name, cell: (p) => p.name },
    { id: 'version', header: w('version'), width: 80, align: 'right', value: (p) => p.version, cell: (p) => p.version },
    { id: 'scope', header: w('scope'), width: 110, value: (p) => p.site_name || w('centre'), cell: (p) => p.site_name || w('centre') },
    { id: 'first', header: w('first_month'), width: 110, value: (p) => p.first_month, cell: (p) => p.first_month },
    { id: 'months', header: w('months'), width: 90, align: 'right', value: (p) => p.months, cell: (p) => count(p.months) },
    { id: 'state', header: t('people:state'), width: 110, value: (p) => w(`states.${p.state}`), cell: (p) => <StatusTag tone={tones[p.state]}>{w(`states.${p.state}`)}</StatusTag> },
    { id: 'drawn', header: w('drawn_by'), width: 100, value: (p) => p.drawn_by, cell: (p) => p.drawn_by },
    { id: 'approved', header: w('approved_by'), width: 100, value: (p) => p.approved_by, cell: (p) => p.approved_by || none },
    { id: 'reason', header: w('reason'), width: 220, value: (p) => p.reason, cell: (p) => <span title={p.reason}>{p.reason}</span> },
    { id: 'changed', header: w('changed'), width: 150, value: (p) => p.changed_ms, cell: (p) => dateTime(p.changed_ms) },
  ]
  const names = list.data.map((p) => ({ value: p.id, label: `${versionName(t, p)} · ${w(`states.${p.state}`)}` }))
  const month = months.find((m) => m.month === search.month)
  const confirm = (title: string, okText: string, onOk: () => Promise<unknown>) => modal.confirm({ title, okText, okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' }, onOk: () => act(onOk) })
  const came = months.filter((m) => m.came)
  return (
    <>
      <div className="lt-toolbar">
        <Select aria-label={w('title')} style={{ width: 280 }} popupMatchSelectWidth={false} value={at.id} options={names} onChange={(id) => patch({ plan: id, month: undefined, beside: undefined })} />
        {names.length > 1 && <Select allowClear aria-label={w('beside')} placeholder={w('beside')} style={{ width: 240 }} popupMatchSelectWidth={false} value={other?.id} options={names.filter((n) => n.value !== at.id)} onChange={(id) => patch({ beside: id })} />}
        <span className="lt-grow" />
        <Button icon={<DownloadOutlined />} disabled={!outcome} onClick={() => void save()}>{t('common:action.export')}</Button>
        {edits && at.state === 'draft' && <Button icon={<DeleteOutlined />} onClick={() => confirm(t('people:headcount.delete_title', { name: versionName(t, at) }), t('common:action.delete'), () => api.delete(path(at.id)))}>{t('common:action.delete')}</Button>}
        {edits && at.state === 'draft' && <Button icon={<EditOutlined />} onClick={() => patch({ edit: at.id }, true)}>{t('common:action.edit')}</Button>}
        {edits && at.state !== 'draft' && <Button icon={<EditOutlined />} onClick={() => void act(async () => { const p = await api.post<HeadcountPlan>(`${path(at.id)}/versions`); patch({ plan: p.id, edit: p.id }) })}>{w('revise')}</Button>}
        {approves && at.state === 'draft' && <Button type="primary" icon={<CheckOutlined />} disabled={at.own || at.begun} title={at.own ? w('own') : undefined} onClick={() => patch({ edit: 'approve' }, true)}>{w('approve')}</Button>}
        {add}
      </div>
      {q.isError && !plan ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !plan || !outcome ? <Skeleton lines={8} /> : (
        <>
          {plan.begun && <Note kind="warn">{w('begun')}</Note>}
          {!plan.requirement && <Note kind="warn">{w('no_requirement')}</Note>}
          {outcome.untold > 0 && <Note kind="warn">{t('people:workforce.untold', { n: outcome.untold, count: outcome.untold })}</Note>}
          {outcome.curve.left < fewLeavers && <Note kind="warn">{t('people:headcount.few_leavers', { n: outcome.curve.left, count: outcome.curve.left })}</Note>}
          <Summary plan={plan} />
          <ChartCard<HeadcountMonth>
            id="people.headcount" title={t('people:headcount.chart', { name: versionName(t, plan) })} summary={t('people:headcount.chart_summary', { n: months.length, short: outcome.totals.short_in })} option={option} columns={columns} rows={months} rowKey={(m) => m.month} height={340}
            onOpen={(m) => patch({ month: m.month })} onClick={(e) => typeof e.name === 'string' && e.name && patch({ month: e.name })} onExport={save}
          ><p className="lt-muted hc-note">{w('chart_help')}</p></ChartCard>
          {plan.requirement && <Consequences plan={plan} />}
          {came.length > 0 && (
            <section className="lt-card" aria-label={w('came')}>
              <div className="lt-card-head"><h2>{w('came')}</h2><span className="lt-muted">{w('came_help')}</span></div>
              <DataTable<HeadcountMonth> id="people.headcount.came" label={w('came')} columns={cameColumns()} rows={came} rowKey={(m) => m.month} maxHeight={320} />
            </section>
          )}
          {other && <Beside first={plan} second={second.data} error={second.error} onRetry={() => void second.refetch()} />}
          <div className="hc-lines">
            <section className="lt-card" aria-label={w('classes')}>
              <div className="lt-card-head"><h2>{w('classes')}</h2></div>
              {(plan.classes ?? []).length === 0 ? <Empty title={w('no_classes')} reason={w('no_classes_reason')} /> : <DataTable<HeadcountClass> id="people.headcount.classes" label={w('classes')} columns={classColumns(t)} rows={plan.classes ?? []} rowKey={(_, i) => String(i)} maxHeight={320} />}
            </section>
            <section className="lt-card" aria-label={w('moves')}>
              <div className="lt-card-head"><h2>{w('moves')}</h2></div>
              {(plan.moves ?? []).length === 0 ? <Empty title={w('no_moves')} reason={w('no_moves_reason')} /> : <DataTable<HeadcountMoves> id="people.headcount.moves" label={w('moves')} columns={moveColumns(t)} rows={plan.moves ?? []} rowKey={(_, i) => String(i)} maxHeight={320} />}
            </section>
          </div>
        </>
      )}
      <section className="lt-card" aria-label={w('versions')}>
        <div className="lt-card-head"><h2>{w('versions')}</h2></div>
        <DataTable<HeadcountPlan> id="people.headcount.versions" label={w('versions')} columns={versions} rows={list.data} rowKey={(p) => p.id} selected={at.id} onOpen={(p) => patch({ plan: p.id, month: undefined, beside: undefined })} maxHeight={320} />
      </section>
      {drawer}
      {plan && <HeadcountPeople plan={plan} month={month} onClose={() => patch({ month: undefined })} />}
      {approves && plan && (
        <EditDrawer<{ reason: string }> open={search.edit === 'approve' && at.state === 'draft' && !at.own} width={460} title={t('people:headcount.approve_title', { name: versionName(t, at) })} saveLabel={w('approve')} initial={{ reason: '' }} onClose={() => patch({ edit: undefined })} onSave={async (v) => { await api.post(`${path(at.id)}/approval`, { reason: v.reason }); await refresh(); patch({ edit: undefined }) }}>
          <p className="lt-muted">{w('approve_help')}</p>
          <Form.Item name="reason" label={w('approval_reason')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: w('approval_reason') }) }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        </EditDrawer>
      )}
    </>
  )
}

/** What the plan comes to, and what it would without its classes. */
function Summary({ plan }: { plan: HeadcountPlan }) {
  const { t } = useTranslation()
  const staffing = useAllowed('staffing.read')
  const w = (key: string) => t(`people:headcount.${key}`)
  const o = plan.outcome!
  const r = plan.requirement
  return (
    <section className="lt-card" aria-label={w('answer')}>
      <div className="lt-card-head">
        <h2>{versionName(t, plan)}</h2><StatusTag tone={tones[plan.state]}>{w(`states.${plan.state}`)}</StatusTag>
        <span className="lt-muted">{plan.state === 'draft' ? t('people:headcount.draft_note', { day: day(o.as_of_on), who: plan.drawn_by }) : t('people:headcount.approved_note', { day: day(o.as_of_on), who: plan.approved_by })}</span>
      </div>
      <div className="pe-post">
        <DescriptionList minWidth={150} facts={[
          { label: w('scope'), value: plan.site_id ? t('people:headcount.site_share', { site: plan.site_name, n: decimal(plan.share_percent, 0) }) : w('centre') },
          { label: w('heads'), value: count(o.heads) }, { label: w('in_training'), value: count(o.in_training) },
          { label: w('until'), value: t('people:headcount.until_text', { graduates: decimal(o.until.graduates, 1), leavers: decimal(o.until.leavers, 1), heads: decimal(o.until.closing, 1) }) },
          { label: w('curve'), value: <Link to={'/workforce' as string} search={{ tab: 'survival' } as never}>{t('people:headcount.curve_text', { people: count(o.curve.people), left: count(o.curve.left) })}</Link> },
          { label: w('requirement'), value: r ? (staffing ? <Link to={'/hiring' as string} search={{ plan: r.id } as never}>{r.name}</Link> : r.name) : none },
          { label: w('reason'), value: plan.reason, wide: true },
          ...(plan.approval_reason ? [{ label: w('approval_reason'), value: plan.approval_reason, wide: true }] : []),
        ]} />
        {r && <p className="lt-muted">{t('people:headcount.requirement_text', { sure: decimal(r.sure_percent, 0), hours: decimal(r.hours_per_month, 0), shrinkage: decimal(r.shrinkage_percent, 0), occupancy: decimal(r.occupancy_percent, 0), day: day(r.as_of_on) })}</p>}
      </div>
    </section>
  )
}

/** What the plan comes to in people, work and money, and what it would without its classes. */
function Consequences({ plan }: { plan: HeadcountPlan }) {
  const { t } = useTranslation()
  const w = (key: string) => t(`people:headcount.${key}`)
  const o = plan.outcome!
  const worst = (x: typeof o.totals) => (x.worst_month ? `${decimal(-x.worst_gap, 1)} · ${x.worst_month}` : none)
  const rows: [string, (x: typeof o.totals) => string][] = [['short_in', (x) => count(x.short_in)], ['worst', worst], ['missing', (x) => decimal(x.missing, 1)], ['overtime_sum', (x) => decimal(x.overtime, 1)], ['uncovered', (x) => count(Math.round(x.uncovered_h))], ['gap_cost', (x) => costText(x.gap_cost)], ['hire_cost', (x) => costText(x.hire_cost)]]
  return (
    <section className="lt-card" aria-label={w('consequences')}>
      <div className="lt-card-head"><h2>{w('consequences')}</h2><span className="lt-muted">{w('consequences_help')}</span></div>
      <div className="pe-post">
          <table className="lt-table" aria-label={w('if_not')}>
            <thead><tr><th scope="col">{w('months_required')}</th><th scope="col" style={{ textAlign: 'right' }}>{w('with_classes')}</th><th scope="col" style={{ textAlign: 'right' }}>{w('if_not')}</th></tr></thead>
            <tbody>{rows.map(([id, show]) => <tr key={id}><th scope="row">{w(id)}</th><td style={{ textAlign: 'right' }}>{show(o.totals)}</td><td style={{ textAlign: 'right' }}>{show(o.without)}</td></tr>)}</tbody>
          </table>
      </div>
    </section>
  )
}

/** Two versions side by side. */
function Beside({ first, second, error, onRetry }: { first: HeadcountPlan; second?: HeadcountPlan; error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  const w = (key: string) => t(`people:headcount.${key}`)
  if (error && !second) return <Failure error={error} onRetry={onRetry} />
  if (!second?.outcome || !first.outcome) return <Skeleton lines={4} />
  const three = (id: 'closing' | 'effective' | 'gap'): Column<Compared>[] => [
    ...[0, 1].map((i): Column<Compared> => ({ id: `${id}${i}`, header: t('people:headcount.of_version', { what: w(id), n: [first, second][i]!.version }), width: 165, align: 'right', value: (c) => c[id][i], cell: (c) => (c[id][i] === null ? none : decimal(c[id][i], 1)) })),
    { id: `${id}-more`, header: w('difference'), width: 90, align: 'right', value: (c) => differs(c[id]), cell: (c) => signed(differs(c[id])) },
  ]
  const columns: Column<Compared>[] = [{ id: 'month', header: w('month'), width: 100, pin: true, value: (c) => c.month, cell: (c) => c.month }, ...three('closing'), ...three('effective'), ...three('gap')]
  const title = t('people:headcount.compared', { a: versionName(t, first), b: versionName(t, second) })
  return (
    <section className="lt-card" aria-label={w('beside')}>
      <div className="lt-card-head"><h2>{title}</h2><span className="lt-muted">{t('people:headcount.compared_help', { a: costText(first.outcome.totals.gap_cost + first.outcome.totals.hire_cost), b: costText(second.outcome.totals.gap_cost + second.outcome.totals.hire_cost) })}</span></div>
      <DataTable<Compared> id="people.headcount.beside" label={title} columns={columns} rows={compared(first.outcome, second.outcome)} rowKey={(c) => c.month} maxHeight={360} />
    </section>
  )
}
