// The planner on duty and the operations manager keep this open all day, team leaders look several times an hour: will the rest of the day
// hold, where will it fall short, and what can be done. They decide whose break moves, who helps out, and when the emergency plan is opened.
import { ReloadOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Input, Popover } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { faultText } from '../../kit/fault'
import { count, day, decimal, none, percent, points, time } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { DayCharts } from './DayCharts'
import type { Action, Stretch, Outlook, Proposal, Queue, Today } from './types'
import { Views } from './Views'
import { gainedText, moveText, proposalText, spanText } from './words'
import './intraday.css'

export function RunningDayPage() {
  return <Guard permission="intraday.read"><RunningDayView /></Guard>
}

const refreshMs = 60_000

function RunningDayView() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const q = useQuery({ queryKey: ['intraday', 'today'], refetchInterval: refreshMs, queryFn: ({ signal }) => api.get<Today>('/intraday', undefined, signal) })
  const anew = useMutation({
    mutationFn: () => api.post('/intraday/outlooks', {}),
    onError: (error) => void message.error(faultText(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['intraday'] }),
  })
  const o = q.data?.outlook
  const chosen = o?.queues.find((x) => x.queue_id === search.queue) ?? o?.queues[0]
  return (
    <Page
      title={t('intraday:nav.today')}
      note={o && t('intraday:made', { day: day(o.on), at: time(o.at_ms), until: o.until })}
      actions={<Button icon={<ReloadOutlined />} loading={anew.isPending} onClick={() => anew.mutate()}>{t('intraday:anew')}</Button>}
    >
      <Views />
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : !o || o.queues.length === 0 ? (
        <section className="lt-card" aria-label={t('intraday:nav.today')}><Empty title={t('intraday:empty')} reason={t('intraday:empty_reason')}><Link to={'/rosters' as string}><Button>{t('roster:nav.rosters')}</Button></Link></Empty></section>
      ) : (
        <>
          <Summary o={o} />
          <Queues o={o} selected={chosen?.queue_id} onOpen={(id) => patch({ queue: id })} />
          {chosen && <DayCharts queue={chosen} gaps={o.shortfalls} />}
          <Gaps o={o} actions={q.data.actions} />
          <Done rows={q.data.actions} />
        </>
      )}
    </Page>
  )
}

function Summary({ o }: { o: Outlook }) {
  const { t } = useTranslation()
  const s = o.staff
  const list = (people: Outlook['staff']['missing']) => <ul className="id-people">{people.map((p) => <li key={p.person_id}>{p.name}</li>)}</ul>
  const named = (n: number, people: Outlook['staff']['missing'], label: string) => (people.length === 0 ? count(n) : <Popover trigger="click" title={label} content={list(people)}><Button type="link" size="small" className="id-link" aria-label={`${count(n)} ${label}`}>{count(n)}</Button></Popover>)
  return (
    <section className="lt-card" aria-label={t('intraday:rest')}>
      <div className="lt-card-head"><h2>{t('intraday:rest')}</h2><span className="lt-muted">{t('intraday:how', { n: count(o.simulated) })}</span></div>
      <div className="lt-card-body">
        {!s.known && <div className="id-note"><Note kind="warn">{t('intraday:staff.unknown')}</Note></div>}
        <DescriptionList
          facts={[
            { label: t('intraday:contacts_rest'), value: count(Math.round(o.total.contacts)) },
            { label: t('intraday:level_rest'), value: <><b>{percent(o.total.level_percent)}</b> <span className="lt-muted">{percent(o.total.low_percent)}–{percent(o.total.high_percent)}</span></> },
            { label: t('intraday:holds'), value: <Holds value={o.total.holds_percent} target={o.total.target_percent} /> },
            { label: t('intraday:staff.planned'), value: count(s.planned) },
            { label: t('intraday:staff.here'), value: s.known ? count(s.here) : none },
            { label: t('intraday:staff.missing'), value: s.known ? named(s.absent, s.missing, t('intraday:staff.missing')) : none },
            { label: t('intraday:staff.extra'), value: s.known ? named(s.extras, s.extra, t('intraday:staff.extra')) : none },
          ]}
        />
      </div>
    </section>
  )
}

