// The agent opens this weekly, also on a phone: what was earned and why, points and gifts, and what the leader said.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Collapse } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { count, dateTime, day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { LineView } from './LineView'
import { OwnContests } from './OwnContests'
import type { Gift, Line, OwnRewards, Weeks } from './types'
import { entryText, money, praiseText, takingTones } from './words'
import './incentive.css'

export function OwnRewardsPage() {
  return <Guard permission="performance.own"><OwnView /></Guard>
}

const sum = (lines: Line[], pays: string) => lines.filter((l) => l.pays === pays).reduce((n, l) => n + l.amount, 0)

function OwnView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const q = useQuery({ queryKey: ['incentive', 'own'], retry: false, queryFn: ({ signal }) => api.get<OwnRewards>('/own-rewards', undefined, signal) })
  const { data: weeks } = useQuery({ queryKey: ['incentive', 'own', 'weeks'], retry: false, queryFn: ({ signal }) => api.get<Weeks>('/own-reward-weeks', undefined, signal) })
  const { data: gifts } = useQuery({ queryKey: ['incentive', 'gifts'], retry: false, queryFn: ({ signal }) => api.get<Gift[]>('/incentive-gifts', undefined, signal) })
  const act = async (fn: () => Promise<unknown>) => {
    try {
      await fn()
      void message.success(t('common:form.saved'))
    } catch (error) {
      void message.error(faultText(error))
    }
    await queries.invalidateQueries({ queryKey: ['incentive'] })
  }
  const take = (g: Gift) => {
    const key = crypto.randomUUID()
    modal.confirm({ title: t('incentive:own.take_title', { name: g.name, n: count(g.price) }), okText: t('incentive:own.take'), cancelText: t('common:action.cancel'), onOk: () => act(() => api.post(`/incentive-gifts/${encodeURIComponent(g.id)}/takings`, { key })) })
  }
  const own = q.data
  return (
    <Page title={t('incentive:nav.own')}>
      {q.isError && !own ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !own ? <Skeleton /> : !own.linked ? <Empty title={t('incentive:own.no_person')} /> : (
        <div className="in-page">
          <section className="lt-card" aria-label={t('incentive:own.month')}>
            <div className="lt-card-head"><h2>{t('incentive:own.month')}</h2><span className="lt-muted">{t('incentive:own.month_note', { from: day(own.from_on), to: day(own.to_on) })}</span></div>
            <dl className="in-figures">
              <div><dt>{t('incentive:money')}</dt><dd>{money(sum(own.lines, 'money'))}</dd></div>
              <div><dt>{t('incentive:points')}</dt><dd>{count(sum(own.lines, 'points'))}</dd></div>
              {(weeks?.weeks ?? []).map((w) => <div key={w.from_on}><dt>{w.from_on.slice(5)} – {w.to_on.slice(5)}</dt><dd className="in-week">{money(w.cents)}{w.points !== 0 && ` · ${t('incentive:n_points', { n: count(w.points) })}`}</dd></div>)}
            </dl>
            <div className="in-lines">{own.lines.length === 0 ? <Empty title={t('incentive:own.none')} reason={t('incentive:own.none_reason')} /> : own.lines.map((l) => <LineView key={l.rule_id + (l.team_id ?? '')} line={l} named />)}</div>
          </section>
          <OwnContests act={act} />
          <section className="lt-card" aria-label={t('incentive:own.points')}>
            <div className="lt-card-head"><h2>{t('incentive:own.points')}</h2><b>{t('incentive:n_points', { n: count(own.points) })}</b></div>
            <div className="in-gifts">
              {(gifts ?? []).map((g) => (
                <div key={g.id} className="in-line">
                  <b>{g.name}</b> <span className="lt-muted">{t('incentive:n_points', { n: count(g.price) })} · {t('incentive:gift.left', { n: count(g.stock) })}</span>{g.note && <p className="lt-muted">{g.note}</p>}
                  <div><Button size="small" disabled={g.stock < 1 || g.price > own.points} aria-label={`${t('incentive:own.take')} ${g.name}`} onClick={() => take(g)}>{t('incentive:own.take')}</Button></div>
                </div>
              ))}
              {gifts?.length === 0 && <Empty title={t('incentive:gift.none')} />}
            </div>
            <ul className="in-list">
              {own.takings.map((x) => <li key={x.id}><StatusTag tone={takingTones[x.state]}>{t(`incentive:taking.${x.state}`)}</StatusTag><span>{x.gift} · {x.prize ?? t('incentive:n_points', { n: count(x.points) })} · {dateTime(x.asked_ms)}</span>{x.state === 'asked' && <Button size="small" aria-label={`${t('incentive:own.give_up')} ${x.gift}`} onClick={() => void act(() => api.put(`/own-takings/${encodeURIComponent(x.id)}/cancelled`, {}))}>{t('incentive:own.give_up')}</Button>}</li>)}
            </ul>
            {own.entries.length > 0 && <Collapse ghost items={[{ key: 'entries', label: t('incentive:tab.points'), children: <ul className="in-list">{own.entries.map((e) => <li key={e.id}><b>{e.points > 0 ? '+' : ''}{count(e.points)}</b><span>{entryText(t, e)} · {day(e.on_day)}</span></li>)}</ul> }]} />}
          </section>
          <section className="lt-card" aria-label={t('incentive:praise.title')}>
            <div className="lt-card-head"><h2>{t('incentive:praise.title')}</h2></div>
            {own.praises.length === 0 ? <Empty title={t('incentive:praise.none')} /> : <ul className="in-list">{own.praises.map((p) => <li key={p.id}><b>{praiseText(t, p)}</b><span>{p.words}</span><span className="lt-muted">{p.by} · {day(p.on_day)}</span></li>)}</ul>}
          </section>
          <section className="lt-card" aria-label={t('incentive:own.paid')}>
            <div className="lt-card-head"><h2>{t('incentive:own.paid')}</h2></div>
            {own.paid.length === 0 ? <Empty title={t('incentive:own.none_paid')} /> : <Collapse ghost items={own.paid.map((p) => ({ key: p.run_id, label: <span className="lt-row"><b>{day(p.from_on)} – {day(p.to_on)}</b>{p.correction && <StatusTag tone="info">{t('incentive:run.correction')}</StatusTag>}<span>{money(p.cents)}{p.points !== 0 && ` · ${t('incentive:n_points', { n: count(p.points) })}`}{p.gifts ? ` · ${t('incentive:n_gifts', { n: p.gifts, count: p.gifts })}` : ''}</span></span>, children: p.lines.map((l) => <LineView key={l.id} line={l} named />) }))} />}
          </section>
        </div>
      )}
    </Page>
  )
}
