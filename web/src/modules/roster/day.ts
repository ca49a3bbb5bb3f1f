// What the day's view reckons by itself: its axis, where a shift or a break may go, and the edit that puts it there.
import { startsOf } from './grid'
import type { Cell, CoverSlot, Edit, Line, Pause, ShiftType } from './types'

/** How far a piece moves at a time, in minutes. */
export const step = 15

export type Span = { from: number; to: number }

/** The hours that are drawn: of the shifts, of yesterday's that pass midnight, and of what is required. */
export function axisOf(lines: Line[], day: number, slots: CoverSlot[], grain: number): Span {
  let [from, to] = [Infinity, 0]
  const take = (a: number, b: number) => { from = Math.min(from, a); to = Math.max(to, b) }
  for (const l of lines) {
    for (const c of l.cells) {
      if (!c.type_id) continue
      if (c.day === day) take(c.begins ?? 0, c.ends ?? 0)
      if (c.day === day - 1 && (c.ends ?? 0) > 1440) take(0, (c.ends ?? 0) - 1440)
    }
  }
  for (const s of slots) if (s.minute < 1440 && s.required > 0) take(s.minute, s.minute + grain)
  return to === 0 ? { from: 480, to: 1200 } : { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 }
}

/** The latest minute at which a shift of the day ends, for the cover beyond midnight. */
export const endOf = (lines: Line[], day: number): number => Math.max(1440, ...lines.flatMap((l) => l.cells.filter((c) => c.day === day && c.type_id).map((c) => c.ends ?? 0)))

const inOrder = (type: ShiftType | undefined) => [...(type?.breaks ?? [])].sort((x, y) => x.latest + x.minutes - y.latest - y.minutes)

/** When each pause of a cell may begin: a break in its window of the type, work anywhere in the shift. */
export function windowsOf(c: Cell, type: ShiftType | undefined): Span[] {
  const left = inOrder(type)
  return (c.breaks ?? []).map((x) => {
    const whole = { from: c.begins ?? 0, to: (c.ends ?? 0) - x.minutes }
    if (x.kind) return whole
    const at = left.findIndex((y) => y.name === x.name && y.minutes === x.minutes)
    if (at < 0) return whole
    const [y] = left.splice(at, 1)
    return { from: (c.begins ?? 0) + y!.earliest, to: (c.begins ?? 0) + y!.latest }
  })
}

const within = (v: number, s: Span) => Math.min(Math.max(v, s.from), s.to)

/** The cell with a pause put where it is wished, as near as its window allows. A pause outside its window already may stay or come nearer. */
export function movedPause(c: Cell, pause: number, wish: number, type: ShiftType | undefined): Cell {
  const breaks = c.breaks ?? []
  const x = breaks[pause]
  const window = windowsOf(c, type)[pause]
  if (!x || !window) return c
  const at = within(wish, { from: Math.min(window.from, x.at), to: Math.max(window.to, x.at) })
  return { ...c, breaks: breaks.map((b, i) => (i === pause ? { ...b, at } : b)) }
}

/** The starts a cell's shift may have; none to choose where hours were agreed with somebody. */
export const startsFor = (c: Cell, type: ShiftType | undefined): number[] => (c.overtime || c.early_minutes || c.late_minutes || c.locked ? [] : startsOf(type))

/** The cell with its shift begun at the allowed start that is nearest to the wish; what is in it moves along. */
export function movedStart(c: Cell, wish: number, type: ShiftType | undefined): Cell {
  const starts = startsFor(c, type)
  if (starts.length === 0) return c
  const begins = starts.reduce((best, s) => (Math.abs(s - wish) < Math.abs(best - wish) ? s : best))
  const by = begins - (c.begins ?? 0)
  return by === 0 ? c : { ...c, begins, ends: (c.ends ?? 0) + by, breaks: (c.breaks ?? []).map((b) => ({ ...b, at: b.at + by })) }
}

/** The next allowed start in a direction. */
export function nextStart(c: Cell, by: number, type: ShiftType | undefined): number {
  const now = c.begins ?? 0
  const starts = startsFor(c, type).filter((s) => (by > 0 ? s > now : s < now))
  return starts.length === 0 ? now : by > 0 ? Math.min(...starts) : Math.max(...starts)
}

/** The first two pauses that lie at the same time. */
export function clash(c: Cell): [Pause, Pause] | undefined {
  const sorted = [...(c.breaks ?? [])].sort((a, b) => a.at - b.at)
  const at = sorted.findIndex((x, i) => i > 0 && sorted[i - 1]!.at + sorted[i - 1]!.minutes > x.at)
  return at < 0 ? undefined : [sorted[at - 1]!, sorted[at]!]
}

/** The edit that makes a cell as it is drawn, with all in it where it stands. */
export const placedEdit = (person: string, c: Cell): Edit => ({
  person_id: person, day: c.day, type_id: c.type_id, begins: c.begins ?? 0, skill_id: c.skill_id ?? '', locked: c.locked ?? false, breaks: c.breaks ?? [],
})
