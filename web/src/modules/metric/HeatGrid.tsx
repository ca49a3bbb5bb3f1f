import { type CSSProperties, type KeyboardEvent, type MouseEvent, memo, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePrefs } from '../../kit/prefs'
import { SLOTS, isoWeek, slotLabel, slotSpan, weekdayOf } from './civil'
import { type Scale, VOLUME, roundTo } from './heat'
import { type Grid, type GridCell, step } from './heatgrid'

export type HeatGridProps = {
  grid: Grid
  scale: Scale
  /** accessible name */
  label: string
  /** full value with unit, for tooltip and screen reader */
  say: (value: number | null) => string
  /** what the number in the cell is made of, one line each */
  details: (cell: GridCell) => string[]
  onOpen: (cell: GridCell) => void
  onRow?: (key: string) => void
  active?: { key: string; slot: number }
  dimmed?: boolean
}

type At = { row: number; slot: number }

/** Day × 48 half-hours as a real grid: one tab stop, arrow keys move, Enter opens. */
export function HeatGrid({ grid, scale, label, say, details, onOpen, onRow, active, dimmed }: HeatGridProps) {
  const { t, i18n } = useTranslation('metric')
  const { theme } = usePrefs()
  const body = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<At>(() => first(grid))
  const [hover, setHover] = useState<{ at: At; x: number; y: number; below: boolean } | null>(null)
  const here: At = at.row < grid.keys.length ? at : { row: 0, slot: at.slot }
  const volume = scale.aim.kind === 'volume'
  const shades = VOLUME[theme]

  const rowName = useCallback(
    (key: string) => (key.length === 1 ? t(`weekday.${key}`) : `${t(`weekday.${weekdayOf(key)}`)} ${key.slice(5)}`),
    [t],
  )
  const cellAt = (a: At | null | undefined) => (a ? grid.cells[a.row]?.[a.slot] : undefined)

  const target = (e: { target: EventTarget }): At | null => {
    const el = (e.target as HTMLElement).closest<HTMLElement>('[data-slot]')
    return el ? { row: Number(el.dataset.row), slot: Number(el.dataset.slot) } : null
  }
  const show = (a: At | null) => {
    const el = a && body.current?.querySelector<HTMLElement>(`[data-row="${a.row}"][data-slot="${a.slot}"]`)
    if (!a || !el || !body.current) return setHover(null)
    const box = el.getBoundingClientRect()
    const frame = body.current.getBoundingClientRect()
    const below = box.top - frame.top < 110
    setHover({ at: a, x: box.left - frame.left + box.width / 2, y: below ? box.bottom - frame.top + 4 : box.top - frame.top - 4, below })
  }
  const focus = (a: At) => {
    setAt(a)
    // at once: what Enter opens and what has the focus are never two cells
    body.current?.querySelector<HTMLElement>(`[data-row="${a.row}"][data-slot="${a.slot}"]`)?.focus()
  }
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.altKey || e.metaKey) return
    if (e.key === 'Enter' || e.key === ' ') {
      const cell = cellAt(here)
      e.preventDefault()
      if (cell) onOpen(cell)
      return
    }
    if (e.key === 'Escape') return setHover(null)
    const to = step(grid.keys.length, here.row, here.slot, e.key, e.ctrlKey)
    if (!to) return
    e.preventDefault()
    focus(to)
    const key = grid.keys[to.row]
    if (to.row !== here.row && key) onRow?.(key)
  }
  const onClick = (e: MouseEvent) => {
    const a = target(e)
    if (!a) return
    setAt(a)
    const cell = cellAt(a)
    if (cell) onOpen(cell)
    const key = grid.keys[a.row]
    if (key) onRow?.(key)
  }

  const describe = useCallback(
    (cell: GridCell | null | undefined, key: string, slot: number) => {
      const where = `${rowName(key)} ${slotSpan(slot)}`
      if (!cell || cell.value == null) return `${where}, ${cell?.reason ? t(`reason.${cell.reason}`, { defaultValue: cell.reason }) : t('heat.no_data')}`
      const verdict = cell.low ? t('heat.low') : cell.class == null || volume ? '' : t(`heat.class_word.${cell.class}`)
      return [where, say(cell.value), verdict].filter(Boolean).join(', ')
    },
    [rowName, say, t, volume],
  )

  const hovered = cellAt(hover?.at)
  const hoverKey = hover ? grid.keys[hover.at.row] : undefined
  return (
    <div className={`mt-heat${dimmed ? ' mt-heat-dimmed' : ''}${grid.keys.length > 7 ? ' mt-heat-long' : ''}`} ref={body} onMouseLeave={() => setHover(null)}>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={grid.keys.length + 1}
        aria-colcount={SLOTS + 1}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onMouseOver={(e) => show(target(e))}
        onFocus={(e) => show(target(e))}
        onBlur={() => setHover(null)}
      >
        {grid.keys.length > 10 && <Axis hidden />}
        {grid.keys.map((key, row) => (
          <Line
            key={key}
            name={rowName(key)}
            week={key.length > 1 && grid.keys.length > 7 && (weekdayOf(key) === 1 || row === 0) ? t('heat.week', { week: isoWeek(key) }) : ''}
            row={row}
            cells={grid.cells[row] ?? []}
            decimals={scale.decimals}
            shades={volume ? shades : undefined}
            describe={describe}
            rowKey={key}
            tab={here.row === row ? here.slot : -1}
            picked={active?.key === key ? active.slot : -1}
            weekend={key.length > 1 ? weekdayOf(key) > 5 : Number(key) > 5}
            lang={i18n.language}
          />
        ))}
        <Axis />
      </div>
      {hover && hoverKey && (
        <div className="mt-heat-tip" role="presentation" style={{ left: hover.x, top: hover.y, transform: tip(hover.at.slot, hover.below) }}>
          <strong>{`${rowName(hoverKey)} ${slotSpan(hover.at.slot)}`}</strong>
          {hovered ? (
            <>
              <span>{hovered.value == null ? t('heat.not_computable') : say(hovered.value)}</span>
              {details(hovered).map((d) => (
                <span key={d}>{d}</span>
              ))}
              {hovered.low && <span>{t('heat.low')}</span>}
            </>
          ) : (
            <span>{t('heat.no_data')}</span>
          )}
        </div>
      )}
    </div>
  )
}

