// Columns as wide as their words need, where all at their own width would make a table scroll sideways.
import { useEffect, useLayoutEffect, useState, type RefObject } from 'react'

/** A fixed column, of buttons, stays as it is; words of a soft one may be cut where nothing else helps. */
export type Wanted = { id: string; width: number; grow?: boolean; fixed?: boolean; soft?: boolean }

const cellPadding = 22
const leastWidth = 44
/** A column that takes the room that is left, or whose words may be cut, keeps at least this. */
const leastGrow = 140
const leastSoft = 150
/** So many rows are looked at: those below come with scrolling, and a column only ever gets wider. */
const lookedAt = 60

/**
 * Widths of columns that fit a room: none wider than wanted, and none narrower than needed but those whose words may be
 * cut. What is left over is shared as far as columns want it.
 */
export function fit(columns: Wanted[], needed: Record<string, number>, room: number): Record<string, number> {
  const share = (low: number[], high: number[]) => {
    const sum = low.reduce((a, b) => a + b, 0)
    const wish = high.reduce((a, b) => a + b, 0) - sum
    const part = wish > 0 ? Math.min(1, Math.max(0, room - sum) / wish) : 0
    return low.map((v, i) => Math.floor(v + (high[i]! - v) * part))
  }
  const need = columns.map((c) => Math.min(c.width, Math.max(needed[c.id] ?? c.width, c.grow ? leastGrow : leastWidth)))
  const cut = columns.map((c, i) => (c.soft ? Math.min(need[i]!, c.grow ? leastGrow : leastSoft) : need[i]!))
  const fits = need.reduce((a, b) => a + b, 0) <= room
  const out = fits ? share(need, columns.map((c) => c.width)) : share(cut, need)
  return Object.fromEntries(columns.map((c, i) => [c.id, out[i]!]))
}

/** The width that words need in two lines: half of them, or the longest word. */
function inTwoLines(full: number, words: string): number {
  const longest = Math.max(0, ...words.split(/[\s/]+/).map((w) => (/[\u3000-\u9fff]/.test(w) ? 2 : w.length)))
  return Math.max(full / 2 + 8, (full * longest) / Math.max(words.length, 1) + 8)
}

/** The width of what a cell holds, whatever the cell's own. */
function contentWidth(cell: Element): number {
  const range = document.createRange()
  range.selectNodeContents(cell)
  return range.getBoundingClientRect().width
}

/** The width of a head's words in one line: already in two, about twice what they take. */
function headWidth(cell: Element, width: number): number {
  const range = document.createRange()
  range.selectNodeContents(cell)
  const lines = new Set([...range.getClientRects()].filter((r) => r.width > 12).map((r) => Math.round(r.top / 8))).size
  return lines > 1 ? width * 1.8 : width
}

/** The width to give each column of the table in the box. */
export function useFittedWidths(box: RefObject<HTMLElement | null>, columns: Wanted[], rows: unknown): { tight: boolean; of: (c: Wanted) => number } {
  const [room, setRoom] = useState(0)
  const [needed, setNeeded] = useState<Record<string, number>>({})
  useEffect(() => {
    if (!box.current || typeof ResizeObserver === 'undefined') return
    const watch = new ResizeObserver(([entry]) => setRoom(Math.floor(entry!.contentRect.width)))
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [box])
  const tight = room > 0 && columns.reduce((a, c) => a + c.width, 0) > room
  useLayoutEffect(() => {
    const table = box.current?.querySelector('table')
    if (!tight || !table) return
    const now: Record<string, number> = {}
    const lines = [...table.querySelectorAll('thead tr'), ...[...table.querySelectorAll('tbody tr:not([aria-hidden])')].slice(0, lookedAt), ...table.querySelectorAll('tfoot tr')]
    for (const line of lines) {
      columns.forEach((c, i) => {
        const cell = line.children[i]
        if (!cell || c.fixed) return
        const full = contentWidth(cell)
        const width = cell.tagName === 'TH' ? inTwoLines(headWidth(cell, full), cell.textContent ?? '') : full
        now[c.id] = Math.max(now[c.id] ?? 0, Math.ceil(width) + cellPadding)
      })
    }
    // eslint-disable-next-line react-hooks/set-state-in-effect -- what is drawn is measured before it is seen
    setNeeded((before) => (columns.every((c) => (before[c.id] ?? 0) >= (now[c.id] ?? 0)) ? before : { ...before, ...Object.fromEntries(columns.map((c) => [c.id, Math.max(before[c.id] ?? 0, now[c.id] ?? 0)])) }))
  }, [box, columns, rows, tight])
  if (!tight || columns.every((c) => c.fixed || needed[c.id] === undefined)) return { tight, of: (c) => c.width }
  const widths = fit(columns, needed, room)
  return { tight, of: (c) => widths[c.id] ?? c.width }
}
