// The table of the product: sticky head, virtual rows, sortable and hideable columns, rows that open by mouse and key.
import {
  columnOrderingFeature, columnVisibilityFeature, createSortedRowModel, rowSortingFeature, sortFn_basic, sortFn_text, tableFeatures, useTable,
  type ColumnDef, type SortingState,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { useFittedWidths } from './fit'
import { useTranslation } from 'react-i18next'
import { HelpTip } from './blocks'
import { usePrefs } from './prefs'

export type Column<T> = {
  id: string
  header: string
  cell: (row: T) => ReactNode
  /** What sorting and the Excel export read. */
  value?: (row: T) => string | number | null | undefined
  width?: number
  /** Takes the room that is left; at most one or two columns. */
  grow?: boolean
  align?: 'left' | 'right' | 'center'
  sortable?: boolean
  /** Not shown until chosen in the column settings. */
  hidden?: boolean
  /** Stays at the left edge when the table scrolls sideways. */
  pin?: boolean
  help?: ReactNode
}

const features = tableFeatures({
  columnVisibilityFeature,
  columnOrderingFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, text: sortFn_text },
})

type RowLike = object
type Props<T extends RowLike> = {
  /** Key of the kept column settings. */
  id: string
  label: string
  columns: Column<T>[]
  rows: T[]
  rowKey: (row: T, index: number) => string
  /** `name` ascending, `-name` descending. */
  sort?: string
  onSort?: (sort: string | undefined) => void
  /** The rows come sorted from the server. */
  serverSorted?: boolean
  onOpen?: (row: T) => void
  selected?: string
  dimmed?: boolean
  /** A last row that stays visible, such as totals. */
  footer?: T
  onEnd?: () => void
  rowClass?: (row: T) => string | undefined
  /** Height of the scrolling box; by default it fills its flex parent. */
  maxHeight?: number | string
  total?: number
  children?: ReactNode
}

/** Columns a person chose to see, in their order; all default columns otherwise. */
export function useVisibleColumns<T>(id: string, columns: Column<T>[]): Column<T>[] {
  const kept = usePrefs().columns[id]
  return useMemo(() => {
    const chosen = kept?.map((k) => columns.find((c) => c.id === k)).filter((c): c is Column<T> => Boolean(c))
    return chosen && chosen.length > 0 ? chosen : columns.filter((c) => !c.hidden)
  }, [kept, columns])
}

const textOrder = new Intl.Collator(['zh-CN', 'en'], { numeric: true })

