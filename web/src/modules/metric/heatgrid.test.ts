import { describe, expect, it } from 'vitest';
import { makeScale } from './heat';
import { buildGrid, outOfTarget, step, worst } from './heatgrid';
import type { Metric, QueryRow } from './types';

const sl: Metric = {
  id: 'sl-off',
  version: 1,
  name_zh: '服务水平',
  name_en: 'Service level',
  unit: 'percent',
  direction: 'up',
  numerator: 'answered_within',
  denominator: 'offered',
  scale: 100,
  group: 'service_level',
  builtin: true,
  rev: 1,
};
const offered: Metric = { ...sl, id: 'offered', unit: 'count', numerator: 'offered', denominator: '1', scale: 1, group: 'volume' };

function row(start: string, num: number, den: number, offset = '+08:00'): QueryRow {
  const d = new Date(`${start}:00Z`).getTime() + 1_800_000;
  return {
    start: `${start}:00${offset}`,
    end: `${new Date(d).toISOString().slice(0, 16)}:00${offset}`,
    values: {
      'sl-off': { value: den ? (num / den) * 100 : null, num, den, version: 1, grade: 'A', repaired_share: 0 },
      offered: { value: den, num: den, den: 1 },
    },
  };
}

const scale = makeScale('percent', { kind: 'up', target: 80 });
const base = { metric: sl, scale, lowVolumeMin: 10, from: '2026-11-16', to: '2026-11-29', mode: 'day' as const };
const rows = [
  row('2026-11-16T09:00', 50, 100),
  row('2026-11-16T09:30', 90, 100),
  row('2026-11-23T09:00', 100, 100),
  row('2026-11-17T03:00', 1, 2),
];

describe('heat grid', () => {
  it('lays half-hours out by day and keeps gaps as gaps', () => {
    const g = buildGrid(rows, base);
    expect(g.keys).toHaveLength(14);
    expect(g.cells[0]?.[18]).toMatchObject({ value: 50, class: 0, missed: true, low: false });
    expect(g.cells[0]?.[20]).toBeNull();
    expect(g.cells[1]?.[6]).toMatchObject({ low: true, class: null, missed: false, value: 50 });
  });
  it('pools weekdays as Σ num ÷ Σ den', () => {
    const g = buildGrid([row('2026-11-16T09:00', 10, 100), row('2026-11-23T09:00', 10, 10)], { ...base, mode: 'weekday' });
    expect(g.keys).toHaveLength(7);
    const c = g.cells[0]?.[18];
    expect(c?.value).toBeCloseTo(18.18, 1);
    expect(c?.spans).toHaveLength(2);
  });
  it('averages counts over the days of the weekday', () => {
    const volume = makeScale('count', { kind: 'volume', max: 100 });
    const g = buildGrid(rows, { ...base, metric: offered, scale: volume, mode: 'weekday' });
    expect(g.cells[0]?.[18]?.value).toBe(100);
    expect(g.cells[0]?.[19]?.value).toBe(100);
  });
  it('adds up the doubled half-hour of the autumn night', () => {
    const g = buildGrid(
      [row('2026-10-25T02:00', 10, 20, '+02:00'), row('2026-10-25T02:00', 20, 20, '+01:00')],
      { ...base, from: '2026-10-25', to: '2026-10-25' },
    );
    expect(g.cells[0]?.[4]).toMatchObject({ value: 75, num: 30, den: 40 });
  });
  it('counts what a good mean hides', () => {
    const all = outOfTarget(rows, 'sl-off', scale, 10);
    expect(all).toEqual({ judged: 3, out: 1, share: 1 / 3, low: 1 });
  });
  it('ranks by what it costs, not by the lowest percentage', () => {
    const g = buildGrid([row('2026-11-16T03:00', 0, 12), row('2026-11-16T10:00', 300, 500)], base);
    const w = worst(g, scale, 'percent');
    expect(w.map((x) => x.cell.slot)).toEqual([20, 6]);
    expect(w[0]?.short).toBe(100);
    expect(w[1]?.short).toBe(10);
  });
  it('moves by keys and stays inside', () => {
    expect(step(7, 0, 0, 'ArrowLeft')).toEqual({ row: 0, slot: 0 });
    expect(step(7, 6, 47, 'ArrowDown')).toEqual({ row: 6, slot: 47 });
    expect(step(7, 3, 5, 'End', true)).toEqual({ row: 6, slot: 47 });
    expect(step(7, 3, 5, 'a')).toBeNull();
  });
});

describe('targets with a history', () => {
  const before = row('2026-11-16T09:00', 82, 100);
  const after = row('2026-11-17T09:00', 82, 100);
  const rows = [before, after].map((r, i) => ({ ...r, values: { ...r.values, 'sl-off': { ...r.values['sl-off']!, target: i === 0 ? 80 : 90 } } }));
  const byDay = { ...makeScale('percent', { kind: 'up', target: 90 }), byDay: 'percent' as const };
  const options = { metric: sl, from: '2026-11-16', to: '2026-11-17', mode: 'day' as const, scale: byDay, lowVolumeMin: 10 };

  it('judges every half-hour by the target of its day', () => {
    const g = buildGrid(rows, options);
    expect(g.cells.map((line) => line[18]?.missed)).toEqual([false, true]);
    expect(outOfTarget(rows, 'sl-off', byDay, 10)).toMatchObject({ judged: 2, out: 1 });
    expect(worst(g, byDay, 'percent').map((w) => [w.cell.key, w.short])).toEqual([['2026-11-17', 8]]);
  });
  it('judges all by one target when the page sets its own', () => {
    const own = makeScale('percent', { kind: 'up', target: 85 });
    expect(outOfTarget(rows, 'sl-off', own, 10).out).toBe(2);
    expect(buildGrid(rows, { ...options, scale: own }).cells.map((line) => line[18]?.missed)).toEqual([true, true]);
  });
});
