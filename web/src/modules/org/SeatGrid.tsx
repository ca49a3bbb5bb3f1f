// The sheet a seat plan is drawn on: cells, what stands on them, and drawing by mouse, pen or keys.
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { boxOf, meets, type Box, type Drawing, type Item, type Kind } from './seatplan'

export type Tool = 'choose' | Kind
type Cell = { x: number; y: number }
type Props = {
  drawing: Drawing
  tool: Tool
  chosen: ReadonlySet<string>
  wrong: ReadonlySet<string>
  onChoose: (keys: Iterable<string>) => void
  onDraw: (box: Box) => void
  /** Moves what is chosen, from where it was when the drag began. */
  onMove: (keys: ReadonlySet<string>, dx: number, dy: number, drag: boolean) => void
  onRemove: () => void
}

const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export function SeatGrid({ drawing: d, tool, chosen, wrong, onChoose, onDraw, onMove, onRemove }: Props) {
  const { t } = useTranslation()
  const sheet = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState<Cell>({ x: 0, y: 0 })
  const [rubber, setRubber] = useState<Box>()
  const drag = useRef<{ from: Cell; last: Cell; keys?: ReadonlySet<string> } | undefined>(undefined)
  const cellAt = (e: PointerEvent): Cell => {
    const box = sheet.current!.getBoundingClientRect()
    const within = (v: number, most: number) => Math.min(Math.max(Math.floor(v), 0), most - 1)
    return { x: within(((e.clientX - box.left) / box.width) * d.width, d.width), y: within(((e.clientY - box.top) / box.height) * d.height, d.height) }
  }
  const itemOf = (e: PointerEvent): Item | undefined => {
    const key = (e.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset.key
    return d.items.find((i) => i.key === key)
  }
  const onDown = (e: PointerEvent) => {
    if (e.button !== 0) return
    const at = cellAt(e)
    setCursor(at)
    const item = tool === 'choose' ? itemOf(e) : undefined
    if (item) {
      const keys = new Set(e.shiftKey ? chosen : chosen.has(item.key) ? chosen : [])
      if (e.shiftKey && keys.has(item.key)) keys.delete(item.key)
      else keys.add(item.key)
      onChoose(keys)
      drag.current = { from: at, last: at, keys }
    } else {
      if (tool === 'choose' && !e.shiftKey) onChoose([])
      drag.current = { from: at, last: at }
      setRubber(boxOf(at, at))
    }
    sheet.current?.setPointerCapture(e.pointerId)
  }
  const onPointerMove = (e: PointerEvent) => {
    const g = drag.current
    if (!g) return
    const at = cellAt(e)
    if (at.x === g.last.x && at.y === g.last.y) return
    g.last = at
    if (g.keys) onMove(g.keys, at.x - g.from.x, at.y - g.from.y, true)
    else setRubber(boxOf(g.from, at))
  }
  const onUp = () => {
    const g = drag.current
    drag.current = undefined
    setRubber(undefined)
    if (!g || g.keys) return
    const box = boxOf(g.from, g.last)
    if (tool !== 'choose') onDraw(box)
    else if (box.w > 1 || box.h > 1) onChoose([...chosen, ...d.items.filter((i) => meets(i, box)).map((i) => i.key)])
  }
  const onKey = (e: KeyboardEvent) => {
    const onItem = (e.target as HTMLElement).dataset.key !== undefined
    const by = arrows[e.key]
    if (by && !e.ctrlKey && !e.metaKey) {
      e.preventDefault()
      if (onItem && chosen.size > 0) onMove(chosen, by[0], by[1], false)
      else setCursor((c) => ({ x: Math.min(Math.max(c.x + by[0], 0), d.width - 1), y: Math.min(Math.max(c.y + by[1], 0), d.height - 1) }))
    } else if ((e.key === 'Enter' || e.key === ' ') && !onItem) {
      e.preventDefault()
      if (tool !== 'choose') onDraw(boxOf(cursor, cursor))
      else onChoose(d.items.filter((i) => meets(i, boxOf(cursor, cursor))).map((i) => i.key))
    } else if (e.key === 'Delete' || e.key === 'Backspace') {
      e.preventDefault()
      onRemove()
    } else if (e.key === 'Escape') onChoose([])
    else if (e.key.toLowerCase() === 'a' && (e.ctrlKey || e.metaKey)) {
      e.preventDefault()
      onChoose(d.items.map((i) => i.key))
    }
  }
  const place = (b: Box) => ({ gridColumn: `${b.x + 1} / span ${b.w}`, gridRow: `${b.y + 1} / span ${b.h}` })
  const here = d.items.filter((i) => meets(i, boxOf(cursor, cursor)))
  return (
    <div className="lt-seat-sheet-box">
      <div
        ref={sheet}
        className={`lt-seat-sheet is-${tool === 'choose' ? 'choose' : 'draw'}`}
        style={{ ['--lt-columns' as string]: d.width, gridTemplateColumns: `repeat(${d.width}, var(--lt-cell-w))`, gridTemplateRows: `repeat(${d.height}, var(--lt-cell-h))` }}
        role="application" tabIndex={0} aria-label={t('org:seats.sheet')} aria-describedby="lt-seat-keys"
        onPointerDown={onDown} onPointerMove={onPointerMove} onPointerUp={onUp} onPointerCancel={onUp} onKeyDown={onKey}
      >
        {d.items.map((i) => {
          const words = i.kind === 'seat' ? [i.text, i.shared ? '⇄' : i.sits, t(i.shared ? 'org:seats.shared' : 'org:seats.own')].filter(Boolean).join(' ') : [t(`org:seats.kind.${i.kind}`), i.text].filter(Boolean).join(' ')
          return (
            <button
              key={i.key} type="button" data-key={i.key} aria-pressed={chosen.has(i.key)} aria-label={words} title={words}
              className={`lt-fixture is-${i.kind}` + (i.shared ? ' is-shared' : '') + (chosen.has(i.key) ? ' is-chosen' : '') + (wrong.has(i.key) ? ' is-wrong' : '')}
              style={place(i)} onFocus={(e) => e.target.matches(':focus-visible') && !chosen.has(i.key) && onChoose([i.key])}
            >
              {i.kind === 'seat' ? <><b>{i.text}</b> <span>{i.shared ? '⇄' : (i.sits ?? '')}</span></> : i.text}
            </button>
          )
        })}
        {rubber && <i className="lt-seat-rubber" style={place(rubber)} aria-hidden="true" />}
        <i className="lt-seat-cursor" style={place(boxOf(cursor, cursor))} aria-hidden="true" />
      </div>
      <div className="lt-sr" role="status">{t('org:seats.cursor', { column: cursor.x + 1, row: cursor.y + 1, what: here.map((i) => i.text || t(`org:seats.kind.${i.kind}`)).join(' ') || t('org:seats.nothing') })}</div>
    </div>
  )
}
