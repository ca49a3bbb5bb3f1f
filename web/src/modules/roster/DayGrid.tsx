// One day × minutes: a row for each person in sight, the shift as a bar with its breaks, meetings and training, the cover by interval below. A
// piece is dragged along its window, or moved by the arrows; what it does to the rules and the cover is said while it moves.
import { useVirtualizer } from '@tanstack/react-virtual'
import type { TFunction } from 'i18next'
import { useEffect, useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { faultText } from '../../kit/fault'
import { decimal, none } from '../../kit/format'
import { clockOf } from './clock'
import { axisOf, clash, movedPause, movedStart, nextStart, placedEdit, startsFor, step, windowsOf, type Span } from './day'
import { cellAt, works } from './grid'
import { lookOf, pieceLetter } from './pieces'
import type { Cell, Cover, CoverSlot, Edit, Edited, Line, Pause, Roster, ShiftType, Violation } from './types'
import { violationText } from './violations'
import './day.css'

type Props = {
  roster: Roster
  lines: Line[]
  day: number
  on: string
  types: Map<string, ShiftType>
  broken: Map<string, Violation[]>
  cover: Cover | undefined
  skill: string
  until: number
  edits: boolean
  onOpen: (person: string) => void
  onKeep: (edits: Edit[]) => void
}

/** A piece that is being moved: −1 is the shift itself, else which of its pauses. */
type Draft = { person: string; piece: number; cell: Cell }
type Held = Draft & { from: Cell; x: number; moved: boolean }

const rowHeight = 32

export function DayGrid({ roster, lines, day, on, types, broken, cover, skill, until, edits, onOpen, onKeep }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [row, setRow] = useState(0)
  const [piece, setPiece] = useState(-1)
  const [draft, setDraft] = useState<Draft | null>(null)
  const held = useRef<Held | null>(null)
  const live = useTried(roster, draft, { skill, day, until })
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 10 })
  const slots = (draft && live.cover ? live.cover.slots : cover?.slots) ?? []
  const grain = cover?.grain_minutes ?? 30
  const axis = axisOf(lines, day, cover?.slots ?? [], grain)
  const here = Math.min(row, lines.length - 1)
  const typeOf = (c: Cell) => types.get(c.type_id ?? '')
  const columns = `184px 66px minmax(${((axis.to - axis.from) / step) * 14}px, 1fr)`
  const place = (from: number, to: number): CSSProperties => ({ left: `${((Math.max(from, axis.from) - axis.from) / (axis.to - axis.from)) * 100}%`, width: `${((Math.min(to, axis.to) - Math.max(from, axis.from)) / (axis.to - axis.from)) * 100}%` })
  const crossing = draft && clash(draft.cell)
  const said = !draft ? undefined : crossing ? t('roster:day.clash', { a: crossing[0].name, b: crossing[1].name }) : live.text

  const moveTo = (d: Draft, from: Cell, minute: number): Draft => ({ ...d, cell: d.piece < 0 ? movedStart(from, minute, typeOf(from)) : movedPause(from, d.piece, minute, typeOf(from)) })
  const keep = (d: Draft) => {
    const line = lines.find((l) => l.person_id === d.person)
    setDraft(null)
    if (!line || clash(d.cell) || same(d.cell, cellAt(line, day))) return
    onKeep([placedEdit(d.person, d.cell)])
  }
  /** Which piece of a cell the keys move: the one chosen, where the cell has it. */
  const chosen = (c: Cell) => (piece < (c.breaks?.length ?? 0) ? piece : -1)
  const minutesOf = (px: number) => (px / (box.current?.querySelector('.rd-track')?.clientWidth ?? 1)) * (axis.to - axis.from)
  const down = (e: PointerEvent<HTMLElement>, line: Line, piece: number) => {
    const cell = cellAt(line, day)
    if (!edits || e.button !== 0) return
    setRow(lines.indexOf(line))
    setPiece(piece)
    held.current = { person: line.person_id, piece, cell, from: cell, x: e.clientX, moved: false }
    e.currentTarget.setPointerCapture(e.pointerId)
  }
  const move = (e: PointerEvent<HTMLElement>) => {
    const h = held.current
    if (!h || (!h.moved && Math.abs(e.clientX - h.x) < 4)) return
    h.moved = true
    if (h.from.locked) return setDraft(h)
    const was = h.piece < 0 ? (h.from.begins ?? 0) : h.from.breaks![h.piece]!.at
    const next = moveTo(h, h.from, Math.round((was + minutesOf(e.clientX - h.x)) / step) * step)
    h.cell = next.cell
    if (!draft || draft.person !== h.person || !same(draft.cell, next.cell)) setDraft(next)
  }
  const up = () => {
    const h = held.current
    held.current = null
    if (!h) return
    if (h.moved) keep(h)
    else onOpen(h.person)
  }
  const focusRow = (to: number) => {
    const at = Math.min(Math.max(to, 0), lines.length - 1)
    setRow(at)
    setDraft(null)
    rows.scrollToIndex(at)
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${at}"]`)?.focus())
  }
  const onKeyDown = (e: KeyboardEvent<HTMLElement>) => {
    const el = (e.target as HTMLElement).closest<HTMLElement>('[data-row]')
    const line = el && lines[Number(el.dataset.row)]
    if (!el || !line || e.ctrlKey || e.metaKey || e.altKey) return
    const cell = draft?.person === line.person_id ? draft.cell : cellAt(line, day)
    const rowsBy: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -12, PageDown: 12 }
    if (rowsBy[e.key]) {
      e.preventDefault()
      focusRow(Number(el.dataset.row) + rowsBy[e.key]!)
    } else if (e.key === ' ') {
      e.preventDefault()
      setPiece(chosen(cell) + 1 >= (cell.breaks?.length ?? 0) ? -1 : chosen(cell) + 1)
    } else if (e.key === 'Enter') {
      e.preventDefault()
      if (draft) keep(draft)
      else onOpen(line.person_id)
    } else if (e.key === 'Escape' && draft) {
      e.preventDefault()
      setDraft(null)
    } else if ((e.key === 'ArrowLeft' || e.key === 'ArrowRight') && edits) {
      e.preventDefault()
      const by = (e.key === 'ArrowLeft' ? -1 : 1) * (e.shiftKey ? 5 : step)
      if (!works(cell) || cell.locked) return
      const which = chosen(cell)
      const wish = which < 0 ? nextStart(cell, by, typeOf(cell)) : (cell.breaks?.[which]?.at ?? 0) + by
      setDraft(moveTo({ person: line.person_id, piece: which, cell }, cell, wish))
    }
  }
  const hours = Array.from({ length: (axis.to - axis.from) / 60 + 1 }, (_, i) => axis.from + i * 60)
  const shown = slots.filter((s) => s.minute + grain > axis.from && s.minute < axis.to)
  return (
    <>
      <div className="rs-box rd-box" ref={box}>
        <div role="grid" aria-label={t('roster:day.title', { day: on })} aria-rowcount={lines.length + 1 + strip.length} aria-colcount={3} className="rs-grid" onKeyDown={onKeyDown}>
          <div role="row" className="rs-row rs-head" style={{ gridTemplateColumns: columns }}>
            <span role="columnheader" className="rs-name">{t('roster:grid.person')}</span>
            <span role="columnheader" className="rd-type">{t('roster:grid.shift')}</span>
            <span role="columnheader" className="rd-hours" aria-label={`${clockOf(axis.from)}–${clockOf(axis.to)}`}>{hours.slice(0, -1).map((m) => <i key={m} style={place(m, m + 60)} aria-hidden="true">{clockOf(m).slice(0, 2)}</i>)}</span>
          </div>
          <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
            {rows.getVirtualItems().map((item) => {
              const l = lines[item.index]!
              const kept = cellAt(l, day)
              const c = draft?.person === l.person_id ? draft.cell : kept
              const bad = broken.get(l.person_id)?.some((v) => v.from_on <= on && on <= v.to_on)
              const window = draft?.person === l.person_id ? windowOf(draft, typeOf(c)) : undefined
              return (
                <div key={l.person_id} role="row" aria-rowindex={item.index + 2} className="rs-row" style={{ gridTemplateColumns: columns, position: 'absolute', top: 0, left: 0, right: 0, height: rowHeight, transform: `translateY(${item.start}px)` }}>
                  <span role="rowheader" className={`rs-name${bad ? ' is-broken' : ''}`} title={`${l.name} ${l.agent_no}`}>{bad && <span role="img" aria-label={t('roster:grid.broken')}>▲ </span>}{l.name} <small className="lt-muted">{l.agent_no}</small></span>
                  <span role="gridcell" className="rd-type">{works(c) ? (typeOf(c)?.code ?? '?') : t(l.away?.includes(day) ? 'roster:grid.away' : 'roster:grid.off')}{c.overtime ? '+' : ''}</span>
                  <span role="gridcell" className="rd-track" tabIndex={item.index === here ? 0 : -1} data-row={item.index} aria-label={pieceLabel(t, l, c, chosen(c), typeOf(c), edits && !c.locked)} onClick={(e) => { if (e.target === e.currentTarget) { setRow(item.index); onOpen(l.person_id) } }} style={{ '--rd-hour': `${(60 / (axis.to - axis.from)) * 100}%` } as CSSProperties}>
                    <Tail cell={day > 0 ? cellAt(l, day - 1) : undefined} types={types} place={place} />
                    {window && <i className="rd-window" aria-hidden="true" style={place(window.from, window.to)} />}
                    {works(c) && <Bar line={l} cell={c} kept={kept} type={typeOf(c)} chosen={item.index === here ? chosen(c) : undefined} moves={edits && !c.locked} place={place} down={(e, k) => down(e, l, k)} move={move} up={up} />}
                  </span>
                </div>
              )
            })}
          </div>
          <div className="rd-strip">
            {strip.map((s) => (
              <div key={s.key} role="row" className="rs-row rs-foot" style={{ gridTemplateColumns: columns }}>
                <span role="rowheader" className="rs-name" title={t(`roster:day.${s.key}_help`)}>{t(`roster:day.${s.key}`)}</span>
                <span role="gridcell" className="rd-type">{s.sum(shown, grain)}</span>
                <span role="gridcell" className="rd-track rd-figures">
                  {shown.map((x) => { const v = s.value(x); return <i key={x.minute} className={s.tone(x)} style={place(x.minute, x.minute + grain)} title={`${clockOf(x.minute)} ${t(`roster:day.${s.key}`)} ${v || none}`}>{v}</i> })}
                </span>
              </div>
            ))}
          </div>
        </div>
        {draft && <p className="rs-warning rd-said" role="status">{at(t, draft)}{said ? ` · ${said}` : ''}</p>}
      </div>
      <p className="lt-muted rd-legend">
        {(['break', 'paid', 'meeting', 'training', 'other'] as const).map((k) => <span key={k}><i className={`rd-piece is-${k}`} aria-hidden="true">{t(`roster:day.letter.${k}`)}</i> {t(`roster:day.kind.${k}`)}</span>)}
        {edits && <span className="rd-hint">{t('roster:day.hint')}</span>}
      </p>
    </>
  )
}

