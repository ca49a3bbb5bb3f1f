// The shapes of /api/v1/metrics and /api/v1/metric-query as the pages read them.

export type Unit = 'count' | 'percent' | 'seconds' | 'per_hour' | 'ratio' | 'erlang' | 'points' | 'hours' | 'money';
export type Direction = 'up' | 'down' | 'none';
export type Grade = 'A' | 'B' | 'C' | 'D';
export type Group =
  | 'volume'
  | 'service_level'
  | 'waiting'
  | 'handling'
  | 'agent'
  | 'resolution'
  | 'reported'
  | 'custom';

export interface MetricVersion {
  [key: string]: unknown;
  version: number;
  effective_on: string;
  formula?: string;
  numerator?: string;
  denominator?: string;
  scale?: number;
  clock_start?: string;
  clock_stop?: string;
  comparison?: string;
  attribution?: string;
  exclusions_zh?: string;
  exclusions_en?: string;
  parameters?: MetricParameters;
  note?: string;
  author?: string;
}

export interface MetricParameters {
  [key: string]: number | undefined;
  threshold_ms?: number;
  short_abandon_ms?: number;
  repeat_window_hours?: number;
}

export interface MetricUse {
  kind: 'view' | 'derived' | 'queue_target' | 'centre';
  id: string;
  name: string;
}

export interface Metric {
  effective_on?: string;
  note?: string;
  author?: string;
  id: string;
  version: number;
  versions?: MetricVersion[];
  name_zh: string;
  name_en: string;
  unit: Unit;
  direction: Direction;
  numerator: string;
  denominator: string;
  formula?: string;
  scale?: number;
  clock_start?: string;
  clock_stop?: string;
  comparison?: string;
  attribution?: string;
  exclusions_zh?: string;
  exclusions_en?: string;
  source?: string;
  group: string;
  parameters?: MetricParameters;
  parameter_history?: InForce[];
  takes?: string[];
  builtin: boolean;
  used_in?: MetricUse[];
  rev: number;
}

export interface Reading {
  value: number | null;
  num: number;
  den: number;
}

export interface Cell extends Reading {
  version?: number;
  grade?: Grade;
  repaired_share?: number;
  reason?: string;
  /** the stretch of time spans versions of the definition */
  mixed?: boolean;
  /** in force on the last day of the stretch that is not yet to come */
  target?: number | null;
  /** the stretch has had another target before */
  target_mixed?: boolean;
  compare?: Reading | null;
}

export interface DimValue {
  id: string;
  code: string;
  name: string;
}

export interface QueryRow {
  start?: string;
  end?: string;
  dims?: Record<string, DimValue>;
  values: Record<string, Cell>;
}

/** What numbers depend on, by day; of a queue when it has its own. */
export interface InForce {
  queue?: DimValue;
  from_on?: string;
  to_on?: string;
  threshold_ms: number;
  target_percent: number;
  short_abandon_ms: number;
  repeat_window_hours: number;
}

export interface QueryAnswer {
  rows: QueryRow[];
  metrics: Metric[];
  timezone: string;
  data_until?: string;
  /** first day whose numbers are kept, and whose contacts are; without it all are */
  kept_since?: string;
  rows_since?: string;
  parameters?: InForce[];
  total?: QueryRow;
  elapsed_ms?: number;
}

export const DIMENSIONS = [
  'queue',
  'skill',
  'team',
  'agent',
  'site',
  'channel',
  'call_type',
  'hour',
  'weekday',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const GRAINS = [
  '5m',
  '15m',
  '30m',
  '60m',
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'total',
] as const;
export type Grain = (typeof GRAINS)[number];

export const COMPARES = ['', 'last_week', 'weekday_mean', 'target'] as const;
export type Compare = (typeof COMPARES)[number];

/** The name of a metric in the language of the page. */
export function metricName(m: Pick<Metric, 'name_zh' | 'name_en'>, language: string): string {
  return language.startsWith('zh') ? m.name_zh || m.name_en : m.name_en || m.name_zh;
}
