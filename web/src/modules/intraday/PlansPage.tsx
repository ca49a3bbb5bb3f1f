// The planner and the operations manager open this a few times a year, before storms do: what is done when contacts come that nobody
// planned for. They decide who helps, how much is led elsewhere and how long it takes to begin.
import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { count, none, percent } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Plan } from './types'
import { Views } from './Views'
import './intraday.css'

export function PlansPage() {
  return <Guard permission="intraday.read"><PlansView /></Guard>
}

type Values = Pick<Plan, 'name' | 'steps' | 'skill_ids' | 'people' | 'divert_percent' | 'lead_minutes' | 'most_minutes' | 'active'>
const blank: Values = { name: '', steps: '', skill_ids: [], people: 0, divert_percent: 0, lead_minutes: 15, most_minutes: 120, active: true }

function PlansView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const acts = useAllowed('intraday.act')
  const [search, patch] = useSearchState()
  const { data: dims } = useQuery(dimensionsQuery)
  const q = useQuery({ queryKey: ['intraday', 'plans'], queryFn: ({ signal }) => api.get<Plan[]>('/intraday/plans', undefined, signal) })
  const open = search.plan as string | undefined
  const item = q.data?.find((p) => p.id === open)
  const skills = (p: Plan) => (p.skill_ids.length === 0 ? t('intraday:plan.all_skills') : p.skill_ids.map((id) => dims?.skills.find((s) => s.id === id)?.name ?? id).join(t('intraday:join')))
  const columns: Column<Plan>[] = [
    { id: 'name', header: t('intraday:plan.name'), width: 180, pin: true, sortable: true, value: (p) => p.name, cell: (p) => p.name },
    { id: 'skills', header: t('intraday:plan.skills'), width: 160, value: skills, cell: skills },
    { id: 'people', header: t('intraday:plan.people'), width: 120, align: 'right', value: (p) => p.people, cell: (p) => (p.people ? t('intraday:plan.people_n', { n: p.people, count: p.people }) : none) },
    { id: 'divert', header: t('intraday:plan.divert'), width: 120, align: 'right', value: (p) => p.divert_percent, cell: (p) => (p.divert_percent ? percent(p.divert_percent) : none) },
    { id: 'lead', header: t('intraday:plan.lead'), width: 130, align: 'right', value: (p) => p.lead_minutes, cell: (p) => t('intraday:minutes', { n: count(p.lead_minutes) }) },
    { id: 'most', header: t('intraday:plan.most'), width: 130, align: 'right', value: (p) => p.most_minutes, cell: (p) => t('intraday:minutes', { n: count(p.most_minutes) }) },
    { id: 'steps', header: t('intraday:plan.steps'), width: 220, grow: true, value: (p) => p.steps, cell: (p) => <span title={p.steps}>{p.steps}</span> },
    { id: 'active', header: t('intraday:state'), width: 100, value: (p) => t(p.active ? 'intraday:plan.active' : 'intraday:plan.inactive'), cell: (p) => <StatusTag tone={p.active ? 'good' : 'muted'}>{t(p.active ? 'intraday:plan.active' : 'intraday:plan.inactive')}</StatusTag> },
    ...(acts ? [{ id: 'act', header: '', width: 60, cell: (p) => <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${p.name} ${t('common:action.edit')}`} onClick={() => patch({ plan: p.id }, true)} /> } satisfies Column<Plan>] : []),
  ]
  const add = acts && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ plan: 'new' }, true)}>{t('intraday:plan.add')}</Button>
  const required = (label: string) => [{ required: true, whitespace: true, message: t('common:form.required', { label }) }]
  const number = (name: 'people' | 'divert_percent' | 'lead_minutes' | 'most_minutes', label: string, most: number, extra?: string) => <Form.Item name={name} label={label} extra={extra}><InputNumber min={0} max={most} style={{ width: '100%' }} /></Form.Item>
  return (
    <Page title={t('intraday:nav.plans')} actions={add}>
      <Views />
      <section className="lt-card" aria-label={t('intraday:nav.plans')}>
        {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={4} /> : q.data.length === 0 ? <Empty title={t('intraday:plan.empty')} reason={t('intraday:plan.empty_reason')} /> : (
          <DataTable<Plan> id="intraday.plans" label={t('intraday:nav.plans')} columns={columns} rows={q.data} rowKey={(p) => p.id} maxHeight={560} />
        )}
      </section>
      {acts && (
        <EditDrawer<Values>
          open={open === 'new' || Boolean(item)} identity={item?.id ?? ''} title={t(item ? 'intraday:plan.edit' : 'intraday:plan.add')} initial={item ?? blank} onClose={() => patch({ plan: undefined })}
          onReload={async () => (await api.get<Plan[]>('/intraday/plans')).find((p) => p.id === item?.id)}
          onSave={async (v) => {
            const body: Values = { name: v.name.trim(), steps: v.steps.trim(), skill_ids: v.skill_ids ?? [], people: v.people ?? 0, divert_percent: v.divert_percent ?? 0, lead_minutes: v.lead_minutes ?? 0, most_minutes: v.most_minutes ?? 0, active: v.active }
            if (item) await api.put(`/intraday/plans/${encodeURIComponent(item.id)}`, body, item.rev)
            else await api.post('/intraday/plans', body)
            await queries.invalidateQueries({ queryKey: ['intraday'] })
          }}
        >
          <Form.Item name="name" label={t('intraday:plan.name')} rules={required(t('intraday:plan.name'))}><Input maxLength={100} /></Form.Item>
          <Form.Item name="steps" label={t('intraday:plan.steps')} rules={required(t('intraday:plan.steps'))}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
          <Form.Item name="skill_ids" label={t('intraday:plan.skills')}><Select mode="multiple" allowClear placeholder={t('intraday:plan.all_skills')} showSearch={{ optionFilterProp: 'label' }} options={(dims?.skills ?? []).map((s) => ({ value: s.id, label: s.name }))} /></Form.Item>
          <div className="id-form">
            {number('people', t('intraday:plan.people'), 500, t('intraday:plan.people_help'))}
            {number('divert_percent', t('intraday:plan.divert_field'), 100, t('intraday:plan.divert_help'))}
            {number('lead_minutes', t('intraday:plan.lead_field'), 240)}
            {number('most_minutes', t('intraday:plan.most_field'), 720)}
          </div>
          <Form.Item name="active" label={t('intraday:plan.active')} valuePropName="checked"><Switch /></Form.Item>
        </EditDrawer>
      )}
    </Page>
  )
}
