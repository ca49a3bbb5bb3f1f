// One seat: who sits there, from when, and who shall.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Drawer, Form, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText, fieldPath, fieldText } from '../../kit/fault'
import { today } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import type { Seat } from '../org/seatplan'

type Seating = { id: string; person: { id: string; name: string }; from_on: string; to_on: string | null }
type Values = { person_id: string; from_on?: Dayjs; to_on?: Dayjs | null }

export function SeatDrawer({ seat, onClose }: { seat: Seat | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer open={Boolean(seat)} onClose={onClose} size={420} title={seat && t('live:seats.title', { label: seat.label })} closable={{ 'aria-label': t('common:action.close') }} destroyOnHidden>
      {seat && <Detail key={seat.id} seat={seat} />}
    </Drawer>
  )
}

function Detail({ seat }: { seat: Seat }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const { data: dims } = useQuery(dimensionsQuery)
  const [form] = Form.useForm<Values>()
  const on = today()
  const history = useQuery({ queryKey: ['seat-plans', 'seatings', seat.id], queryFn: ({ signal }) => api.get<{ items: Seating[] | null }>(`/seats/${seat.id}/seatings`, undefined, signal).then((x) => (x.items ?? []).toReversed()) })
  const change = useMutation({
    mutationFn: (v: Values | null) => (v ? api.put(`/seats/${seat.id}/occupant`, { person_id: v.person_id, from_on: seat.shared ? undefined : v.from_on?.format('YYYY-MM-DD'), ...(seat.shared || !v.to_on ? {} : { to_on: v.to_on.format('YYYY-MM-DD') }) }) : api.delete(`/seats/${seat.id}/occupant`)),
    onSuccess: async () => {
      void message.success(t('common:form.saved'))
      form.resetFields()
      await queries.invalidateQueries({ queryKey: ['seat-plans'] })
    },
    onError: (error) => error instanceof ApiError && form.setFields(error.fields.map((f) => ({ name: fieldPath(f.location) as never, errors: [fieldText(f)] }))),
  })
  const label = t('live:seats.person')
  return (
    <div className="lt-stack">
      <p className="lt-muted">{t(seat.shared ? 'live:seats.shared_hint' : 'live:seats.own_hint')}{seat.extension && <><br />{t('live:seats.extension', { extension: seat.extension })}</>}</p>
      <div className="lt-row">
        <span className="lt-grow">{t('live:seats.now')} <b>{seat.person?.name ?? (seat.taken ? t('live:seats.taken') : t('live:seats.nobody'))}</b></span>
        {seat.person && <Button loading={change.isPending} onClick={() => change.mutate(null)}>{t('live:seats.vacate')}</Button>}
      </div>
      {seat.taken && !seat.person ? <Note>{t('live:seats.foreign')}</Note> : (
        <Form<Values> form={form} layout="vertical" requiredMark={false} initialValues={{ from_on: dayjs(on) }} onFinish={(v) => change.mutate(v)}>
          <Form.Item name="person_id" label={label} rules={[{ required: true, message: t('common:form.required', { label }) }]}>
            <Select aria-label={label} showSearch={{ optionFilterProp: 'label' }} placeholder={t('live:seats.choose_person')} options={inUse(dims?.agents).map((a) => ({ value: a.id, label: `${a.name} ${a.code}` }))} />
          </Form.Item>
          {!seat.shared && (
            <div className="lt-form-row">
              <Form.Item name="from_on" label={t('live:seats.from')} rules={[{ required: true, message: t('common:form.required', { label: t('live:seats.from') }) }]}><DatePicker style={{ width: '100%' }} allowClear={false} /></Form.Item>
              <Form.Item name="to_on" label={t('live:seats.to')} dependencies={['from_on']} rules={[({ getFieldValue }) => ({ validator: async (_, v?: Dayjs) => { if (v && v.isBefore(getFieldValue('from_on') as Dayjs, 'day')) throw new Error(t('errors:field.before_from')) } })]}><DatePicker style={{ width: '100%' }} placeholder={t('live:seats.lasting')} /></Form.Item>
            </div>
          )}
          {change.isError && <Note kind="bad">{faultText(change.error)}</Note>}
          {seat.person && <p className="lt-muted">{t('live:seats.replaces', { name: seat.person.name })}</p>}
          <Button type="primary" htmlType="submit" loading={change.isPending}>{t(seat.shared ? 'live:seats.sit_today' : 'live:seats.sit')}</Button>
        </Form>
      )}
      <h3>{t('live:seats.history')}</h3>
      {history.isError ? <Failure error={history.error} onRetry={() => void history.refetch()} /> : history.isPending ? <Skeleton lines={2} /> : history.data.length === 0 ? <Note>{t('live:seats.no_history')}</Note> : (
        <ul className="lt-timeline">
          {history.data.slice(0, 50).map((x) => {
            const now = x.from_on <= on && (!x.to_on || x.to_on >= on)
            return <li key={x.id} className={now ? 'is-now' : undefined}><b>{x.person.name}</b><span className="lt-muted lt-grow">{x.to_on === x.from_on ? x.from_on : `${x.from_on} – ${x.to_on ?? t('live:seats.lasting')}`}</span>{x.from_on > on && <StatusTag tone="muted">{t('live:seats.planned')}</StatusTag>}</li>
          })}
        </ul>
      )}
    </div>
  )
}
