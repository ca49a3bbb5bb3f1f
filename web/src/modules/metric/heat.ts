// Classes of the heat-map: six steps diverging around the target. A cell is classed by the rounded value it shows,
// so two cells that both read "80" always have the same colour.

import type { Direction, Unit } from './types';

/** 0 worst … 2 just missed | 3 in the target zone | 4, 5 beyond it (likely overstaffed). */
export type HeatClass = 0 | 1 | 2 | 3 | 4 | 5;

export type Aim =
  /** at least `target` (service level, answer rate) */
  | { kind: 'up'; target: number; ceiling?: number }
  /** at most `target` (abandon rate, ASA, AHT) */
  | { kind: 'down'; target: number }
  /** between low and high; above = overload, below = idle (occupancy) */
  | { kind: 'band'; low: number; high: number }
  /** no target: shade by size (offered) */
  | { kind: 'volume'; max: number };

/** Bounds between the six classes, from worst to best, in shown units. */
export interface Scale {
  aim: Aim;
  decimals: number;
  /** Five bounds. For `up`, a value >= bounds[i] reaches class i+1. For `down` and `band`, a value <= bounds[i] does. For `volume`, ascending. */
  bounds: [number, number, number, number, number];
  /** Every half-hour is held against the target in force on its day, where it tells one. */
  byDay?: Unit;
}

/** The scale one half-hour is judged by: targets have a history. */
export function scaleFor(scale: Scale, target: number | null | undefined): Scale {
  if (!scale.byDay || target == null || scale.aim.kind !== 'up' || scale.aim.target === target) return scale;
  return { ...makeScale(scale.byDay, { ...scale.aim, target }), byDay: scale.byDay };
}

export function roundTo(value: number, decimals: number): number {
  const f = 10 ** decimals;
  // toFixed-like rounding of the decimal text, not of the binary neighbour
  return Math.round((value + Number.EPSILON * Math.sign(value)) * f) / f;
}

/** Decimals a cell of this aim shows: whole numbers, one decimal where the target itself is small. */
export function decimalsFor(unit: Unit, aim: Aim): number {
  if (aim.kind === 'volume') return 0;
  const size = aim.kind === 'band' ? aim.low : aim.target;
  if (unit === 'percent') return size < 15 ? 1 : 0;
  if (unit === 'seconds') return 0;
  return size < 10 ? 1 : 0;
}

export function makeScale(unit: Unit, aim: Aim): Scale {
  const decimals = decimalsFor(unit, aim);
  const r = (v: number) => roundTo(v, decimals);
  switch (aim.kind) {
    case 'up': {
      const t = aim.target;
      const top = aim.ceiling ?? (unit === 'percent' ? 100 : t * 1.5);
      const room = Math.max(0, top - t);
      const step = unit === 'percent' ? 10 : t * 0.1;
      return {
        aim,
        decimals,
        bounds: [r(t - 2 * step), r(t - step), r(t), r(t + room * 0.5), r(t + room * 0.85)],
      };
    }
    case 'down': {
      const t = aim.target;
      return { aim, decimals, bounds: [r(t * 1.5), r(t * 1.25), r(t), r(t * 0.75), r(t * 0.5)] };
    }
    case 'band': {
      const { low, high } = aim;
      const step = Math.max((high - low) / 2, 10 ** -decimals);
      return {
        aim,
        decimals,
        bounds: [r(high + 2 * step), r(high + step), r(high), r(low), r(low - step)],
      };
    }
    case 'volume': {
      const m = Math.max(aim.max, 1);
      return {
        aim,
        decimals,
        bounds: [r(m * 0.1), r(m * 0.3), r(m * 0.5), r(m * 0.7), r(m * 0.9)],
      };
    }
  }
}

/** The class of a value, from the number as it is shown. */
export function classOf(scale: Scale, value: number): HeatClass {
  const v = roundTo(value, scale.decimals);
  const b = scale.bounds;
  let c = 0;
  switch (scale.aim.kind) {
    case 'up':
    case 'volume':
      while (c < 5 && v >= (b[c] as number)) c++;
      break;
    case 'down':
      while (c < 5 && v <= (b[c] as number)) c++;
      break;
    case 'band':
      // the low end of the target zone belongs to the zone
      if (v >= scale.aim.low && v <= scale.aim.high) return 3;
      if (v > scale.aim.high) {
        while (c < 2 && v <= (b[c] as number)) c++;
        break;
      }
      c = v >= b[4] ? 4 : 5;
      break;
  }
  return c as HeatClass;
}

