// One agent: the day so far by states, and what was noted, for the team leader who is about to walk over.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { duration, time, timeSeconds } from '../../kit/format'
import { Actions, Say } from './AlarmDrawer'
import { Elapsed, useAgentRow, useFloor } from './floor'
import { agentStateNames, type Action, type AgentDay, type Span } from './types'
import { doing, lookOf, plannedText, stateText } from './words'

export function AgentDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer open={Boolean(id)} onClose={onClose} size={560} title={t('live:agent.title')} closable={{ 'aria-label': t('common:action.close') }} destroyOnHidden>
      {id && <Detail key={id} id={id} />}
    </Drawer>
  )
}

function Detail({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const store = useFloor()
  const row = useAgentRow(id)
  const mayAct = useAllowed('live.act')
  const seesAdherence = useAllowed('adherence.read')
  const key = ['live-agent', id]
  // The state of the tile changes the history: it is asked again then.
  const day = useQuery({ queryKey: [...key, row?.state, row?.since], queryFn: ({ signal }) => api.get<AgentDay>(`/live/agents/${id}`, undefined, signal), placeholderData: (old) => old })
  const note = useMutation({
    mutationFn: (body: { kind: string; text?: string }) => api.post<Action>(`/live/agents/${id}/notes`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error) => void message.error(faultText(error)),
  })
  if (day.isPending) return <Skeleton />
  if (day.isError) return <Failure error={day.error} onRetry={() => void day.refetch()} />
  const queueName = (q?: string) => (q ? (store.queues.get(q)?.name ?? q.replace(/^~[^/]*\//, '')) : '')
  const spans = day.data.spans
  return (
    <div className="lt-stack">
      <div className="lt-row">
        <h2>{row?.name ?? id}</h2>
        <span className="lt-muted">{row?.no}</span>
        {row && <span><span aria-hidden="true">{lookOf(row.state).glyph}</span> {doing(row)} {queueName(row.queue)} <Elapsed since={row.since} /></span>}
      </div>
      {row?.planned && (
        <div className="lt-row">
          <span>{t('live:agent.planned', { planned: plannedText(row.planned) })}</span>
          {row.off ? <b className="lt-agent-off">⊘ {t('live:off')} <Elapsed since={row.off} /></b> : <span className="lt-muted">✓ {t('live:agent.on_plan')}</span>}
          {seesAdherence && <Link to={`/adherence/people/${id}` as string}>{t('live:agent.adherence')}</Link>}
        </div>
      )}
      <h3>{t('live:agent.today')}</h3>
      {spans.length === 0 ? <Note>{t('live:agent.no_day')}</Note> : <DayOfStates spans={spans} now={store.now()} queueName={queueName} />}
      {mayAct && (
        <>
          <h3>{t('live:agent.notes')}</h3>
          <p className="lt-muted">{t('live:agent.notes_hint')}</p>
          <div className="lt-row"><Button loading={note.isPending} onClick={() => note.mutate({ kind: 'talked' })}>{t('live:agent.talked')}</Button></div>
          <Say label={t('live:agent.note')} onSay={(text) => note.mutateAsync({ kind: 'note', text })} />
          {day.data.notes.length === 0 ? <Note>{t('live:agent.no_notes')}</Note> : <Actions list={day.data.notes} />}
        </>
      )}
    </div>
  )
}

function DayOfStates({ spans, now, queueName }: { spans: Span[]; now: number; queueName: (q?: string) => string }) {
  const { t } = useTranslation()
  const first = spans.find((s) => s.state !== 'signed_out')?.from_ms ?? spans[0]!.from_ms
  const shown = spans.filter((s) => (s.to_ms || now) > first)
  const length = Math.max(now - first, 1)
  const totals = agentStateNames.map((state) => ({ state, ms: shown.filter((s) => s.state === state).reduce((n, s) => n + (s.to_ms || now) - Math.max(s.from_ms, first), 0) })).filter((x) => x.ms > 0)
  return (
    <>
      <div className="lt-day-strip" role="img" aria-label={totals.map((x) => `${stateText(x.state)} ${duration(x.ms)}`).join(t('live:list_join'))}>
        {shown.map((s) => (
          <i key={s.from_ms} title={`${doing(s)} ${timeSeconds(s.from_ms)}`} style={{ left: `${((Math.max(s.from_ms, first) - first) / length) * 100}%`, width: `${(((s.to_ms || now) - Math.max(s.from_ms, first)) / length) * 100}%`, background: lookOf(s.state).colour }} />
        ))}
      </div>
      <div className="lt-row lt-muted"><span>{time(first)}</span><span className="lt-grow" /><span>{time(now)}</span></div>
      <div className="lt-counts">{totals.map((x) => <span key={x.state} className="lt-count"><span aria-hidden="true" className="lt-count-mark" style={{ background: lookOf(x.state).colour }} />{stateText(x.state)} <b>{duration(x.ms)}</b></span>)}</div>
      <div className="lt-span-list" tabIndex={0} role="region" aria-label={t('live:agent.today')}>
        <table className="lt-table">
          <thead><tr><th scope="col">{t('live:agent.from')}</th><th scope="col">{t('live:agent.state')}</th><th scope="col">{t('live:queues.name')}</th><th scope="col" className="lt-num">{t('live:agent.length')}</th></tr></thead>
          <tbody>
            {[...shown].reverse().slice(0, 200).map((s) => (
              <tr key={s.from_ms}><td>{timeSeconds(s.from_ms)}</td><td><span aria-hidden="true">{lookOf(s.state).glyph}</span> {doing(s)}</td><td>{queueName(s.queue)}</td><td className="lt-num">{s.to_ms === 0 ? <Elapsed since={s.from_ms} /> : duration(s.to_ms - s.from_ms)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
