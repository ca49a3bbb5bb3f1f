// People × days: one tab stop, arrows move, Enter opens a cell, L locks it; a shift is dragged onto another cell. Only the rows in sight
// are drawn.
import { LockFilled } from '@ant-design/icons'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useMemo, useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { decimal, none, percent, weekdayName } from '../../kit/format'
import { clockOf } from './clock'
import { cellAt, works } from './grid'
import type { CoverDay, Line, ShiftType, Violation } from './types'

export type At = { row: number; day: number }
type Props = {
  lines: Line[]
  days: { day: number; on: string }[]
  types: Map<string, ShiftType>
  broken: Map<string, Violation[]>
  /** The cover of each day: hours short and the service level expected. */
  cover: Map<number, CoverDay>
  wide: boolean
  edits: boolean
  /** Why the cell under the dragged shift would break a rule, as the server says. */
  warning: string | undefined
  onOpen: (at: At) => void
  onLock: (at: At) => void
  onDrop: (from: At, to: At) => void
  onOver: (from: At, to: At) => void
}

const rowHeight = 30
/** Letters of a name beyond which it may not fit and is cut off. */
const longName = 12

type RowProps = { t: TFunction; line: Line; index: number; top: number; days: Props['days']; types: Props['types']; bad: Violation[] | undefined; weekend: Set<number>; columns: string; wide: boolean; edits: boolean; here: number; over: number; warned: boolean }

/** One person's row; scrolling draws only rows that come into sight. */
const Row = memo(function Row({ t, line: l, index, top, days, types, bad, weekend, columns, wide, edits, here, over, warned }: RowProps) {
  return (
    <div role="row" aria-rowindex={index + 2} className="rs-row rs-line" style={{ gridTemplateColumns: columns, top, height: rowHeight }}>
      <span role="rowheader" className={`rs-name${bad ? ' is-broken' : ''}${l.name.length > longName ? ' is-long' : ''}`} title={`${l.name} ${l.agent_no}`}>{bad && <span role="img" aria-label={t('roster:grid.broken')}>▲ </span>}{l.name} <small className="lt-muted">{l.agent_no}</small></span>
      <span role="gridcell" className="rs-paid">{decimal(l.paid_minutes / 60, 1)}</span>
      {days.map((d, col) => {
        const c = cellAt(l, d.day)
        const type = c.type_id ? types.get(c.type_id) : undefined
        const hit = bad?.some((v) => v.from_on <= d.on && d.on <= v.to_on)
        const words = works(c) ? `${type?.code ?? ''} ${clockOf(c.begins ?? 0)}–${clockOf(c.ends ?? 0)}${c.overtime ? ` ${t('roster:own.overtime', { hours: decimal(c.overtime.minutes / 60, c.overtime.minutes % 60 === 0 ? 0 : 1), percent: c.overtime.percent })}` : ''}` : t(l.away?.includes(d.day) ? 'roster:grid.away' : 'roster:grid.off')
        return (
          <span
            key={d.day} role="gridcell" tabIndex={here === col ? 0 : -1} data-row={index} data-col={col} draggable={edits && works(c) && !c.locked}
            className={`rs-cell${weekend.has(d.day) ? ' is-weekend' : ''}${hit ? ' is-broken' : ''}${over === col ? (warned ? ' is-warned' : ' is-aimed') : ''}`}
            aria-label={`${l.name} ${d.on} ${words}${c.locked ? ` ${t('roster:grid.locked')}` : ''}${hit ? ` ${t('roster:grid.broken')}` : ''}`} title={`${l.name} ${d.on} ${words}`}
          >
            {works(c) && <b style={{ background: type ? `var(--lt-shift-${type.colour})` : 'var(--lt-neutral-soft)' }}>{`${type?.code ?? '?'}${c.overtime ? '+' : ''}${wide ? ` ${clockOf(c.begins ?? 0)}–${clockOf(c.ends ?? 0).replace('+1', '')}` : ''}`}</b>}
            {!works(c) && l.away?.includes(d.day) && <em>{t('roster:grid.away_short')}</em>}
            {c.locked && <LockFilled aria-hidden="true" />}
          </span>
        )
      })}
    </div>
  )
})

