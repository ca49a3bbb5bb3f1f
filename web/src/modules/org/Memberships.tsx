// Team history of one person by date: numbers of a past day keep the team of that day.
import { DeleteOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api, ApiError } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { Membership, Person } from '../../api/types'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText, fieldPath, fieldText } from '../../kit/fault'
import { today } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'

/** The membership that holds on a day; both ends are included. */
export function membershipOn(list: Membership[], on: string): Membership | undefined {
  return list.find((m) => m.from_on <= on && (!m.to_on || m.to_on >= on))
}

type Values = { team_id: string; from_on: Dayjs; to_on?: Dayjs | null; correction?: boolean; why?: string }

export function Memberships({ person }: { person: Person }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const manage = useAllowed('org.manage')
  const { data: dims } = useQuery(dimensionsQuery)
  const [form] = Form.useForm<Values>()
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const correction = Form.useWatch('correction', form)
  const [day, setDay] = useState<string>()
  const key = ['people', person.id, 'memberships']
  const list = useQuery({
    queryKey: key,
    queryFn: async () => {
      const answer = await api.get<Membership[] | { items: Membership[] | null } | null>(`/people/${person.id}/memberships`)
      return (Array.isArray(answer) ? answer : (answer?.items ?? [])).toSorted((a, b) => b.from_on.localeCompare(a.from_on))
    },
  })
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['people'] }), queries.invalidateQueries({ queryKey: ['dimensions'] })])
  const add = async (v: Values) => {
    setBusy(true)
    setFault(null)
    try {
      await api.post(`/people/${person.id}/memberships`, {
        team_id: v.team_id, from_on: v.from_on.format('YYYY-MM-DD'), to_on: v.to_on ? v.to_on.format('YYYY-MM-DD') : undefined,
        ...(v.correction ? { correction: true, why: v.why } : {}),
      })
      form.resetFields()
      void message.success(t('common:form.saved'))
      await refresh()
    } catch (error) {
      setFault(error)
      if (error instanceof ApiError) form.setFields(error.fields.map((f) => ({ name: fieldPath(f.location) as never, errors: [fieldText(f)] })))
    } finally {
      setBusy(false)
    }
  }
  const remove = (m: Membership) => {
    const past = m.from_on < today()
    let why = ''
    modal.confirm({
      title: t('org:member.remove_title', { team: m.team_name }),
      content: (
        <>
          <p>{t('org:member.remove_text')}</p>
          {past && (
            <label className="lt-field">
              <span>{t('org:member.why')}</span>
              <Input maxLength={500} onChange={(e) => { why = e.target.value }} />
            </label>
          )}
        </>
      ),
      okText: t('common:action.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common:action.cancel'),
      focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/memberships/${m.id}`, past ? { correction: true, why } : undefined)
          await refresh()
        } catch (error) {
          setFault(error)
        }
      },
    })
  }
  const at = day ?? today()
  const then = membershipOn(list.data ?? [], at)
  return (
    <section className="lt-section" aria-label={t('org:member.title')}>
      <div className="lt-row">
        <h2>{t('org:member.title')}</h2>
        <span className="lt-grow" />
        <DatePicker size="small" value={dayjs(at)} allowClear={false} aria-label={t('org:as_of')} onChange={(d) => setDay(d?.format('YYYY-MM-DD'))} />
        <span>{then ? then.team_name : t('org:member.none_then')}</span>
      </div>
      {list.isPending ? <Skeleton lines={3} /> : list.error ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : list.data.length === 0 ? (
        <p className="lt-muted">{t('org:member.empty')}</p>
      ) : (
        <ol className="lt-timeline">
          {list.data.map((m) => (
            <li key={m.id} className={m === then ? 'is-now' : undefined}>
              <b>{m.team_name}</b>
              <span className="lt-muted">{m.from_on} ～ {m.to_on ?? t('org:member.open')}</span>
              {m === then && <StatusTag tone="info">{at === today() ? t('org:member.now') : at}</StatusTag>}
              <span className="lt-grow" />
              {manage && <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${m.team_name} ${m.from_on} ${t('common:action.delete')}`} onClick={() => remove(m)} />}
            </li>
          ))}
        </ol>
      )}
      {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
      {manage && (
        <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(v) => void add(v)} initialValues={{ from_on: dayjs(today()) }} aria-label={t('org:member.add')}>
          <div className="lt-form-row is-three">
            <Form.Item name="team_id" label={t('org:member.to_team')} rules={[{ required: true, message: t('common:form.required', { label: t('org:field.team') }) }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.teams).map((x) => ({ value: x.id, label: x.name }))} />
            </Form.Item>
            <Form.Item name="from_on" label={t('org:member.from')} rules={[{ required: true, message: t('common:form.required', { label: t('org:member.from') }) }]}>
              <DatePicker style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="to_on" label={t('org:member.to')}>
              <DatePicker style={{ width: '100%' }} placeholder={t('org:member.open')} />
            </Form.Item>
          </div>
          <div className="lt-row">
            <Form.Item name="correction" valuePropName="checked" noStyle><Checkbox>{t('org:member.correction')}</Checkbox></Form.Item>
            <span className="lt-grow" />
            <Button htmlType="submit" loading={busy}>{t('org:member.add')}</Button>
          </div>
          {correction && (
            <Form.Item name="why" label={t('org:member.why')} style={{ marginTop: 8 }} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('org:member.why') }) }]}>
              <Input maxLength={500} />
            </Form.Item>
          )}
        </Form>
      )}
    </section>
  )
}
