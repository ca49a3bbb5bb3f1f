// A person's day: figures, the two lanes, and each deviation with what became of it.
import { useTranslation } from 'react-i18next'
import type { ReactNode } from 'react'
import { Empty, Note } from '../../kit/blocks'
import { dateTime, timeSeconds } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { DayStrip } from './DayStrip'
import type { Day, DayDeviation, Exception } from './types'
import { activityText, adherenceText, conformanceText, didText, lengthText, spanText, tones } from './words'

type Props = { day: Day; deviationActs?: (d: DayDeviation) => ReactNode; exceptionActs?: (e: Exception) => ReactNode }

export function DayView({ day: d, deviationActs, exceptionActs }: Props) {
  const { t } = useTranslation()
  const facts = [
    [t('adherence:adherence'), adherenceText(d)], [t('adherence:conformance'), conformanceText(d)], [t('adherence:scheduled'), lengthText(d.scheduled_s)], [t('adherence:exceptions_s'), lengthText(d.exception_s)],
    [t('adherence:excused_s'), lengthText(d.excused_s)], [t('adherence:on_queue_s'), lengthText(d.on_queue_s)], [t('adherence:on_queue_planned_s'), lengthText(d.on_queue_planned_s)],
  ] as const
  return (
    <>
      {d.final && <Note>{t('adherence:final')}</Note>}
      {!d.final && d.published && d.told_s === 0 && d.until_ms > d.from_ms && <Note kind="warn">{t('adherence:untold')}</Note>}
      <section className="lt-card" aria-label={t('adherence:day')}>
        <div className="lt-card-body ad-day">
          <dl className="lt-facts ad-facts">{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd><b>{v}</b></dd></div>)}</dl>
          {d.plan.length === 0 && d.did.length === 0 ? <Empty title={t(d.published ? 'adherence:day_off' : 'adherence:unpublished')} reason={t(d.published ? 'adherence:day_off_reason' : 'adherence:unpublished_reason')} /> : <DayStrip day={d} />}
        </div>
      </section>
      <section className="lt-card" aria-label={t('adherence:deviations')}>
        <div className="lt-card-head"><h2>{t('adherence:deviations')}</h2><span className="lt-muted">{t('adherence:sum', { n: d.deviations.length, length: lengthText(d.exception_s) })}</span></div>
        {d.deviations.length === 0 ? <Empty title={t('adherence:no_deviations')} reason={d.plan.length > 0 ? t('adherence:no_deviations_reason') : undefined} /> : (
          <ul className="ad-list">
            {d.deviations.map((x) => (
              <li key={x.from_ms}>
                <div className="lt-row">
                  <b>{t(`adherence:kind.${x.kind}`)}</b>
                  <span>{timeSeconds(x.from_ms)}–{timeSeconds(x.to_ms)}</span>
                  <b className={x.exception_id ? 'lt-muted' : 'ad-bad'}>{lengthText(x.seconds)}</b>
                  {x.explained && <StatusTag tone={tones[x.explained as Exception['state']]}>{t(`adherence:states.${x.explained}`)}</StatusTag>}
                  <span className="lt-grow" />
                  {deviationActs?.(x)}
                </div>
                <span className="lt-muted">{t('adherence:instead', { planned: activityText(t, d.activities, x.activity), did: didText(t, x) })}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {d.exceptions.length > 0 && (
        <section className="lt-card" aria-label={t('adherence:explanations')}>
          <div className="lt-card-head"><h2>{t('adherence:explanations')}</h2></div>
          <ul className="ad-list">
            {d.exceptions.map((e) => (
              <li key={e.id}>
                <div className="lt-row">
                  <b>{t(`adherence:reason.${e.reason}`)}</b>
                  <span>{spanText(e)}</span>
                  <StatusTag tone={tones[e.state]}>{t(`adherence:states.${e.state}`)}</StatusTag>
                  {!e.person_id && <span className="lt-muted">{t('adherence:of_team', { team: e.team_name })}</span>}
                  <span className="lt-grow" />
                  {exceptionActs?.(e)}
                </div>
                {e.note && <span>{e.note}</span>}
                {e.answer && <span className="ad-answer">{e.answer}</span>}
                <small className="lt-muted">{e.decided_ms ? t('adherence:by', { by: e.decided_by, when: dateTime(e.decided_ms) }) : t('adherence:by', { by: e.asked_by, when: dateTime(e.asked_ms) })}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
