// A seat plan as it is drawn: seats and fixtures on a grid, and every change of the drawing as a pure function.
export type SeatedPerson = { id: string; agent_no: string; name: string; team_id?: string; from_on: string; to_on: string | null }
export type Seat = { id: string; label: string; x: number; y: number; extension?: string; shared: boolean; taken: boolean; person?: SeatedPerson }
export const fixtureKinds = ['wall', 'pillar', 'door', 'label'] as const
export type FixtureKind = (typeof fixtureKinds)[number]
export type Fixture = { kind: FixtureKind; x: number; y: number; w: number; h: number; text?: string }
export type SeatPlanHead = {
  id: string; site_id: string; site_name: string; floor: string; name: string; width: number; height: number
  seat_count: number; shared_count: number; people_count: number; rev: number; changed_ms: number; changed_by: string
}
export type SeatPlan = SeatPlanHead & { fixtures: Fixture[]; seats: Seat[] }

export type Kind = 'seat' | FixtureKind
export type Box = { x: number; y: number; w: number; h: number }
/** A seat or a fixture; `key` names it while it is drawn, `id` is that of a kept seat. */
export type Item = Box & { key: string; kind: Kind; text: string; id?: string; extension?: string; shared?: boolean; sits?: string }
export type Drawing = { site_id: string; floor: string; name: string; width: number; height: number; items: Item[] }

export const bounds = { least: 3, width: 60, height: 40, seats: 600 }
export const blank: Drawing = { site_id: '', floor: '', name: '', width: 24, height: 12, items: [] }

/** The name of a plan with its place: 合肥职场 · 3F · 客服大厅. */
export const planName = (p: { site_name?: string; floor: string; name: string }): string => [p.site_name, p.floor, p.name].filter(Boolean).join(' · ')

let keys = 0
const newKey = () => `new-${++keys}`

/** The drawing of a plan; of a copy, the seats are new and have no telephones, which are elsewhere. */
export function drawingOf(p: SeatPlan, copy = false): Drawing {
  return {
    site_id: p.site_id, floor: p.floor, name: copy ? '' : p.name, width: p.width, height: p.height,
    items: [
      ...p.fixtures.map((f): Item => ({ key: newKey(), kind: f.kind, x: f.x, y: f.y, w: f.w, h: f.h, text: f.text ?? '' })),
      ...p.seats.map((s): Item => ({
        key: copy ? newKey() : s.id, kind: 'seat', x: s.x, y: s.y, w: 1, h: 1, text: s.label, shared: s.shared,
        ...(copy ? {} : { id: s.id, extension: s.extension, sits: s.person?.name }),
      })),
    ],
  }
}

export function bodyOf(d: Drawing) {
  return {
    site_id: d.site_id, floor: d.floor.trim(), name: d.name.trim(), width: d.width, height: d.height,
    fixtures: d.items.filter((i) => i.kind !== 'seat').map((i) => ({ kind: i.kind, x: i.x, y: i.y, w: i.w, h: i.h, ...(i.text.trim() ? { text: i.text.trim() } : {}) })),
    seats: d.items.filter((i) => i.kind === 'seat').map((i) => ({ ...(i.id ? { id: i.id } : {}), label: i.text.trim(), x: i.x, y: i.y, extension: i.extension?.trim() ?? '', shared: Boolean(i.shared) })),
  }
}

export const meets = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
const inside = (d: Drawing, b: Box): boolean => b.x >= 0 && b.y >= 0 && b.x + b.w <= d.width && b.y + b.h <= d.height
const solid = (i: Item): boolean => i.kind === 'seat' || i.kind === 'wall' || i.kind === 'pillar'
/** Words and doors may lie under a seat; seats, walls and pillars keep their cells for themselves. */
const clash = (a: Item, b: Item): boolean => solid(a) && solid(b) && (a.kind === 'seat' || b.kind === 'seat') && meets(a, b)

/** The box between two cells, whichever way it was drawn. */
export const boxOf = (a: { x: number; y: number }, b: { x: number; y: number }): Box => ({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x) + 1, h: Math.abs(a.y - b.y) + 1 })

/** The next free labels of a prefix: after A01, A02 comes A03. */
export function nextLabels(d: Drawing, prefix: string, n: number): string[] {
  const used = new Set(d.items.filter((i) => i.kind === 'seat').map((i) => i.text.toLowerCase()))
  const out: string[] = []
  for (let i = 1; out.length < n; i++) {
    const label = prefix + String(i).padStart(2, '0')
    if (!used.has(label.toLowerCase())) out.push(label)
  }
  return out
}

/** Fills a box with seats where there is room, row by row, or lays one fixture over it. Gives the keys of what came. */
export function draw(d: Drawing, kind: Kind, box: Box, options: { prefix: string; shared: boolean; text: string }): { drawing: Drawing; keys: string[] } {
  const b = { x: Math.max(0, box.x), y: Math.max(0, box.y), w: 0, h: 0 }
  b.w = Math.min(box.x + box.w, d.width) - b.x
  b.h = Math.min(box.y + box.h, d.height) - b.y
  if (b.w < 1 || b.h < 1) return { drawing: d, keys: [] }
  const added: Item[] = []
  if (kind === 'seat') {
    for (let y = b.y; y < b.y + b.h; y++) {
      for (let x = b.x; x < b.x + b.w; x++) {
        const seat: Item = { key: newKey(), kind, x, y, w: 1, h: 1, text: '', shared: options.shared }
        if (!d.items.some((i) => clash(i, seat))) added.push(seat)
      }
    }
    const room = bounds.seats - d.items.filter((i) => i.kind === 'seat').length
    added.splice(Math.max(room, 0))
    nextLabels(d, options.prefix, added.length).forEach((label, i) => (added[i]!.text = label))
  } else {
    const item: Item = { key: newKey(), kind, ...b, text: kind === 'label' ? options.text : '' }
    if (!d.items.some((i) => clash(i, item))) added.push(item)
  }
  return added.length === 0 ? { drawing: d, keys: [] } : { drawing: { ...d, items: [...d.items, ...added] }, keys: added.map((i) => i.key) }
}

