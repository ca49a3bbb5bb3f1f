// The manager opens this before a month is paid: every line with the rows behind it. Operations calculates, somebody else approves or returns.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Drawer, Dropdown, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, none } from '../../kit/format'
import { JobProgress } from '../../kit/JobProgress'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { LineView } from './LineView'
import type { Line, Run } from './types'
import { amountText, lineTones, maker, money, runTones } from './words'
import './incentive.css'

export function RunPage() {
  return <Guard permission="performance.read"><RunView /></Guard>
}

function RunView() {
  const { t, i18n } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('incentive.edit')
  const approves = useAllowed('incentive.approve')
  const [search, patch] = useSearchState()
  const [opened, setOpened] = useState<Line>()
  const [returned, setReturned] = useState(false)
  const path = `/incentive-runs/${encodeURIComponent(id)}`
  const q = useQuery({ queryKey: ['incentive', 'run', id], retry: false, queryFn: ({ signal }) => api.get<Run>(path, undefined, signal) })
  const refresh = () => queries.invalidateQueries({ queryKey: ['incentive'] })
  const run = q.data
  const act = async (fn: () => Promise<unknown>) => {
    try {
      await fn()
    } catch (error) {
      void message.error(faultText(error))
    }
    await refresh()
  }
  const rule = typeof search.rule === 'string' ? search.rule : undefined
  const team = typeof search.team === 'string' ? search.team : undefined
  const columns: Column<Line>[] = [
    { id: 'agent', header: t('incentive:agent_no'), width: 100, pin: true, sortable: true, value: (l) => l.agent_no, cell: (l) => l.agent_no },
    { id: 'name', header: t('incentive:person'), width: 120, sortable: true, value: (l) => l.name, cell: (l) => l.name },
    { id: 'team', header: t('incentive:team'), width: 120, sortable: true, value: (l) => l.team_name, cell: (l) => l.team_name || none },
    { id: 'rule', header: t('incentive:rule.one'), width: 180, grow: true, sortable: true, value: (l) => l.rule, cell: (l) => `${l.rule} · ${t('incentive:version_n', { n: l.version })}` },
    { id: 'state', header: t('incentive:run.line_state'), width: 130, value: (l) => t(`incentive:state.${l.state}`), cell: (l) => <StatusTag tone={lineTones[l.state]}>{t(`incentive:state.${l.state}`)}</StatusTag> },
    ...(run?.corrects_id ? [
      { id: 'reckoned', header: t('incentive:run.reckoned'), width: 120, align: 'right', value: (l) => l.reckoned, cell: (l) => amountText(t, l.pays, l.reckoned) },
      { id: 'paid', header: t('incentive:run.paid'), width: 120, align: 'right', value: (l) => l.paid, cell: (l) => amountText(t, l.pays, l.paid) },
    ] satisfies Column<Line>[] : []),
    { id: 'amount', header: t(run?.corrects_id ? 'incentive:run.difference' : 'incentive:run.amount'), width: 130, align: 'right', sortable: true, value: (l) => (l.pays === 'money' ? l.amount / 100 : l.amount), cell: (l) => <b>{amountText(t, l.pays, l.amount, l.gift)}</b> },
  ]
  const payroll = (format: 'xlsx' | 'csv') => act(() => api.download(`${path}/payroll`, undefined, `payroll.${format}`, { format, lang: i18n.language === 'en' ? 'en' : 'zh' }))
  const decidable = approves && run?.state === 'calculated'
  return (
    <Page
      title={run ? t(run.corrects_id ? 'incentive:run.title_correction' : 'incentive:run.title', { from: day(run.from_on), to: day(run.to_on) }) : t('incentive:tab.runs')} fill crumbs={[{ label: t('incentive:nav.incentives'), to: '/incentives?tab=runs' }]}
      note={run && <StatusTag tone={runTones[run.state]}>{t(`incentive:run_state.${run.state}`)}</StatusTag>}
      actions={run && (
        <>
          {run.contest_id && <Link to="/incentives/contests/$id" params={{ id: run.contest_id }}><Button>{t('incentive:contest.open')}</Button></Link>}
          {run.corrects_id && <Link to="/incentives/runs/$id" params={{ id: run.corrects_id }}><Button>{t('incentive:run.corrected')}</Button></Link>}
          {edits && (run.state === 'calculated' || run.state === 'returned' || run.state === 'stopped') && <Button onClick={() => void act(() => api.post(`${path}/calculation`))}>{t('incentive:run.again')}</Button>}
          {edits && run.state === 'approved' && !run.corrects_id && <Button onClick={() => void act(async () => navigate({ to: '/incentives/runs/$id', params: { id: (await api.post<Run>(`${path}/correction`)).id } }))}>{t('incentive:run.correct')}</Button>}
          {edits && run.state === 'approved' && <Dropdown menu={{ items: [{ key: 'xlsx', label: 'Excel' }, { key: 'csv', label: 'CSV' }], onClick: (e) => void payroll(e.key as 'xlsx' | 'csv') }}><Button type="primary">{t('incentive:run.payroll')}</Button></Dropdown>}
          {decidable && !run.own && <Button onClick={() => setReturned(true)}>{t('incentive:run.return')}</Button>}
          {decidable && !run.own && <Button type="primary" onClick={() => void act(() => api.put(`${path}/decision`, { approve: true }, run.rev))}>{t('incentive:run.approve')}</Button>}
        </>
      )}
    >
      {q.isError && !run ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !run ? <Skeleton /> : (
        <>
          {run.state === 'calculating' && (run.job_id && run.own ? <JobProgress id={run.job_id} onDone={() => void refresh()} /> : <Note>{t('incentive:run_state.calculating')}</Note>)}
          {decidable && run.own && <Note>{t('incentive:run.own')}</Note>}
          {run.words && <Note kind={run.state === 'returned' ? 'warn' : 'info'}>{run.decided_by}: {run.words}</Note>}
          <section className="lt-card" aria-label={t('incentive:trial.sum')}>
            <dl className="in-figures">
              <div><dt>{t('incentive:trial.sum')}</dt><dd>{money(run.sum.cents)}</dd></div>
              <div><dt>{t('incentive:points')}</dt><dd>{count(run.sum.points)}</dd></div>
              {Boolean(run.sum.gifts) && <div><dt>{t('incentive:view.gifts')}</dt><dd>{count(run.sum.gifts)}</dd></div>}
              <div><dt>{t('incentive:trial.earners')}</dt><dd>{count(run.sum.people)}</dd></div>
              <div><dt>{t('incentive:trial.closed')}</dt><dd>{count(run.sum.closed)}</dd></div>
              <div><dt>{t('incentive:trial.lacks')}</dt><dd>{count(run.sum.lacks)}</dd></div>
            </dl>
            <p className="in-about lt-muted">
              {t('incentive:run.by', { name: maker(t, run), at: run.calculated_ms ? dateTime(run.calculated_ms) : none })}
              {run.decided_ms ? ` · ${t('incentive:run.decided_by', { name: run.decided_by, at: dateTime(run.decided_ms) })}` : ''}
              {run.exports.map((x) => ` · ${t('incentive:run.exported_by', { name: x.by, at: dateTime(x.at_ms) })}`).join('')}
              {run.digest && <> · <span title={run.digest}>{t('incentive:run.digest', { code: run.digest.slice(0, 12) })}</span></>}
            </p>
          </section>
          {run.state !== 'calculating' && (
            <QueryTable<Line>
              key={run.rev} id="incentive.lines" label={t('incentive:run.lines')} path={`${path}/lines`} queryKey="incentive" columns={columns} rowKey={(l) => l.id} defaultSort="agent" searchHint={t('incentive:run.search')} params={{ team }} onOpen={setOpened} selected={opened?.id} exportable={edits || approves}
              filters={[
                { key: 'rule', label: t('incentive:rule.one'), width: 160, options: run.rules.map((x) => ({ value: x.rule_id, label: x.name })) },
                { key: 'state', label: t('incentive:run.line_state'), options: Object.keys(lineTones).map((value) => ({ value, label: t(`incentive:state.${value}`) })) },
              ]}
              tools={<DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0], rule })} />}
              empty={{ title: t('incentive:run.no_lines'), reason: t(run.corrects_id ? 'incentive:run.no_difference' : 'incentive:trial.empty_reason') }}
            />
          )}
          <Drawer open={Boolean(opened)} onClose={() => setOpened(undefined)} size={600} title={opened && `${opened.name} ${opened.agent_no}`} closable={{ 'aria-label': t('common:action.close') }}>{opened && <LineView line={opened} named />}</Drawer>
          <EditDrawer<{ words?: string }>
            open={returned} width={480} title={t('incentive:run.return')} saveLabel={t('incentive:run.return')} initial={{ words: '' }} onClose={() => setReturned(false)}
            onSave={async (v) => {
              await api.put(`${path}/decision`, { approve: false, words: v.words ?? '' }, run.rev)
              await refresh()
            }}
          >
            <Form.Item name="words" label={t('incentive:run.words')} rules={[{ required: true, message: t('common:form.required', { label: t('incentive:run.words') }) }]}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
          </EditDrawer>
        </>
      )}
    </Page>
  )
}
