// The form of a way to sign in: where it is, what it tells, what its groups give, and a try before it is saved.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, InputNumber, Select, Switch, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { Dimensions, Grant, Role } from '../../api/types'
import { Note } from '../../kit/blocks'
import { faultText, fieldPath, fieldText } from '../../kit/fault'
import { activeDirectory, presets, toBody, type Mapping, type Probe, type Provider, type ProviderKind, type ProviderValues } from './provider'

/** A line of text, of the settings. */
function Line({ name, required, help, hint, mono }: { name: string; required?: boolean; help?: boolean; hint?: string; mono?: boolean }) {
  const { t } = useTranslation('identity')
  const label = t(`method.field.${name}`)
  return (
    <Form.Item name={['settings', name]} label={label} extra={help ? t(`method.help.${name}`) : undefined} rules={required ? [{ required: true, whitespace: true, message: t('common:form.required', { label }) }] : undefined}>
      <Input autoComplete="off" maxLength={500} placeholder={hint} className={mono ? 'lt-mono' : undefined} spellCheck={false} />
    </Form.Item>
  )
}

export function ProviderFields({ item }: { item?: Provider }) {
  const { t } = useTranslation('identity')
  const form = Form.useFormInstance<ProviderValues>()
  const kind = Form.useWatch('kind', form) ?? item?.kind ?? 'openid'
  const { data: dims } = useQuery(dimensionsQuery)
  return (
    <>
      <div className="lt-form-row">
        <Form.Item name="name" label={t('method.name')} extra={t('method.name_help')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('method.name') }) }]}>
          <Input autoComplete="off" maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label={t('method.kind')}>
          <Select
            disabled={Boolean(item)}
            options={(['openid', 'directory'] as const).map((k) => ({ value: k, label: t(`method.kinds.${k}`) }))}
            onChange={(k: ProviderKind) => form.setFieldValue('settings', { ...presets[k], ...(k === 'openid' ? { address: window.location.origin } : {}) })}
          />
        </Form.Item>
      </div>
      {kind === 'openid' ? <OpenID item={item} /> : <DirectoryServer item={item} />}
      <Form.Item name={['settings', 'certificate']} label={t('method.field.certificate')} extra={t('method.help.certificate')}>
        <Input.TextArea rows={2} className="lt-mono" placeholder="-----BEGIN CERTIFICATE-----" />
      </Form.Item>
      <h3>{t('method.told')}</h3>
      <div className="lt-form-row">
        <Line name="login_field" required mono />
        <Line name="name_field" required mono />
      </div>
      <div className="lt-form-row">
        <Line name="groups_field" help mono />
        <Line name="agent_no_field" help mono />
      </div>
      {kind === 'directory' && (
        <div className="lt-form-row">
          <Line name="group_base" mono hint="ou=groups,dc=example,dc=com" />
          <Line name="group_filter" help mono hint="(member={dn})" />
        </div>
      )}
      <h3>{t('method.gives')}</h3>
      <Mappings dims={dims} />
      <Form.Item name={['settings', 'create']} valuePropName="checked" style={{ marginBottom: 4 }}>
        <Checkbox>{t('method.field.create')}</Checkbox>
      </Form.Item>
      <Form.Item name={['settings', 'link']} valuePropName="checked" extra={t('method.help.link')} style={{ marginBottom: 8 }}>
        <Checkbox>{t('method.field.link')}</Checkbox>
      </Form.Item>
      {kind === 'openid' && (
        <Form.Item name={['settings', 'two_factors']} valuePropName="checked">
          <Checkbox>{t('method.field.two_factors')}</Checkbox>
        </Form.Item>
      )}
      <div className="lt-form-row">
        <Form.Item name={['settings', 'hours']} label={t('method.field.hours')} extra={t('method.help.hours')} rules={[{ required: true, message: t('common:form.required', { label: t('method.field.hours') }) }]}>
          <InputNumber min={1} max={168} precision={0} style={{ width: 120 }} />
        </Form.Item>
        <Form.Item name="enabled" label={t('method.enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
      <Try kind={kind} item={item} dims={dims} />
    </>
  )
}

