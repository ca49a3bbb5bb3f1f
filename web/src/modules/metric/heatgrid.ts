// From the rows of a half-hour query to the grid on the page: day × 48, or weekday × 48 over several weeks.

import { SLOTS, daysBetween, slotOf, weekdayOf } from './civil';
import { type Scale, classOf, isLowVolume, missed, scaleFor, type HeatClass } from './heat';
import type { Cell, Metric, QueryRow } from './types';

export interface GridCell {
  /** Row key: YYYY-MM-DD, or "1"–"7" in weekday mode. */
  key: string;
  slot: number;
  value: number | null;
  num: number;
  den: number;
  offered: number;
  low: boolean;
  class: HeatClass | null;
  missed: boolean;
  /** in force on its day, the last of several in weekday mode */
  target?: number | null;
  /** Instants of the half-hours behind the cell, for the drill; several in weekday mode and on the long autumn day. */
  spans: { start: string; end: string }[];
  version?: number;
  grade?: string;
  repairedShare?: number;
  reason?: string;
}

export interface Grid {
  keys: string[];
  /** cells[row][slot]; null where the centre's clock has no such half-hour or nothing was asked. */
  cells: (GridCell | null)[][];
}

export interface OutOfTarget {
  judged: number;
  out: number;
  share: number | null;
  low: number;
}

interface Sum {
  num: number;
  den: number;
  value: number | null;
  offered: number;
  days: Set<string>;
  spans: { start: string; end: string }[];
  repaired: number;
  grade: string;
  reason?: string;
  version?: number;
  max: number | null;
  target?: number | null;
}

const WORST = ['A', 'B', 'C', 'D'];

/** Scale between num ÷ den and the value shown, from the definition or else from a cell that shows it. */
export function scaleOf(metric: Pick<Metric, 'scale' | 'unit'>, cells: Iterable<Cell>): number {
  if (metric.scale) return metric.scale;
  for (const c of cells) {
    if (c.value != null && c.num && c.den) return (c.value * c.den) / c.num;
  }
  return metric.unit === 'percent' ? 100 : 1;
}

function isRatio(metric: Pick<Metric, 'unit' | 'denominator'>): boolean {
  if (metric.unit === 'count') return false;
  return metric.denominator !== '' && metric.denominator !== '1';
}

export interface GridOptions {
  metric: Metric;
  from: string;
  to: string;
  mode: 'day' | 'weekday';
  scale: Scale;
  lowVolumeMin: number;
  /** metric id of the volume behind a half-hour */
  volume?: string;
}

export function buildGrid(rows: QueryRow[], o: GridOptions): Grid {
  const { metric, mode } = o;
  const volume = o.volume ?? 'offered';
  const keys = mode === 'day' ? daysBetween(o.from, o.to) : ['1', '2', '3', '4', '5', '6', '7'];
  const index = new Map(keys.map((k, i) => [k, i]));
  const sums: (Sum | undefined)[][] = keys.map(() => new Array<Sum | undefined>(SLOTS).fill(undefined));
  const factor = scaleOf(
    metric,
    (function* () {
      for (const r of rows) {
        const c = r.values[metric.id];
        if (c) yield c;
      }
    })(),
  );
  for (const r of rows) {
    if (!r.start || !r.end) continue;
    const cell = r.values[metric.id];
    if (!cell) continue;
    const at = slotOf(r.start);
    const row = index.get(mode === 'day' ? at.day : String(weekdayOf(at.day)));
    if (row === undefined) continue;
    const line = sums[row];
    if (!line) continue;
    const s = line[at.slot];
    const offered = r.values[volume]?.value ?? 0;
    const span = { start: r.start, end: r.end };
    const grade = cell.grade || 'A';
    if (!s) {
      line[at.slot] = {
        num: cell.num,
        den: cell.den,
        value: cell.value,
        offered,
        days: new Set([at.day]),
        spans: [span],
        repaired: (cell.repaired_share ?? 0) * offered,
        grade,
        reason: cell.reason,
        version: cell.version,
        max: cell.value,
        target: cell.target,
      };
      continue;
    }
    s.num += cell.num;
    s.den += cell.den;
    s.offered += offered;
    s.target = cell.target ?? s.target;
    s.days.add(at.day);
    s.spans.push(span);
    s.repaired += (cell.repaired_share ?? 0) * offered;
    if (WORST.indexOf(grade) > WORST.indexOf(s.grade)) s.grade = grade;
    if (cell.value != null) s.max = s.max == null ? cell.value : Math.max(s.max, cell.value);
    if (cell.version !== undefined && s.version !== undefined && cell.version > s.version) s.version = cell.version;
    // a ratio is Σ numerator ÷ Σ denominator, never a mean of percentages
    if (isRatio(metric)) s.value = s.den ? (s.num / s.den) * factor : null;
    else s.value = (s.value ?? 0) + (cell.value ?? 0);
  }
  const ratio = isRatio(metric);
  const peak = /^max-|longest/.test(metric.id);
  return {
    keys,
    cells: sums.map((line, i) =>
      line.map((s, slot) => {
        if (!s) return null;
        let value = s.value;
        if (peak) value = s.max;
        else if (mode === 'weekday' && !ratio && value != null) value /= s.days.size;
        const meanOffered = mode === 'weekday' ? s.offered / s.days.size : s.offered;
        const low = isLowVolume(meanOffered, o.lowVolumeMin);
        const volumeMap = o.scale.aim.kind === 'volume';
        const coloured = value != null && (!low || volumeMap);
        const scale = scaleFor(o.scale, s.target);
        return {
          key: keys[i] as string,
          slot,
          value,
          num: s.num,
          den: s.den,
          offered: s.offered,
          low: low && !volumeMap,
          class: coloured ? classOf(scale, value as number) : null,
          missed: coloured ? missed(scale, value as number) : false,
          target: s.target,
          spans: s.spans,
          version: s.version,
          grade: s.grade,
          repairedShare: s.offered ? s.repaired / s.offered : 0,
          reason: s.reason,
        };
      }),
    ),
  };
}

