// Shapes of the forecast's part of the contract.
export type Status = 'draft' | 'approved' | 'locked'
export type Band = { low: number; high: number }

export type Flag = { day: string; kind: 'closed' | 'partial' | 'outlier' | 'outage' | 'left-out'; actual: number | null; expected: number; from_minute?: number; to_minute?: number; treatment?: How }
export type How = 'keep' | 'leave-out' | 'repair'
/** What a planner said of a day of a queue's history, over the rule. */
export type Treatment = {
  id: string
  queue_id: string
  on: string
  treatment: How
  from_minute?: number
  to_minute?: number
  actual: number | null
  usual: number | null
  reason: string
  created_ms: number
  created_by: string
  undone_ms?: number
  undone_by?: string
}
export type Assumption = { id: string; name: string; percent: number; reason: string; created_ms: number; created_by: string }
export type QueueEffect = { queue_id: string; queue: string; percent: number; low: number; high: number; seen: number }
export type CalendarItem = {
  id: string
  kind: 'holiday' | 'makeup_workday' | 'month-day' | 'event'
  name: string
  name_en?: string
  day?: number
  from_on: string
  to_on: string
  queue_ids: string[] | null
  note?: string
  own: boolean
  rev?: number
  assumption?: Assumption
  effects: QueueEffect[] | null
}
export type HistoryDay = {
  queue_id: string
  code: string
  queue: string
  on: string
  found: '' | 'closed' | 'partial' | 'outlier' | 'outage'
  /** of an outage */
  from_minute?: number
  to_minute?: number
  actual: number | null
  usual: number | null
  treatment?: Treatment
  taken_back?: Treatment
  used: How | ''
  pending: boolean
  version_id?: string
  version_name?: string
  rev: number
}
export type Trial = { days: number; volume_wape?: number; day_wape?: number; bias?: number; handle_wape?: number }
export type Stretch = { from: string; to: string; total: number; bands: Band[] }

/** What who works brings to the handle times of a queue, as a whole. */
export type PeopleAbout = {
  used: boolean
  why: 'helps' | 'no_help' | 'few' | 'short' | 'not_told'
  people: number
  spread: number
  tried_days: number
  plain?: number
  with?: number
  tried_roster: number
  roster_days: number
  newcomers?: { to_week: number; people: number; share: number }[] | null
}
export type Person = { person_id: string; agent_no: string; name: string; team?: { id: string; name: string }; effect: number; low: number; high: number; contacts: number; since_on?: string }

export type ForecastQueue = {
  queue_id: string
  code: string
  name: string
  outcome: 'made' | 'empty' | 'short'
  history_days: number
  total: number
  weeks: Stretch[] | null
  flags: Flag[] | null
  trial?: Trial
  people?: PeopleAbout
}

export type Version = {
  id: string
  name: string
  status: Status
  grain_minutes: number
  as_of_on: string
  history_from_on: string
  history_to_on: string
  first_on: string
  last_on: string
  timezone: string
  settings: { model: string; weeks: number; history_weeks: number; seed: number; together?: { day: number; slot: number; days: number } }
  inputs: { metrics: Record<string, number>; data_until: string; organisation: number; treatments?: Treatment[] }
  created_ms: number
  created_by: string
  approved_ms?: number
  approved_by?: string
  locked_ms?: number
  locked_by?: string
  rev: number
  queue_count: number
  in_use: boolean
  queues?: ForecastQueue[]
  /** names of queues merged since */
  merged?: string[]
}

export type Figures = {
  forecast: number | null
  /** without what was changed by hand */
  model?: number | null
  bands?: Band[]
  handle_s: number | null
  /** without what was changed by hand; absent: the same */
  handle_model_s?: number | null
  handle_bands?: Band[]
  handle_parts?: Record<string, number>
  workload_h: number | null
  actual: number | null
  actual_handle_s: number | null
  actual_workload_h: number | null
  parts?: Record<string, number>
}
export type DayFigures = Figures & { on: string; closed: boolean; partial?: boolean; holiday?: string; makeup_workday?: boolean; events?: string[] }
export type WeekFigures = Figures & { from: string; to: string; partial?: boolean }
export type SlotFigures = Figures & { at: string }

