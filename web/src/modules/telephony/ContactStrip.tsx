import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { duration, timeSeconds } from '../../kit/format'
import { type Phase, strip, ticks } from './timeline'
import type { ContactDetail } from './types'

const LANES: Phase[] = ['queue', 'ring', 'talk', 'hold', 'wrap_up']
const GLYPH: Record<Phase, string> = { queue: '◔', ring: '◌', talk: '●', hold: '‖', wrap_up: '◆' }

/** The phases of one contact on a time axis, one lane each; every bar says its length. */
export function ContactStrip({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation('telephony')
  const s = useMemo(() => strip(contact), [contact])
  const axis = useMemo(() => ticks(s.start, s.end, 10), [s])
  const span = s.end - s.start
  const x = (at: number) => `${Math.min(100, Math.max(0, ((at - s.start) / span) * 100))}%`
  const lanes = LANES.filter((p) => s.segments.some((g) => g.phase === p))
  const marks = s.marks.filter((m) => m.at >= s.start && m.at <= s.end)
  return (
    <figure className="tel-strip" aria-label={t('contact.timeline')}>
      <div className="tel-strip-lanes">
        {lanes.map((phase) => {
          const segments = s.segments.filter((g) => g.phase === phase)
          const sum = segments.reduce((n, g) => n + g.to - g.from, 0)
          return (
            <div key={phase} className="tel-lane">
              <div className="tel-lane-name">
                <span aria-hidden="true">{GLYPH[phase]}</span> {t(`phase.${phase}`)} <b>{duration(sum)}</b>
              </div>
              <div className="tel-lane-track">
                {axis.at.map((a) => (
                  <i key={a} className="tel-grid" style={{ left: x(a) }} aria-hidden="true" />
                ))}
                {segments.map((g) => (
                  <div
                    key={`${g.from}`}
                    className={`tel-bar is-${phase}${g.missed ? ' is-missed' : ''}`}
                    style={{ left: x(g.from), width: `max(3px, ${((g.to - g.from) / span) * 100}%)` }}
                    title={`${t(`phase.${phase}`)} ${timeSeconds(new Date(g.from))}–${timeSeconds(new Date(g.to))} ${duration(g.to - g.from)}${g.agent ? ` · ${g.agent}` : ''}${g.missed ? ` · ${t('phase.missed')}` : ''}`}
                  >
                    {(g.to - g.from) / span > 0.04 && (
                      <span>
                        {duration(g.to - g.from)}
                        {g.missed ? ` ${t('phase.missed')}` : ''}
                      </span>
                    )}
                  </div>
                ))}
              </div>
            </div>
          )
        })}
        <div className="tel-lane tel-lane-events">
          <div className="tel-lane-name">{t('contact.events')}</div>
          <div className="tel-lane-track">
            {marks.map((m, i) => (
              <span key={i} className="tel-mark" style={{ left: x(m.at) }} title={`${timeSeconds(new Date(m.at))} ${t(`event.kinds.${m.kind}`, { defaultValue: m.kind })}${m.label ? ` · ${m.label}` : ''}`} />
            ))}
          </div>
        </div>
        <div className="tel-lane tel-axis" aria-hidden="true">
          <div />
          <div className="tel-lane-track">
            {axis.at.map((a, i) => (
              <span key={a} style={{ left: x(a), transform: i === 0 ? 'none' : (a - s.start) / span > 0.96 ? 'translateX(-90%)' : undefined }}>
                {i === 0 ? timeSeconds(new Date(a)) : `+${duration(a - s.start)}`}
              </span>
            ))}
          </div>
        </div>
      </div>
      <figcaption className="lt-muted">
        {lanes.map((p) => `${t(`phase.${p}`)} ${duration(s.segments.filter((g) => g.phase === p).reduce((n, g) => n + g.to - g.from, 0))}`).join(t('list_join'))}
        {s.fromSums ? ` · ${t('contact.from_sums')}` : ''}
      </figcaption>
    </figure>
  )
}
