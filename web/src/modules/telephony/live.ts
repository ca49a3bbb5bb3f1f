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
export type LiveSource = {
  id: string
  name: string
  kind: string
  enabled: boolean
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

export const LIVE_KINDS = ['http-events'] as const

/** Kinds a program tells things over HTTP, with an intake key. */
export const takesKeys = (kind: string): boolean => kind === 'http-events'

export type LiveValues = { name: string; kind: string; enabled: boolean }
export const blankSource: LiveValues = { name: '', kind: 'http-events', enabled: true }
export const toValues = (s: LiveSource): LiveValues => ({ name: s.name, kind: s.kind, enabled: s.enabled })
export const toBody = (v: LiveValues): Record<string, unknown> => ({ enabled: v.enabled })

/** Where programs post to, as this page was reached. */
export const intakeAddress = (kind: string): string => `${window.location.origin}/api/v1/intake/${kind === 'http-events' ? 'events' : 'connect'}`
