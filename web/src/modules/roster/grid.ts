// What the roster's grid reckons by itself: cells, moves, and what takes them back.
import type { Cell, Edit, Edited, Line, Roster, ShiftType } from './types'

/** How far from the best a roster is at most, in per cent; null: not proven. */
export const gapOf = (v: Pick<Roster, 'cost' | 'bound'>): number | null => (v.bound === undefined || v.cost <= 0 ? null : Math.max(0, (100 * (v.cost - v.bound)) / v.cost))

export const cellAt = (line: Line, day: number): Cell => line.cells.find((c) => c.day === day) ?? { day }

export const works = (c: Cell): boolean => !!c.type_id

/** A cell as an edit makes it, on a day of somebody. */
export const editOf = (person: string, day: number, c: Cell, locked = c.locked ?? false): Edit => (works(c) ? { person_id: person, day, type_id: c.type_id, begins: c.begins ?? 0, skill_id: c.skill_id ?? '', locked } : { person_id: person, day, locked })

type Place = { person: string; day: number; cell: Cell }

/** A shift dropped on another cell: what lies there comes back in its place. A locked cell neither moves nor gives way. */
export function swapOf(a: Place, b: Place): Edit[] {
  if ((a.person === b.person && a.day === b.day) || a.cell.locked || b.cell.locked || (!works(a.cell) && !works(b.cell))) return []
  return [editOf(b.person, b.day, a.cell, false), editOf(a.person, a.day, b.cell, false)]
}

/** When a shift of a type may begin, in minutes after midnight. */
export const startsOf = (type: ShiftType | undefined): number[] => {
  const out: number[] = []
  for (let m = type?.earliest_start ?? 0; type && m <= type.latest_start; m += Math.max(type.start_step, 1)) out.push(m)
  return out
}

type Types = Map<string, ShiftType>
const breaksOf = (list: { name: string; minutes: number; kind?: string }[] | null | undefined) => (list ?? []).filter((b) => !b.kind).map((b) => `${b.minutes} ${b.name}`).sort().join()

/** A cell as it was, its breaks where they stood; those that are not of the type are placed anew. */
function again(person: string, c: Cell, now: Cell, types: Types): Edit {
  const edit = editOf(person, c.day, c)
  const known = breaksOf(c.breaks) === breaksOf(types.get(c.type_id ?? '')?.breaks) || breaksOf(c.breaks) === breaksOf(now.breaks)
  return works(c) && known ? { ...edit, breaks: c.breaks ?? [] } : edit
}

/** The edits that take back what was done. */
export const backOf = (done: Edited, types: Types): Edit[] => done.cells.map((c) => again(c.person_id, { ...c.before, day: c.day }, c, types))

/** The edits that do again what was taken back. */
export const againOf = (done: Edited, types: Types): Edit[] => done.cells.map((c) => again(c.person_id, c, c.before, types))

/** The lines with the cells that were changed. */
export function applied(lines: Line[], done: Edited): Line[] {
  return lines.map((l) => {
    const mine = done.cells.filter((c) => c.person_id === l.person_id)
    if (mine.length === 0) return l
    const cells = l.cells.filter((c) => !mine.some((m) => m.day === c.day)).concat(mine.filter((m) => m.type_id || m.locked).map(({ person_id: _p, before: _b, ...c }) => c as Cell))
    cells.sort((a, b) => a.day - b.day)
    return { ...l, cells, paid_minutes: cells.reduce((n, c) => n + paid(c), 0) }
  })
}

function paid(c: Cell): number {
  if (!c.type_id) return 0
  return (c.ends ?? 0) - (c.begins ?? 0) - (c.breaks ?? []).reduce((n, b) => n + (b.paid ? 0 : b.minutes), 0)
}
