import { describe, expect, it } from 'vitest';
import { autoChart, chartSeries, crossTable, flatRows } from './pivot';
import type { QueryRow } from './types';

const q = (id: string) => ({ queue: { id, code: id, name: `Q${id}` } });
const cell = (value: number | null, den = 1) => ({ value, num: value ?? 0, den });
const rows: QueryRow[] = [
  { start: '2026-11-02T00:00:00+08:00', dims: q('2'), values: { offered: cell(20), asa: cell(null, 0) } },
  { start: '2026-11-01T00:00:00+08:00', dims: q('10'), values: { offered: cell(5), asa: cell(7) } },
  { start: '2026-11-02T00:00:00+08:00', dims: q('10'), values: { offered: cell(9), asa: cell(3) } },
];

describe('tables of rows', () => {
  it('gives every line its own key', () => {
    expect(new Set(flatRows(rows, ['queue']).map((r) => r.key)).size).toBe(3);
  });
  it('puts time across and leaves holes open', () => {
    const t = crossTable(rows, ['queue'], 'offered');
    expect(t.columns.map((c) => c.start.slice(8, 10))).toEqual(['01', '02']);
    expect(t.rows.map((r) => r.cells.map((c) => c?.value ?? null))).toEqual([
      [null, 20],
      [5, 9],
    ]);
  });
  it('draws the largest series and says what was left out', () => {
    const s = chartSeries(rows, ['queue'], 'offered', (d) => d.queue?.name ?? '', 1);
    expect(s.series).toHaveLength(1);
    expect(s.more).toBe(1);
    expect(s.axis).toHaveLength(2);
  });
  it('chooses the chart by the question', () => {
    expect(autoChart([], 'day')).toBe('none');
    expect(autoChart(rows, 'total')).toBe('bar');
    expect(autoChart(rows, 'day')).toBe('bar');
    const week = [1, 2, 3].map((d) => ({ start: `2026-11-0${d}T00:00:00+08:00`, dims: {}, values: {} }));
    expect(autoChart(week, 'day')).toBe('line');
  });
});
