// How somebody came to a place or to tickets: the values with their rows, then step by step.
import { useTranslation } from 'react-i18next'
import { count, day, decimal } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import type { Place } from './types'
import { metricName, placeTones, stepText, valueText, wonText } from './words'

export function PlaceView({ place, draw }: { place: Place; draw: boolean }) {
  const { t } = useTranslation()
  return (
    <section className="in-line" aria-label={t('incentive:contest.how')}>
      <div className="lt-row">
        <StatusTag tone={placeTones[place.state]}>{t(`incentive:place_state.${place.state}`)}</StatusTag>
        <span className="lt-muted">{day(place.from_on)} – {day(place.to_on)}</span>
        <span className="lt-grow" />
        {place.state === 'earned' && <b>{draw ? t('incentive:contest.n_tickets', { n: count(place.score), count: place.score }) : `${t('incentive:contest.nth', { n: place.place })} · ${decimal(place.score / 100, 2)}`}</b>}
      </div>
      <ul>
        {place.values.map((v) => <li key={v.key}><code>{v.key}</code> {metricName(t, v)}: {v.link ? <a href={v.link}>{valueText(v)}</a> : valueText(v)}</li>)}
        {place.steps.map((s, i) => <li key={i}>{stepText(t, 'score', s)}</li>)}
        {place.wins.map((w, i) => <li key={i}>{wonText(t, w)}</li>)}
      </ul>
    </section>
  )
}