function SecretField({ item, label, required }: { item?: Provider; label: string; required?: boolean }) {
  const { t } = useTranslation('identity')
  return (
    <Form.Item name="secret" label={label} extra={item?.secret_set ? t('method.secret_kept') : undefined} rules={[{ required: required && !item?.secret_set, message: t('common:form.required', { label }) }]}>
      <Input.Password autoComplete="new-password" maxLength={1000} placeholder={item?.secret_set ? '••••••••' : undefined} />
    </Form.Item>
  )
}

function OpenID({ item }: { item?: Provider }) {
  const { t } = useTranslation('identity')
  const form = Form.useFormInstance<ProviderValues>()
  const address = (Form.useWatch(['settings', 'address'], form) as string | undefined) ?? ''
  return (
    <>
      <Line name="issuer" required help hint="https://login.example.com" />
      <div className="lt-form-row">
        <Line name="client_id" required />
        <SecretField item={item} label={t('method.client_secret')} />
      </div>
      <div className="lt-form-row">
        <Line name="scopes" mono help />
        <Line name="address" required help hint="https://lingting.example.com" />
      </div>
      <Note kind="info">
        {t('method.redirect')}
        <br />
        <Typography.Text className="lt-mono" copyable style={{ overflowWrap: 'anywhere' }}>{`${address.trim().replace(/\/+$/, '')}/api/v1/session/openid/callback`}</Typography.Text>
      </Note>
      <div style={{ marginTop: 16 }} />
    </>
  )
}

function DirectoryServer({ item }: { item?: Provider }) {
  const { t } = useTranslation('identity')
  const form = Form.useFormInstance<ProviderValues>()
  const bind = Form.useWatch(['settings', 'bind_dn'], form) as string | undefined
  return (
    <>
      <Line name="server" required help hint="ldaps://ad.example.com" />
      <Form.Item name={['settings', 'start_tls']} valuePropName="checked">
        <Checkbox>{t('method.field.start_tls')}</Checkbox>
      </Form.Item>
      <div className="lt-form-row">
        <Line name="bind_dn" help hint="cn=lingting,ou=services,dc=example,dc=com" />
        <SecretField item={item} label={t('method.bind_password')} required={Boolean(bind)} />
      </div>
      <Line name="base_dn" required hint="ou=people,dc=example,dc=com" />
      <Line name="user_filter" required help mono />
      <div className="lt-row" style={{ marginBottom: 16 }}>
        <Button size="small" onClick={() => form.setFieldsValue({ settings: { ...(form.getFieldValue('settings') as ProviderValues['settings']), ...activeDirectory } })}>{t('method.as_active_directory')}</Button>
      </div>
      <Line name="subject_field" required help mono />
    </>
  )
}

const scopes = ['centre', 'site', 'team', 'self'] as const

function useRoles() {
  return useQuery({ queryKey: ['roles'], staleTime: 300_000, queryFn: async () => {
    const answer = await api.get<Role[] | { items: Role[] }>('/roles')
    return Array.isArray(answer) ? answer : answer.items
  } }).data ?? []
}

