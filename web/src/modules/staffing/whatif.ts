// What the what-if page keeps in the address, and its picture.
import type { EChartsCoreOption } from 'echarts/core'
import { tokens, type ThemeName } from '../../kit/tokens'
import { clockOf } from './chart'
import type { WhatIfAnswer, WhatIfCase, WhatIfChange, WhatIfCosts, WhatIfLevers, WhatIfSteps } from './types'

export const noChange: WhatIfChange = { volume_percent: 0, handle_percent: 0, handle_s: 0, level_points: 0, threshold_s: 0 }
export const noLevers: WhatIfLevers = { all: noChange, own: [], kinds: [], in_office_points: 0, out_of_office_points: 0, attrition_percent: 0, cross: [] }
/** Examples to be replaced by the centre's own. */
export const usualCosts: WhatIfCosts = { per_hour: 50, per_hire: 10_000, per_trained: 2_000 }
export const usualSteps: WhatIfSteps = { handle_s: 5, level_points: 5, volume_percent: 5, shrinkage_points: 1, attrition_percent: 1, cross: { queue_ids: [], people: 10 } }

const record = (v: unknown): Record<string, unknown> => (v && typeof v === 'object' && !Array.isArray(v) ? (v as Record<string, unknown>) : {})
const list = (v: unknown): unknown[] => (Array.isArray(v) ? v : [])
const texts = (v: unknown): string[] => list(v).filter((x): x is string => typeof x === 'string')
const numbers = <T extends object>(usual: T, v: unknown): T => {
  const from = record(v)
  return Object.fromEntries(Object.entries(usual).map(([key, value]) => [key, typeof value !== 'number' ? value : typeof from[key] === 'number' ? from[key] : value])) as T
}

/** A part of the address, which is text; what nobody can read is nothing. */
export function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
export const written = (v: unknown): string | undefined => (v === undefined ? undefined : JSON.stringify(v))

/** Levers of the address; what is missing or not understood is no change. */
export function readLevers(v: unknown): WhatIfLevers {
  const from = record(v)
  return {
    ...numbers(noLevers, from),
    all: numbers(noChange, from.all),
    own: list(from.own).map(record).filter((o) => typeof o.queue_id === 'string').map((o) => ({ queue_id: o.queue_id as string, ...numbers(noChange, o) })),
    kinds: list(from.kinds).map(record).filter((k) => typeof k.kind === 'string' && typeof k.points === 'number').map((k) => ({ kind: k.kind as string, points: k.points as number })),
    cross: list(from.cross).map(record).map((c) => ({ queue_ids: texts(c.queue_ids), people: typeof c.people === 'number' ? c.people : 0 })),
  }
}

