// What a new forecast is made from. The work itself is a job; the page shows how far it is.
import { useQuery } from '@tanstack/react-query'
import { DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { EditDrawer } from '../../kit/EditDrawer'
import { today } from '../../kit/format'

type Values = { name: string; queue_ids: string[]; weeks: number; grain_minutes: number; history_weeks: number; as_of?: Dayjs }

export function RunDrawer({ open, onClose, onStarted }: { open: boolean; onClose: () => void; onStarted: (jobId: string) => void }) {
  const { t } = useTranslation()
  const { data } = useQuery(dimensionsQuery)
  const queues = inUse(data?.queues)
  const label = (key: string) => t('common:form.required', { label: key })
  return (
    <EditDrawer<Values>
      open={open}
      title={t('forecast:run.title')}
      initial={{ name: t('forecast:run.usual_name', { day: today() }), queue_ids: [], weeks: 4, grain_minutes: 30, history_weeks: 104 }}
      saveLabel={t('forecast:run.go')}
      onClose={onClose}
      onSave={async (v) => {
        const { job_id } = await api.post<{ job_id: string }>('/forecast/versions', { ...v, queue_ids: v.queue_ids ?? [], as_of: v.as_of?.format('YYYY-MM-DD') })
        onStarted(job_id)
      }}
    >
      <Form.Item name="name" label={t('forecast:name')} rules={[{ required: true, whitespace: true, message: label(t('forecast:name')) }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="queue_ids" label={t('forecast:queues')} extra={t('forecast:run.queues_help')}>
        <Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('forecast:run.all_queues')} options={queues.map((q) => ({ value: q.id, label: q.code && q.code !== q.name ? `${q.name} ${q.code}` : q.name }))} />
      </Form.Item>
      <Form.Item name="weeks" label={t('forecast:weeks')} rules={[{ required: true, message: label(t('forecast:weeks')) }]}><InputNumber min={1} max={6} precision={0} /></Form.Item>
      <Form.Item name="grain_minutes" label={t('forecast:grain')} rules={[{ required: true }]}><Select style={{ width: 120 }} options={[30, 15].map((value) => ({ value, label: String(value) }))} /></Form.Item>
      <Form.Item name="as_of" label={t('forecast:run.as_of')} extra={t('forecast:run.as_of_help')}><DatePicker style={{ width: 180 }} maxDate={dayjs(today())} minDate={dayjs(today()).subtract(10, 'year')} /></Form.Item>
      <Form.Item name="history_weeks" label={t('forecast:run.history_weeks')} extra={t('forecast:run.history_help')} rules={[{ required: true, message: label(t('forecast:run.history_weeks')) }]}><InputNumber min={2} max={156} precision={0} /></Form.Item>
    </EditDrawer>
  )
}
