// Offering a shift: which, to whom, as a gift or in exchange. What would break is said under it before it is sent.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Form, Input, Radio, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { addDays, day, today } from '../../kit/format'
import { clockOf } from '../roster/clock'
import type { OwnRoster } from '../roster/types'
import { Rules } from './Rules'
import type { Checked, Colleague } from './types'
import { dayShift } from './words'

type Values = { on?: string; whom: 'all' | 'one'; for_id?: string; how: 'gift' | 'exchange'; back_on?: string; note?: string }
type Props = { open: boolean; on?: string; noticeHours: number; onClose: () => void; onSaved: () => Promise<unknown> }

const toBody = (v: Values) => ({ on: v.on ?? '', ...(v.whom === 'one' ? { for_id: v.for_id ?? '', ...(v.how === 'exchange' ? { back_on: v.back_on ?? '' } : {}) } : {}), note: v.note?.trim() ?? '' })

export function OfferDrawer({ open, on, noticeHours, onClose, onSaved }: Props) {
  const { t } = useTranslation()
  const initial = useMemo<Values>(() => ({ on, whom: 'all', how: 'gift', note: '' }), [on])
  return (
    <EditDrawer<Values> open={open} width={480} title={t('swaps:own.offer')} saveLabel={t('swaps:offer.send')} initial={initial} identity={on ?? ''} onClose={onClose}
      onSave={async (v) => {
        await api.post('/own/swaps', toBody(v))
        await onSaved()
      }}
    >
      <Fields noticeHours={noticeHours} />
    </EditDrawer>
  )
}

function Fields({ noticeHours }: { noticeHours: number }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const v: Values = { on: Form.useWatch('on', form), whom: Form.useWatch('whom', form) ?? 'all', for_id: Form.useWatch('for_id', form), how: Form.useWatch('how', form) ?? 'gift', back_on: Form.useWatch('back_on', form) }
  const from = today()
  const shifts = useQuery({ queryKey: ['rosters', 'own', 'shifts', from], queryFn: ({ signal }) => api.get<OwnRoster>('/own/roster', { from, to: addDays(from, 62) }, signal) })
  const colleagues = useQuery({ queryKey: ['roster', 'swaps', 'colleagues', v.on], enabled: Boolean(v.on) && v.whom === 'one', retry: false, queryFn: ({ signal }) => api.get<Colleague[]>('/own/swaps/colleagues', { on: v.on }, signal) })
  const mine = (shifts.data?.days ?? []).filter((d) => d.type_id)
  const one = colleagues.data?.find((c) => c.person_id === v.for_id)
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const whole = Boolean(v.on) && v.whom === 'one' && Boolean(v.for_id) && (v.how === 'gift' || Boolean(v.back_on))
  const tried = useQuery({
    queryKey: ['roster', 'swaps', 'try', v], enabled: whole, retry: false, placeholderData: keepPreviousData,
    // Wrong values are told when it is sent; that it cannot be, at once.
    queryFn: ({ signal }) => api.post<Checked>('/own/swaps/checks', toBody(v), { signal }).catch((e: unknown) => (e instanceof ApiError && e.status === 409 ? e : null)),
  })
  return (
    <>
      <Form.Item name="on" label={t('swaps:offer.shift')} rules={required(t('swaps:offer.shift'))} extra={t('swaps:offer.notice', { hours: noticeHours })}>
        <Select loading={shifts.isPending} notFoundContent={t('swaps:offer.no_shift')} onChange={() => form.setFieldsValue({ for_id: undefined, back_on: undefined })} options={mine.map((d) => ({ value: d.on, label: `${day(d.on)} ${d.code ?? ''} ${clockOf(d.begins ?? 0)}–${clockOf(d.ends ?? 0)}` }))} />
      </Form.Item>
      <Form.Item name="whom" label={t('swaps:offer.whom')}><Radio.Group options={[{ value: 'all', label: t('swaps:offer.all') }, { value: 'one', label: t('swaps:offer.one') }]} /></Form.Item>
      {v.whom === 'one' && (
        <>
          {colleagues.isError && <Note kind="warn">{faultText(colleagues.error)}</Note>}
          <Form.Item name="for_id" label={t('swaps:offer.colleague')} rules={required(t('swaps:offer.colleague'))}>
            <Select showSearch={{ optionFilterProp: 'label' }} disabled={!v.on} loading={colleagues.isFetching} notFoundContent={t('swaps:offer.no_colleague')}
              onChange={(id: string) => form.setFieldsValue({ back_on: undefined, how: colleagues.data?.find((c) => c.person_id === id)?.off ? 'gift' : 'exchange' })}
              options={(colleagues.data ?? []).map((c) => ({ value: c.person_id, label: `${c.name} ${c.agent_no}${c.off ? '' : ` · ${t('swaps:offer.works')}`}` }))} />
          </Form.Item>
          <Form.Item name="how" label={t('swaps:offer.how')}><Radio.Group options={[{ value: 'gift', label: t('swaps:offer.gift'), disabled: one && !one.off }, { value: 'exchange', label: t('swaps:offer.exchange'), disabled: one && one.back.length === 0 }]} /></Form.Item>
          {v.how === 'exchange' && <Form.Item name="back_on" label={t('swaps:offer.back')} rules={required(t('swaps:offer.back'))}><Select disabled={!one} options={(one?.back ?? []).map((b) => ({ value: b.on, label: dayShift(b.on, b.shift) }))} /></Form.Item>}
        </>
      )}
      <Form.Item name="note" label={t('swaps:offer.note')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      {whole && (tried.data instanceof ApiError ? <Note kind="warn">{faultText(tried.data)}</Note> : tried.data && <div role="status"><Rules told={tried.data.violations} /></div>)}
    </>
  )
}