const same = (a: Cell, b: Cell) => a.begins === b.begins && (a.breaks ?? []).every((x, i) => x.at === b.breaks?.[i]?.at)

function windowOf(d: Draft, type: ShiftType | undefined): Span | undefined {
  if (d.piece < 0) {
    const starts = startsFor(d.cell, type)
    return starts.length === 0 ? undefined : { from: Math.min(...starts), to: Math.max(...starts) + (d.cell.ends ?? 0) - (d.cell.begins ?? 0) }
  }
  const w = windowsOf(d.cell, type)[d.piece]
  return w && { from: w.from, to: w.to + (d.cell.breaks?.[d.piece]?.minutes ?? 0) }
}

/** What is being moved, and to when. */
function at(t: TFunction, d: Draft): string {
  const x: Pause | undefined = d.cell.breaks?.[d.piece]
  if (d.cell.locked) return t('roster:grid.is_locked')
  return x ? `${x.name} ${clockOf(x.at)}–${clockOf(x.at + x.minutes)}` : `${clockOf(d.cell.begins ?? 0)}–${clockOf(d.cell.ends ?? 0)}`
}

/** A piece in words: whose, what, when, and when it may begin. */
function pieceLabel(t: TFunction, line: Line, c: Cell, k: number, type: ShiftType | undefined, moves: boolean): string {
  if (!works(c)) return `${line.name} ${t('roster:grid.off')}`
  const b = c.breaks?.[k]
  if (!b) return `${line.name} ${type?.code ?? '?'} ${clockOf(c.begins ?? 0)}–${clockOf(c.ends ?? 0)}${c.locked ? ` ${t('roster:grid.locked')}` : ''}`
  const w = windowsOf(c, type)[k]!
  return `${line.name} ${b.name} ${clockOf(b.at)}–${clockOf(b.at + b.minutes)}${moves ? ` ${t('roster:day.may', { from: clockOf(w.from), to: clockOf(w.to) })}` : ''}`
}