export function DataTable<T extends RowLike>(p: Props<T>) {
  const { t } = useTranslation()
  const { density } = usePrefs()
  const { columns, sort, rowKey } = p
  const visible = useVisibleColumns(p.id, columns)
  const [ownSort, setOwnSort] = useState<string>()
  const active = p.onSort ? sort : (ownSort ?? sort)
  const sorting = useMemo<SortingState>(() => (active ? [{ id: active.replace(/^-/, ''), desc: active.startsWith('-') }] : []), [active])
  const defs = useMemo(
    () =>
      columns.map((c): ColumnDef<typeof features, T> => ({
        id: c.id,
        accessorFn: (row: T) => c.value?.(row) ?? undefined,
        sortUndefined: 'last',
        sortFn: (a, b, id) => {
          const [x, y] = [a.getValue<string | number>(id), b.getValue<string | number>(id)]
          return typeof x === 'number' && typeof y === 'number' ? x - y : textOrder.compare(String(x), String(y))
        },
      })),
    [columns],
  )
  const order = useMemo(() => visible.map((c) => c.id), [visible])
  const visibility = useMemo(() => Object.fromEntries(columns.map((c) => [c.id, order.includes(c.id)])), [columns, order])
  const table = useTable({
    features,
    columns: defs,
    data: p.rows,
    getRowId: rowKey,
    manualSorting: p.serverSorted,
    state: { sorting, columnVisibility: visibility, columnOrder: order },
  })
  const rows = table.getRowModel().rows
  const box = useRef<HTMLDivElement>(null)
  const rowHeight = density === 'compact' ? 32 : 40
  const windowed = rows.length > 80
  const virtual = useVirtualizer({
    count: windowed ? rows.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  useEffect(() => virtual.measure(), [rowHeight, virtual])
  const items = windowed ? virtual.getVirtualItems() : []
  const [first, last] = windowed ? [items[0]?.index ?? 0, items[items.length - 1]?.index ?? -1] : [0, rows.length - 1]
  const above = windowed ? first * rowHeight : 0
  const below = windowed ? Math.max(0, rows.length - 1 - last) * rowHeight : 0
  const { onEnd } = p
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 15) onEnd?.()
  }, [last, rows.length, onEnd])

  const toggle = (id: string) => {
    const next = active === id ? `-${id}` : active === `-${id}` ? undefined : id
    if (p.onSort) p.onSort(next)
    else setOwnSort(next)
  }
  const open = (row: T, event: MouseEvent | KeyboardEvent) => {
    const target = event.target as HTMLElement
    if (target.closest('a,button,input,label,.ant-dropdown') || (window.getSelection()?.toString() ?? '') !== '') return
    p.onOpen?.(row)
  }
  const onKey = (event: KeyboardEvent<HTMLTableRowElement>, row: T) => {
    if (event.target !== event.currentTarget) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      p.onOpen?.(row)
    }
    const move = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key] as 'nextElementSibling' | 'previousElementSibling' | undefined
    const next = move && event.currentTarget[move]
    if (next instanceof HTMLElement && next.tabIndex >= 0) {
      event.preventDefault()
      next.focus()
    }
  }
  const filler = !visible.some((c) => c.grow)
  const wanted = useMemo(() => visible.map((c) => ({ id: c.id, width: c.width ?? 120, grow: c.grow, fixed: c.value === undefined, soft: c.align !== 'right' && !c.pin && c.value !== undefined })), [visible])
  const fitted = useFittedWidths(box, wanted, p.rows)
  const width = wanted.reduce((sum, c) => sum + fitted.of(c), 0)
  const widths = new Map(wanted.map((c) => [c.id, fitted.of(c)]))
  const lefts = new Map<string, number>()
  let left = 0
  for (const c of visible) {
    if (!c.pin) break
    lefts.set(c.id, left)
    left += widths.get(c.id)!
  }
  const cellProps = (c: Column<T>) => ({
    className: [c.align === 'right' ? 'lt-num' : c.align === 'center' ? 'is-centre' : '', lefts.has(c.id) ? 'is-pinned' : ''].join(' ').trim() || undefined,
    style: lefts.has(c.id) ? { left: lefts.get(c.id) } : undefined,
  })
  return (
    <div className={'lt-table-box' + (p.dimmed ? ' is-dimmed' : '')} ref={box} style={{ maxHeight: p.maxHeight }} aria-busy={p.dimmed || undefined} tabIndex={rows.length > 0 && !p.onOpen ? 0 : undefined} role={rows.length > 0 && !p.onOpen ? 'region' : undefined} aria-label={rows.length > 0 && !p.onOpen ? p.label : undefined}>
      <table className={'lt-table' + (fitted.tight ? ' is-tight' : '')} aria-label={p.label} aria-rowcount={(p.total ?? rows.length) + 1} style={{ minWidth: width }}>
        <colgroup>
          {visible.map((c) => <col key={c.id} style={c.grow ? undefined : { width: widths.get(c.id) }} />)}
          {filler && <col />}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {visible.map((c) => {
              const dir = active === c.id ? 'ascending' : active === `-${c.id}` ? 'descending' : 'none'
              const { className, style } = cellProps(c)
              return (
                <th key={c.id} scope="col" className={className} style={style} aria-sort={c.sortable ? dir : undefined}>
                  {c.sortable ? (
                    <button type="button" className="lt-sort" onClick={() => toggle(c.id)}>
                      {c.header}
                      <span aria-hidden="true" className="lt-sort-mark">{dir === 'ascending' ? '▲' : dir === 'descending' ? '▼' : '↕'}</span>
                    </button>
                  ) : c.header}
                  {c.help && <HelpTip label={`${c.header} ${t('common:metric.definition')}`}>{c.help}</HelpTip>}
                </th>
              )
            })}
            {filler && <td />}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden="true" style={{ height: above }}><td colSpan={visible.length + (filler ? 1 : 0)} /></tr>}
          {rows.slice(first, last + 1).map((row, i) => (
            <tr
              key={row.id}
              aria-rowindex={first + i + 2}
              tabIndex={p.onOpen ? 0 : undefined}
              aria-current={p.selected === row.id ? 'true' : undefined}
              className={[p.onOpen ? 'is-open-able' : '', p.selected === row.id ? 'is-selected' : '', p.rowClass?.(row.original) ?? ''].join(' ').trim() || undefined}
              onClick={p.onOpen ? (e) => open(row.original, e) : undefined}
              onKeyDown={p.onOpen ? (e) => onKey(e, row.original) : undefined}
            >
              {visible.map((c) => {
                const content = c.cell(row.original)
                return <td key={c.id} {...cellProps(c)} title={fitted.tight && typeof content === 'string' ? content : undefined}>{content}</td>
              })}
              {filler && <td />}
            </tr>
          ))}
          {below > 0 && <tr aria-hidden="true" style={{ height: below }}><td colSpan={visible.length + (filler ? 1 : 0)} /></tr>}
        </tbody>
        {p.footer && rows.length > 0 && (
          <tfoot>
            <tr>
              {visible.map((c) => <td key={c.id} {...cellProps(c)}>{c.cell(p.footer!)}</td>)}
              {filler && <td />}
            </tr>
          </tfoot>
        )}
      </table>
      {p.children}
    </div>
  )
}