/** What a group gives: a role on a scope. */
function Mappings({ dims }: { dims?: Dimensions }) {
  const { t } = useTranslation('identity')
  const form = Form.useFormInstance<ProviderValues>()
  const roles = useRoles()
  return (
    <Form.List name={['settings', 'mappings']}>
      {(fields, { add, remove }) => (
        <fieldset className="idn-grants">
          <legend className="lt-muted">{t('method.gives_help')}</legend>
          {fields.map((field) => (
            <div key={field.key} className="idn-grant">
              <Form.Item name={[field.name, 'group']} label={t('method.group')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('method.group') }) }]}>
                <Input autoComplete="off" maxLength={500} />
              </Form.Item>
              <Form.Item name={[field.name, 'role']} label={t('grant.role')} rules={[{ required: true, message: t('common:form.required', { label: t('grant.role') }) }]}>
                <Select
                  options={roles.map((r) => ({ value: r.key, label: t(`common:role.${r.key}`) }))}
                  showSearch={{ optionFilterProp: 'label' }}
                  onChange={(key: string) => form.setFieldValue(['settings', 'mappings', field.name, 'scope'], roles.find((r) => r.key === key)?.scope ?? 'centre')}
                />
              </Form.Item>
              <Form.Item name={[field.name, 'scope']} label={t('grant.scope')} rules={[{ required: true, message: t('common:form.required', { label: t('grant.scope') }) }]}>
                <Select options={scopes.map((s) => ({ value: s, label: t(`grant.scopes.${s}`) }))} onChange={() => form.setFieldValue(['settings', 'mappings', field.name, 'scope_id'], undefined)} />
              </Form.Item>
              <Form.Item noStyle shouldUpdate>
                {({ getFieldValue }) => {
                  const of = (getFieldValue(['settings', 'mappings', field.name]) as Mapping | undefined)?.scope
                  if (of !== 'site' && of !== 'team') return null
                  return (
                    <Form.Item name={[field.name, 'scope_id']} label={t(`grant.${of}`)} rules={[{ required: true, message: t(`grant.need_${of}`) }]}>
                      <Select showSearch={{ optionFilterProp: 'label' }} options={inUse(of === 'site' ? dims?.sites : dims?.teams).map((x) => ({ value: x.id, label: x.name }))} />
                    </Form.Item>
                  )
                }}
              </Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label={t('method.remove_mapping')} title={t('method.remove_mapping')} onClick={() => remove(field.name)} />
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({})}>{t('method.add_mapping')}</Button>
        </fieldset>
      )}
    </Form.List>
  )
}

/** Reaches the provider with what is typed, saved or not, and says what was found. */
function Try({ kind, item, dims }: { kind: ProviderKind; item?: Provider; dims?: Dimensions }) {
  const { t, i18n } = useTranslation('identity')
  const form = Form.useFormInstance<ProviderValues>()
  const [login, setLogin] = useState('')
  const [busy, setBusy] = useState(false)
  const [probe, setProbe] = useState<Probe>()
  const [fault, setFault] = useState<unknown>(null)
  const run = async () => {
    setBusy(true)
    setFault(null)
    setProbe(undefined)
    try {
      const body = toBody({ ...form.getFieldsValue(true), name: '?' })
      setProbe(await api.post<Probe>('/sign-in-providers/try', { kind, settings: body.settings, secret: body.secret, ...(item ? { id: item.id } : {}), ...(kind === 'directory' && login.trim() ? { login: login.trim() } : {}) }))
    } catch (error) {
      setFault(error)
      if (error instanceof ApiError) form.setFields(error.fields.map((f) => ({ name: fieldPath(f.location) as never, errors: [fieldText(f)] })))
    } finally {
      setBusy(false)
    }
  }
  const place = (g: Grant) => (g.scope === 'site' ? dims?.sites.find((x) => x.id === g.scope_id)?.name : g.scope === 'team' ? dims?.teams.find((x) => x.id === g.scope_id)?.name : undefined) ?? t(`grant.scopes.${g.scope}`)
  const found = probe?.found
  return (
    <section aria-label={t('method.try')} style={{ marginBottom: 16 }}>
      <div className="lt-row">
        {kind === 'directory' && <Input value={login} onChange={(e) => setLogin(e.target.value)} style={{ width: 220 }} maxLength={100} autoComplete="off" placeholder={t('method.try_login')} aria-label={t('method.try_login')} />}
        <Button onClick={() => void run()} loading={busy}>{t('method.try')}</Button>
      </div>
      <div style={{ marginTop: 8 }} aria-live="polite">
        {probe?.ok && !found && <Note kind="good">{t('method.reached')}</Note>}
        {probe && !probe.ok && <Note kind="bad">{probe.code && i18n.exists(`errors:${probe.code}`) ? t(`errors:${probe.code}`) : null}<br /><span className="lt-muted lt-mono">{probe.message}</span></Note>}
        {found && (
          <Note kind="good">
            {t('method.found', { name: found.name, login: found.login })}
            <ul className="idn-found">
              <li className="lt-mono">{found.dn}</li>
              <li>{t('method.found_groups', { list: found.groups.filter((g) => !g.includes('=')).join(t('list_comma')) || t('method.none') })}</li>
              <li>{t('method.found_roles', { list: found.grants.map((g) => `${t(`common:role.${g.role}`)} · ${place(g)}`).join(t('list_comma')) || t('method.none') })}</li>
            </ul>
          </Note>
        )}
        {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
      </div>
    </section>
  )
}