type BarProps = {
  line: Line; cell: Cell; kept: Cell; type: ShiftType | undefined; chosen: number | undefined; moves: boolean; place: (from: number, to: number) => CSSProperties
  down: (e: PointerEvent<HTMLElement>, piece: number) => void; move: (e: PointerEvent<HTMLElement>) => void; up: () => void
}

function Bar({ line, cell: c, kept, type, chosen, moves, place, down, move, up }: BarProps): ReactNode {
  const { t } = useTranslation()
  const piece = (k: number) => ({ role: 'img', onPointerDown: (e: PointerEvent<HTMLElement>) => down(e, k), onPointerMove: move, onPointerUp: up, onPointerCancel: up })
  const shift = pieceLabel(t, line, c, -1, type, moves)
  return (
    <>
      <span {...piece(-1)} className={`rd-shift${moves ? ' is-moved' : ''}${chosen === -1 ? ' is-chosen' : ''}`} style={{ ...place(c.begins ?? 0, c.ends ?? 0), background: type ? `var(--lt-shift-${type.colour})` : 'var(--lt-neutral-soft)' }} aria-label={shift} title={shift} />
      {(c.breaks ?? []).map((b, k) => {
        const label = pieceLabel(t, line, c, k, type, moves)
        return <span key={k} {...piece(k)} className={`rd-piece ${lookOf(b)}${moves ? ' is-moved' : ''}${chosen === k ? ' is-chosen' : ''}${b.at !== kept.breaks?.[k]?.at ? ' is-held' : ''}`} style={place(b.at, b.at + b.minutes)} aria-label={label} title={label} data-letter={pieceLetter(t, b)} />
      })}
    </>
  )
}

