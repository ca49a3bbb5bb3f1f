// Administrator, when people join, leave or forget: who may sign in and with which roles.
import { KeyOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Drawer, Form, Input, Modal, Select } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useUser } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { Grant, Role, User } from '../../api/types'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime, day, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { firstPassword } from './firstPassword'
import { GrantList, toGrants, toValues, type GrantValue } from './GrantList'
import { SessionList } from './SessionList'
import { WaysIn } from './WaysIn'
import './identity.css'

type Values = { login: string; name: string; grants: GrantValue[]; person_id?: string; password?: string; outside?: boolean }
const blank: Values = { login: '', name: '', grants: [{}] }
const valuesOf = (u: User): Values => ({ login: u.login, name: u.name, grants: toValues((u.grants ?? []).filter((g) => !g.provider_id)), person_id: u.person_id || undefined })

export function UsersPage() {
  return <Guard permission="users.manage"><Content /></Guard>
}

function Content() {
  const { t, i18n } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const me = useUser()
  const [search, patch] = useSearchState()
  const openId = search.open as string | undefined
  const creating = openId === 'new'
  const roleQuery = useQuery({
    queryKey: ['roles'],
    staleTime: 300_000,
    queryFn: async () => {
      const answer = await api.get<Role[] | { items: Role[] }>('/roles')
      return Array.isArray(answer) ? answer : answer.items
    },
  })
  const { data: dims } = useQuery(dimensionsQuery)
  const [resetting, setResetting] = useState<User>()
  const doors = useQuery({ queryKey: ['sign-in-providers', 'all'], enabled: creating, queryFn: async () => (await api.get<{ items: { id: string; name: string }[] }>('/sign-in-providers')).items })
  const oneKey = ['users', 'one', openId]
  const one = () => api.get<User>(`/users/${encodeURIComponent(openId!)}`)
  const detail = useQuery({ queryKey: oneKey, enabled: Boolean(openId) && !creating, queryFn: one })
  const user = !creating && detail.data?.id === openId ? detail.data : undefined

  const roleName = (key: string) => (i18n.exists(`common:role.${key}`) ? t(`common:role.${key}`) : key)
  const place = useCallback((g: Grant) => (g.scope === 'site' ? dims?.sites.find((x) => x.id === g.scope_id)?.name : g.scope === 'team' ? dims?.teams.find((x) => x.id === g.scope_id)?.name : undefined) ?? t(`identity:grant.scopes.${g.scope}`), [dims, t])
  const columns = useMemo<Column<User>[]>(() => {
    const now = today()
    const roles = (u: User) => (u.grants ?? []).map((g) => {
      const later = g.from_on && g.from_on > now ? ` ${t('identity:grant.later', { date: day(g.from_on) })}` : g.to_on ? ` ${t('identity:grant.until', { date: day(g.to_on) })}` : ''
      return `${i18n.exists(`common:role.${g.role}`) ? t(`common:role.${g.role}`) : g.role} · ${place(g)}${later}`
    }).join(t('identity:list_comma'))
    return [
      { id: 'login', header: t('identity:login'), cell: (u) => u.login, value: (u) => u.login, width: 160, pin: true },
      { id: 'name', header: t('identity:name'), cell: (u) => u.name, value: (u) => u.name, width: 160 },
      { id: 'roles', header: t('identity:roles'), cell: roles, value: roles, width: 240, grow: true },
      { id: 'state', header: t('identity:state'), cell: (u) => <UserState user={u} />, value: (u) => t(u.active ? 'common:status.active' : 'common:status.inactive'), width: 130 },
      { id: 'person', header: t('identity:person'), cell: (u) => dims?.agents.find((a) => a.id === u.person_id)?.name ?? none, value: (u) => dims?.agents.find((a) => a.id === u.person_id)?.name, width: 150 },
      { id: 'second', header: t('identity:has_second'), cell: (u) => (u.second_factor ? <StatusTag tone="good">{t('identity:second.on')}</StatusTag> : none), value: (u) => (u.second_factor ? t('identity:second.on') : undefined), width: 110 },
      { id: 'last', header: t('identity:last_sign_in'), cell: (u) => dateTime(u.signed_in_at), value: (u) => u.signed_in_at, width: 160 },
    ]
  }, [t, i18n, dims, place])

  const initial = useMemo<Values>(() => (user ? valuesOf(user) : { ...blank, password: firstPassword() }), [user])
  const close = () => patch({ open: undefined })
  const refresh = () => queries.invalidateQueries({ queryKey: ['users'] })
  const save = async (v: Values) => {
    if (creating) await api.post('/users', { login: v.login.trim(), name: v.name.trim(), grants: toGrants(v.grants), person_id: v.person_id, ...(v.outside ? { outside: true } : { password: v.password }) })
    else if (user) await api.patch(`/users/${user.id}`, { name: v.name.trim(), grants: toGrants(v.grants), person_id: v.person_id ?? null, rev: user.rev }, user.rev)
    await refresh()
    if (user?.id === me.id) await queries.invalidateQueries({ queryKey: ['session'] })
  }
  const setActive = (active: boolean) => {
    const run = async () => {
      try {
        await api.patch(`/users/${user!.id}`, { active, rev: user!.rev }, user!.rev)
        void message.success(t('common:form.saved'))
        await refresh()
      } catch (error) {
        void message.error(faultText(error))
      }
    }
    if (active) void run()
    else modal.confirm({ title: t('identity:deactivate_title', { name: user!.name }), content: t('identity:deactivate_text'), okText: t('common:action.archive'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' }, onOk: run })
  }
  const roleOptions = (roleQuery.data ?? []).map((r) => ({ value: r.key, label: roleName(r.key) }))
  return (
    <Page
      title={t('identity:nav.users')}
      fill
      actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('identity:create')}</Button>}
    >
      <QueryTable<User>
        id="identity.users"
        label={t('identity:nav.users')}
        path="/users"
        columns={columns}
        rowKey={(u) => u.id}
        searchHint={t('identity:search')}
        filters={[
          { key: 'role', label: t('identity:roles'), options: roleOptions, width: 150 },
          { key: 'active', label: t('identity:state'), width: 110, options: [{ value: 'true', label: t('common:status.active') }, { value: 'false', label: t('common:status.inactive') }] },
        ]}
        onOpen={(u) => patch({ open: u.id }, true)}
        selected={openId}
        rowClass={(u) => (u.active ? undefined : 'is-off')}
        empty={{ reason: t('identity:empty') }}
      />
      {openId && !creating && !user ? (
        <Drawer open onClose={close} title={t('identity:one')} size={520} closable={{ 'aria-label': t('common:action.close') }}>
          {detail.error ? <Failure error={detail.error} onRetry={() => void detail.refetch()} /> : <Skeleton />}
        </Drawer>
      ) : (
        <EditDrawer<Values>
          open={creating || Boolean(user)}
          identity={openId}
          title={creating ? t('identity:create') : `${t('identity:one')} · ${user?.name ?? ''}`}
          initial={initial}
          onClose={close}
          onSave={save}
          below={user && <><WaysIn user={user} place={place} roleName={roleName} onChanged={refresh} /><SessionList path={`/users/${user.id}/sessions`} all /></>}
          width={640}
          fieldOf={(path) => (path[0] === 'roles' ? ['grants', 0, 'role'] : path[0] === 'grants' && path[2] === 'from_on' ? ['grants', path[1]!, 'from'] : path[0] === 'grants' && path[2] === 'to_on' ? ['grants', path[1]!, 'to'] : path[0] === 'grants' && path.length === 2 ? [...path, 'role'] : undefined)}
          onReload={async () => {
            const fresh = await queries.fetchQuery({ queryKey: oneKey, queryFn: one, staleTime: 0 })
            return valuesOf(fresh)
          }}
          extra={user && (
            <>
              <Button icon={<KeyOutlined />} onClick={() => setResetting(user)}>{t('identity:reset')}</Button>
              <Button danger={user.active} disabled={user.id === me.id} title={user.id === me.id ? t('identity:not_self') : undefined} onClick={() => setActive(!user.active)}>{t(user.active ? 'common:action.archive' : 'common:action.restore')}</Button>
            </>
          )}
        >
          <div className="lt-form-row">
            <Form.Item name="login" label={t('identity:login')} rules={[{ required: true, whitespace: true, message: t('identity:sign_in.need_login') }]}>
              <Input disabled={!creating} autoComplete="off" maxLength={64} />
            </Form.Item>
            <Form.Item name="name" label={t('identity:name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('identity:name') }) }]}>
              <Input autoComplete="off" maxLength={100} />
            </Form.Item>
          </div>
          <GrantList roles={roleQuery.data ?? []} roleName={roleName} dims={dims} loading={roleQuery.isPending} today={today()} optional={(user?.grants ?? []).some((g) => g.provider_id)} />
          <Form.Item noStyle shouldUpdate>
            {({ getFieldValue }) => <Permissions roles={roleQuery.data ?? []} chosen={((getFieldValue('grants') as GrantValue[] | undefined) ?? []).flatMap((g) => (g?.role ? [g.role] : []))} />}
          </Form.Item>
          <Form.Item name="person_id" label={t('identity:person')} extra={t('identity:person_help')}>
            <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.agents).map((a) => ({ value: a.id, label: a.code ? `${a.name} ${a.code}` : a.name }))} />
          </Form.Item>
          {creating && (doors.data ?? []).length > 0 && (
            <Form.Item name="outside" valuePropName="checked" extra={t('identity:outside_help')}>
              <Checkbox>{t('identity:outside')}</Checkbox>
            </Form.Item>
          )}
          {creating && (
            <Form.Item noStyle dependencies={['outside']}>
              {({ getFieldValue }) =>
                getFieldValue('outside') ? null : (
                  <Form.Item name="password" label={t('identity:first_password')} extra={t('identity:first_password_help')} rules={[{ required: true, min: 12, message: t('identity:password_page.rule') }]}>
                    <Input autoComplete="new-password" className="lt-mono" />
                  </Form.Item>
                )
              }
            </Form.Item>
          )}
        </EditDrawer>
      )}
      {resetting && <ResetPassword user={resetting} onClose={() => setResetting(undefined)} />}
    </Page>
  )
}

function UserState({ user }: { user: User }) {
  const { t } = useTranslation()
  if (!user.active) return <StatusTag tone="muted">{t('common:status.inactive')}</StatusTag>
  if (user.must_change_password) return <StatusTag tone="warn">{t('identity:first_sign_in')}</StatusTag>
  return <span className="lt-muted">{t('common:status.active')}</span>
}

/** What the chosen roles allow together. */
function Permissions({ roles, chosen }: { roles: Role[]; chosen: string[] }) {
  const { t, i18n } = useTranslation()
  const all = [...new Set(roles.filter((r) => chosen.includes(r.key)).flatMap((r) => r.permissions ?? []))].sort()
  if (all.length === 0) return null
  return (
    <div className="lt-permissions">
      <span className="lt-muted">{t('identity:may')}</span>
      {all.map((p) => {
        const key = `identity:permission.${p.replace('.', '_')}`
        return <span key={p} className="lt-tag is-info" title={p}>{i18n.exists(key) ? t(key) : p}</span>
      })}
    </div>
  )
}

function ResetPassword({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [password, setPassword] = useState(firstPassword)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const save = async () => {
    setBusy(true)
    setFault(null)
    try {
      await api.post(`/users/${user.id}/password`, { password })
      void message.success(t('common:form.saved'))
      onClose()
    } catch (error) {
      setFault(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('identity:reset_title', { name: user.name })} okText={t('identity:reset')} cancelText={t('common:action.cancel')} confirmLoading={busy} okButtonProps={{ disabled: password.length < 12 }} onOk={() => void save()} onCancel={onClose}>
      <p>{t('identity:reset_text')}</p>
      <label className="lt-field">
        <span>{t('identity:first_password')}</span>
        <Input value={password} onChange={(e) => setPassword(e.target.value)} className="lt-mono" autoComplete="new-password" />
      </label>
      {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
    </Modal>
  )
}
