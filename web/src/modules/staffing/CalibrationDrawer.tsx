// Which past days to replay. The work itself is a job; the page shows how far it is.
import { useQuery } from '@tanstack/react-query'
import { DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { EditDrawer } from '../../kit/EditDrawer'
import { addDays, today } from '../../kit/format'

type Values = { name?: string; first_on?: Dayjs; last_on?: Dayjs; queue_ids?: string[]; replications: number; seed: number }
type Props = { open: boolean; onClose: () => void; onStarted: (jobId: string) => void }

export function CalibrationDrawer({ open, onClose, onStarted }: Props) {
  const { t } = useTranslation()
  const { data } = useQuery(dimensionsQuery)
  const queues = inUse(data?.queues).map((q) => ({ value: q.id, label: q.code && q.code !== q.name ? `${q.name} ${q.code}` : q.name }))
  const needed = (key: string) => ({ required: true, message: t('common:form.required', { label: t(key) }) })
  const last = addDays(today(), -1)
  return (
    <EditDrawer<Values>
      open={open}
      width={560}
      title={t('staffing:calibration.start')}
      initial={{ first_on: dayjs(addDays(last, -30)), last_on: dayjs(last), queue_ids: [], replications: 20, seed: 1 }}
      saveLabel={t('staffing:run.go')}
      onClose={onClose}
      onSave={async (v) => {
        const { job_id } = await api.post<{ job_id: string }>('/staffing/calibrations', {
          name: v.name?.trim() || undefined, first_on: v.first_on?.format('YYYY-MM-DD'), last_on: v.last_on?.format('YYYY-MM-DD'), queue_ids: v.queue_ids ?? [], replications: v.replications, seed: v.seed,
        })
        onStarted(job_id)
      }}
    >
      <Form.Item name="name" label={t('staffing:name')}><Input maxLength={100} placeholder={t('staffing:calibration.usual_name')} /></Form.Item>
      <div className="lt-row" style={{ alignItems: 'flex-start' }}>
        <Form.Item name="first_on" label={t('staffing:first_on')} rules={[needed('staffing:first_on')]}><DatePicker allowClear={false} maxDate={dayjs(last)} /></Form.Item>
        <Form.Item name="last_on" label={t('staffing:last_on')} rules={[needed('staffing:last_on')]}><DatePicker allowClear={false} maxDate={dayjs(last)} /></Form.Item>
      </div>
      <Form.Item name="queue_ids" label={t('staffing:queues')} extra={t('staffing:calibration.queues_help')}>
        <Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('staffing:calibration.all_queues')} options={queues} />
      </Form.Item>
      <Form.Item name="replications" label={t('staffing:calibration.replications')} extra={t('staffing:calibration.replications_help')} rules={[needed('staffing:calibration.replications')]}><InputNumber min={5} max={200} precision={0} /></Form.Item>
      <Form.Item name="seed" label={t('staffing:calibration.seed')} extra={t('staffing:calibration.seed_help')} rules={[needed('staffing:calibration.seed')]}><InputNumber min={1} max={1_000_000_000} precision={0} /></Form.Item>
      <p className="lt-muted">{t('staffing:calibration.how')}</p>
    </EditDrawer>
  )
}