const short = (v: object): Record<string, unknown> | undefined => {
  const kept = Object.entries(v).filter(([, x]) => x !== 0 && x !== undefined && !(Array.isArray(x) && x.length === 0))
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

/** Levers for the address: only what changes something. */
export function writeLevers(l: WhatIfLevers): Record<string, unknown> | undefined {
  return short({ ...l, all: short(l.all), own: l.own.map((o) => ({ queue_id: o.queue_id, ...short({ ...o, queue_id: undefined }) })) })
}

export const readCosts = (v: unknown): WhatIfCosts => numbers(usualCosts, v)
export function readSteps(v: unknown): WhatIfSteps {
  const cross = record(record(v).cross)
  return { ...numbers(usualSteps, v), cross: { queue_ids: texts(cross.queue_ids), people: typeof cross.people === 'number' ? cross.people : usualSteps.cross.people } }
}

/** Points of a kind of shrinkage; 0 takes the kind out. */
export function withKind(l: WhatIfLevers, kind: string, points: number): WhatIfLevers {
  const others = (l.kinds ?? []).filter((k) => k.kind !== kind)
  return { ...l, kinds: points === 0 ? others : [...others, { kind, points }] }
}

/** The change of a queue, or of all. */
export const changeOf = (l: WhatIfLevers, queue: string | undefined): WhatIfChange => {
  const own = queue ? l.own.find((o) => o.queue_id === queue) : undefined
  if (!own) return l.all
  const { queue_id: _, ...change } = own
  return change
}

/** Changes one value; of a queue without a change of its own that of all is its beginning. */
export function withChange(l: WhatIfLevers, queue: string | undefined, patch: Partial<WhatIfChange>): WhatIfLevers {
  const next = { ...changeOf(l, queue), ...patch }
  if (!queue) return { ...l, all: next }
  const own = { queue_id: queue, ...next }
  return { ...l, own: l.own.some((o) => o.queue_id === queue) ? l.own.map((o) => (o.queue_id === queue ? own : o)) : [...l.own, own] }
}

export type Measure = { id: string; digits: number; of: (c: WhatIfCase) => number | null | undefined; ends?: (c: WhatIfCase) => [number | null | undefined, number | null | undefined]; percent?: boolean }
const end = (id: 'fte' | 'paid_h' | 'money' | 'level_percent' | 'asa_s' | 'abandonment_percent' | 'occupancy_percent') => (c: WhatIfCase): [number | null, number | null] => [c.at_low[id], c.at_high[id]]
/** What is told of a case, in the order of the tables. */
export const measures: Measure[] = [
  { id: 'fte', digits: 1, of: (c) => c.fte, ends: end('fte') },
  { id: 'paid_h', digits: 0, of: (c) => c.paid_h, ends: end('paid_h') },
  { id: 'money', digits: 0, of: (c) => c.money, ends: end('money') },
  { id: 'peak', digits: 0, of: (c) => c.peak },
  { id: 'level_percent', digits: 1, percent: true, of: (c) => c.level_percent, ends: end('level_percent') },
  { id: 'asa_s', digits: 1, of: (c) => c.asa_s, ends: end('asa_s') },
  { id: 'abandonment_percent', digits: 1, percent: true, of: (c) => c.abandonment_percent, ends: end('abandonment_percent') },
  { id: 'occupancy_percent', digits: 1, percent: true, of: (c) => c.occupancy_percent, ends: end('occupancy_percent') },
  { id: 'overloaded', digits: 0, of: (c) => c.overloaded },
]

/** The ends of a band, the smaller first; nothing where there is no band. */
export function bandOf(m: Measure, c: WhatIfCase): [number, number] | undefined {
  const [a, b] = m.ends?.(c) ?? []
  if (typeof a !== 'number' || typeof b !== 'number' || a === b) return undefined
  return a < b ? [a, b] : [b, a]
}

export type CurveRow = { at: string; base: number; kept: number; adapted: number; low: number; high: number }
/** The busiest day from its first to its last busy interval. */
export function curveRows(a: WhatIfAnswer): CurveRow[] {
  const rows = a.outcome.curve.map((p, k) => ({ at: clockOf(k, a.about.grain_minutes), ...p }))
  const busy = (r: CurveRow) => r.base > 0 || r.high > 0
  const first = rows.findIndex(busy)
  return first < 0 ? [] : rows.slice(first, rows.findLastIndex(busy) + 1)
}

/** The scenario with its band, the base dashed, those who stay dotted. */
export function whatIfOption(rows: CurveRow[], theme: ThemeName, words: { base: string; kept: string; adapted: string; band: string; unit: string }): EChartsCoreOption | undefined {
  if (rows.length === 0) return undefined
  const t = tokens[theme]
  const line = (name: string, of: (r: CurveRow) => number, color: string, type: string) => ({ name, type: 'line', step: 'middle', showSymbol: false, data: rows.map((r) => Math.round(of(r) * 10) / 10), itemStyle: { color }, lineStyle: { color, type, width: 2 } })
  const hidden = { lineStyle: { opacity: 0 }, showSymbol: false, step: 'middle', type: 'line', stack: 'band', silent: true }
  return {
    grid: { left: 56, right: 16, top: 36, bottom: 28 },
    legend: { right: 0, top: 0, data: [words.adapted, words.base, words.kept, words.band] },
    tooltip: {
      trigger: 'axis',
      formatter: (at: { dataIndex: number }[]) => {
        const r = rows[at[0]?.dataIndex ?? 0]
        return r ? [`<b>${r.at}</b>`, `${words.adapted} ${r.adapted}`, `${words.band} ${r.low} – ${r.high}`, `${words.base} ${r.base}`, `${words.kept} ${r.kept}`].join('<br/>') : ''
      },
    },
    xAxis: { type: 'category', data: rows.map((r) => r.at) },
    yAxis: { type: 'value', name: words.unit, nameTextStyle: { align: 'right' } },
    series: [
      { ...hidden, name: '', data: rows.map((r) => r.low) },
      { ...hidden, name: words.band, data: rows.map((r) => Math.round((r.high - r.low) * 100) / 100), itemStyle: { color: '#D15913', opacity: 0.3 }, areaStyle: { color: '#D15913', opacity: 0.18 } },
      line(words.adapted, (r) => r.adapted, '#D15913', 'solid'),
      line(words.kept, (r) => r.kept, t.goodFill, 'dotted'),
      line(words.base, (r) => r.base, t.ink3, 'dashed'),
    ],
  }
}
