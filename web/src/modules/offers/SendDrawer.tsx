// Asking people: what is looked for, who fits in fair order, and who does not and why. The first of them are ticked.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Checkbox, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Note, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { today } from '../../kit/format'
import { minutesOf } from '../roster/clock'
import { violationText } from '../roster/violations'
import type { Misfit, Offer, Proposal } from './types'
import { changeText, hours, payText } from './words'
import './offers.css'
import '../roster/rosters.css'
import '../timeoff/timeoff.css'

type Values = { kind: Offer['kind']; skill_id?: string; on?: Dayjs; from_minute?: string; to_minute?: string; people?: number; note?: string; person_ids?: string[] }
type Props = { open: boolean; initial?: Partial<Values>; onClose: () => void; onSent: (x: Offer) => Promise<unknown> }

function toBody(v: Values) {
  const from = minutesOf(v.from_minute) ?? -1
  let to = v.to_minute?.trim() === '24:00' ? 1440 : (minutesOf(v.to_minute) ?? -1)
  if (to >= 0 && from >= 0 && to < from) to += 1440 // on the next day
  return { kind: v.kind, skill_id: v.skill_id ?? '', on: v.on?.format('YYYY-MM-DD') ?? '', from_minute: from, to_minute: to, people: v.people ?? 0, note: v.note?.trim() ?? '' }
}

export function SendDrawer({ open, initial, onClose, onSent }: Props) {
  const { t } = useTranslation()
  const start = useMemo<Values>(() => ({ kind: 'overtime', on: dayjs(today()).add(1, 'day'), from_minute: '17:00', to_minute: '18:00', people: 2, note: '', person_ids: [], ...initial }), [initial])
  return (
    <EditDrawer<Values> open={open} width={560} title={t('offers:send.start')} saveLabel={t('offers:send.go')} initial={start} onClose={onClose}
      onSave={async (v) => onSent(await api.post<Offer>('/offers', { ...toBody(v), person_ids: v.person_ids ?? [] }))}
    >
      <Fields />
    </EditDrawer>
  )
}

function Fields() {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const { data: dims } = useQuery(dimensionsQuery)
  const v: Values = { kind: Form.useWatch('kind', form) ?? 'overtime', skill_id: Form.useWatch('skill_id', form), on: Form.useWatch('on', form), from_minute: Form.useWatch('from_minute', form), to_minute: Form.useWatch('to_minute', form), people: Form.useWatch('people', form) }
  const body = toBody(v)
  const whole = Boolean(v.skill_id && body.on && body.from_minute >= 0 && body.to_minute > body.from_minute && body.people > 0)
  const q = useQuery({
    queryKey: ['roster', 'offers', 'proposal', body], enabled: whole, retry: false, placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Proposal | ApiError> => {
      try {
        return await api.post<Proposal>('/offers/proposals', body, { signal })
      } catch (error) {
        if (error instanceof ApiError && error.status < 500) return error
        throw error
      }
    },
  })
  const proposal = q.data instanceof ApiError ? undefined : q.data
  const ids = proposal?.fits.map((y) => y.person_id).join(' ') ?? ''
  const wanted = body.people
  // A new proposal ticks its first: twice as many as are wanted.
  useEffect(() => { form.setFieldValue('person_ids', ids.split(' ').filter(Boolean).slice(0, 2 * wanted)) }, [form, ids, wanted])
  const required = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  const time = (label: string) => [required(label), { validator: (_: unknown, x: string) => (!x || x.trim() === '24:00' || minutesOf(x) !== undefined ? Promise.resolve() : Promise.reject(new Error(t('errors:field.time')))) }]
  return (
    <>
      <Form.Item name="kind" label={t('offers:kind')}><Radio.Group options={[{ value: 'overtime', label: t('offers:send.overtime') }, { value: 'release', label: t('offers:send.release') }]} /></Form.Item>
      <div className="to-two">
        <Form.Item name="skill_id" label={t('offers:skill')} rules={[required(t('offers:skill'))]}><Select options={inUse(dims?.skills).map((s) => ({ value: s.id, label: s.name }))} /></Form.Item>
        <Form.Item name="people" label={t('offers:people')} rules={[required(t('offers:people'))]}><InputNumber min={1} max={200} precision={0} style={{ width: '100%' }} /></Form.Item>
      </div>
      <div className="of-three">
        <Form.Item name="on" label={t('offers:send.on')} rules={[required(t('offers:send.on'))]}><DatePicker allowClear={false} inputReadOnly style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="from_minute" label={t('offers:send.from')} rules={time(t('offers:send.from'))}><Input inputMode="numeric" placeholder="17:00" /></Form.Item>
        <Form.Item name="to_minute" label={t('offers:send.to')} rules={time(t('offers:send.to'))}><Input inputMode="numeric" placeholder="18:00" /></Form.Item>
      </div>
      <Form.Item name="note" label={t('offers:note')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      {whole && (q.isPending ? <Skeleton lines={3} /> : q.data instanceof ApiError ? <Note kind="warn">{faultText(q.data)}</Note> : proposal && (
        <section aria-label={t('offers:send.fits')} aria-busy={q.isFetching}>
          <h3 className="of-head">{t('offers:send.fits_n', { n: proposal.fits.length, count: proposal.fits.length })}</h3>
          {proposal.fits.length > 0 && <p className="lt-muted">{t('offers:send.order')}</p>}
          <Form.Item name="person_ids" noStyle>
            <Checkbox.Group className="of-fits">
              {proposal.fits.map((y) => (
                <Checkbox key={y.person_id} value={y.person_id}>
                  <span className="of-fit"><b>{y.place}. {y.name}</b><span>{changeText(t, y)}</span><small className="lt-muted">{payText(t, y)} · {t('offers:send.recent', { hours: hours(t, y.recent_minutes) })}</small></span>
                </Checkbox>
              ))}
            </Checkbox.Group>
          </Form.Item>
          {proposal.not.length > 0 && (
            <details className="of-not">
              <summary>{t('offers:send.not', { n: proposal.not.length, count: proposal.not.length })}</summary>
              <ul className="rs-list">{proposal.not.map((m) => <li key={m.person_id}>{m.name}: {why(t, m)}</li>)}</ul>
            </details>
          )}
        </section>
      ))}
    </>
  )
}

const why = (t: ReturnType<typeof useTranslation>['t'], m: Misfit): string => [t(`offers:why.${m.why}`), ...(m.violations ?? []).map((v) => violationText(t, v))].join(' ')
