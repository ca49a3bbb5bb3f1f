// Shapes of the HTTP contract that several rooms use. Instants are RFC 3339 texts with the
// centre's offset; durations are milliseconds.

export type ListPage<T> = { items: T[]; next_cursor?: string; total?: number }

export type Permission =
  | 'org.read'
  | 'org.seat'
  | 'org.manage'
  | 'users.manage'
  | 'telephony.read'
  | 'telephony.unmask'
  | 'telephony.export'
  | 'telephony.import'
  | 'quality.read'
  | 'quality.replay'
  | 'metric.read'
  | 'metric.manage'
  | 'settings.manage'
  | 'calendar.manage'
  | 'audit.read'
  | 'view.share'
  | 'sources.manage'
  | 'live.read'
  | 'live.act'
  | 'live.manage'
  | 'forecast.read'
  | 'forecast.edit'
  | 'forecast.approve'
  | 'staffing.read'
  | 'staffing.edit'
  | 'roster.read'
  | 'roster.edit'
  | 'roster.publish'
  | 'roster.own'
  | 'roster.swap'
  | 'roster.offer'
  | 'people.own'
  | 'people.read'
  | 'people.edit'
  | 'career.assess'
  | 'career.decide'
  | 'timeoff.ask'
  | 'timeoff.read'
  | 'timeoff.approve'
  | 'timeoff.edit'
  | 'adherence.own'
  | 'adherence.read'
  | 'adherence.decide'
  | 'adherence.edit'
  | 'strategy.read'
  | 'strategy.edit'
  | 'strategy.approve'
  | 'performance.own'
  | 'performance.read'
  | 'target.edit'

export type SessionUser = {
  id: string
  login: string
  name: string
  roles: string[]
  permissions: string[]
  scope?: { centre: boolean; sites?: string[]; teams?: string[]; self?: string }
  /** Who is behind the account; none: nobody of the centre's people. */
  person_id?: string
  must_change_password: boolean
  /** A role requires a second factor; nothing else is allowed before it is set up. */
  must_enrol?: boolean
  local_password?: boolean
}
export type Session = { user: SessionUser; csrf_token: string; code_needed?: boolean }

export type User = {
  id: string
  login: string
  name: string
  roles: string[]
  person_id?: string | null
  active: boolean
  must_change_password?: boolean
  providers?: string[]
  local_password?: boolean
  second_factor?: boolean
  signed_in_at?: string
  grants?: Grant[] | null
  rev: number
}
export type Grant = { id?: string; role: string; scope: 'centre' | 'site' | 'team' | 'self'; scope_id?: string; from_on?: string; to_on?: string | null; provider_id?: string }
export type Role = { key: string; permissions: string[]; scope?: string }

export type Centre = {
  name: string
  timezone: string
  week_start: string
  locale: string
  short_abandon_ms: number
  service_level_variant: string
  service_level_threshold_ms: number
  service_level_target_percent: number
  repeat_window_hours: number
  low_volume_min: number
  rev: number
}

export type Ref = { id: string; code?: string; name: string; archived?: boolean }
export type Alias = { source: string; external: string }
export type Site = { id: string; code: string; name: string; timezone?: string | null; active: boolean; rev: number }
export type Team = { id: string; code: string; name: string; site_id?: string | null; leader_id?: string | null; active: boolean; rev: number }
export type Skill = { id: string; code: string; name: string; active: boolean; rev: number }
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'
export type Hours = Partial<Record<Weekday, [string, string][]>>
export type Queue = {
  id: string
  code: string
  name: string
  channel: string
  skill_id?: string | null
  site_id?: string | null
  aliases: Alias[] | null
  threshold_ms?: number | null
  target_percent?: number | null
  hours?: Hours | null
  discovered: boolean
  active: boolean
  merged_into?: string
  rev: number
}
export type Person = {
  id: string
  agent_no: string
  name: string
  aliases: Alias[] | null
  team?: Ref | null
  discovered: boolean
  active: boolean
  merged_into?: string
  rev: number
}
/** What counts under another queue or person once the two are one. */
export type Merge = {
  from: { id: string; name: string }
  into: { id: string; name: string }
  aliases: Alias[] | null
  contacts: number
  intervals: number
  agent_days: number
  first_on?: string
  last_on?: string
  merged: boolean
}
export type Membership = { id: string; team_id: string; team_name: string; from_on: string; to_on?: string | null }
export type Dimensions = {
  queues: Ref[]
  teams: Ref[]
  agents: Ref[]
  sites: Ref[]
  skills: Ref[]
  channels: string[]
  call_types: string[]
}

export type Unit = 'count' | 'percent' | 'seconds' | 'per_hour' | 'ratio' | 'erlang' | 'points' | 'hours' | 'money'
export type Direction = 'up' | 'down' | 'none'
export type MetricVersion = { version: number; effective_on: string } & Record<string, unknown>
export type MetricUse = { /** view, derived, queue_target or centre. */ kind: string; id: string; name: string }
export type Metric = {
  id: string
  version: number
  versions?: MetricVersion[]
  name_zh: string
  name_en: string
  unit: Unit
  direction: Direction
  numerator: string
  denominator: string
  scale?: number
  clock_start?: string
  clock_stop?: string
  comparison?: string
  attribution?: string
  exclusions?: string | string[]
  source?: string
  group: string
  parameters?: { threshold_ms?: number; short_abandon_ms?: number; repeat_window_hours?: number }
  builtin: boolean
  used_in?: MetricUse[]
  rev: number
}
export type Grade = 'A' | 'B' | 'C' | 'D'
export type MetricCell = {
  value: number | null
  num?: number | null
  den?: number | null
  version?: number
  grade?: Grade
  repaired_share?: number
  reason?: string
  /** of a service level: in force on the last day of the stretch that is not yet to come */
  target?: number | null
  target_mixed?: boolean
  compare?: { value: number | null; num?: number | null; den?: number | null } | null
}
export type MetricRow = { start?: string; end?: string; dims?: Record<string, Ref | string | number>; values: Record<string, MetricCell> }
export type MetricAnswer = {
  rows: MetricRow[]
  metrics?: Metric[]
  timezone: string
  data_until?: string | null
  total?: MetricRow | null
  elapsed_ms?: number
}

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
export type Job = { id: string; kind: string; state: JobState | string; progress: number; detail?: string; result?: unknown; error?: string; error_code?: string; created_ms?: number; started_ms?: number; ended_ms?: number; cancel_asked?: boolean }

export type AuditEntry = {
  id: string
  at: string
  actor: string
  kind?: string
  action: string
  object: string
  object_id: string
  request_id?: string
  before?: unknown
  after?: unknown
}
