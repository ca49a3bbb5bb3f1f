import { describe, expect, test } from 'vitest'
import { blank, bodyOf, boxOf, change, draw, drawingOf, lanes, move, neighbour, problems, redo, relabel, remove, started, step, undo, type Drawing, type SeatPlan } from './seatplan'

const options = { prefix: 'A', shared: false, text: '茶水间' }
const empty: Drawing = { ...blank, site_id: 's', name: '大厅', width: 10, height: 6 }
const labels = (d: Drawing) => d.items.filter((i) => i.kind === 'seat').map((i) => i.text)
const at = (d: Drawing, text: string) => d.items.find((i) => i.text === text)!

describe('drawing', () => {
  test('a dragged box becomes numbered seats, leaving out what is taken', () => {
    const wall = draw(empty, 'wall', { x: 2, y: 0, w: 1, h: 6 }, options).drawing
    const { drawing, keys } = draw(wall, 'seat', boxOf({ x: 4, y: 2 }, { x: 1, y: 1 }), options)
    expect(keys).toHaveLength(6)
    expect(labels(drawing)).toEqual(['A01', 'A02', 'A03', 'A04', 'A05', 'A06'])
    expect(drawing.items.some((i) => i.kind === 'seat' && i.x === 2)).toBe(false)
    expect(labels(draw(drawing, 'seat', { x: 0, y: 5, w: 1, h: 1 }, options).drawing).at(-1)).toBe('A07')
    expect(draw(drawing, 'wall', { x: 1, y: 1, w: 3, h: 1 }, options).keys).toEqual([])
    expect(draw(drawing, 'seat', { x: 8, y: 4, w: 9, h: 9 }, options).keys).toHaveLength(4)
    expect(draw(drawing, 'seat', { x: 12, y: 4, w: 1, h: 1 }, options).keys).toEqual([])
  })

  test('moves only where there is room', () => {
    const d = draw(empty, 'seat', { x: 0, y: 0, w: 3, h: 1 }, options).drawing
    const first = new Set([at(d, 'A01').key])
    expect(move(d, first, 1, 0)).toBe(d)
    expect(move(d, first, -1, 0)).toBe(d)
    expect(at(move(d, first, 0, 1), 'A01')).toMatchObject({ x: 0, y: 1 })
    const all = new Set(d.items.map((i) => i.key))
    expect(move(d, all, 1, 0).items.map((i) => i.x)).toEqual([1, 2, 3])
    expect(remove(d, first).items).toHaveLength(2)
    expect(change(d, at(d, 'A01').key, { x: 1 })).toBe(d)
    expect(at(change(d, at(d, 'A01').key, { text: 'Z9' }), 'Z9').x).toBe(0)
  })

  test('numbers anew in rows', () => {
    const d = draw(empty, 'seat', { x: 0, y: 0, w: 2, h: 2 }, options).drawing
    const chosen = new Set(d.items.slice(1).map((i) => i.key))
    expect(labels(relabel(d, chosen, 'B'))).toEqual(['A01', 'B01', 'B02', 'B03'])
    expect(labels(relabel(d, chosen, 'A'))).toEqual(['A01', 'A02', 'A03', 'A04'])
  })

  test('says what keeps it from being saved', () => {
    expect(problems(empty)).toEqual([])
    expect(problems(blank).map((p) => p.code)).toEqual(['site', 'name'])
    let d = draw(empty, 'seat', { x: 0, y: 0, w: 3, h: 1 }, options).drawing
    d = change(d, at(d, 'A02').key, { text: 'a01', extension: '6001' })
    d = change(d, at(d, 'A03').key, { extension: '6001' })
    expect(problems(d).map((p) => p.code)).toEqual(['label_twice', 'extension_twice'])
    expect(problems({ ...d, width: 2 }).map((p) => p.code)).toContain('outside')
    const label = draw(empty, 'label', { x: 0, y: 0, w: 2, h: 1 }, { ...options, text: '' }).drawing
    expect(problems(label).map((p) => p.code)).toEqual(['text'])
    const twice = { ...d, items: [...d.items, { ...at(d, 'A03'), key: 'x', text: 'X', extension: '' }] }
    expect(problems(twice).filter((p) => p.code === 'overlap')).toHaveLength(1)
  })

  test('undoes and does again', () => {
    let h = started(empty)
    h = step(h, draw(h.now, 'seat', { x: 0, y: 0, w: 1, h: 1 }, options).drawing)
    expect(step(h, h.now)).toBe(h)
    expect(undo(h).now).toBe(empty)
    expect(redo(undo(h)).now.items).toHaveLength(1)
    expect(undo(undo(h)).now).toBe(empty)
    expect(redo(h)).toBe(h)
    expect(step(undo(h), { ...empty, name: 'x' }).future).toEqual([])
  })
})

const plan: SeatPlan = {
  id: 'p', site_id: 's', site_name: '合肥', floor: '3F', name: '大厅', width: 6, height: 4, seat_count: 2, shared_count: 1, people_count: 1, rev: 3, changed_ms: 0, changed_by: '',
  fixtures: [{ kind: 'label', x: 0, y: 0, w: 2, h: 1, text: '一班' }],
  seats: [
    { id: 'a', label: 'A1', x: 1, y: 1, extension: '6001', shared: false, taken: true, person: { id: 'li', agent_no: '8101', name: '李', from_on: '2026-01-01', to_on: null } },
    { id: 'b', label: 'H1', x: 3, y: 3, shared: true, taken: false },
  ],
}

test('a plan is drawn and written back as it was; a copy has seats of its own and no telephones', () => {
  expect(bodyOf(drawingOf(plan))).toEqual({
    site_id: 's', floor: '3F', name: '大厅', width: 6, height: 4, fixtures: plan.fixtures,
    seats: [{ id: 'a', label: 'A1', x: 1, y: 1, extension: '6001', shared: false }, { id: 'b', label: 'H1', x: 3, y: 3, extension: '', shared: true }],
  })
  const copy = bodyOf(drawingOf(plan, true))
  expect(copy.name).toBe('')
  expect(copy.seats).toEqual([{ label: 'A1', x: 1, y: 1, extension: '', shared: false }, { label: 'H1', x: 3, y: 3, extension: '', shared: true }])
})

test('columns and rows without seats are aisles, and arrows lead over them', () => {
  expect(lanes(plan)).toEqual({ columns: [false, true, false, true, false, false], rows: [false, true, false, true] })
  const [a, b] = plan.seats as [(typeof plan.seats)[0], (typeof plan.seats)[0]]
  expect(neighbour(plan.seats, a, 1, 0)).toBe(b)
  expect(neighbour(plan.seats, a, 0, 1)).toBe(b)
  expect(neighbour(plan.seats, a, -1, 0)).toBeUndefined()
  expect(neighbour([...plan.seats, { ...a, id: 'c', x: 4 }], a, 1, 0)?.id).toBe('c')
})
