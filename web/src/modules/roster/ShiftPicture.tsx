// A shift as a bar: from its earliest start, breaks at their earliest with the window they may move in, and how much later it may begin.
import { useTranslation } from 'react-i18next'
import { clockOf } from './clock'
import type { ShiftBreak } from './types'
import './roster.css'

type Drawn = { code?: string; colour: string; earliest_start: number; latest_start: number; length_minutes: number; breaks: ShiftBreak[] }

export function ShiftPicture({ shift, axis = true }: { shift: Drawn; axis?: boolean }) {
  const { t } = useTranslation()
  const first = Math.floor(shift.earliest_start / 60) * 60
  const last = Math.max(Math.ceil((shift.latest_start + shift.length_minutes) / 60) * 60, first + 60)
  const at = (m: number) => `${((m - first) / (last - first)) * 100}%`
  const long = (m: number) => `${(m / (last - first)) * 100}%`
  const hours = Array.from({ length: (last - first) / 60 + 1 }, (_, i) => first + i * 60)
  const step = hours.length > 10 ? 2 : 1
  const words = [
    t('roster:shift.said', { from: clockOf(shift.earliest_start), to: clockOf(shift.latest_start), end: clockOf(shift.earliest_start + shift.length_minutes) }),
    ...shift.breaks.map((b) => t('roster:shift.said_break', { name: b.name, n: b.minutes, from: clockOf(shift.earliest_start + b.earliest), to: clockOf(shift.earliest_start + b.latest + b.minutes) })),
  ].join(t('roster:join'))
  return (
    <div className={`ro-picture${axis ? '' : ' is-small'}`} role="img" aria-label={words} title={words}>
      <div className="ro-track">
        {shift.latest_start > shift.earliest_start && <i className="ro-later" style={{ left: at(shift.earliest_start + shift.length_minutes), width: long(shift.latest_start - shift.earliest_start) }} />}
        <i className="ro-bar" style={{ left: at(shift.earliest_start), width: long(shift.length_minutes), background: `var(--lt-shift-${shift.colour})` }}>{axis && shift.code}</i>
        {shift.breaks.map((b, i) => (
          <span key={i}>
            <i className="ro-window" style={{ left: at(shift.earliest_start + b.earliest), width: long(b.latest - b.earliest + b.minutes) }} />
            <i className={`ro-break${b.paid ? '' : ' is-unpaid'}`} style={{ left: at(shift.earliest_start + b.earliest), width: long(b.minutes) }} />
          </span>
        ))}
      </div>
      {axis && <div className="ro-axis" aria-hidden="true">{hours.map((m, i) => (i % step === 0 ? <span key={m} style={{ left: at(m) }}>{clockOf(m).slice(0, 2)}</span> : null))}</div>}
    </div>
  )
}

export function ShiftCode({ code, colour }: { code: string; colour: string }) {
  return <b className="ro-code" style={{ background: `var(--lt-shift-${colour})` }}>{code}</b>
}