export function Holds({ value, target }: { value: number; target: number }) {
  const { t } = useTranslation()
  const tone = value >= 80 ? 'good' : value >= 50 ? 'warn' : 'bad'
  return <StatusTag tone={tone}>{t('intraday:holds_value', { value: percent(value), target: percent(target) })}</StatusTag>
}

function Queues({ o, selected, onOpen }: { o: Outlook; selected?: string; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const columns: Column<Queue>[] = [
    { id: 'name', header: t('intraday:queue'), width: 160, pin: true, sortable: true, value: (r) => r.name, cell: (r) => r.name },
    { id: 'came', header: t('intraday:came'), width: 100, align: 'right', value: (r) => r.came, cell: (r) => count(Math.round(r.came)) },
    { id: 'so_far', header: t('intraday:so_far'), width: 130, align: 'right', value: (r) => r.level_so_far_percent, cell: (r) => (r.level_so_far_percent === null ? none : percent(r.level_so_far_percent)) },
    { id: 'rest', header: t('intraday:contacts_rest'), width: 130, align: 'right', value: (r) => r.rest.contacts, cell: (r) => count(Math.round(r.rest.contacts)) },
    { id: 'said', header: t('intraday:said_rest'), width: 130, align: 'right', value: (r) => r.forecast_rest, cell: (r) => count(Math.round(r.forecast_rest)) },
    { id: 'level', header: t('intraday:level_rest'), width: 130, align: 'right', sortable: true, value: (r) => r.rest.level_percent, cell: (r) => percent(r.rest.level_percent) },
    { id: 'band', header: t('intraday:band'), width: 130, align: 'right', value: (r) => `${r.rest.low_percent}–${r.rest.high_percent}`, cell: (r) => `${percent(r.rest.low_percent)}–${percent(r.rest.high_percent)}`, help: t('intraday:band_help') },
    { id: 'holds', header: t('intraday:holds'), width: 200, sortable: true, grow: true, value: (r) => r.rest.holds_percent, cell: (r) => <Holds value={r.rest.holds_percent} target={r.rest.target_percent} /> },
  ]
  return (
    <section className="lt-card" aria-label={t('intraday:queues')}>
      <div className="lt-card-head"><h2>{t('intraday:queues')}</h2></div>
      <DataTable<Queue> id="intraday.queues" label={t('intraday:queues')} columns={columns} rows={o.queues} rowKey={(r) => r.queue_id} selected={selected} onOpen={(r) => onOpen(r.queue_id)} maxHeight={320} />
    </section>
  )
}

function Gaps({ o, actions }: { o: Outlook; actions: Action[] }) {
  const { t } = useTranslation()
  const offers = o.surplus.filter((g) => g.proposals.length > 0)
  return (
    <section className="lt-card" aria-label={t('intraday:gaps')}>
      <div className="lt-card-head"><h2>{t('intraday:gaps')}</h2><span className="lt-muted">{t('intraday:gaps_help')}</span></div>
      {o.shortfalls.length === 0 && offers.length === 0 ? <Empty title={t('intraday:no_gaps')} reason={t('intraday:no_gaps_reason')} /> : (
        <ul className="id-gaps">
          {o.shortfalls.map((g) => <GapItem key={g.key} gap={g} outlook={o} actions={actions} />)}
          {offers.map((g) => <GapItem key={g.key} gap={g} outlook={o} actions={actions} over />)}
        </ul>
      )}
    </section>
  )
}

function GapItem({ gap, outlook, actions, over }: { gap: Stretch; outlook: Outlook; actions: Action[]; over?: boolean }) {
  const { t } = useTranslation()
  return (
    <li>
      <div className="lt-row id-gap-head">
        <StatusTag tone={over ? 'info' : 'bad'}>{t(over ? 'intraday:surplus' : 'intraday:gap')}</StatusTag>
        <b>{spanText(gap)} {gap.queue}</b>
        <span>{t('intraday:gap_level', { level: percent(gap.level_percent), target: percent(gap.target_percent) })}</span>
        {!over && <span className="lt-muted">{t('intraday:gap_late', { n: decimal(gap.late_contacts) })}</span>}
        {gap.people > 0 && <span className="lt-muted">{t(over ? 'intraday:people_over' : 'intraday:people_short', { n: gap.people, count: gap.people })}</span>}
      </div>
      {gap.proposals.length === 0 ? <p className="lt-muted id-none">{t('intraday:no_proposals')}</p> : (
        <ul className="id-proposals">{gap.proposals.map((p) => <ProposalItem key={p.key} p={p} outlook={outlook} taken={actions.some((a) => a.proposal.key === p.key && a.status !== 'ended')} />)}</ul>
      )}
    </li>
  )
}

function ProposalItem({ p, outlook, taken }: { p: Proposal; outlook: Outlook; taken: boolean }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const acts = useAllowed('intraday.act')
  const e = p.effect
  const moves = p.moves ?? []
  const list = <ul className="id-people">{moves.map((m) => <li key={`${m.person_id} ${m.pause}`}>{moveText(t, p.kind, m)}</li>)}</ul>
  const take = () => {
    let note = ''
    modal.confirm({
      title: proposalText(t, p), okText: t('intraday:take'), cancelText: t('common:action.cancel'), width: 520, focusable: { autoFocusButton: 'cancel' },
      content: <>{moves.length > 0 && list}<p className="lt-muted">{t(`intraday:taking.${p.kind}`)}</p><label className="lt-field"><span>{t('intraday:note')}</span><Input.TextArea rows={2} maxLength={500} onChange={(x) => { note = x.target.value }} /></label></>,
      onOk: async () => {
        try {
          await api.post('/intraday/actions', { outlook_id: outlook.id, proposal: p.key, note })
          void message.success(t('intraday:taken'))
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: ['intraday'] })
        await queries.invalidateQueries({ queryKey: ['rosters'] })
      },
    })
  }
  return (
    <li>
      <span className="id-what"><b>{t(`intraday:kinds.${p.kind}`)}</b><span>{proposalText(t, p)}</span>{moves.length > 0 && <Popover trigger="click" content={list}><Button type="link" size="small" className="id-link">{t('intraday:who')}</Button></Popover>}</span>
      {e && (
        <span className="id-effect">
          <span>{t('intraday:effect.stretch', { before: percent(e.before_percent), after: percent(e.after_percent) })} <b>{points(e.after_percent - e.before_percent)}</b></span>
          <span className="lt-muted">{t('intraday:effect.rest', { n: decimal(e.in_time), half: decimal(e.in_time_half_width), before: percent(e.rest_before_percent), after: percent(e.rest_after_percent) })}</span>
        </span>
      )}
      {taken ? <StatusTag tone="good">{t('intraday:states.taken')}</StatusTag> : acts && <Button size="small" type="primary" aria-label={`${t('intraday:take')} ${t(`intraday:kinds.${p.kind}`)} ${spanText(p)}`} onClick={take}>{t('intraday:take')}</Button>}
    </li>
  )
}

