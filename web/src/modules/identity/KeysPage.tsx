// Administrator, when another program shall read numbers: makes a key with few permissions and an end, and ends it.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, Modal, Select, Typography } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Note } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'

type Key = { id: string; name: string; permissions: string[]; scope: 'centre' | 'site' | 'team'; scope_id?: string; created_by: string; created_at: string; expires_at: string; used_at?: string; revoked_at?: string; state: 'active' | 'expired' | 'revoked' }
type Values = { name: string; permissions: string[]; scope: Key['scope']; scope_id?: string; expires?: Dayjs }

export function KeysPage() {
  return <Guard permission="users.manage"><Content /></Guard>
}

function Content() {
  const { t, i18n } = useTranslation('identity')
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const [made, setMade] = useState<{ name: string; secret: string }>()
  const { data: dims } = useQuery(dimensionsQuery)
  const { data: known } = useQuery({ queryKey: ['api-keys', 'permissions'], staleTime: 300_000, queryFn: async () => (await api.get<{ permissions: string[] }>('/api-keys')).permissions })
  const initial = useMemo<Values>(() => ({ name: '', permissions: [], scope: 'centre', expires: dayjs(today()).add(90, 'day') }), [])
  const columns = useMemo<Column<Key>[]>(() => {
    const words = (p: string) => {
      const key = `identity:permission.${p.replace('.', '_')}`
      return i18n.exists(key) ? t(key) : p
    }
    const place = (k: Key) => (k.scope === 'site' ? dims?.sites.find((x) => x.id === k.scope_id)?.name : k.scope === 'team' ? dims?.teams.find((x) => x.id === k.scope_id)?.name : undefined) ?? t(`grant.scopes.${k.scope}`)
    const revoke = (k: Key) => modal.confirm({
      title: t('key.revoke_title', { name: k.name }), content: t('key.revoke_text'), okText: t('key.revoke'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.post(`/api-keys/${k.id}/revoke`, {})
          void message.success(t('key.revoked'))
          await queries.invalidateQueries({ queryKey: ['api-keys'] })
        } catch (error) {
          void message.error(faultText(error))
        }
      },
    })
    const allows = (k: Key) => k.permissions.map(words).join(t('list_comma'))
    return [
      { id: 'name', header: t('key.name'), cell: (k) => k.name, value: (k) => k.name, width: 180, pin: true },
      { id: 'state', header: t('state'), cell: (k) => <StatusTag tone={k.state === 'active' ? 'good' : 'muted'}>{t(`key.state.${k.state}`)}</StatusTag>, value: (k) => t(`key.state.${k.state}`), width: 100 },
      { id: 'permissions', header: t('key.permissions'), cell: allows, value: allows, width: 280, grow: true },
      { id: 'scope', header: t('grant.scope'), cell: place, value: place, width: 120 },
      { id: 'expires', header: t('key.expires'), cell: (k) => dateTime(k.expires_at), value: (k) => k.expires_at, width: 150 },
      { id: 'used', header: t('key.used'), cell: (k) => (k.used_at ? dateTime(k.used_at) : none), value: (k) => k.used_at, width: 150 },
      { id: 'by', header: t('key.by'), cell: (k) => k.created_by, value: (k) => k.created_by, width: 120 },
      { id: 'end', header: '', cell: (k) => k.state === 'active' && <Button size="small" danger onClick={() => revoke(k)}>{t('key.revoke')}</Button>, width: 100 },
    ]
  }, [t, i18n, dims, modal, message, queries])
  const close = () => patch({ open: undefined })
  return (
    <Page title={t('nav.keys')} fill actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('key.create')}</Button>}>
      <QueryTable<Key>
        id="identity.keys"
        label={t('nav.keys')}
        path="/api-keys"
        columns={columns}
        rowKey={(k) => k.id}
        searchHint={t('key.search')}
        filters={[{ key: 'state', label: t('state'), width: 110, options: ['active', 'expired', 'revoked'].map((s) => ({ value: s, label: t(`key.state.${s}`) })) }]}
        rowClass={(k) => (k.state === 'active' ? undefined : 'is-off')}
        empty={{ title: t('key.empty'), reason: t('key.empty_reason') }}
      />
      <EditDrawer<Values>
        open={search.open === 'new'}
        title={t('key.create')}
        initial={initial}
        onClose={close}
        fieldOf={(path) => (path[0] === 'expires_on' ? ['expires'] : undefined)}
        onSave={async (v) => {
          const key = await api.post<Key & { secret: string }>('/api-keys', { name: v.name.trim(), permissions: v.permissions, scope: v.scope, ...(v.scope === 'centre' ? {} : { scope_id: v.scope_id ?? '' }), expires_on: v.expires?.format('YYYY-MM-DD') ?? '' })
          setMade({ name: key.name, secret: key.secret })
          await queries.invalidateQueries({ queryKey: ['api-keys'] })
        }}
      >
        <Form.Item name="name" label={t('key.name')} extra={t('key.name_help')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('key.name') }) }]}>
          <Input autoComplete="off" maxLength={100} />
        </Form.Item>
        <Form.Item name="permissions" label={t('key.permissions')} rules={[{ required: true, message: t('common:form.required', { label: t('key.permissions') }) }]}>
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={(known ?? []).map((p) => ({ value: p, label: i18n.exists(`identity:permission.${p.replace('.', '_')}`) ? t(`permission.${p.replace('.', '_')}`) : p }))} />
        </Form.Item>
        <Form.Item name="scope" label={t('grant.scope')}>
          <Select options={(['centre', 'site', 'team'] as const).map((s) => ({ value: s, label: t(`grant.scopes.${s}`) }))} />
        </Form.Item>
        <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.scope !== b.scope}>
          {({ getFieldValue }) => {
            const of = getFieldValue('scope') as Key['scope']
            if (of === 'centre') return null
            return (
              <Form.Item name="scope_id" label={t(`grant.${of}`)} rules={[{ required: true, message: t(`grant.need_${of}`) }]}>
                <Select showSearch={{ optionFilterProp: 'label' }} options={inUse(of === 'site' ? dims?.sites : dims?.teams).map((x) => ({ value: x.id, label: x.name }))} />
              </Form.Item>
            )
          }}
        </Form.Item>
        <Form.Item name="expires" label={t('key.expires')} rules={[{ required: true, message: t('common:form.required', { label: t('key.expires') }) }]}>
          <DatePicker style={{ width: '100%' }} minDate={dayjs(today())} maxDate={dayjs(today()).add(2, 'year')} />
        </Form.Item>
      </EditDrawer>
      {made && (
        <Modal open title={t('key.made_title', { name: made.name })} footer={<Button type="primary" onClick={() => setMade(undefined)}>{t('key.kept')}</Button>} closable={false} mask={{ closable: false }} keyboard={false}>
          <Note kind="warn">{t('key.made_text')}</Note>
          <Typography.Paragraph className="lt-mono" copyable style={{ marginTop: 12, overflowWrap: 'anywhere' }}>{made.secret}</Typography.Paragraph>
          <pre className="idn-example">{`curl -H "Authorization: Bearer $KEY" ${location.origin}/api/v1/metrics`}</pre>
        </Modal>
      )}
    </Page>
  )
}
