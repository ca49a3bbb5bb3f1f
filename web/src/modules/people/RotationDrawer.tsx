// The form of a rotation: a proposal to begin with, then each team's leader, with what the plan is warned of while it is changed.
import { useQuery } from '@tanstack/react-query'
import { App, Button, Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { day, none, today } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import type { Move, Rotation, TeamState } from './types'

type Values = { name: string; effective_on: Dayjs; keep_site: boolean; seed: number; note?: string; leads: Record<string, string | undefined> }

const warnings = (t: TFunction, m: Move) => m.warnings.map((w) => t(`people:rotation.warn.${w}`) + (w === 'no_skill' ? `：${m.skills.join(t('people:join'))}` : w === 'comes_back' && m.last_on ? ` ${m.last_on}` : '')).join(t('people:join'))

export function moveColumns(t: TFunction): Column<Move>[] {
  return [
    { id: 'site', header: t('people:rotation.site'), width: 130, value: (m) => m.site_name, cell: (m) => m.site_name },
    { id: 'team', header: t('people:team'), width: 120, value: (m) => m.team_name, cell: (m) => m.team_name },
    { id: 'from', header: t('people:rotation.from'), width: 130, value: (m) => m.from_name, cell: (m) => m.from_name || none },
    { id: 'to', header: t('people:rotation.to'), width: 140, value: (m) => m.to_name, cell: (m) => <b>{m.to_name}</b> },
    { id: 'of', header: t('people:rotation.comes_of'), width: 120, value: (m) => m.comes_of, cell: (m) => m.comes_of || none },
    { id: 'last', header: t('people:rotation.last'), width: 150, value: (m) => m.last_on, cell: (m) => (m.last_on ? day(m.last_on) : none) },
    { id: 'warnings', header: t('people:rotation.warnings'), width: 260, grow: true, value: (m) => warnings(t, m), cell: (m) => (m.warnings.length > 0 ? <StatusTag tone="warn">{warnings(t, m)}</StatusTag> : <StatusTag tone="good">{t('people:rotation.fine')}</StatusTag>) },
  ]
}

export function RotationDrawer({ open, plan, teams, onClose, onDone }: { open: boolean; plan?: Rotation; teams: TeamState[]; onClose: () => void; onDone: (p: Rotation) => Promise<void> }) {
  const { t } = useTranslation()
  const initial = useMemo<Values>(() => {
    if (plan) return { name: plan.name, effective_on: dayjs(plan.effective_on), keep_site: plan.keep_site, seed: plan.seed, note: plan.note, leads: Object.fromEntries(plan.leads.map((l) => [l.team_id, l.leader_id])) }
    const next = dayjs(today()).month() < 6 ? dayjs(today()).month(6).startOf('month') : dayjs(today()).add(1, 'year').startOf('year')
    return { name: t('people:rotation.name_of', { year: next.year(), half: next.month() < 6 ? t('people:rotation.first_half') : t('people:rotation.second_half') }), effective_on: next, keep_site: true, seed: 1, note: '', leads: {} }
  }, [plan, t])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <EditDrawer<Values>
      open={open} identity={plan?.id ?? ''} width={720} title={t(plan ? 'people:rotation.edit' : 'people:rotation.add')} initial={initial} onClose={onClose} fieldOf={(path) => (path[0] === 'leads' ? ['leads'] : undefined)}
      onSave={async (v) => {
        const body = { name: v.name.trim(), effective_on: v.effective_on.format('YYYY-MM-DD'), keep_site: v.keep_site, seed: v.seed ?? 0, note: v.note?.trim() ?? '', leads: Object.entries(v.leads ?? {}).filter(([, leader]) => leader).map(([team_id, leader_id]) => ({ team_id, leader_id: leader_id! })) }
        await onDone(await (plan ? api.put<Rotation>(`/team-rotations/${encodeURIComponent(plan.id)}`, body, plan.rev) : api.post<Rotation>('/team-rotations', body)))
      }}
    >
      <div className="pe-two">
        <Form.Item name="name" label={t('people:name_of')} rules={required(t('people:name_of'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="effective_on" label={t('people:rotation.effective_on')} rules={required(t('people:rotation.effective_on'))}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="seed" label={t('people:rotation.seed')} extra={t('people:rotation.seed_help')}><InputNumber min={0} max={1e9} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="keep_site" label={t('people:rotation.site')} valuePropName="checked"><Checkbox>{t('people:rotation.keep_site')}</Checkbox></Form.Item>
      </div>
      <Leads teams={teams} />
      <Form.Item name="note" label={t('people:note')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </EditDrawer>
  )
}

function Leads({ teams }: { teams: TeamState[] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const form = Form.useFormInstance<Values>()
  const { data: dims } = useQuery(dimensionsQuery)
  const leads = (Form.useWatch('leads', form) as Values['leads'] | undefined) ?? {}
  const on = (Form.useWatch('effective_on', form) as Dayjs | undefined)?.format('YYYY-MM-DD') ?? ''
  const asked = Object.entries(leads).filter(([, leader]) => leader).map(([team_id, leader_id]) => ({ team_id, leader_id: leader_id! }))
  const q = useQuery({ queryKey: ['rotation-check', on, asked], enabled: asked.length > 0 && on >= today(), queryFn: ({ signal }) => api.post<Move[]>('/team-rotation-proposals', { effective_on: on, keep_site: false, seed: 0, leads: asked }, { signal }) })
  const propose = async () => {
    try {
      const moves = await api.post<Move[]>('/team-rotation-proposals', { effective_on: on, keep_site: form.getFieldValue('keep_site') as boolean, seed: (form.getFieldValue('seed') as number | null) ?? 0 })
      form.setFieldValue('leads', Object.fromEntries(moves.map((m) => [m.team_id, m.to_id])))
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  const leaders = new Set(teams.map((x) => x.leader_id).filter(Boolean))
  const named = (x: { name: string; code?: string }) => (x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name)
  const people = inUse(dims?.agents).map((x) => ({ value: x.id, label: named(x) }))
  const options = [{ label: t('people:rotation.leaders_now'), options: people.filter((p) => leaders.has(p.value)) }, { label: t('people:rotation.others'), options: people.filter((p) => !leaders.has(p.value)) }]
  return (
    <fieldset className="pe-rows">
      <legend>{t('people:rotation.leads')}</legend>
      <div className="lt-row" style={{ marginBottom: 8 }}><Button onClick={() => void propose()}>{t('people:rotation.propose')}</Button><span className="lt-muted">{t('people:rotation.propose_help')}</span></div>
      {teams.map((x) => {
        const move = q.data?.find((m) => m.team_id === x.team_id && m.to_id === leads[x.team_id])
        const text = move ? warnings(t, move) : ''
        return <Form.Item key={x.team_id} name={['leads', x.team_id]} label={t('people:rotation.lead_of', { team: x.name, leader: x.leader_name || none })} validateStatus={text ? 'warning' : undefined} help={text || undefined}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={options} /></Form.Item>
      })}
    </fieldset>
  )
}
