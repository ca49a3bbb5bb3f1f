// Shapes of the floor's stream. Instants are milliseconds UTC.
export type Ratio = [number, number]

export type QueueRow = {
  id: string; code: string; name: string; site?: string
  waiting: number; since: number
  offered: number; answered: number; abandoned: number
  level: Ratio; speed: Ratio; handle: Ratio
  half_offered: number; half_abandoned: number; half_level: Ratio
  /** Absent without a forecast in use. */
  forecast?: number; forecast_past?: number; half_forecast?: number; outside?: number
  target: number; threshold_ms: number
}

export const agentStateNames = ['ready', 'ringing', 'talking', 'hold', 'wrap_up', 'aux', 'signed_out'] as const
export type AgentState = (typeof agentStateNames)[number]

export type AgentRow = {
  id: string; no: string; name: string; team?: string
  state: AgentState; reason?: string; queue?: string; since: number; extension?: string; limit?: number; over?: 'warn' | 'bad'
  /** What is scheduled now, and since when and for how badly too long somebody deviates from it. */
  planned?: string; off?: number; off_over?: 'warn' | 'bad'
}

export type Alarm = {
  id: string; rule: string; severity: 'warn' | 'bad'; object_kind: 'queue' | 'agent' | 'source'; object_id: string; object_name: string
  team_id?: string; state?: string; reason?: string; value: number; bound: number; raised_ms: number; cleared_ms: number
  owner_id?: string; owner_name?: string; acked_ms: number; acked_by?: string; rev: number
}
export type Action = { id: string; at_ms: number; by_name: string; kind: string; text: string }
export type AlarmDetail = Alarm & { actions: Action[] }
export type Mute = { id: string; rule: string; object_kind: string; object_id: string; object_name: string; until_ms: number; reason: string; by_name: string; at_ms: number }

export type Goals = { answer_percent?: number | null; abandon_percent?: number | null; speed_seconds?: number | null; handle_seconds?: number | null }
export type SourceRow = { name: string; heard: number; horizon: number; silent: boolean }
export type Head = {
  at: number; day: string; day_start: number; half_start: number; level: string; level_target: number; threshold_ms: number
  sources: SourceRow[]; stale: number; building: boolean; goals: Goals
}
export type Strip = { id: string; offered: number[]; abandoned: number[]; level: Ratio[]; forecast?: number[]; low?: number[]; high?: number[] }

export type Frame = {
  whole: boolean; head?: Head
  queues?: QueueRow[]; queues_gone?: string[]; agents?: AgentRow[]; agents_gone?: string[]
  alarms?: Alarm[]; alarms_gone?: string[]; strips?: Strip[]
}

export type Span = { state: AgentState; reason?: string; queue?: string; from_ms: number; to_ms: number }
export type AgentDay = { row?: AgentRow; spans: Span[]; notes: Action[] }

export const rules = ['queue_longest_wait', 'queue_waiting', 'queue_level_gap', 'queue_abandoned', 'queue_off_forecast', 'agent_state', 'agent_adherence', 'source_silent'] as const
export type Threshold = {
  id?: string; rule: string; target: 'centre' | 'queue' | 'team'; target_id?: string; state?: string; reason?: string
  raise_at: number; clear_at: number; hold_s: number; least?: number; severity: 'warn' | 'bad'; enabled: boolean; rev?: number
}