function tip(slot: number, below: boolean): string {
  const x = slot < 6 ? '-20%' : slot > 41 ? '-80%' : '-50%'
  return `translate(${x}, ${below ? '0' : '-100%'})`
}

function first(grid: Grid): At {
  for (let row = 0; row < grid.cells.length; row++) {
    const slot = grid.cells[row]?.findIndex((c) => c?.class != null) ?? -1
    if (slot >= 0) return { row, slot }
  }
  return { row: 0, slot: 0 }
}

function Axis({ hidden }: { hidden?: boolean }) {
  const { t } = useTranslation('metric')
  const slots = useMemo(() => Array.from({ length: SLOTS }, (_, i) => i), [])
  return (
    <div className="mt-heat-row mt-heat-axis" role={hidden ? 'presentation' : 'row'} aria-hidden={hidden}>
      <div className="mt-heat-name" role={hidden ? undefined : 'columnheader'}>
        <span className="lt-sr">{t('heat.day')}</span>
      </div>
      {slots.map((s) => (
        <div key={s} role={hidden ? undefined : 'columnheader'} aria-label={hidden ? undefined : slotSpan(s)} className="mt-heat-tick">
          {s % 4 === 0 ? <span aria-hidden="true">{slotLabel(s)}</span> : null}
        </div>
      ))}
    </div>
  )
}

type LineProps = {
  name: string
  week: string
  row: number
  rowKey: string
  cells: (GridCell | null)[]
  decimals: number
  shades?: readonly { fill: string; text: string }[]
  describe: (cell: GridCell | null | undefined, key: string, slot: number) => string
  tab: number
  picked: number
  weekend: boolean
  lang: string
}

const Line = memo(function Line({ name, week, row, rowKey, cells, decimals, shades, describe, tab, picked, weekend }: LineProps) {
  return (
    <div className={`mt-heat-row${week && row > 0 ? ' mt-heat-newweek' : ''}`} role="row">
      <div className={`mt-heat-name${weekend ? ' mt-heat-weekend' : ''}`} role="rowheader">
        {week && <span className="mt-heat-week">{week}</span>}
        {name}
      </div>
      {cells.map((cell, slot) => {
        const c = cell?.class
        let style: CSSProperties | undefined
        if (c != null) {
          const shade = shades?.[c]
          style = shade
            ? { background: shade.fill, color: shade.text }
            : { background: `var(--lt-heat-${c})`, color: `var(--lt-heat-${c}-text)` }
        }
        const kind = !cell ? ' mt-heat-none' : c == null ? ' mt-heat-low' : ''
        const text = cell == null ? '' : cell.value == null ? '–' : shown(cell.value, decimals)
        // the name begins with what is written in the cell, so that speech control finds it
        const words = describe(cell, rowKey, slot)
        return (
          <div
            // the slot is the identity of the cell
            key={slot}
            role="gridcell"
            className={`mt-heat-cell${kind}`}
            style={style}
            data-row={row}
            data-slot={slot}
            tabIndex={tab === slot ? 0 : -1}
            aria-label={text && !words.split(/[\s·,，]+/).includes(text) ? `${text} ${words}` : words}
            aria-selected={picked === slot}
          >
            {text}
          </div>
        )
      })}
    </div>
  )
})

function shown(value: number, decimals: number): string {
  const v = roundTo(value, decimals)
  return Math.abs(v) >= 100 ? String(Math.round(v)) : v.toFixed(decimals)
}
