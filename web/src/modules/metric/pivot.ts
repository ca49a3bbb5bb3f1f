// Rows of a query as a table: one line per time and dimension values, or time across for one metric.

import type { Cell, Dimension, DimValue, QueryRow } from './types';

export interface FlatRow {
  key: string;
  start?: string;
  end?: string;
  dims: Partial<Record<Dimension, DimValue>>;
  values: Record<string, Cell>;
}

function keyOf(r: QueryRow, by: readonly Dimension[]): string {
  return [r.start ?? '', ...by.map((d) => r.dims?.[d]?.id ?? '')].join('\u001f');
}

export function flatRows(rows: readonly QueryRow[], by: readonly Dimension[]): FlatRow[] {
  return rows.map((r) => ({
    key: keyOf(r, by),
    start: r.start,
    end: r.end,
    dims: (r.dims ?? {}) as FlatRow['dims'],
    values: r.values,
  }));
}

export interface CrossTable {
  /** distinct starts, ascending */
  columns: { start: string; end?: string }[];
  rows: { key: string; dims: Partial<Record<Dimension, DimValue>>; cells: (Cell | undefined)[] }[];
}

/** One metric with time across: a line per combination of dimension values. */
export function crossTable(rows: readonly QueryRow[], by: readonly Dimension[], metric: string): CrossTable {
  const ends = new Map<string, string | undefined>();
  for (const r of rows) if (r.start && !ends.has(r.start)) ends.set(r.start, r.end);
  const starts = [...ends.keys()].sort((a, b) => Date.parse(a) - Date.parse(b));
  const at = new Map(starts.map((s, i) => [s, i]));
  const lines = new Map<string, CrossTable['rows'][number]>();
  for (const r of rows) {
    if (!r.start) continue;
    const key = by.map((d) => r.dims?.[d]?.id ?? '').join('\u001f');
    let line = lines.get(key);
    if (!line) {
      line = { key, dims: (r.dims ?? {}) as FlatRow['dims'], cells: new Array<Cell | undefined>(starts.length).fill(undefined) };
      lines.set(key, line);
    }
    line.cells[at.get(r.start) as number] = r.values[metric];
  }
  return { columns: starts.map((start) => ({ start, end: ends.get(start) })), rows: [...lines.values()] };
}

export interface Series {
  key: string;
  name: string;
  metric: string;
  points: { x: string; cell: Cell | undefined }[];
}

/**
 * Series for the chart: over time one line per dimension combination (the `limit` largest by |value|), else one bar
 * group per combination. `more` says how many were left out.
 */
export function chartSeries(
  rows: readonly QueryRow[],
  by: readonly Dimension[],
  metric: string,
  name: (dims: Partial<Record<Dimension, DimValue>>) => string,
  limit = 8,
): { axis: string[]; series: Series[]; more: number } {
  const t = crossTable(rows, by, metric);
  const ranked = t.rows
    .map((r) => ({ r, size: r.cells.reduce((s, c) => s + Math.abs(c?.den || c?.value || 0), 0) }))
    .sort((a, b) => b.size - a.size);
  const axis = t.columns.map((c) => c.start);
  return {
    axis,
    series: ranked.slice(0, limit).map(({ r }) => ({
      key: r.key,
      name: name(r.dims),
      metric,
      points: axis.map((x, i) => ({ x, cell: r.cells[i] })),
    })),
    more: Math.max(0, ranked.length - limit),
  };
}

/** Line when there is time to walk along, bars when there are things to compare. */
export function autoChart(rows: readonly QueryRow[], grain: string): 'line' | 'bar' | 'none' {
  if (rows.length === 0) return 'none';
  if (grain === 'total') return 'bar';
  const starts = new Set(rows.map((r) => r.start));
  if (starts.size <= 2) return 'bar';
  return 'line';
}
