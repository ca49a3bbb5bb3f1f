// The roster on paper: the weeks or one day, a page for each team, with what one must know to read it. It fits A4 and A3 across.
import { useEffect, useState, type CSSProperties } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { count, dateTime, day as dayText, decimal, weekdayName } from '../../kit/format'
import { clockOf } from './clock'
import { axisOf } from './day'
import { cellAt, works } from './grid'
import { lookOf, pieceLetter } from './pieces'
import type { Cell, Cover, Line, Roster, ShiftType } from './types'
import './day.css'
import './print.css'

/** Whether the page is being printed: what is on paper is made only then. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const media = window.matchMedia('print')
    const set = (on: boolean) => () => flushSync(() => setPrinting(on))
    const change = (e: MediaQueryListEvent) => set(e.matches)()
    const [before, after] = [set(true), set(false)]
    media.addEventListener('change', change)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      media.removeEventListener('change', change)
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [])
  return printing
}

type Day = { day: number; on: string }
type Props = { roster: Roster; lines: Line[]; days: Day[]; daily: Day | undefined; types: Map<string, ShiftType>; teams: { id: string; name: string }[]; cover: Cover | undefined; skill: string }

export function PrintSheet({ roster: v, lines, days, daily, types, teams, cover, skill }: Props) {
  const { t } = useTranslation()
  const [at] = useState(() => Date.now())
  const groups = [...new Set(lines.map((l) => l.team_id ?? ''))].map((id) => ({ id, name: teams.find((x) => x.id === id)?.name ?? t('roster:paper.no_team'), lines: lines.filter((l) => (l.team_id ?? '') === id) }))
  const weeks = daily ? [[daily]] : Array.from({ length: Math.ceil(days.length / 7) }, (_, k) => days.slice(k * 7, k * 7 + 7))
  const skillName = skill === '*' ? '' : cover?.skills.find((s) => s.id === skill)?.name
  const used = [...new Set(lines.flatMap((l) => l.cells.filter((c) => (daily ? [daily] : days).some((d) => d.day === c.day)).map((c) => c.type_id ?? '')))].flatMap((id) => types.get(id) ?? []).sort((a, b) => a.code.localeCompare(b.code))
  return (
    <div className="rp">
      {groups.flatMap((g) => weeks.map((week) => (
        <section key={`${g.id} ${week[0]?.day}`}>
          <header>
            <h2>{v.name} · {g.name}</h2>
            <p>{daily ? dayText(daily.on) : `${dayText(week[0]?.on)} – ${dayText(week.at(-1)?.on)}`} · {t('roster:grid.people', { n: count(g.lines.length) })}{skillName ? ` · ${skillName}` : ''}</p>
            <p>{t('roster:paper.version', { state: t(`roster:version.${v.status}`), rev: v.rev, when: dateTime(v.changed_ms), by: v.changed_by })} · {t('roster:paper.printed', { when: dateTime(at) })}</p>
          </header>
          {daily ? <DayTable lines={g.lines} day={daily.day} types={types} axis={axisOf(lines, daily.day, cover?.slots ?? [], cover?.grain_minutes ?? 30)} /> : <WeekTable lines={g.lines} days={week} types={types} />}
          <footer>
            {used.map((x) => <span key={x.id}><b style={{ background: `var(--lt-shift-${x.colour})` }}>{x.code}</b> {x.name}</span>)}
            {daily && (['break', 'paid', 'meeting', 'training', 'other'] as const).map((k) => <span key={k}><i className={`rd-piece is-${k}`}>{t(`roster:day.letter.${k}`)}</i> {t(`roster:day.kind.${k}`)}</span>)}
            {!daily && <span>{t('roster:paper.marks')}</span>}
          </footer>
        </section>
      )))}
    </div>
  )
}

function WeekTable({ lines, days, types }: { lines: Line[]; days: Day[]; types: Map<string, ShiftType> }) {
  const { t } = useTranslation()
  const shown = (l: Line, c: Cell) => {
    const type = types.get(c.type_id ?? '')
    if (!works(c)) return l.away?.includes(c.day) ? t('roster:grid.away') : <small>{t('roster:grid.off')}</small>
    return <><b style={{ background: type ? `var(--lt-shift-${type.colour})` : undefined }}>{type?.code ?? '?'}{c.overtime ? '+' : ''}</b> {clockOf(c.begins ?? 0)}–{clockOf(c.ends ?? 0)}{c.locked ? '*' : ''}</>
  }
  return (
    <table>
      <thead><tr><th>{t('roster:grid.person')}</th><th className="rp-n">{t('roster:grid.paid')}</th>{days.map((d) => <th key={d.day}>{weekdayName(d.on)} {d.on.slice(5)}</th>)}</tr></thead>
      <tbody>{lines.map((l) => <tr key={l.person_id}><th scope="row">{l.name} <small>{l.agent_no}</small></th><td className="rp-n">{decimal(l.paid_minutes / 60, 1)}</td>{days.map((d) => <td key={d.day}>{shown(l, cellAt(l, d.day))}</td>)}</tr>)}</tbody>
    </table>
  )
}

function DayTable({ lines, day, types, axis }: { lines: Line[]; day: number; types: Map<string, ShiftType>; axis: { from: number; to: number } }) {
  const { t } = useTranslation()
  const place = (from: number, to: number): CSSProperties => ({ left: `${((Math.max(from, axis.from) - axis.from) / (axis.to - axis.from)) * 100}%`, width: `${((Math.min(to, axis.to) - Math.max(from, axis.from)) / (axis.to - axis.from)) * 100}%` })
  const hours = Array.from({ length: (axis.to - axis.from) / 60 }, (_, i) => axis.from + i * 60)
  const bar = (c: Cell, off: number) => works(c) && (c.ends ?? 0) - off > axis.from && (
    <>
      <i className="rd-shift" style={{ ...place((c.begins ?? 0) - off, (c.ends ?? 0) - off), background: `var(--lt-shift-${types.get(c.type_id ?? '')?.colour ?? 'grey'})` }} />
      {(c.breaks ?? []).filter((b) => b.at + b.minutes - off > axis.from).map((b, k) => <i key={k} className={`rd-piece ${lookOf(b)}`} style={place(b.at - off, b.at + b.minutes - off)}>{pieceLetter(t, b)}</i>)}
    </>
  )
  return (
    <table className="is-day">
      <thead><tr><th>{t('roster:grid.person')}</th><th>{t('roster:grid.shift')}</th><th className="rp-track">{hours.map((m) => <i key={m} style={place(m, m + 60)}>{clockOf(m).slice(0, 2)}</i>)}</th></tr></thead>
      <tbody>
        {lines.map((l) => {
          const c = cellAt(l, day)
          return (
            <tr key={l.person_id}>
              <th scope="row">{l.name} <small>{l.agent_no}</small></th>
              <td>{works(c) ? `${types.get(c.type_id ?? '')?.code ?? '?'} ${clockOf(c.begins ?? 0)}–${clockOf(c.ends ?? 0)}` : t(l.away?.includes(day) ? 'roster:grid.away' : 'roster:grid.off')}</td>
              <td className="rp-track">{day > 0 && (cellAt(l, day - 1).ends ?? 0) > 1440 && bar(cellAt(l, day - 1), 1440)}{bar(c, 0)}{hours.map((m) => <s key={m} style={place(m, m + 60)} />)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
