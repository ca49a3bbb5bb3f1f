// Everything the explorer shows is in its URL: this codec reads a URL's search and writes it back, leaving out defaults,
// so a link is short, a bad link still opens, and the same question always has the same address.

import { isDay } from './civil';
import { COMPARES, type Compare, DIMENSIONS, type Dimension, GRAINS, type Grain } from './types';

export type FilterKey = Dimension;
export const FILTER_KEYS: readonly FilterKey[] = DIMENSIONS;

export type ChartKind = 'auto' | 'line' | 'bar' | 'none';
export type Layout = 'flat' | 'cross';

export interface ExplorerState {
  from?: string;
  to?: string;
  grain: Grain;
  by: Dimension[];
  metrics: string[];
  filters: Partial<Record<FilterKey, string[]>>;
  threshold?: string;
  short_abandon?: string;
  repeat_window?: string;
  compare: Compare;
  chart: ChartKind;
  layout: Layout;
  /** column id, with a leading "-" for descending */
  sort?: string;
  /** hidden column ids */
  hide: string[];
}

export const MAX_DIMENSIONS = 3;

export const DEFAULT_STATE: ExplorerState = {
  grain: 'day',
  by: ['queue'],
  metrics: ['offered', 'answered', 'abandoned', 'sl-off', 'asa'],
  filters: {},
  compare: '',
  chart: 'auto',
  layout: 'flat',
  hide: [],
};

type Search = Record<string, unknown>;

function text(v: unknown): string | undefined {
  if (typeof v === 'string') return v;
  if (typeof v === 'number' && Number.isFinite(v)) return String(v);
  return undefined;
}

function list(v: unknown): string[] | undefined {
  const s = Array.isArray(v) ? v.map((x) => text(x) ?? '').join(',') : text(v);
  if (s === undefined) return undefined;
  const seen = new Set<string>();
  for (const part of s.split(',')) {
    const t = part.trim();
    if (t) seen.add(t);
  }
  return [...seen];
}

function oneOf<T extends string>(v: unknown, all: readonly T[], fallback: T): T {
  const s = text(v);
  return s !== undefined && (all as readonly string[]).includes(s) ? (s as T) : fallback;
}

/** A span such as "20s", "500ms", "2m" or "168h"; anything else is refused. */
export function isSpan(v: unknown): v is string {
  return typeof v === 'string' && /^\d+(\.\d+)?(ms|s|m|h)$/.test(v);
}

export function parseState(search: Search, defaults: ExplorerState = DEFAULT_STATE): ExplorerState {
  const filters: ExplorerState['filters'] = {};
  for (const k of FILTER_KEYS) {
    const v = list(search[k]);
    if (v?.length) filters[k] = v;
  }
  const by = list(search.by);
  const metrics = list(search.metrics);
  const state: ExplorerState = {
    grain: oneOf(search.grain, GRAINS, defaults.grain),
    by:
      by === undefined
        ? [...defaults.by]
        : by.filter((d): d is Dimension => (DIMENSIONS as readonly string[]).includes(d)).slice(0, MAX_DIMENSIONS),
    metrics: metrics?.length ? metrics.filter((m) => /^[a-z0-9][a-z0-9_-]*(@\d+)?$/i.test(m)) : [...defaults.metrics],
    filters,
    compare: oneOf(search.compare, COMPARES, defaults.compare),
    chart: oneOf(search.chart, ['auto', 'line', 'bar', 'none'] as const, defaults.chart),
    layout: oneOf(search.layout, ['flat', 'cross'] as const, defaults.layout),
    hide: list(search.hide) ?? [],
  };
  if (state.metrics.length === 0) state.metrics = [...defaults.metrics];
  const from = text(search.from);
  const to = text(search.to);
  if (isDay(from) && isDay(to)) {
    state.from = from <= to ? from : to;
    state.to = from <= to ? to : from;
  }
  for (const k of ['threshold', 'short_abandon', 'repeat_window'] as const) {
    const v = text(search[k]);
    if (isSpan(v)) state[k] = v;
  }
  const sort = text(search.sort);
  if (sort) state.sort = sort;
  return state;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

/** The search of a state, defaults left out. `by` empty is written as "" so that "no dimension" survives. */
export function writeState(s: ExplorerState, defaults: ExplorerState = DEFAULT_STATE): Record<string, string> {
  const out: Record<string, string> = {};
  if (s.from && s.to) {
    out.from = s.from;
    out.to = s.to;
  }
  if (s.grain !== defaults.grain) out.grain = s.grain;
  if (!same(s.by, defaults.by)) out.by = s.by.join(',');
  if (!same(s.metrics, defaults.metrics)) out.metrics = s.metrics.join(',');
  for (const k of FILTER_KEYS) {
    const v = s.filters[k];
    if (v?.length) out[k] = v.join(',');
  }
  for (const k of ['threshold', 'short_abandon', 'repeat_window', 'sort'] as const) {
    const v = s[k];
    if (v) out[k] = v;
  }
  if (s.compare !== defaults.compare) out.compare = s.compare;
  if (s.chart !== defaults.chart) out.chart = s.chart;
  if (s.layout !== defaults.layout) out.layout = s.layout;
  if (s.hide.length) out.hide = s.hide.join(',');
  return out;
}

/** What of the state is a question to the server (the rest is how the answer is shown). */
export function queryParams(s: ExplorerState): Record<string, string> {
  const out: Record<string, string> = { grain: s.grain, metrics: s.metrics.join(',') };
  if (s.from) out.from = s.from;
  if (s.to) out.to = s.to;
  if (s.by.length) out.by = s.by.join(',');
  for (const k of FILTER_KEYS) {
    const v = s.filters[k];
    if (v?.length) out[k] = v.join(',');
  }
  for (const k of ['threshold', 'short_abandon', 'repeat_window'] as const) {
    const v = s[k];
    if (v) out[k] = v;
  }
  if (s.compare) out.compare = s.compare;
  return out;
}

/** Metric ids without their pinned version. */
export function bareId(metric: string): string {
  const at = metric.indexOf('@');
  return at < 0 ? metric : metric.slice(0, at);
}
