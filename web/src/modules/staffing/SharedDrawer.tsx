// Which plan is shared out among which skill groups. The groups are first those of the organisation: people with the same skills.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Select, Spin, type FormInstance } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Failure } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { count } from '../../kit/format'
import { planQuery } from './queries'
import type { Plan, SharedGroup } from './types'

type Row = Omit<SharedGroup, 'most'> & { most?: number | null }
type Values = { name: string; plan_id: string; days: [Dayjs, Dayjs]; groups: Row[] }
type Props = { open: boolean; plans: Plan[]; onClose: () => void; onStarted: (job: string) => void }

const mostDays = 42

export function SharedDrawer({ open, plans, onClose, onStarted }: Props) {
  const { t } = useTranslation()
  const first = plans[0]
  return (
    <EditDrawer<Values>
      open={open}
      width={760}
      title={t('staffing:sharing.start')}
      initial={{ name: first?.name ?? '', plan_id: first?.id ?? '', days: spanOf(first), groups: [] }}
      saveLabel={t('staffing:run.go')}
      onClose={onClose}
      fieldOf={(path) => (path[0] === 'from_on' || path[0] === 'to_on' ? ['days'] : undefined)}
      onSave={async (v) => {
        const { job_id } = await api.post<{ job_id: string }>('/staffing/shared', {
          name: v.name, plan_id: v.plan_id, from_on: v.days[0].format('YYYY-MM-DD'), to_on: v.days[1].format('YYYY-MM-DD'), groups: v.groups.map((g) => ({ ...g, most: g.most ?? undefined })),
        })
        onStarted(job_id)
      }}
    >
      <Fields plans={plans} />
    </EditDrawer>
  )
}

/** The days of a plan, at most the six weeks that can be asked for. */
function spanOf(p?: Plan): [Dayjs, Dayjs] {
  const first = dayjs(p?.first_on)
  const last = dayjs(p?.last_on)
  const most = first.add(mostDays - 1, 'day')
  return [first, last.isAfter(most) ? most : last]
}

function Fields({ plans }: { plans: Plan[] }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const id = Form.useWatch('plan_id', form) as string | undefined
  const chosen = plans.find((p) => p.id === id)
  const plan = useQuery({ ...planQuery(id ?? ''), enabled: Boolean(id) })
  const known = useQuery({ queryKey: ['staffing', 'skill-groups', id ?? ''], enabled: Boolean(id), queryFn: async ({ signal }) => (await api.get<SharedGroup[] | null>('/staffing/skill-groups', { plan: id }, signal)) ?? [] })
  useGroups(form, id, known.data)
  const needed = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  const queues = (plan.data?.queues ?? []).filter((q) => q.outcome === 'made').map((q) => ({ value: q.queue_id, label: q.name }))
  return (
    <>
      <Form.Item name="name" label={t('staffing:name')} rules={[{ ...needed(t('staffing:name')), whitespace: true }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="plan_id" label={t('staffing:one')} extra={t('staffing:sharing.plan_extra')} rules={[needed(t('staffing:one'))]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={plans.map((p) => ({ value: p.id, label: `${p.name} · ${p.first_on} – ${p.last_on}` }))} onChange={(next: string) => form.setFieldValue('days', spanOf(plans.find((p) => p.id === next)))} />
      </Form.Item>
      <Form.Item name="days" label={t('staffing:sharing.span')} extra={t('staffing:sharing.span_extra')} rules={[needed(t('staffing:sharing.span'))]}>
        <DatePicker.RangePicker allowClear={false} minDate={chosen && dayjs(chosen.first_on)} maxDate={chosen && dayjs(chosen.last_on)} />
      </Form.Item>
      <h3>{t('staffing:sharing.groups')}</h3>
      <p className="lt-muted">{t('staffing:sharing.groups_help')}</p>
      {known.isError && <Failure error={known.error} onRetry={() => void known.refetch()} />}
      {known.isPending && id && <Spin />}
      <Form.List name="groups" rules={[{ validator: (_, rows: Row[] | undefined) => (rows?.length ? Promise.resolve() : Promise.reject(new Error(t('staffing:sharing.no_group')))) }]}>
        {(rows, { add, remove }, { errors }) => (
          <>
            {rows.map((row) => (
              <section key={row.key} className="lt-card" aria-label={t('staffing:sharing.group')} style={{ marginBottom: 12 }}>
                <div className="lt-card-body">
                  <div className="lt-row" style={{ alignItems: 'flex-start' }}>
                    <Form.Item name={[row.name, 'name']} label={t('staffing:sharing.group')} style={{ flex: 1 }} rules={[{ ...needed(t('staffing:sharing.group')), whitespace: true }]}><Input maxLength={100} /></Form.Item>
                    <Form.Item name={[row.name, 'cost_per_hour']} label={t('staffing:sharing.cost')} tooltip={t('staffing:sharing.cost_help')} rules={[needed(t('staffing:sharing.cost'))]}><InputNumber min={0.01} max={1e6} style={{ width: 110 }} /></Form.Item>
                    <Form.Item name={[row.name, 'most']} label={t('staffing:sharing.limit')} tooltip={t('staffing:sharing.limit_help')}><InputNumber min={0} max={10000} precision={0} placeholder={t('staffing:sharing.no_limit')} style={{ width: 110 }} /></Form.Item>
                    <Form.Item label=" " colon={false}><Button icon={<DeleteOutlined />} aria-label={t('common:action.delete')} onClick={() => remove(row.name)} /></Form.Item>
                  </div>
                  <Form.Item name={[row.name, 'queue_ids']} label={t('staffing:queues')} rules={[needed(t('staffing:queues'))]} style={{ marginBottom: 4 }}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={queues} /></Form.Item>
                  <Form.Item noStyle shouldUpdate>{() => { const n = form.getFieldValue(['groups', row.name, 'people']) as number | undefined; return n ? <span className="lt-muted">{t('staffing:sharing.people_of', { n: count(n) })}</span> : null }}</Form.Item>
                  <Form.Item name={[row.name, 'people']} hidden><InputNumber /></Form.Item>
                </div>
              </section>
            ))}
            <Form.Item><div style={{ color: 'var(--lt-bad-text)' }}><Form.ErrorList errors={errors} /></div><Button icon={<PlusOutlined />} onClick={() => add({ name: '', queue_ids: [], cost_per_hour: 1 })}>{t('staffing:sharing.add_group')}</Button></Form.Item>
          </>
        )}
      </Form.List>
    </>
  )
}

/** The organisation's groups come into the form when they are known, and anew with another plan. */
function useGroups(form: FormInstance<Values>, plan: string | undefined, groups: SharedGroup[] | undefined) {
  useEffect(() => {
    if (plan && groups) form.setFieldValue('groups', groups)
  }, [form, plan, groups])
}
