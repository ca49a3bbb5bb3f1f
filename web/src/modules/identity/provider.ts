// The shapes of sign-in providers and their form.
import type { Grant } from '../../api/types'

export type ProviderKind = 'openid' | 'directory'
export type Mapping = { group: string; role: string; scope: Grant['scope']; scope_id?: string }
export type ProviderSettings = {
  certificate?: string
  issuer?: string
  client_id?: string
  scopes?: string
  address?: string
  server?: string
  start_tls?: boolean
  bind_dn?: string
  base_dn?: string
  user_filter?: string
  subject_field?: string
  group_base?: string
  group_filter?: string
  login_field: string
  name_field: string
  groups_field?: string
  agent_no_field?: string
  create?: boolean
  link?: boolean
  two_factors?: boolean
  hours: number
  mappings: Mapping[]
}
export type Provider = { id: string; name: string; kind: ProviderKind; enabled: boolean; settings: ProviderSettings; secret_set: boolean; redirect_uri?: string; accounts: number; created_at: string; rev: number }
export type Probe = { ok: boolean; code?: string; message?: string; found?: { dn: string; login: string; name: string; agent_no?: string; groups: string[]; grants: Grant[] } }

export type ProviderValues = { name: string; kind: ProviderKind; enabled: boolean; settings: ProviderSettings; secret?: string }

/** What most centres need; Active Directory's words are offered beside the fields. */
export const presets: Record<ProviderKind, ProviderSettings> = {
  openid: { scopes: 'profile email groups', login_field: 'preferred_username', name_field: 'name', groups_field: 'groups', create: true, hours: 12, mappings: [] },
  directory: { server: 'ldaps://', user_filter: '(&(objectClass=person)(uid={login}))', login_field: 'uid', name_field: 'cn', subject_field: 'entryUUID', groups_field: 'memberOf', create: true, hours: 12, mappings: [] },
}
export const activeDirectory: Partial<ProviderSettings> = {
  user_filter: '(&(objectCategory=person)(objectClass=user)(sAMAccountName={login}))', login_field: 'sAMAccountName', name_field: 'displayName', subject_field: 'objectGUID', groups_field: 'memberOf',
}

export const blankProvider = (origin: string): ProviderValues => ({ name: '', kind: 'openid', enabled: true, settings: { ...presets.openid, address: origin } })
export const toValues = (p: Provider): ProviderValues => ({ name: p.name, kind: p.kind, enabled: p.enabled, settings: p.settings })

export function toBody(v: ProviderValues): Record<string, unknown> {
  const settings = Object.fromEntries(Object.entries(v.settings).filter(([, x]) => x !== undefined && x !== null))
  const mappings = (v.settings.mappings ?? []).map((m) => ({ group: m?.group ?? '', role: m?.role ?? '', scope: m?.scope ?? 'centre', ...(m?.scope === 'site' || m?.scope === 'team' ? { scope_id: m.scope_id ?? '' } : {}) }))
  return { name: v.name.trim(), enabled: v.enabled, settings: { ...settings, mappings }, ...(v.secret ? { secret: v.secret } : {}) }
}
