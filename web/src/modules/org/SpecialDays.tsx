// Days on which a queue keeps other hours: holidays and make-up workdays.
import { DeleteOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import type { Queue } from '../../api/types'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { addDays, day, today } from '../../kit/format'
import { clock } from './HoursEditor'

type SpecialDay = { on: string; hours: [string, string][] | null; note?: string }

/** `8-12, 13:30-20` → spans; text that is no span is sent as it is and refused with its reason. */
export function parseSpans(text: string): [string, string][] {
  return text
    .split(/[,，;；\s]+/)
    .filter(Boolean)
    .map((part) => {
      const [from = '', to = ''] = part.split(/[-–—~～]/)
      return [clock(from), clock(to)]
    })
}

export function SpecialDays({ queue }: { queue: Queue }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const manage = useAllowed('org.manage')
  const [on, setOn] = useState(addDays(today(), 1))
  const [hours, setHours] = useState('')
  const [note, setNote] = useState('')
  const [fault, setFault] = useState<unknown>(null)
  const key = ['queues', queue.id, 'special-days']
  const list = useQuery({
    queryKey: key,
    queryFn: async () => {
      const answer = await api.get<SpecialDay[] | { items: SpecialDay[] | null } | null>(`/queues/${queue.id}/special-days`)
      return Array.isArray(answer) ? answer : (answer?.items ?? [])
    },
  })
  const run = async (work: () => Promise<unknown>) => {
    setFault(null)
    try {
      await work()
      setHours('')
      setNote('')
      await queries.invalidateQueries({ queryKey: key })
    } catch (error) {
      setFault(error)
    }
  }
  return (
    <section className="lt-section" aria-label={t('org:special.title')}>
      <div><h2>{t('org:special.title')}</h2><span className="lt-muted">{t('org:special.text')}</span></div>
      {list.isPending ? <Skeleton lines={2} /> : list.error ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : list.data.length === 0 ? (
        <span className="lt-muted">{t('org:special.empty')}</span>
      ) : (
        <ul className="lt-list is-plain">
          {list.data.map((d) => (
            <li key={d.on}>
              <b>{day(d.on)}</b>
              <span>{(d.hours ?? []).map((s) => s.join('–')).join(', ') || t('org:special.closed')}</span>
              <span className="lt-muted lt-grow">{d.note}</span>
              {manage && <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${d.on} ${t('common:action.delete')}`} onClick={() => void run(() => api.delete(`/queues/${queue.id}/special-days/${d.on}`))} />}
            </li>
          ))}
        </ul>
      )}
      {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
      {manage && (
        <form className="lt-inline-form" onSubmit={(e) => { e.preventDefault(); void run(() => api.put(`/queues/${queue.id}/special-days/${on}`, { hours: parseSpans(hours), note: note.trim() || undefined })) }}>
          <DatePicker value={dayjs(on)} allowClear={false} aria-label={t('org:special.on')} onChange={(d) => d && setOn(d.format('YYYY-MM-DD'))} />
          <Input aria-label={t('org:special.hours')} placeholder={t('org:special.hours')} value={hours} onChange={(e) => setHours(e.target.value)} />
          <Input aria-label={t('org:special.note')} placeholder={t('org:special.note')} value={note} maxLength={100} onChange={(e) => setNote(e.target.value)} />
          <Button htmlType="submit">{t('org:special.add')}</Button>
        </form>
      )}
    </section>
  )
}
