// The shapes of the telephony part of /api/v1 as the pages read them.

export interface Ref {
  id: string;
  code: string;
  name: string;
}

export interface AgentRef {
  id: string;
  agent_no: string;
  name: string;
}

export type Outcome = 'answered' | 'abandoned' | 'left' | 'waiting' | 'talking';
export type Grade = 'A' | 'B' | 'C' | 'D';

export interface Contact {
  id: string;
  kind?: 'contact' | 'interval' | 'agent_slot';
  source: string;
  call_id: string;
  visit: number;
  queue: Ref | null;
  agent: AgentRef | null;
  channel: string;
  call_type: string;
  customer: string;
  entered_at: string;
  answered_at: string | null;
  ended_at: string | null;
  wait_ms: number;
  ring_ms: number;
  talk_ms: number;
  hold_ms: number;
  wrap_up_ms: number;
  outcome: Outcome;
  left_reason?: string;
  ended_by?: string;
  offers: number;
  missed_offers: number;
  transferred: boolean;
  flags: string[] | null;
  grade: Grade;
}

export interface ContactEvent {
  at: string;
  kind: string;
  queue?: string | Ref | null;
  agent?: string | AgentRef | null;
  detail?: Record<string, unknown> | null;
  raw?: string;
  line?: number;
  file?: string;
}

export interface ContactDetail extends Contact {
  siblings: Contact[] | null;
  events: ContactEvent[] | null;
  events_gone?: boolean;
}

export interface Page<T> {
  items: T[] | null;
  next_cursor?: string;
  total?: number;
}

export interface Source {
  id: string;
  name: string;
  kind: string;
  timezone: string;
  last_event_at: string | null;
  lag_ms: number | null;
  events: number;
  contacts: number;
  expired: number;
  quarantined: number;
  repaired: number;
  health: string;
  problem?: string;
  live?: {
    id: string;
    enabled: boolean;
    state: string;
    heard_at: string | null;
    delay_ms: number | null;
    refused: number;
    reconnects: number;
    problem?: string;
    problem_code?: string;
    problem_at: string | null;
  } | null;
}

export interface DataQuality {
  sources: Source[] | null;
  flags: { flag: string; count: number }[] | null;
  grade: Grade | '';
  by_day: { day: string; contacts: number; repaired: number; quarantined: number; grade: Grade | ''; gone?: boolean; rows_gone?: boolean }[] | null;
  ingest?: { stream_pending?: number; position?: number | string } | null;
}

export interface QuarantineRow {
  id: string;
  source: string;
  kind: string;
  file: string;
  line: number;
  reason: string;
  column?: string;
  value?: string;
  expected?: string;
  raw: string;
  status: 'open' | 'replayed' | 'discarded';
  seen_at: string;
}

export type ImportKind = 'queue-log' | 'connect-records' | 'calls' | 'intervals';

export interface Upload {
  upload_id: string;
  name: string;
  size: number;
  detected: {
    kind: ImportKind | '' | 'unknown';
    delimiter?: string;
    encoding?: string;
    header?: boolean;
    columns?: string[] | null;
    sample?: string[][] | null;
    timezone_guess?: string;
    /** the server's own first mapping */
    mapping?: unknown;
  };
}

export interface ImportError {
  line: number;
  column?: string;
  value?: string;
  expected?: string;
  reason: string;
}

export interface Import {
  id: string;
  name: string;
  kind: ImportKind;
  source: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'refused';
  dry_run?: boolean;
  progress: number;
  rows: number;
  events: number;
  contacts: number;
  repaired: number;
  quarantined: number;
  /** events known before */
  repeated?: number;
  /** blank lines, headings, and rows left out by a rule */
  ignored?: number;
  intervals?: number;
  bad_rows?: number;
  /** set when the centre, untouched until then, took the import's time zone for its own */
  centre_timezone?: string;
  resumed?: boolean;
  error?: string;
  errors?: ImportError[] | null;
  started_at?: string | null;
  ended_at?: string | null;
}

export interface Job {
  id: string;
  kind: string;
  state: string;
  progress: number;
  detail?: string;
  result?: unknown;
  error?: string;
}
