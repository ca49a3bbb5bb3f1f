// The shapes of live sources and their form.

export type LiveState = 'off' | 'waiting' | 'connected' | 'failed'
export type LiveStatus = {
  state: LiveState
  connected_at: string | null
  heard_at: string | null
  event_at: string | null
  delay_ms: number | null
  events: number
  refused: number
  reconnects: number
  problem_code?: string
  problem?: string
  problem_at: string | null
}
export type LiveSettings = {
  address?: string
  tls?: boolean
  certificate?: string
  user?: string
  queue_log?: string
  folder?: string
  holds?: boolean
}
export type Probe = { ok: boolean; code?: string; message?: string; queues: number; members: number; callers: number; took_ms: number }
export type LiveSource = {
  id: string
  name: string
  kind: string
  enabled: boolean
  settings: LiveSettings
  secret_set: boolean
  status: LiveStatus
  keys: number
  created_at: string
  rev: number
}
export type IntakeKey = {
  id: string
  label: string
  hint: string
  created_at: string
  expires_at: string
  revoked_at: string | null
  used_at: string | null
  state: 'valid' | 'expired' | 'revoked'
}

const address = ['settings', 'address'] as const
const secret = ['secret'] as const
const queueLog = ['settings', 'queue_log'] as const

/** The fields of the form that a test of the connection can find wrong. */
export const PROBE_FIELDS: readonly (readonly string[])[] = [address, secret, queueLog]

/** The field beside which a failed test is explained; none when no single field is to blame. */
export function probeField(code = ''): readonly string[] | undefined {
  switch (code.replace('telephony.live.', '')) {
    case 'unreachable':
    case 'no_answer':
    case 'not_ami':
    case 'not_esl':
    case 'address_refused':
      return address
    case 'login_refused':
    case 'password_refused':
    case 'sealed':
      return secret
    case 'no_file':
    case 'queue_log':
      return queueLog
  }
  return undefined
}

export const LIVE_KINDS = ['http-events', 'asterisk-ami', 'freeswitch-esl', 'connect-push', 'connect-folder'] as const

/** Kinds a program tells things over HTTP, with an intake key. */
export const takesKeys = (kind: string): boolean => kind === 'http-events' || kind === 'connect-push'
/** Kinds this server connects to, with an address and a password. */
export const connects = (kind: string): boolean => kind === 'asterisk-ami' || kind === 'freeswitch-esl'

export type LiveValues = { name: string; kind: string; enabled: boolean; settings: LiveSettings; secret?: string }
export const blankSource: LiveValues = { name: '', kind: 'http-events', enabled: true, settings: {} }
export const toValues = (s: LiveSource): LiveValues => ({ name: s.name, kind: s.kind, enabled: s.enabled, settings: s.settings })
export const toBody = (v: Partial<LiveValues>): Record<string, unknown> => ({ enabled: v.enabled, settings: v.settings ?? {}, ...(v.secret ? { secret: v.secret } : {}) })

/** Where programs post to, as this page was reached. */
export const intakeAddress = (kind: string): string => `${window.location.origin}/api/v1/intake/${kind === 'http-events' ? 'events' : 'connect'}`