/** Moves what is chosen; the same drawing when there is no room. */
export function move(d: Drawing, chosen: ReadonlySet<string>, dx: number, dy: number): Drawing {
  const items = d.items.map((i) => (chosen.has(i.key) ? { ...i, x: i.x + dx, y: i.y + dy } : i))
  const moved = items.filter((i) => chosen.has(i.key))
  const rest = items.filter((i) => !chosen.has(i.key))
  if (moved.some((m) => !inside(d, m) || rest.some((r) => clash(m, r)))) return d
  return { ...d, items }
}

export const remove = (d: Drawing, chosen: ReadonlySet<string>): Drawing => ({ ...d, items: d.items.filter((i) => !chosen.has(i.key)) })

/** Changes one item; the same drawing when it would not fit. */
export function change(d: Drawing, key: string, part: Partial<Item>): Drawing {
  const old = d.items.find((i) => i.key === key)
  if (!old) return d
  const next = { ...old, ...part }
  const placed = part.x !== undefined || part.y !== undefined || part.w !== undefined || part.h !== undefined
  if (placed && (next.w < 1 || next.h < 1 || !inside(d, next) || d.items.some((i) => i.key !== key && clash(i, next)))) return d
  return { ...d, items: d.items.map((i) => (i.key === key ? next : i)) }
}

/** Numbers the chosen seats anew, in rows from the top left. */
export function relabel(d: Drawing, chosen: ReadonlySet<string>, prefix: string): Drawing {
  const seats = d.items.filter((i) => i.kind === 'seat' && chosen.has(i.key)).sort((a, b) => a.y - b.y || a.x - b.x)
  const others = { ...d, items: d.items.filter((i) => !chosen.has(i.key)) }
  const labels = new Map(nextLabels(others, prefix, seats.length).map((label, i) => [seats[i]!.key, label]))
  return { ...d, items: d.items.map((i) => (labels.has(i.key) ? { ...i, text: labels.get(i.key)! } : i)) }
}

export type Problem = { code: 'site' | 'name' | 'label' | 'label_twice' | 'extension_twice' | 'outside' | 'overlap' | 'text' | 'size'; key?: string; text?: string }

/** What keeps a drawing from being saved. */
export function problems(d: Drawing): Problem[] {
  const out: Problem[] = []
  if (!d.site_id) out.push({ code: 'site' })
  if (!d.name.trim()) out.push({ code: 'name' })
  if (d.width < bounds.least || d.width > bounds.width || d.height < bounds.least || d.height > bounds.height) out.push({ code: 'size' })
  const labels = new Map<string, Item>()
  const extensions = new Map<string, Item>()
  for (const i of d.items) {
    if (!inside(d, i)) out.push({ code: 'outside', key: i.key, text: i.text })
    if (i.kind === 'label' && !i.text.trim()) out.push({ code: 'text', key: i.key })
    if (i.kind !== 'seat') continue
    const label = i.text.trim().toLowerCase()
    if (!label) out.push({ code: 'label', key: i.key })
    else if (labels.has(label)) out.push({ code: 'label_twice', key: i.key, text: i.text })
    else labels.set(label, i)
    const extension = i.extension?.trim().toLowerCase()
    if (extension && extensions.has(extension)) out.push({ code: 'extension_twice', key: i.key, text: i.extension })
    else if (extension) extensions.set(extension, i)
    if (d.items.some((o) => o !== i && clash(i, o) && (o.kind !== 'seat' || d.items.indexOf(o) < d.items.indexOf(i)))) out.push({ code: 'overlap', key: i.key, text: i.text })
  }
  return out
}

/** Which columns and rows hold a seat: the others are aisles and are shown narrow. */
export function lanes(p: { width: number; height: number; seats: { x: number; y: number }[] }): { columns: boolean[]; rows: boolean[] } {
  const columns = Array.from({ length: p.width }, () => false)
  const rows = Array.from({ length: p.height }, () => false)
  for (const s of p.seats) {
    columns[s.x] = true
    rows[s.y] = true
  }
  return { columns, rows }
}

/** The seat an arrow key leads to: the nearest that lies that way, sideways counting more. */
export function neighbour<T extends { x: number; y: number }>(all: readonly T[], from: T, dx: number, dy: number): T | undefined {
  let best: T | undefined
  let least = Infinity
  for (const s of all) {
    const along = (s.x - from.x) * dx + (s.y - from.y) * dy
    const aside = Math.abs((s.x - from.x) * dy) + Math.abs((s.y - from.y) * dx)
    const far = along + 3 * aside
    if (along > 0 && far < least) [best, least] = [s, far]
  }
  return best
}

/** Drawings that were, the present one, and those undone. */
export type History = { past: Drawing[]; now: Drawing; future: Drawing[] }
export const started = (now: Drawing): History => ({ past: [], now, future: [] })
export const step = (h: History, now: Drawing): History => (now === h.now ? h : { past: [...h.past.slice(-99), h.now], now, future: [] })
export const undo = (h: History): History => (h.past.length === 0 ? h : { past: h.past.slice(0, -1), now: h.past.at(-1)!, future: [h.now, ...h.future] })
export const redo = (h: History): History => (h.future.length === 0 ? h : { past: [...h.past, h.now], now: h.future[0]!, future: h.future.slice(1) })