function Done({ rows }: { rows: Action[] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const acts = useAllowed('intraday.act')
  const end = async (a: Action) => {
    try {
      await api.post(`/intraday/actions/${encodeURIComponent(a.id)}/end`, {})
    } catch (error) {
      void message.error(faultText(error))
    }
    await queries.invalidateQueries({ queryKey: ['intraday'] })
  }
  if (rows.length === 0) return null
  return (
    <section className="lt-card" aria-label={t('intraday:done')}>
      <div className="lt-card-head"><h2>{t('intraday:done')}</h2></div>
      <ul className="id-done">
        {rows.map((a) => (
          <li key={a.id}>
            <span className="lt-muted">{time(a.at_ms)}</span>
            <span className="id-what"><b>{t(`intraday:kinds.${a.kind}`)}</b><span>{spanText(a)} {a.queue}</span><span>{proposalText(t, a.proposal)}</span>{a.note && <span className="lt-muted">{a.note}</span>}</span>
            <span>{gainedText(t, a)}</span>
            <span className="lt-muted">{a.by}</span>
            {a.status === 'taken' && acts && (a.kind === 'borrow' || a.kind === 'emergency') ? <Button size="small" onClick={() => void end(a)}>{t('intraday:end')}</Button> : <StatusTag tone={a.status === 'ended' ? 'muted' : 'good'}>{t(`intraday:states.${a.status}`)}</StatusTag>}
          </li>
        ))}
      </ul>
    </section>
  )
}