/** True when the shown value misses the target; an aim without a target is never missed. */
export function missed(scale: Scale, value: number): boolean {
  const v = roundTo(value, scale.decimals);
  switch (scale.aim.kind) {
    case 'up':
      return v < roundTo(scale.aim.target, scale.decimals);
    case 'down':
      return v > roundTo(scale.aim.target, scale.decimals);
    case 'band':
      return v < scale.aim.low || v > scale.aim.high;
    case 'volume':
      return false;
  }
}

/** Low-volume rule: fewer contacts than `min` say nothing about the target and stay uncoloured. */
export function isLowVolume(offered: number | null | undefined, min: number): boolean {
  return (offered ?? 0) < min;
}

export interface LegendEntry {
  class: HeatClass;
  /** lower and upper end in shown units, undefined = open */
  from?: number;
  to?: number;
}

/** Ends of each class for the legend, class 0 first. */
export function legend(scale: Scale): LegendEntry[] {
  const b = scale.bounds;
  const kind = scale.aim.kind;
  if (kind === 'up' || kind === 'volume') {
    return [
      { class: 0, to: b[0] },
      { class: 1, from: b[0], to: b[1] },
      { class: 2, from: b[1], to: b[2] },
      { class: 3, from: b[2], to: b[3] },
      { class: 4, from: b[3], to: b[4] },
      { class: 5, from: b[4] },
    ];
  }
  return [
    { class: 0, from: b[0] },
    { class: 1, from: b[1], to: b[0] },
    { class: 2, from: b[2], to: b[1] },
    { class: 3, from: b[3], to: b[2] },
    { class: 4, from: b[4], to: b[3] },
    { class: 5, to: b[4] },
  ];
}

/** Shades of the volume map, palest first. The six classes around a target are the design's `--lt-heat-0…5`. */
export const VOLUME = {
  light: [
    { fill: '#FFFFFF', text: '#1B2733' },
    { fill: '#EDF3F9', text: '#1B2733' },
    { fill: '#DCE8F3', text: '#1B2733' },
    { fill: '#B9D3EA', text: '#1B2733' },
    { fill: '#97BDDF', text: '#1B2733' },
    { fill: '#74A6D3', text: '#1B2733' },
  ],
  dark: [
    { fill: '#151E27', text: '#E6EBF0' },
    { fill: '#1B2A37', text: '#E6EBF0' },
    { fill: '#203749', text: '#E6EBF0' },
    { fill: '#2A4B69', text: '#E6EBF0' },
    { fill: '#3A678F', text: '#FFFFFF' },
    { fill: '#5E9BD0', text: '#0B1117' },
  ],
} as const;

/** What the page aims at when the centre has set nothing: the trade's usual figures, shown as "reference". */
export function referenceAim(
  metric: { id: string; unit: Unit; direction: Direction; group: string },
  set: { serviceLevelTarget?: number; mean?: number | null; max?: number },
): { aim: Aim; source: 'centre' | 'reference' | 'mean' | 'none' } {
  const id = metric.id;
  if (metric.group === 'service_level' && metric.unit === 'percent') {
    return { aim: { kind: 'up', target: set.serviceLevelTarget ?? 80 }, source: 'centre' };
  }
  if (/^answer/.test(id) && metric.unit === 'percent') {
    return { aim: { kind: 'up', target: 92 }, source: 'reference' };
  }
  if (/abandon/.test(id) && metric.unit === 'percent') {
    return { aim: { kind: 'down', target: 5 }, source: 'reference' };
  }
  if (/^occ/.test(id) && metric.unit === 'percent') {
    return { aim: { kind: 'band', low: 75, high: 85 }, source: 'reference' };
  }
  if (metric.unit === 'count' || metric.unit === 'erlang') {
    return { aim: { kind: 'volume', max: set.max ?? 1 }, source: 'none' };
  }
  const mean = set.mean ?? 0;
  if (mean > 0) {
    const up = metric.direction === 'up';
    return {
      aim: up
        ? { kind: 'up', target: mean, ceiling: metric.unit === 'percent' ? 100 : undefined }
        : { kind: 'down', target: mean },
      source: 'mean',
    };
  }
  return { aim: { kind: 'volume', max: set.max ?? 1 }, source: 'none' };
}
