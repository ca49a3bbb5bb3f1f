// The planner opens this when rules change or somebody joins, the operations manager each quarter: what the rules of a set say, where
// they come from, and who works by them from when. They decide what rosters must keep, and for whom.
import { CopyOutlined, DeleteOutlined, EditOutlined, UserAddOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { dateTime, day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { GiveDrawer } from './GiveDrawer'
import { shiftTypesQuery } from './queries'
import { RuleDrawer } from './RuleDrawer'
import type { Rule, RuleSet, RulesGiven } from './types'
import { conflictText, sentence, sourceText, strength } from './words'
import './roster.css'

export function RuleSetPage() {
  return <Guard permission="roster.read"><RuleSetView /></Guard>
}

function RuleSetView() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const { modal, message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('roster.edit')
  const [search, patch] = useSearchState()
  const [copy, setCopy] = useState(false)
  const q = useQuery({ queryKey: ['roster', 'rule-set', id], queryFn: ({ signal }) => api.get<RuleSet>(`/roster/rule-sets/${encodeURIComponent(id)}`, undefined, signal) })
  const { data: types } = useQuery(shiftTypesQuery)
  const x = q.data
  const refresh = () => queries.invalidateQueries({ queryKey: ['roster'] })
  if (q.isError && !x) return <Page title={t('roster:nav.rules')}><Failure error={q.error} onRetry={() => void q.refetch()} /></Page>
  if (!x) return <Page title={t('roster:nav.rules')}><Skeleton /></Page>
  const rules = x.rules ?? []
  const conflicts = x.conflicts ?? []
  const says = (r: Rule) => sentence(t, r, (one) => types?.find((s) => s.id === one)?.name ?? one)
  const remove = () =>
    modal.confirm({
      title: t('roster:rule.delete_title', { name: x.name }), content: t('roster:rule.delete_text'), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/roster/rule-sets/${encodeURIComponent(x.id)}`)
          // Away first: nobody asks for what is gone.
          await navigate({ to: '/work-rules' as string })
          queries.removeQueries({ queryKey: ['roster', 'rule-set', x.id] })
        } catch (error) {
          void message.error(faultText(error))
        }
        await refresh()
      },
    })
  const columns: Column<{ n: number; rule: Rule }>[] = [
    { id: 'n', header: '#', width: 48, align: 'right', value: (r) => r.n, cell: (r) => r.n },
    { id: 'rule', header: t('roster:rule.rule'), width: 340, value: (r) => says(r.rule), cell: (r) => <b className="ro-said">{says(r.rule)}</b> },
    { id: 'strength', header: t('roster:rule.strength'), width: 130, value: (r) => strength(t, r.rule), cell: (r) => strength(t, r.rule) },
    { id: 'source', header: t('roster:rule.source'), width: 320, grow: true, value: (r) => sourceText(t, r.rule) || t('roster:rule.own'), cell: (r) => <span className="ro-said lt-muted">{sourceText(t, r.rule) || t('roster:rule.own')}</span> },
  ]
  const rows = rules.map((rule, i) => ({ n: i + 1, rule }))
  const save = () => saveWorkbook(`${x.name}.xlsx`, [
    { name: t('roster:rule.rules'), head: columns.map((c) => c.header), rows: rows.map((r) => columns.map((c) => c.value!(r))) },
    { name: t('roster:rule.given'), head: [t('roster:rule.whom'), t('roster:rule.given_on'), t('roster:rule.given_by')], rows: (x.given ?? []).map((g) => [whom(g), g.from_on, g.created_by]) },
  ])
  const whom = (g: RulesGiven) => g.name ?? t(`roster:rule.whoms.${g.whom}`)
  const give = edits && <Button type={x.given?.length ? 'default' : 'primary'} icon={<UserAddOutlined />} disabled={conflicts.length > 0} onClick={() => patch({ give: '1' }, true)}>{t('roster:rule.give')}</Button>
  return (
    <Page
      title={x.name} crumbs={[{ label: t('roster:nav.rules'), to: '/work-rules' }]}
      actions={
        <>
          <Button onClick={save}>{t('common:action.export')}</Button>
          {edits && <Button icon={<CopyOutlined />} onClick={() => setCopy(true)}>{t('common:action.copy')}</Button>}
          {edits && (x.given ?? []).length === 0 && <Button icon={<DeleteOutlined />} onClick={remove}>{t('common:action.delete')}</Button>}
          {edits && <Button type="primary" icon={<EditOutlined />} onClick={() => patch({ edit: '1' }, true)}>{t('common:action.edit')}</Button>}
        </>
      }
    >
      {x.note && <p className="ro-note">{x.note}</p>}
      {conflicts.length > 0 && <Note kind="bad"><b>{t('roster:rule.conflict_title')}</b>{conflicts.map((c, i) => <span key={i} style={{ display: 'block' }}>{conflictText(t, c)}</span>)}</Note>}
      <section className="lt-card" aria-label={t('roster:rule.rules')}>
        <div className="lt-card-head"><h2>{t('roster:rule.rules')}</h2><span className="lt-grow" /><span className="lt-muted">{x.changed_by} · {dateTime(x.changed_ms)}</span></div>
        {rows.length === 0 ? <Empty title={t('roster:rule.no_rules')} /> : <DataTable id="roster.rules.one" label={t('roster:rule.rules')} columns={columns} rows={rows} rowKey={(r) => String(r.n)} maxHeight={640} />}
      </section>
      <section className="lt-card" aria-label={t('roster:rule.given')}>
        <div className="lt-card-head"><h2>{t('roster:rule.given')}</h2><span className="lt-grow" />{give}</div>
        <GivenTable set={x} whom={whom} edits={edits} onChanged={refresh} />
      </section>
      {edits && (
        <>
          <RuleDrawer
            open={search.edit === '1' || copy} set={copy ? undefined : x} begin={copy ? { name: t('roster:rule.copy_name', { name: x.name }), note: x.note, rules } : undefined} onClose={() => (copy ? setCopy(false) : patch({ edit: undefined }))}
            onSaved={async (saved) => {
              await refresh()
              if (saved.id !== x.id) void navigate({ to: '/work-rules/$id' as string, params: { id: saved.id } as never })
            }}
          />
          <GiveDrawer open={search.give === '1'} set={x} onClose={() => patch({ give: undefined })} onSaved={refresh} />
        </>
      )}
    </Page>
  )
}

type GivenState = 'now' | 'later' | 'replaced'
const tones: Record<GivenState, Tone> = { now: 'good', later: 'info', replaced: 'muted' }

function GivenTable({ set, whom, edits, onChanged }: { set: RuleSet; whom: (g: RulesGiven) => string; edits: boolean; onChanged: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const given = set.given ?? []
  const on = today()
  const state = (g: RulesGiven): GivenState => (g.replaced ? 'replaced' : g.from_on > on ? 'later' : 'now')
  const takeBack = (g: RulesGiven) =>
    modal.confirm({
      title: t('roster:rule.take_back_title', { name: whom(g) }), content: t('roster:rule.take_back_text', { day: day(g.from_on) }), okText: t('roster:rule.take_back'), cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/roster/rule-sets/${encodeURIComponent(set.id)}/given/${encodeURIComponent(g.id)}`)
          void message.success(t('common:form.saved'))
        } catch (error) {
          void message.error(faultText(error))
        }
        await onChanged()
      },
    })
  const columns: Column<RulesGiven>[] = [
    { id: 'whom', header: t('roster:rule.whom'), width: 240, grow: true, value: whom, cell: (g) => whom(g) },
    { id: 'kind', header: '', width: 100, value: (g) => t(`roster:rule.whoms.${g.whom}`), cell: (g) => (g.name ? <span className="lt-muted">{t(`roster:rule.whoms.${g.whom}`)}</span> : null) },
    { id: 'from', header: t('roster:rule.given_on'), width: 150, value: (g) => g.from_on, cell: (g) => day(g.from_on) },
    { id: 'state', header: t('roster:state'), width: 110, value: (g) => t(`roster:rule.${state(g)}`), cell: (g) => <StatusTag tone={tones[state(g)]}>{t(`roster:rule.${state(g)}`)}</StatusTag> },
    { id: 'by', header: t('roster:rule.given_by'), width: 230, value: (g) => g.created_by, cell: (g) => `${g.created_by} · ${dateTime(g.created_ms)}` },
    ...(edits ? [{ id: 'act', header: '', width: 120, cell: (g) => <Button size="small" onClick={() => takeBack(g)}>{t('roster:rule.take_back')}</Button> } satisfies Column<RulesGiven>] : []),
  ]
  if (given.length === 0) return <Empty title={t('roster:rule.page_empty')} reason={t('roster:rule.page_empty_reason')} />
  return <DataTable id="roster.rules.given" label={t('roster:rule.given')} columns={columns} rows={given} rowKey={(g) => g.id} maxHeight={420} />
}