export type Edit = {
  id: string
  measure: 'contacts' | 'handle_time'
  kind: 'percent' | 'add' | 'set' | 'clamp' | 'copy'
  queue_ids: string[] | null
  from_on: string
  to_on: string
  from_minute: number
  to_minute: number
  value: number
  low: number
  high?: number
  copy_on?: string
  reason: string
  created_ms: number
  created_by: string
  undone_ms?: number
  undone_by?: string
}

export type Score = {
  intervals: number
  actual: number
  wape: number | null
  bias: number | null
  day_wape?: number | null
  mase?: number | null
  within_10_percent: number | null
  coverage_80?: number | null
  coverage_95?: number | null
  pinball?: number | null
}
export type AccuracyRow = { key: string; name?: string; volume: Score; model: Score; handle: Score; handle_model: Score; workload: Score; edited: number }
export type Accuracy = { from: string; to: string; total: AccuracyRow; hand: AccuracyRow; hand_handle: AccuracyRow; rows: AccuracyRow[] | null }

export type RunningFigures = {
  forecast: number
  forecast_past: number
  actual: number | null
  rest: number
  forecast_rest: number
  now: number
  bands: Band[]
  handle_s: number | null
  actual_handle_s: number | null
  rest_workload_h: number | null
  forecast_rest_workload_h: number | null
}
export type QueueIntraday = RunningFigures & { queue_id: string; code: string; name: string; version_id: string; version_name: string; outside: number }
export type SlotIntraday = { at: string; over: boolean; forecast: number; bands?: Band[]; actual: number | null; now?: number | null; now_bands?: Band[] }
export type Intraday = { on: string; until: string; grain_minutes: number; data_until?: string; total: RunningFigures; queues: QueueIntraday[] | null; slots: SlotIntraday[] | null; without?: string[] | null }

export type Driver = {
  id: string
  name: string
  kind: 'stock' | 'flow'
  lag_days: number
  queue_ids: string[] | null
  note?: string
  rev: number
  changed_ms: number
  changed_by: string
  count: number
  from_on?: string
  to_on?: string
  effects?: QueueEffect[] | null
  values?: { on: string; amount: number }[] | null
}

export type Outlook = {
  id: string
  months: number
  as_of_on: string
  history_from_on: string
  last_on: string
  timezone: string
  unpublished: number[] | null
  queues: { queue_id: string; code: string; name: string; outcome: 'made' | 'empty' | 'short'; history_days: number }[] | null
  created_ms: number
  created_by: string
}
export type MonthFigures = Figures & { from: string; to: string; partial?: boolean; last_year?: number | null }
export type OutlookDay = Figures & { on: string; closed: boolean }
export type OutlookFigures = Outlook & { past: MonthFigures[] | null; ahead: MonthFigures[] | null; days: OutlookDay[] | null }

export type ComparisonQueue = { queue_id: string; code: string; name: string; outcome: 'made' | 'empty' | 'short'; history_days: number; known_days: number; origins: number; tried_from_on?: string; tried_to_on?: string }
export type Comparison = { id: string; history_from_on: string; history_to_on: string; timezone: string; grain_minutes: number; every_days: number; queues: ComparisonQueue[] | null; created_ms: number; created_by: string }
export type ModelScore = Score & { model: string; partial?: boolean; coverage_50?: number | null }
export type Judged = { best: string; best_wape: number | null; simple: string; simple_wape: number | null; ensemble_wape: number | null; gain: number | null }
export type QueueJudged = Judged & { queue_id: string; actual: number; bias: number | null; coverage_80: number | null }
export type HorizonFigures = { days: number; models: ModelScore[] | null; judged: Judged; queues: QueueJudged[] | null }
export type ModelWeight = { model: string; first_week: number; later: number }
export type ComparisonFigures = Comparison & { horizons: HorizonFigures[] | null; weights: ModelWeight[] | null }
