// HR opens this each half-year, the manager before: whether teams have the size they are to have and one leader each, who has led for too long, and the
// plan by which leaders change teams. They decide who leads which team from when.
import { CheckOutlined, DeleteOutlined, DownloadOutlined, EditOutlined, PlusOutlined, SettingOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, day, decimal, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { moveColumns, RotationDrawer } from './RotationDrawer'
import type { Move, Rotation, TeamPlan, TeamState, TeamTerms } from './types'
import './people.css'

export function TeamPlanPage() {
  return <Guard permission="people.read"><TeamPlanView /></Guard>
}

const stateTones: Record<Rotation['state'], Tone> = { draft: 'warn', approved: 'info', done: 'good' }

function TeamPlanView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('people.edit')
  const approves = useAllowed('org.manage')
  const [search, patch] = useSearchState()
  const q = useQuery({ queryKey: ['people', 'teams'], queryFn: ({ signal }) => api.get<TeamPlan>('/team-plan', undefined, signal) })
  const plans = useQuery({ queryKey: ['people', 'rotations'], enabled: edits, queryFn: ({ signal }) => api.get<Rotation[]>('/team-rotations', undefined, signal) })
  const chosen = plans.data?.find((p) => p.id === search.plan) ?? plans.data?.[0]
  const refresh = () => queries.invalidateQueries({ queryKey: ['people'] })
  const act = async (what: () => Promise<unknown>) => {
    try {
      await what()
    } catch (error) {
      void message.error(faultText(error))
    }
    await refresh()
  }
  const ask = (title: string, content: string | undefined, okText: string, danger: boolean, onOk: () => Promise<unknown>) => modal.confirm({ title, content, okText, okButtonProps: { danger }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' }, onOk: () => act(onOk) })
  const warned = (x: TeamState) => x.warnings.map((w) => t(`people:rotation.warn.${w}`)).join(t('people:join'))
  const columns: Column<TeamState>[] = [
    { id: 'site', header: t('people:rotation.site'), width: 130, value: (x) => x.site_name, cell: (x) => x.site_name },
    { id: 'team', header: t('people:team'), width: 120, value: (x) => x.name, cell: (x) => x.name },
    { id: 'people', header: t('people:workforce.people'), width: 90, align: 'right', value: (x) => x.people, cell: (x) => count(x.people) },
    { id: 'leader', header: t('people:leader'), width: 130, value: (x) => x.leader_name, cell: (x) => x.leader_name || none },
    { id: 'since', header: t('people:rotation.since'), width: 150, value: (x) => x.since_on, cell: (x) => (x.since_on ? day(x.since_on) : none) },
    { id: 'months', header: t('people:rotation.months'), width: 120, align: 'right', value: (x) => Math.round(10 * x.months) / 10, cell: (x) => (x.since_on ? decimal(x.months, 1) : none) },
    { id: 'next', header: t('people:rotation.next'), width: 210, value: (x) => (x.next_on ? `${x.next_name} ${x.next_on}` : ''), cell: (x) => (x.next_on ? `${x.next_name} · ${day(x.next_on)}` : none) },
    { id: 'warnings', header: t('people:rotation.warnings'), width: 260, grow: true, value: warned, cell: (x) => (x.warnings.length > 0 ? <span className="lt-row">{x.warnings.map((w) => <StatusTag key={w} tone="warn">{t(`people:rotation.warn.${w}`)}</StatusTag>)}</span> : <StatusTag tone="good">{t('people:rotation.fine')}</StatusTag>) },
  ]
  const save = (name: string, what: string, sheets: { columns: { header: string; value?: (row: never) => unknown }[]; rows: object[] }) => act(async () => {
    await api.post('/audit/exports', { what, rows: sheets.rows.length })
    const shown = sheets.columns.filter((c) => c.value)
    saveWorkbook(`${name}.xlsx`, [{ name, head: shown.map((c) => c.header), rows: sheets.rows.map((r) => shown.map((c) => c.value!(r as never) as string)) }])
  })
  const terms = q.data?.terms
  const moves = moveColumns(t)
  const planColumns: Column<Rotation>[] = [
    { id: 'name', header: t('people:name_of'), width: 200, grow: true, value: (p) => p.name, cell: (p) => p.name },
    { id: 'on', header: t('people:rotation.effective_on'), width: 150, value: (p) => p.effective_on, cell: (p) => day(p.effective_on) },
    { id: 'state', header: t('people:state'), width: 120, value: (p) => t(`people:rotation.states.${p.state}`), cell: (p) => <StatusTag tone={stateTones[p.state]}>{t(`people:rotation.states.${p.state}`)}</StatusTag> },
    { id: 'moves', header: t('people:team'), width: 90, align: 'right', value: (p) => p.moves.length, cell: (p) => count(p.moves.length) },
    { id: 'warned', header: t('people:rotation.warned'), width: 120, align: 'right', value: (p) => p.warned, cell: (p) => count(p.warned) },
    { id: 'by', header: t('people:rotation.approved_by'), width: 130, value: (p) => p.approved_by, cell: (p) => p.approved_by || none },
    { id: 'note', header: t('people:note'), width: 200, value: (p) => p.note, cell: (p) => <span title={p.note}>{p.note}</span> },
  ]
  return (
    <Page
      title={t('people:nav.team_plan')}
      actions={edits && (
        <>
          <Button icon={<SettingOutlined />} onClick={() => patch({ edit: 'terms' }, true)}>{t('people:rotation.terms')}</Button>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ edit: 'new' }, true)}>{t('people:rotation.add')}</Button>
        </>
      )}
    >
      <section className="lt-card" aria-label={t('people:rotation.teams')}>
        <div className="lt-card-head"><h2>{t('people:rotation.teams')}</h2>{terms && <span className="lt-muted">{t('people:rotation.terms_text', { least: terms.least, most: terms.most, months: terms.months, recent: terms.recent_months })}</span>}<span className="lt-grow" />{q.data && <Button size="small" icon={<DownloadOutlined />} disabled={q.data.teams.length === 0} onClick={() => void save(t('people:rotation.teams'), 'people.teams', { columns, rows: q.data.teams })}>{t('common:action.export')}</Button>}</div>
        {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={6} /> : q.data.teams.length === 0 ? <Empty title={t('people:rotation.no_teams')} reason={t('people:rotation.no_teams_reason')} /> : <DataTable<TeamState> id="people.teams" label={t('people:rotation.teams')} columns={columns} rows={q.data.teams} rowKey={(x) => x.team_id} maxHeight={460} />}
      </section>
      {edits && (
        <section className="lt-card" aria-label={t('people:rotation.plans')}>
          <div className="lt-card-head"><h2>{t('people:rotation.plans')}</h2></div>
          {plans.isError && !plans.data ? <Failure error={plans.error} onRetry={() => void plans.refetch()} /> : !plans.data ? <Skeleton lines={3} /> : plans.data.length === 0 ? <Empty title={t('people:rotation.empty')} reason={t('people:rotation.empty_reason')} /> : <DataTable<Rotation> id="people.rotations" label={t('people:rotation.plans')} columns={planColumns} rows={plans.data} rowKey={(p) => p.id} selected={chosen?.id} onOpen={(p) => patch({ plan: p.id })} maxHeight={260} />}
        </section>
      )}
      {edits && chosen && (
        <section className="lt-card" aria-label={chosen.name}>
          <div className="lt-card-head">
            <h2>{chosen.name}</h2><StatusTag tone={stateTones[chosen.state]}>{t(`people:rotation.states.${chosen.state}`)}</StatusTag><span className="lt-muted">{t('people:rotation.from_day', { day: day(chosen.effective_on) })}</span><span className="lt-grow" />
            <Button size="small" icon={<DownloadOutlined />} onClick={() => void save(chosen.name, 'people.rotation', { columns: moves, rows: chosen.moves })}>{t('common:action.export')}</Button>
            {chosen.state === 'draft' && <Button size="small" icon={<DeleteOutlined />} onClick={() => ask(t('people:rotation.delete_title', { name: chosen.name }), undefined, t('common:action.delete'), true, () => api.delete(`/team-rotations/${encodeURIComponent(chosen.id)}`))}>{t('common:action.delete')}</Button>}
            {chosen.state === 'draft' && <Button size="small" icon={<EditOutlined />} onClick={() => patch({ edit: chosen.id }, true)}>{t('common:action.edit')}</Button>}
            {approves && chosen.state === 'draft' && <Button size="small" type="primary" icon={<CheckOutlined />} onClick={() => ask(t('people:rotation.approve_title', { name: chosen.name }), t('people:rotation.approve_help', { day: day(chosen.effective_on) }), t('people:rotation.approve'), false, () => api.post(`/team-rotations/${encodeURIComponent(chosen.id)}/approval`))}>{t('people:rotation.approve')}</Button>}
          </div>
          {chosen.warned > 0 && chosen.state === 'draft' && <Note kind="warn">{t('people:rotation.has_warnings', { n: chosen.warned, count: chosen.warned })}</Note>}
          <DataTable<Move> id="people.moves" label={chosen.name} columns={moves} rows={chosen.moves} rowKey={(m) => m.team_id} maxHeight={460} />
        </section>
      )}
      {edits && terms && <TermsDrawer open={search.edit === 'terms'} terms={terms} onClose={() => patch({ edit: undefined })} onDone={refresh} />}
      {edits && q.data && <RotationDrawer open={search.edit === 'new' || plans.data?.some((p) => p.id === search.edit && p.state === 'draft') === true} plan={plans.data?.find((p) => p.id === search.edit)} teams={q.data.teams} onClose={() => patch({ edit: undefined })} onDone={async (p) => { await refresh(); patch({ plan: p.id }) }} />}
    </Page>
  )
}

function TermsDrawer({ open, terms, onClose, onDone }: { open: boolean; terms: TeamTerms; onClose: () => void; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const field = (name: 'least' | 'most' | 'months' | 'recent_months') => <Form.Item key={name} name={name} label={t(`people:rotation.fields.${name}`)} rules={[{ required: true, message: t('common:form.required', { label: t(`people:rotation.fields.${name}`) }) }]}><InputNumber min={0} max={500} style={{ width: '100%' }} /></Form.Item>
  return (
    <EditDrawer<TeamTerms>
      open={open} width={420} title={t('people:rotation.terms')} initial={terms} onClose={onClose}
      onSave={async (v) => {
        await api.put('/team-plan/terms', { least: v.least, most: v.most, months: v.months, recent_months: v.recent_months }, terms.rev)
        await onDone()
      }}
    >
      {(['least', 'most', 'months', 'recent_months'] as const).map(field)}
    </EditDrawer>
  )
}