export function RosterGrid({ lines, days, types, broken, cover, wide, edits, warning, onOpen, onLock, onDrop, onOver }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<At>({ row: 0, day: 0 })
  const [from, setFrom] = useState<At | null>(null)
  const [over, setOver] = useState<At | null>(null)
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8, useFlushSync: false })
  // Names stay in sight only where the days do not fit: what sticks costs a layer, and scrolling its time.
  const sticks = (rows.scrollRect?.width ?? 0) < 264 + days.length * (wide ? 104 : 34)
  const here: At = { row: Math.min(at.row, lines.length - 1), day: Math.min(at.day, days.length - 1) }
  const columns = `190px 74px repeat(${days.length}, minmax(${wide ? 104 : 34}px, 1fr))`
  const placed = (e: { target: EventTarget }): At | null => {
    const el = (e.target as HTMLElement).closest<HTMLElement>('[data-col]')
    return el ? { row: Number(el.dataset.row), day: Number(el.dataset.col) } : null
  }
  const focus = (to: At) => {
    setAt(to)
    rows.scrollToIndex(to.row)
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${to.row}"][data-col="${to.day}"]`)?.focus())
  }
  const onKeyDown = (e: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-12, 0], PageDown: [12, 0] }
    const by = steps[e.key]
    if (e.key === 'Enter' || e.key === ' ') {
      e.preventDefault()
      onOpen(here)
    } else if ((e.key === 'l' || e.key === 'L') && !e.ctrlKey && !e.metaKey && edits) onLock(here)
    else if (by && !e.altKey && !e.metaKey) {
      e.preventDefault()
      focus({ row: Math.min(Math.max(here.row + by[0], 0), lines.length - 1), day: Math.min(Math.max(here.day + by[1], 0), days.length - 1) })
    }
  }
  const onClick = (e: MouseEvent) => {
    const a = placed(e)
    if (!a) return
    setAt(a)
    onOpen(a)
  }
  const drag = {
    onDragStart: (e: DragEvent) => { const a = placed(e); setFrom(a); e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', '') },
    onDragOver: (e: DragEvent) => {
      const a = placed(e)
      if (!from || !a) return
      e.preventDefault()
      if (a.row !== over?.row || a.day !== over.day) {
        setOver(a)
        onOver(from, a)
      }
    },
    onDrop: (e: DragEvent) => { e.preventDefault(); const a = placed(e); if (from && a) onDrop(from, a); setFrom(null); setOver(null) },
    onDragEnd: () => { setFrom(null); setOver(null) },
  }
  const weekend = useMemo(() => new Set(days.filter((d) => [0, 6].includes(new Date(`${d.on}T00:00:00Z`).getUTCDay())).map((d) => d.day)), [days])
  // Scrolling draws neither of these anew.
  const head = useMemo(() => (
    <div role="row" className="rs-row rs-head" style={{ gridTemplateColumns: columns }}>
      <span role="columnheader" className="rs-name">{t('roster:grid.person')}</span>
      <span role="columnheader" className="rs-paid">{t('roster:grid.paid')}</span>
      {days.map((d) => <span key={d.day} role="columnheader" className={weekend.has(d.day) ? 'is-weekend' : undefined} title={d.on}>{wide ? `${weekdayName(d.on)} ${d.on.slice(5)}` : <>{Number(d.on.slice(8))}<small>{weekdayName(d.on).replace('周', '').slice(0, 2)}</small></>}</span>)}
    </div>
  ), [t, days, columns, wide, weekend])
  const foot = useMemo(() => ([['short', 'roster:cover.short_h'], ['level', 'roster:cover.level']] as const).map(([key, words]) => (
    <div key={key} role="row" className="rs-row rs-foot" style={{ gridTemplateColumns: columns, bottom: key === 'short' ? 28 : 0 }}>
      <span role="rowheader" className="rs-name">{t(words)}</span>
      <span role="gridcell" className="rs-paid" />
      {days.map((d) => {
        const c = cover.get(d.day)
        const level = c?.level_percent ?? undefined
        return <span key={d.day} role="gridcell" className={weekend.has(d.day) ? 'is-weekend' : undefined}>{!c ? none : key === 'short' ? decimal(c.short_h, wide ? 1 : 0) : level === undefined ? none : wide ? percent(level) : Math.round(level)}</span>
      })}
    </div>
  )), [t, days, columns, wide, weekend, cover])
  return (
    <div className={`rs-box${sticks ? ' is-sideways' : ''}`} ref={box}>
      <div role="grid" aria-label={t('roster:nav.rosters')} aria-rowcount={lines.length + 1} aria-colcount={days.length + 2} className="rs-grid" onKeyDown={onKeyDown} onClick={onClick} {...(edits ? drag : {})}>
        {head}
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((item) => {
            const l = lines[item.index]!
            return <Row key={l.person_id} t={t} line={l} index={item.index} top={item.start} days={days} types={types} bad={broken.get(l.person_id)} weekend={weekend} columns={columns} wide={wide} edits={edits} here={here.row === item.index ? here.day : -1} over={over?.row === item.index ? over.day : -1} warned={warning !== undefined && over?.row === item.index} />
          })}
        </div>
        {foot}
      </div>
      {from && <p className="rs-warning" role="status">{warning ?? t('roster:grid.drop')}</p>}
    </div>
  )
}
