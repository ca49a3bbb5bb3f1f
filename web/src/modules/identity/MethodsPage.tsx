// Administrator, when the centre joins the company's accounts or wants a second factor: how people sign in.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Select } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Role } from '../../api/types'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { blankProvider, toBody, toValues, type Provider, type ProviderValues } from './provider'
import { ProviderFields } from './ProviderFields'
import './identity.css'

export function MethodsPage() {
  return <Guard permission="users.manage"><Content /></Guard>
}

function Content() {
  const { t } = useTranslation('identity')
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const openId = search.open as string | undefined
  const creating = openId === 'new'
  const key = ['sign-in-provider', openId]
  const read = () => api.get<Provider>(`/sign-in-providers/${encodeURIComponent(openId!)}`)
  const detail = useQuery({ queryKey: key, enabled: Boolean(openId) && !creating, queryFn: read })
  const item = !creating && detail.data?.id === openId ? detail.data : undefined
  const columns = useMemo<Column<Provider>[]>(() => [
    { id: 'name', header: t('method.name'), cell: (p) => p.name, value: (p) => p.name, width: 180, pin: true },
    { id: 'kind', header: t('method.kind'), cell: (p) => t(`method.kinds.${p.kind}`), value: (p) => t(`method.kinds.${p.kind}`), width: 200 },
    { id: 'state', header: t('state'), cell: (p) => <StatusTag tone={p.enabled ? 'good' : 'muted'}>{t(p.enabled ? 'common:status.active' : 'common:status.inactive')}</StatusTag>, value: (p) => t(p.enabled ? 'common:status.active' : 'common:status.inactive'), width: 100 },
    { id: 'at', header: t('method.at'), cell: (p) => p.settings.issuer ?? p.settings.server, value: (p) => p.settings.issuer ?? p.settings.server, width: 260, grow: true },
    { id: 'groups', header: t('method.mappings'), cell: (p) => count(p.settings.mappings.length), value: (p) => p.settings.mappings.length, width: 100, align: 'right' },
    { id: 'accounts', header: t('method.accounts'), cell: (p) => count(p.accounts), value: (p) => p.accounts, width: 110, align: 'right' },
  ], [t])
  const initial = useMemo<ProviderValues>(() => (item ? toValues(item) : blankProvider(window.location.origin)), [item])
  const close = () => patch({ open: undefined })
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['sign-in-providers'] }), queries.invalidateQueries({ queryKey: ['doors'] })])
  const save = async (v: ProviderValues) => {
    if (creating) await api.post('/sign-in-providers', { kind: v.kind, ...toBody(v) })
    else if (item) {
      await api.patch(`/sign-in-providers/${item.id}`, { ...toBody(v), rev: item.rev }, item.rev)
      await queries.invalidateQueries({ queryKey: key })
    }
    await refresh()
  }
  const forget = () =>
    modal.confirm({
      title: t('method.forget_title', { name: item!.name }), content: t('method.forget_text', { n: item!.accounts }), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/sign-in-providers/${item!.id}`)
          close()
          await refresh()
        } catch (error) {
          void message.error(faultText(error))
        }
      },
    })
  return (
    <Page title={t('nav.methods')} fill actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('method.add')}</Button>}>
      <SecondFactorPolicy />
      <QueryTable<Provider>
        id="identity.providers"
        label={t('nav.methods')}
        path="/sign-in-providers"
        columns={columns}
        rowKey={(p) => p.id}
        searchHint={t('method.search')}
        filters={[{ key: 'kind', label: t('method.kind'), width: 220, options: (['openid', 'directory'] as const).map((k) => ({ value: k, label: t(`method.kinds.${k}`) })) }]}
        onOpen={(p) => patch({ open: p.id }, true)}
        selected={openId}
        rowClass={(p) => (p.enabled ? undefined : 'is-off')}
        empty={{ title: t('method.empty'), reason: t('method.empty_reason') }}
      />
      {openId && !creating && !item ? (
        <Drawer open onClose={close} title={t('method.one')} size={720} closable={{ 'aria-label': t('common:action.close') }}>
          {detail.error ? <Failure error={detail.error} onRetry={() => void detail.refetch()} /> : <Skeleton />}
        </Drawer>
      ) : (
        <EditDrawer<ProviderValues>
          open={creating || Boolean(item)}
          identity={openId}
          width={720}
          title={creating ? t('method.add') : `${t('method.one')} · ${item?.name ?? ''}`}
          initial={initial}
          onClose={close}
          onSave={save}
          onReload={async () => toValues(await queries.fetchQuery({ queryKey: key, queryFn: read, staleTime: 0 }))}
          extra={item && <Button danger onClick={forget}>{t('common:action.delete')}</Button>}
        >
          <ProviderFields item={item} />
        </EditDrawer>
      )}
    </Page>
  )
}

type Policy = { second_factor_roles: string[]; rev: number }

/** Which roles need a second factor. */
function SecondFactorPolicy() {
  const { t } = useTranslation('identity')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ second_factor_roles: string[] }>()
  const [busy, setBusy] = useState(false)
  const [dirty, setDirty] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const key = ['sign-in-policy']
  const q = useQuery({ queryKey: key, queryFn: () => api.get<Policy>('/sign-in-policy') })
  const roles = useQuery({ queryKey: ['roles'], staleTime: 300_000, queryFn: async () => {
    const answer = await api.get<Role[] | { items: Role[] }>('/roles')
    return Array.isArray(answer) ? answer : answer.items
  } })
  useEffect(() => {
    if (q.data && !dirty) form.setFieldsValue({ second_factor_roles: q.data.second_factor_roles })
  }, [q.data, dirty, form])
  const save = async (v: { second_factor_roles: string[] }) => {
    setBusy(true)
    setFault(null)
    try {
      const next = await api.put<Policy>('/sign-in-policy', { second_factor_roles: v.second_factor_roles, rev: q.data!.rev }, q.data!.rev)
      queries.setQueryData(key, next)
      setDirty(false)
      void message.success(t('common:form.saved'))
      await queries.invalidateQueries({ queryKey: ['session'] })
    } catch (error) {
      setFault(error)
      void q.refetch()
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="lt-card idn-policy" aria-label={t('second.policy')}>
      <div className="lt-card-body">
        {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : (
          <Form form={form} layout="vertical" requiredMark={false} disabled={!q.data} onValuesChange={() => setDirty(true)} onFinish={(v) => void save(v)}>
            <div className="lt-row" style={{ alignItems: 'flex-start' }}>
              <Form.Item name="second_factor_roles" label={t('second.policy')} extra={t('second.policy_help')} style={{ flex: 1, marginBottom: 0, minWidth: 240 }}>
                <Select mode="multiple" placeholder={t('second.nobody')} loading={roles.isPending} showSearch={{ optionFilterProp: 'label' }} options={(roles.data ?? []).map((r) => ({ value: r.key, label: t(`common:role.${r.key}`) }))} />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty} style={{ marginTop: 30 }}>{t('common:action.save')}</Button>
            </div>
            {fault !== null && <div style={{ marginTop: 8 }}><Note kind="bad">{t('common:form.failed')} · {faultText(fault)}</Note></div>}
          </Form>
        )}
      </div>
    </section>
  )
}
