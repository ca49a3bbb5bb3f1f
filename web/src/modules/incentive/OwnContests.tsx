// The contests and draws one takes part in: the own place or tickets always, the first places, nobody from the bottom.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Collapse } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { count, day, decimal } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { Moved } from './ContestPage'
import { PlaceView } from './PlaceView'
import type { OwnContest } from './types'
import { claimOf, claimTones } from './Winners'
import { contestTones, prizeText, wonText } from './words'

export function OwnContests({ act }: { act: (fn: () => Promise<unknown>) => Promise<void> }) {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['incentive', 'own', 'contests'], retry: false, queryFn: ({ signal }) => api.get<{ items: OwnContest[] }>('/own-contests', undefined, signal) })
  return (
    <section className="lt-card" aria-label={t('incentive:contest.mine')}>
      <div className="lt-card-head"><h2>{t('incentive:contest.mine')}</h2></div>
      <div className="in-lines">
        {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={3} /> : q.data.items.length === 0 ? <Empty title={t('incentive:contest.mine_none')} reason={t('incentive:contest.mine_none_reason')} /> : q.data.items.map((c) => <One key={c.id} c={c} act={act} />)}
      </div>
    </section>
  )
}

function One({ c, act }: { c: OwnContest; act: (fn: () => Promise<unknown>) => Promise<void> }) {
  const { t } = useTranslation()
  const draw = c.kind === 'draw'
  const own = c.own
  return (
    <article className="in-line" aria-label={c.name}>
      <div className="lt-row">
        <StatusTag tone={contestTones[c.state]}>{t(`incentive:contest_state.${c.state}`)}</StatusTag>
        <b>{c.name}</b>
        <span className="lt-muted">{day(c.from_on)} – {day(c.to_on)}</span>
      </div>
      <dl className="in-figures">
        <div>
          <dt>{t(draw ? 'incentive:contest.my_tickets' : c.of === 'teams' ? 'incentive:contest.team_place' : 'incentive:contest.my_place')}</dt>
          <dd>{!own ? t('incentive:contest.not_yet') : own.state !== 'earned' ? t(`incentive:place_state.${own.state}`) : draw ? count(own.score) : t('incentive:contest.nth_of', { n: own.place, of: count(c.entries) })}</dd>
        </div>
        {own?.state === 'earned' && !draw && <div><dt>{t('incentive:contest.score')}</dt><dd>{decimal(own.score / 100, 2)}</dd></div>}
        {own?.moved !== undefined && <div><dt>{t('incentive:contest.moved')}</dt><dd className="in-week"><Moved n={own.moved} /></dd></div>}
        {draw && c.through_on && <div><dt>{t('incentive:contest.tickets_all')}</dt><dd>{count(c.tickets)}</dd></div>}
      </dl>
      <p className="lt-muted">{t('incentive:contest.prizes')}{t('incentive:colon')}{c.prizes.map((p) => prizeText(t, p)).join(t('incentive:join'))}{c.through_on && ` · ${t('incentive:contest.until', { day: day(c.through_on) })}`}{c.state === 'waiting' && ` · ${t('incentive:contest.closes_on', { day: day(c.closes_on) })}`}</p>
      {c.won.map((p) => (
        <div key={p.k} className="lt-row">
          <StatusTag tone={claimTones[claimOf(p)]}>{t('incentive:contest.you_won', { prize: wonText(t, p) })}</StatusTag>
          <span className="lt-muted">{t(`incentive:claim.${claimOf(p)}`, { day: day(p.claim_by) })}</span>
          {claimOf(p) === 'open' && <Button size="small" type="primary" aria-label={`${t('incentive:claim.do')} ${c.name}`} onClick={() => void act(() => api.put(`/own-contests/${encodeURIComponent(c.id)}/claimed`, {}))}>{t('incentive:claim.do')}</Button>}
        </div>
      ))}
      {draw && c.digest && <p><Link to="/my-rewards/draws/$id" params={{ id: c.id }}>{t('incentive:contest.check')}</Link></p>}
      <Collapse
        ghost items={[
          ...(own ? [{ key: 'how', label: t('incentive:contest.how'), children: <PlaceView place={own} draw={draw} /> }] : []),
          ...(c.best.length > 0 ? [{ key: 'best', label: t('incentive:contest.first', { n: c.top }), children: <ol className="in-best">{c.best.map((p) => <li key={p.id} value={p.place} className={p.id === own?.id ? 'is-own' : undefined}>{p.name} <span className="lt-muted">{p.person_id ? p.team_name : ''}</span> <b>{decimal(p.score / 100, 2)}</b></li>)}</ol> }] : []),
        ]}
      />
    </article>
  )
}
