// Asking for time off, for oneself or for one of one's people: what it takes and what speaks against it stand under what is typed.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { App, DatePicker, Form, Input, Select, Switch } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { today } from '../../kit/format'
import { minutesOf } from '../roster/clock'
import type { Kind, Request } from './types'
import { lengthText, warningText } from './words'

type Values = { person_id?: string; kind_id?: string; from_on?: Dayjs; to_on?: Dayjs; part?: boolean; from_minute?: string; to_minute?: string; reason?: string }

/** 24:00 ends a day. */
const minute = (text: string | undefined): number | undefined => (text?.trim() === '24:00' ? 1440 : minutesOf(text))

function toBody(v: Values) {
  const from = v.from_on?.format('YYYY-MM-DD') ?? ''
  return {
    person_id: v.person_id || undefined, kind_id: v.kind_id ?? '', from_on: from, to_on: v.part ? from : (v.to_on?.format('YYYY-MM-DD') ?? ''),
    ...(v.part ? { from_minute: minute(v.from_minute) ?? -1, to_minute: minute(v.to_minute) ?? -1 } : {}), reason: v.reason?.trim() ?? '',
  }
}

type Props = { open: boolean; kinds: Kind[]; others?: boolean; onClose: () => void; onSaved: () => Promise<unknown> }

export function AskDrawer({ open, kinds, others, onClose, onSaved }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const initial = useMemo<Values>(() => ({ kind_id: kinds[0]?.id, from_on: dayjs(today()).add(1, 'day'), to_on: dayjs(today()).add(1, 'day'), part: false, from_minute: '09:00', to_minute: '12:00', reason: '' }), [kinds])
  return (
    <EditDrawer<Values>
      open={open} width={480} title={t(others ? 'timeoff:decide.enter' : 'timeoff:own.ask')} saveLabel={t('timeoff:own.send')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const r = await api.post<Request>('/timeoff/requests', toBody(v))
        void message.success(t(r.state === 'approved' ? 'timeoff:own.approved' : 'timeoff:own.asked'))
        await onSaved()
      }}
    >
      <Fields kinds={kinds} others={others} />
    </EditDrawer>
  )
}

function Fields({ kinds, others }: { kinds: Kind[]; others?: boolean }) {
  const { t } = useTranslation()
  const { data: dims } = useQuery({ ...dimensionsQuery, enabled: Boolean(others) })
  const form = Form.useFormInstance<Values>()
  const part = Form.useWatch('part', form)
  const name = (k: Kind) => (t('timeoff:lang') === 'en' ? k.name_en || k.name : k.name)
  const required = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  const time = (label: string) => [required(label), { validator: (_: unknown, v: string) => (!v || minute(v) !== undefined ? Promise.resolve() : Promise.reject(new Error(t('errors:field.time')))) }]
  return (
    <>
      {others && (
        <Form.Item name="person_id" label={t('timeoff:own.for')} rules={[required(t('timeoff:own.for'))]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.agents).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))} />
        </Form.Item>
      )}
      <Form.Item name="kind_id" label={t('timeoff:kind')} rules={[required(t('timeoff:kind'))]}><Select options={kinds.filter((k) => k.active).map((k) => ({ value: k.id, label: name(k) }))} /></Form.Item>
      <div className="to-two">
        <Form.Item name="from_on" label={t('timeoff:from')} rules={[required(t('timeoff:from'))]}>
          <DatePicker
            allowClear={false} inputReadOnly style={{ width: '100%' }}
            onChange={(d) => {
              const to = form.getFieldValue('to_on') as Dayjs | undefined
              if (d && (!to || to.isBefore(d))) form.setFieldValue('to_on', d)
            }}
          />
        </Form.Item>
        {!part && <Form.Item name="to_on" label={t('timeoff:to')} rules={[required(t('timeoff:to'))]}><DatePicker allowClear={false} inputReadOnly style={{ width: '100%' }} /></Form.Item>}
      </div>
      <Form.Item name="part" label={t('timeoff:own.part')} valuePropName="checked" layout="horizontal"><Switch /></Form.Item>
      {part && (
        <div className="to-two">
          <Form.Item name="from_minute" label={t('timeoff:own.from_time')} rules={time(t('timeoff:own.from_time'))}><Input inputMode="numeric" placeholder="09:00" /></Form.Item>
          <Form.Item name="to_minute" label={t('timeoff:own.to_time')} rules={time(t('timeoff:own.to_time'))}><Input inputMode="numeric" placeholder="12:00" /></Form.Item>
        </div>
      )}
      <Form.Item name="reason" label={t('timeoff:reason')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      <Form.Item noStyle shouldUpdate>{(f) => <Preview values={f.getFieldsValue(true) as Values} others={others} />}</Form.Item>
    </>
  )
}

/** What the request takes and what speaks against it. */
function Preview({ values, others }: { values: Values; others?: boolean }) {
  const { t } = useTranslation()
  const body = { ...toBody(values), reason: '' }
  const { data } = useQuery({
    queryKey: ['timeoff', 'check', JSON.stringify(body)], placeholderData: keepPreviousData, retry: false,
    enabled: Boolean(body.kind_id && body.from_on && body.to_on && body.to_on >= body.from_on && (!others || body.person_id) && (!values.part || ((body.from_minute ?? -1) >= 0 && (body.to_minute ?? -1) > (body.from_minute ?? -1)))),
    // Wrong values are told when it is sent; that something is there already, at once.
    queryFn: ({ signal }) => api.post<Request>('/timeoff/checks', body, { signal }).catch((e: unknown) => (e instanceof ApiError && e.status === 409 ? e : null)),
  })
  if (!data) return null
  if (data instanceof ApiError) return <Note kind="warn">{faultText(data)}</Note>
  return (
    <div className="to-preview" role="status">
      <b>{t('timeoff:own.takes', { length: lengthText(t, data.minutes) })}</b>
      {(data.warnings ?? []).map((w, i) => <Note key={i} kind="warn">{warningText(t, w)}</Note>)}
    </div>
  )
}
