// The difference between a number and what it is compared with: percentages in points, counts and times in per cent.

import type { Cell, Direction, Unit } from './types';

export interface Delta {
  /** value − compare, in shown units */
  diff: number;
  /** how the difference is written */
  kind: 'pt' | 'percent';
  /** the written amount: points, or per cent of the compared value; null when the compared value is 0 */
  amount: number | null;
  /** is the change good? null when the metric has no good direction or nothing changed */
  better: boolean | null;
}

export function deltaOf(
  now: number | null | undefined,
  then: number | null | undefined,
  unit: Unit,
  direction: Direction,
): Delta | null {
  if (now == null || then == null || !Number.isFinite(now) || !Number.isFinite(then)) return null;
  const diff = now - then;
  const kind = unit === 'percent' ? 'pt' : 'percent';
  const amount = kind === 'pt' ? diff : then === 0 ? (diff === 0 ? 0 : null) : (diff / Math.abs(then)) * 100;
  const shown = amount == null ? diff : Math.round(amount * 10) / 10;
  const better = direction === 'none' || shown === 0 ? null : direction === 'up' ? diff > 0 : diff < 0;
  return { diff, kind, amount, better };
}

export function cellDelta(cell: Cell | undefined, unit: Unit, direction: Direction): Delta | null {
  return deltaOf(cell?.value, cell?.compare?.value, unit, direction);
}

/** "▲1.1pt" / "▼3.0%" in Chinese, "+1.1 pp" / "−3.0%" in English; "" when there is nothing to say. */
export function deltaText(d: Delta | null, language: string): string {
  if (!d || d.amount == null) return '';
  const size = Math.abs(d.amount).toFixed(1);
  const zero = Number(size) === 0;
  if (language.startsWith('zh')) {
    const arrow = zero ? '' : d.amount > 0 ? '▲' : '▼';
    return `${arrow}${size}${d.kind === 'pt' ? 'pt' : '%'}`;
  }
  const sign = zero ? '±' : d.amount > 0 ? '+' : '−';
  return `${sign}${size}${d.kind === 'pt' ? ' pp' : '%'}`;
}