/** What of yesterday's shift is after midnight. */
function Tail({ cell: c, types, place }: { cell: Cell | undefined; types: Map<string, ShiftType>; place: (from: number, to: number) => CSSProperties }) {
  const { t } = useTranslation()
  if (!c || !works(c) || (c.ends ?? 0) <= 1440) return null
  const type = types.get(c.type_id ?? '')
  const words = t('roster:day.tail', { text: `${type?.code ?? '?'} ${clockOf(c.begins ?? 0)}–${clockOf(c.ends ?? 0)}` })
  return (
    <>
      <span role="img" className="rd-shift is-tail" style={{ ...place(0, (c.ends ?? 0) - 1440), background: type ? `var(--lt-shift-${type.colour})` : undefined }} aria-label={words} title={words} />
      {(c.breaks ?? []).filter((b) => b.at + b.minutes > 1440).map((b, k) => <span key={k} aria-hidden="true" className={`rd-piece ${lookOf(b)}`} style={place(b.at - 1440, b.at - 1440 + b.minutes)} data-letter={pieceLetter(t, b)} />)}
    </>
  )
}

const hoursOf = (slots: CoverSlot[], grain: number, of: (s: CoverSlot) => number) => decimal((slots.filter((s) => s.minute < 1440).reduce((n, s) => n + of(s), 0) * grain) / 60, 1)
const people = (n: number) => (n === 0 ? '' : n >= 9.95 ? String(Math.round(n)) : decimal(n, 1))
type Figure = { key: string; value: (s: CoverSlot) => string; tone: (s: CoverSlot) => string; sum: (s: CoverSlot[], grain: number) => string }
const strip: Figure[] = [
  { key: 'required', value: (s) => people(s.required), tone: () => '', sum: (x, g) => hoursOf(x, g, (s) => s.required) },
  { key: 'there', value: (s) => people(s.there), tone: () => '', sum: (x, g) => hoursOf(x, g, (s) => s.there) },
  { key: 'short', value: (s) => (s.short >= 0.05 ? `−${people(s.short)}` : ''), tone: (s) => (s.short >= 0.05 ? 'is-short' : ''), sum: (x, g) => hoursOf(x, g, (s) => s.short) },
  { key: 'over', value: (s) => (s.over >= 0.05 ? `+${people(s.over)}` : ''), tone: (s) => (s.over >= 0.05 ? 'is-over' : ''), sum: (x, g) => hoursOf(x, g, (s) => s.over) },
  { key: 'level', value: (s) => (s.level_percent === null ? '' : String(Math.round(s.level_percent))), tone: () => '', sum: (x) => { const of = x.filter((s) => s.level_percent !== null && s.minute < 1440); const all = of.reduce((n, s) => n + s.contacts, 0); return all > 0 ? `${Math.round(of.reduce((n, s) => n + s.contacts * (s.level_percent ?? 0), 0) / all)}%` : none } },
]

/** What the server says of a piece where it is now: one question at a time, the last one counts. */
function useTried(roster: Roster, draft: Draft | null, of: { skill: string; day: number; until: number }): { text?: string; cover?: Cover } {
  const { t } = useTranslation()
  const [answer, setAnswer] = useState<{ text?: string; cover?: Cover }>({})
  const key = draft && !clash(draft.cell) && !draft.cell.locked ? JSON.stringify(placedEdit(draft.person, draft.cell)) : ''
  useEffect(() => {
    if (!key) return setAnswer({})
    const stop = new AbortController()
    const wait = setTimeout(() => {
      api.post<Edited>(`/rosters/${encodeURIComponent(roster.id)}/edits`, { edits: [JSON.parse(key) as Edit], try: true, cover: of }, { signal: stop.signal }).then(
        (x) => setAnswer({ cover: x.cover, text: x.new_violations.length > 0 ? `${t('roster:grid.would_break')} ${x.new_violations.map((v) => violationText(t, v)).join(t('roster:join'))}` : t('roster:day.keeps') }),
        (error: unknown) => { if (!stop.signal.aborted) setAnswer({ text: faultText(error) }) },
      )
    }, 60)
    return () => { clearTimeout(wait); stop.abort() }
  }, [key, roster.id, roster.rev, of.skill, of.day, of.until, t])
  return answer
}