/** How many half-hours missed the target, of those with enough volume to be judged. */
export function outOfTarget(
  rows: QueryRow[],
  metricId: string,
  scale: Scale,
  lowVolumeMin: number,
  volume = 'offered',
): OutOfTarget {
  let judged = 0;
  let out = 0;
  let low = 0;
  for (const r of rows) {
    const c = r.values[metricId];
    if (!c || c.value == null) continue;
    if (isLowVolume(r.values[volume]?.value, lowVolumeMin)) {
      low++;
      continue;
    }
    judged++;
    if (missed(scaleFor(scale, c.target), c.value)) out++;
  }
  return { judged, out, share: judged ? out / judged : null, low };
}

export interface WorstCell {
  cell: GridCell;
  /** How far the half-hour pulls the whole down: the gap to the target weighed by its volume. */
  weight: number;
  /** Contacts that would have had to go right to reach the target (percentages only). */
  short: number | null;
}

/** The half-hours that cost most, heaviest first. */
export function worst(grid: Grid, scale: Scale, unit: string, limit = 10): WorstCell[] {
  const out: WorstCell[] = [];
  if (scale.aim.kind === 'volume') return out;
  for (const line of grid.cells) {
    for (const cell of line) {
      if (!cell || !cell.missed || cell.value == null) continue;
      const aim = scaleFor(scale, cell.target).aim;
      let gap = 0;
      if (aim.kind === 'up') gap = aim.target - cell.value;
      else if (aim.kind === 'down') gap = cell.value - aim.target;
      else if (aim.kind === 'band') gap = cell.value > aim.high ? cell.value - aim.high : aim.low - cell.value;
      const weight = gap * Math.max(1, cell.den || cell.offered);
      const countable = unit === 'percent' && aim.kind !== 'band' && cell.den > 0;
      out.push({ cell, weight, short: countable ? Math.ceil(Math.round(gap * cell.den * 1e6) / 1e8) : null });
    }
  }
  return out.sort((a, b) => b.weight - a.weight || (a.cell.key < b.cell.key ? -1 : 1)).slice(0, limit);
}

export type Move = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';

/** Where the focus goes from (row, slot) on a key; stays inside the grid. */
export function step(rows: number, row: number, slot: number, key: string, ctrl = false): { row: number; slot: number } | null {
  const last = rows - 1;
  switch (key as Move) {
    case 'ArrowLeft':
      return { row, slot: Math.max(0, slot - 1) };
    case 'ArrowRight':
      return { row, slot: Math.min(SLOTS - 1, slot + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), slot };
    case 'ArrowDown':
      return { row: Math.min(last, row + 1), slot };
    case 'Home':
      return { row: ctrl ? 0 : row, slot: 0 };
    case 'End':
      return { row: ctrl ? last : row, slot: SLOTS - 1 };
    case 'PageUp':
      return { row: Math.max(0, row - 7), slot };
    case 'PageDown':
      return { row: Math.min(last, row + 7), slot };
    default:
      return null;
  }
}
