// Where somebody stands on the ladder: each possible next step with its conditions, what each was held against, and what is missing;
// and what was decided, with its evidence as it was.
import { App, Button, Collapse } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Empty } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { dateTime, day, decimal, none } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { decisionTones, foundText, named, positionText, verdictTones } from './careerWords'
import type { Career, Decision, Outlook, Verdict } from './types'

type Props = { career: Career; own?: boolean; onState?: (v: Verdict) => void; onDecide?: (o: Outlook, promote: boolean) => void }

export function CareerView({ career, own, onState, onDecide }: Props) {
  const { t } = useTranslation()
  const x = career.summary!
  const ladder = career.ladder ?? undefined
  const name = (code: string) => positionText(t, ladder, code)
  return (
    <div className="pe-file">
      <section className="lt-card pe-ladder" aria-label={t('people:ladder')}>
        <ol>
          {(ladder?.positions ?? []).map((p) => (
            <li key={p.code} aria-current={p.code === x.position ? 'step' : undefined} className={p.code === x.position ? 'is-here' : x.steps.some((s) => s.to === p.code) ? 'is-next' : undefined}>
              {p.code === x.position && <span aria-hidden="true">● </span>}{named(t, p)}
            </li>
          ))}
        </ol>
        <p className="lt-muted">{x.since ? t('people:since_position', { position: name(x.position), day: day(x.since) }) : t('people:begins', { position: name(x.position) })}</p>
      </section>
      {x.steps.length === 0 && <Empty title={t('people:top')} />}
      {x.steps.map((o) => (
        <section key={o.step} className="lt-card" aria-label={t('people:step_to', { position: name(o.to) })}>
          <div className="lt-card-head">
            <h2>{t('people:step_to', { position: name(o.to) })}</h2>
            <StatusTag tone={o.eligible ? 'good' : 'muted'}>{o.eligible ? t('people:eligible') : t('people:missing', { count: o.verdicts.length - o.met })}</StatusTag>
            <span className="lt-grow" />
            {onDecide && <Button size="small" onClick={() => onDecide(o, false)}>{t('people:decline')}</Button>}
            {onDecide && <Button size="small" type="primary" disabled={!o.eligible} onClick={() => onDecide(o, true)}>{t('people:promote')}</Button>}
          </div>
          <Verdicts rows={o.verdicts} tools={onState && ((v) => (v.state === 'unknown' || v.source === 'statement') && <Button size="small" aria-label={`${t('people:state_it')} ${named(t, v.condition)}`} onClick={() => onState(v)}>{t('people:state_it')}</Button>)} />
        </section>
      ))}
      <section className="lt-card" aria-label={t('people:decisions')}>
        <div className="lt-card-head"><h2>{t('people:decisions')}</h2></div>
        {career.decisions.length === 0 ? <Empty title={t('people:no_decisions')} /> : (
          <Collapse ghost items={career.decisions.map((d) => ({ key: d.id, label: <Head d={d} name={name} />, children: <Evidence d={d} path={`/careers/${own ? 'own' : encodeURIComponent(x.person_id)}`} /> }))} />
        )}
      </section>
    </div>
  )
}

function Verdicts({ rows, tools }: { rows: Verdict[]; tools?: (v: Verdict) => ReactNode }) {
  const { t } = useTranslation()
  return (
    <ul className="pe-verdicts">
      {rows.map((v) => (
        <li key={v.condition.key}>
          <StatusTag tone={verdictTones[v.state]}>{t(`people:verdict.${v.state}`)}</StatusTag>
          <b>{named(t, v.condition)}</b>
          <span className="lt-muted">{foundText(t, v)}{v.link && <> <a href={v.link}>{t('people:rows')}</a></>}</span>
          <span className="lt-grow" />
          {tools?.(v)}
        </li>
      ))}
    </ul>
  )
}

function Head({ d, name }: { d: Decision; name: (code: string) => string }) {
  const { t } = useTranslation()
  return (
    <span className="lt-row">
      <StatusTag tone={decisionTones[d.kind]}>{t(`people:decision.${d.kind}`)}</StatusTag>
      <b>{d.from ? `${name(d.from)} → ${name(d.to)}` : name(d.to)}</b>
      <span>{t('people:from_day', { day: day(d.from_on) })}</span>
      <span className="lt-muted">{d.decided_by} · {dateTime(d.decided_ms)}</span>
    </span>
  )
}

function Evidence({ d, path }: { d: Decision; path: string }) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const take = async () => {
    try {
      await api.download(`${path}/decisions/${encodeURIComponent(d.id)}/evidence.xlsx`, { lang: i18n.language === 'en' ? 'en' : 'zh' })
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  return (
    <div className="pe-file">
      {d.reason && <p>{d.reason}</p>}
      {d.pack ? (
        <>
          <p className="lt-muted">{t('people:pack', { day: day(d.pack.on), team: d.pack.person.team_name || none, entered: d.pack.person.entered_on ? day(d.pack.person.entered_on) : none })} <Button size="small" onClick={() => void take()}>{t('people:pack_take')}</Button></p>
          <Verdicts rows={d.pack.outlook.verdicts} />
          {d.pack.contest && <p>{t('people:contest', { title: d.pack.contest.title, rank: d.pack.contest.rank, of: d.pack.contest.of, score: decimal(d.pack.contest.score, 1), judges: d.pack.contest.scores.map((s) => s.judge).join(t('people:join')) })}</p>}
        </>
      ) : !d.reason && <p className="lt-muted">{t('people:no_pack')}</p>}
    </div>
  )
}
