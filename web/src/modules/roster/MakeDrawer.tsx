// What a roster is made of. The search itself is a job; the page shows how far it is, and it can be cancelled.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { addDays } from '../../kit/format'
import type { Plan } from '../staffing/types'
import type { Roster } from './types'

type Values = { name: string; plan_id?: string; first_on?: string; last_on?: string; team_ids: string[]; away_percent: number; seconds: number; keep_price: number }
type Props = { open: boolean; from: Roster | undefined; onClose: () => void; onStarted: (jobId: string) => void }

/** The days of a plan a roster may begin on: its Mondays, and its first day. */
const begins = (p: Plan | undefined): string[] => {
  const out: string[] = []
  for (let on = p?.first_on; p && on && on <= p.last_on; on = addDays(on, 1)) if (out.length === 0 || new Date(`${on}T00:00:00Z`).getUTCDay() === 1) out.push(on)
  return out
}

export function MakeDrawer({ open, from, onClose, onStarted }: Props) {
  const { t } = useTranslation()
  const plans = useQuery({ queryKey: ['staffing', 'plans-to-roster'], enabled: open, queryFn: async ({ signal }) => (await api.get<{ items: Plan[] | null }>('/staffing/plans', { limit: 200 }, signal)).items ?? [] })
  const teams = inUse(useQuery(dimensionsQuery).data?.teams).map((x) => ({ value: x.id, label: x.name }))
  const choices = plans.data ?? []
  const first = choices.find((p) => p.id === from?.plan_id) ?? choices[0]
  const needed = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  return (
    <EditDrawer<Values>
      open={open} width={560} identity={`${from?.id ?? ''} ${first?.id ?? ''}`} title={from ? t('roster:make.anew') : t('roster:make.start')} saveLabel={t('roster:make.go')}
      initial={from
        ? { name: t('roster:make.anew_name', { name: from.name }).slice(0, 100), plan_id: from.plan_id, first_on: from.first_on, last_on: from.last_on, team_ids: from.settings.team_ids, away_percent: from.settings.away_percent, seconds: from.settings.seconds, keep_price: 5 }
        : { name: t('roster:make.usual_name', { day: first?.first_on ?? '' }), plan_id: first?.id, first_on: first?.first_on, last_on: first?.last_on, team_ids: [], away_percent: 14, seconds: 30, keep_price: 0 }}
      onClose={onClose}
      onSave={async (v) => onStarted((await api.post<{ job_id: string }>('/rosters', { ...v, based_on: from?.id })).job_id)}
    >
      {plans.data && choices.length === 0 && <div style={{ marginBottom: 16 }}><Note kind="warn" action={<Link to={'/staffing' as string}><Button size="small">{t('roster:make.to_plans')}</Button></Link>}>{t('roster:make.no_plan')}</Note></div>}
      {from && <p className="lt-muted">{t('roster:make.anew_text')}</p>}
      <Form.Item name="name" label={t('roster:list.name')} rules={[{ ...needed(t('roster:list.name')), whitespace: true }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="plan_id" label={t('roster:list.plan')} rules={[needed(t('roster:list.plan'))]}>
        <Select disabled={!!from} loading={plans.isPending} showSearch={{ optionFilterProp: 'label' }} options={choices.map((p) => ({ value: p.id, label: `${p.name} · ${p.first_on} – ${p.last_on}` }))} />
      </Form.Item>
      <Days from={from} plans={choices} />
      <Form.Item name="team_ids" label={t('roster:make.teams')} extra={t('roster:make.teams_help')}><Select mode="multiple" allowClear options={teams} placeholder={t('roster:all')} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
      <Form.Item name="away_percent" label={t('roster:make.away')} extra={t('roster:make.away_help')} rules={[needed(t('roster:make.away'))]}><InputNumber min={0} max={80} suffix="%" style={{ width: 140 }} /></Form.Item>
      <Form.Item name="seconds" label={t('roster:make.seconds')} extra={t('roster:make.seconds_help')} rules={[needed(t('roster:make.seconds'))]}><InputNumber min={1} max={1800} precision={0} suffix={t('roster:make.unit')} style={{ width: 140 }} /></Form.Item>
      {from && <Form.Item name="keep_price" label={t('roster:make.keep')} extra={t('roster:make.keep_help')}><InputNumber min={0} max={1000000} style={{ width: 140 }} /></Form.Item>}
    </EditDrawer>
  )
}

function Days({ from, plans }: { from: Roster | undefined; plans: Plan[] }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const planId = Form.useWatch('plan_id', form)
  const plan = plans.find((p) => p.id === planId)
  const first = Form.useWatch('first_on', form)
  const starts = begins(plan)
  const ends = starts.flatMap((on) => [addDays(on, -1)]).concat(plan ? [plan.last_on] : []).filter((on) => !first || on >= first)
  const option = (on: string) => ({ value: on, label: on })
  const needed = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  return (
    <div className="lt-row" style={{ alignItems: 'flex-start' }}>
      <Form.Item name="first_on" label={t('roster:list.first_on')} rules={[needed(t('roster:list.first_on'))]}><Select disabled={!!from} style={{ width: 160 }} options={starts.map(option)} /></Form.Item>
      <Form.Item name="last_on" label={t('roster:list.last_on')} rules={[needed(t('roster:list.last_on'))]}><Select disabled={!!from} style={{ width: 160 }} options={[...new Set(ends)].map(option)} /></Form.Item>
    </div>
  )
}
