// The roles of an account, each with the scope it holds on and its days.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import type { Dimensions, Grant, Role } from '../../api/types'

/** A grant as the form holds it: days as dates. */
export type GrantValue = { id?: string; role?: string; scope?: Grant['scope']; scope_id?: string; from?: Dayjs | null; to?: Dayjs | null }

const scopes = ['centre', 'site', 'team', 'self'] as const

export function toValues(grants: Grant[] | null | undefined): GrantValue[] {
  return (grants ?? []).map((g) => ({ id: g.id, role: g.role, scope: g.scope, scope_id: g.scope_id || undefined, from: g.from_on ? dayjs(g.from_on) : null, to: g.to_on ? dayjs(g.to_on) : null }))
}

export function toGrants(values: GrantValue[]): Grant[] {
  return values.map((v) => ({
    ...(v.id ? { id: v.id } : {}),
    role: v.role ?? '',
    scope: v.scope ?? 'centre',
    ...(v.scope === 'site' || v.scope === 'team' ? { scope_id: v.scope_id ?? '' } : {}),
    ...(v.from ? { from_on: v.from.format('YYYY-MM-DD') } : {}),
    ...(v.to ? { to_on: v.to.format('YYYY-MM-DD') } : {}),
  }))
}

/** optional: the account may do without a role of this list. */
type Props = { roles: Role[]; roleName: (key: string) => string; dims?: Dimensions; loading?: boolean; today: string; optional?: boolean }

export function GrantList({ roles, roleName, dims, loading, today, optional }: Props) {
  const { t } = useTranslation('identity')
  const form = Form.useFormInstance()
  const pick = (list: { id: string; code?: string; name: string }[] | undefined) => (list ?? []).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))
  const began = (v: GrantValue | undefined) => Boolean(v?.id && v.from && v.from.format('YYYY-MM-DD') < today)
  return (
    <Form.List name="grants" rules={[{ validator: (_, list: GrantValue[] | undefined) => (optional || list?.length ? Promise.resolve() : Promise.reject(new Error(t('grant.need')))) }]}>
      {(fields, { add, remove }, { errors }) => (
        <fieldset className="idn-grants">
          <legend>{t('grant.title')}</legend>
          {fields.map((field) => (
            <div key={field.key} className="idn-grant">
              <Form.Item name={[field.name, 'id']} hidden><Input /></Form.Item>
              <Form.Item name={[field.name, 'role']} label={t('grant.role')} rules={[{ required: true, message: t('common:form.required', { label: t('grant.role') }) }]}>
                <Select
                  options={roles.map((r) => ({ value: r.key, label: roleName(r.key) }))}
                  loading={loading}
                  showSearch={{ optionFilterProp: 'label' }}
                  onChange={(key: string) => form.setFieldValue(['grants', field.name, 'scope'], roles.find((r) => r.key === key)?.scope ?? 'centre')}
                />
              </Form.Item>
              <Form.Item name={[field.name, 'scope']} label={t('grant.scope')} rules={[{ required: true, message: t('common:form.required', { label: t('grant.scope') }) }]}>
                <Select options={scopes.map((s) => ({ value: s, label: t(`grant.scopes.${s}`) }))} onChange={() => form.setFieldValue(['grants', field.name, 'scope_id'], undefined)} />
              </Form.Item>
              <Form.Item noStyle shouldUpdate>
                {({ getFieldValue }) => {
                  const v = getFieldValue(['grants', field.name]) as GrantValue | undefined
                  const of = v?.scope === 'site' || v?.scope === 'team' ? v.scope : undefined
                  return (
                    <>
                      {of && (
                        <Form.Item name={[field.name, 'scope_id']} label={t(`grant.${of}`)} rules={[{ required: true, message: t(`grant.need_${of}`) }]}>
                          <Select options={pick(of === 'site' ? dims?.sites : dims?.teams)} showSearch={{ optionFilterProp: 'label' }} />
                        </Form.Item>
                      )}
                      <Form.Item name={[field.name, 'from']} label={t('grant.from')}>
                        <DatePicker style={{ width: '100%' }} placeholder={t('grant.from_hint')} disabled={began(v)} minDate={began(v) ? undefined : dayjs(today)} />
                      </Form.Item>
                      <Form.Item name={[field.name, 'to']} label={t('grant.to')} dependencies={[['grants', field.name, 'from']]}>
                        <DatePicker style={{ width: '100%' }} placeholder={t('grant.to_hint')} minDate={v?.from && v.from.format('YYYY-MM-DD') > today ? v.from : dayjs(today)} />
                      </Form.Item>
                    </>
                  )
                }}
              </Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label={t('grant.remove')} title={t('grant.remove')} onClick={() => remove(field.name)} />
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          <Button icon={<PlusOutlined />} onClick={() => add({})}>{t('grant.add')}</Button>
          <p className="lt-muted">{t('grant.help')}</p>
        </fieldset>
      )}
    </Form.List>
  )
}
