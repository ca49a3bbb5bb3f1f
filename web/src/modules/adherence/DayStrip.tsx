// A day as two lanes: what was scheduled over what was done, and the deviations between them.
import { useTranslation } from 'react-i18next'
import { time, timeSeconds } from '../../kit/format'
import { doing, lookOf } from '../live/words'
import type { Day } from './types'
import { activityText, didText, lengthText } from './words'

const hour = 3_600_000

/** What of the day is shown: from the first to the last that is scheduled or done, in whole hours. */
export function shownSpan(d: Pick<Day, 'plan' | 'did' | 'from_ms' | 'to_ms'>): { from: number; to: number } {
  const at = [...d.plan.flatMap((p) => [p.from_ms, p.to_ms]), ...d.did.filter((s) => s.state !== 'signed_out').flatMap((s) => [s.from_ms, s.to_ms])]
  if (at.length === 0) return { from: d.from_ms, to: d.to_ms }
  return { from: Math.floor(Math.min(...at) / hour) * hour, to: Math.ceil(Math.max(...at) / hour) * hour }
}

export function DayStrip({ day: d }: { day: Day }) {
  const { t } = useTranslation()
  const { from, to } = shownSpan(d)
  const place = (x: { from_ms: number; to_ms: number }) => ({ left: `${((Math.max(x.from_ms, from) - from) / (to - from)) * 100}%`, width: `${(Math.max(0, Math.min(x.to_ms, to) - Math.max(x.from_ms, from)) / (to - from)) * 100}%` })
  const step = (to - from) / hour > 14 ? 2 : 1
  const hours = Array.from({ length: Math.floor((to - from) / hour / step) + 1 }, (_, i) => from + i * step * hour)
  const total = (of: { from_ms: number; to_ms: number }[]) => of.reduce((n, x) => n + (x.to_ms - x.from_ms) / 1000, 0)
  const plans = [...new Set(d.plan.map((p) => p.activity))].map((a) => `${activityText(t, d.activities, a)} ${lengthText(total(d.plan.filter((p) => p.activity === a)))}`)
  const dids = [...new Set(d.did.map((s) => doing(s)))].map((s) => `${s} ${lengthText(total(d.did.filter((x) => doing(x) === s)))}`)
  const off = d.deviations.map((x) => `${t(`adherence:kind.${x.kind}`)} ${timeSeconds(x.from_ms)} ${lengthText(x.seconds)}`)
  const lane = (label: string, words: string[], className: string, body: React.ReactNode) => (
    <div className="ad-lane">
      <span aria-hidden="true">{label}</span>
      <div className={`ad-track ${className}`} role="img" aria-label={`${label} ${words.join(t('adherence:join')) || t('adherence:nothing')}`}>{body}</div>
    </div>
  )
  return (
    <div className="ad-strip">
      {lane(t('adherence:plan'), plans, '', d.plan.map((p) => <i key={p.from_ms} className={`ad-act is-${p.activity}`} style={place(p)} title={`${activityText(t, d.activities, p.activity)} ${time(p.from_ms)}–${time(p.to_ms)}`} />))}
      {lane(t('adherence:did'), dids, '', d.did.filter((s) => s.state !== 'signed_out').map((s) => <i key={s.from_ms} style={{ ...place(s), background: lookOf(s.state).colour }} title={`${doing(s)} ${timeSeconds(s.from_ms)}–${timeSeconds(s.to_ms)}`} />))}
      {lane(t('adherence:off'), off, 'is-off', d.deviations.map((x) => <i key={x.from_ms} className={x.exception_id ? 'is-excused' : undefined} style={place(x)} title={`${t(`adherence:kind.${x.kind}`)} ${timeSeconds(x.from_ms)}–${timeSeconds(x.to_ms)} ${didText(t, x)}`} />))}
      <div className="ad-lane" aria-hidden="true">
        <span />
        <div className="ad-hours">{hours.map((h) => <small key={h} style={{ left: `${((h - from) / (to - from)) * 100}%` }}>{time(h)}</small>)}</div>
      </div>
      <div className="ad-legend lt-muted">
        {[...new Set(d.plan.map((p) => p.activity))].map((a) => <span key={a}><i className={`ad-act is-${a}`} />{activityText(t, d.activities, a)}</span>)}
        {[...new Map(d.did.filter((s) => s.state !== 'signed_out').map((s) => [s.state, s])).values()].map((s) => <span key={`did${s.state}`}><i style={{ background: lookOf(s.state).colour }} />{doing({ state: s.state })}</span>)}
        <span><i className="ad-mark" />{t('adherence:off')}</span>
      </div>
    </div>
  )
}
