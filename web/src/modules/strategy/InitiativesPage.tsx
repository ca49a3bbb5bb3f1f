// The operations manager opens this weekly: what is being done for which goal, what is late, what it takes. They decide what is pushed,
// put off or dropped.
import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { day, decimal, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { goalsQuery } from './queries'
import type { Goal, Initiative } from './types'
import { Views } from './Views'
import './strategy.css'

export function InitiativesPage() {
  return <Guard permission="strategy.read"><InitiativesView /></Guard>
}

function InitiativesView() {
  const { t } = useTranslation()
  return (
    <Page title={t('strategy:nav.initiatives')} fill>
      <Views />
      <InitiativesTable />
    </Page>
  )
}

const states = ['planned', 'running', 'done', 'dropped'] as const
const stateTones: Record<Initiative['state'], Tone> = { planned: 'muted', running: 'info', done: 'good', dropped: 'muted' }

/** All initiatives, or those of a goal. */
export function InitiativesTable({ goal }: { goal?: Goal }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('strategy.edit')
  const { data: goals } = useQuery(goalsQuery)
  const [edited, setEdited] = useState<Initiative | 'new'>()
  const refresh = () => queries.invalidateQueries({ queryKey: ['strategy'] })
  const removeOne = (x: Initiative) =>
    modal.confirm({
      title: t('strategy:work.delete_title', { name: x.name }), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/strategy/initiatives/${encodeURIComponent(x.id)}`)
        } catch (error) {
          void message.error(faultText(error))
        }
        await refresh()
      },
    })
  const steps = (x: Initiative) => x.milestones.map((m) => `${m.done_on ? '✓' : m.due_on < today() ? '▲' : '○'} ${m.name} ${m.done_on || m.due_on}`).join('\n')
  const columns: Column<Initiative>[] = [
    { id: 'name', header: t('strategy:work.name'), width: 200, pin: true, sortable: true, value: (x) => x.name, cell: (x) => <span title={x.note}>{x.name}</span> },
    ...(goal ? [] : [{ id: 'goal', header: t('strategy:work.goal'), width: 170, sortable: true, value: (x) => x.goal_name, cell: (x) => x.goal_name } satisfies Column<Initiative>]),
    { id: 'state', header: t('strategy:goal.state'), width: 150, value: (x) => t(`strategy:work.states.${x.state}`), cell: (x) => (x.late ? <StatusTag tone="bad">{t(`strategy:work.states.${x.state}`)} · {t('strategy:work.late')}</StatusTag> : <StatusTag tone={stateTones[x.state]}>{t(`strategy:work.states.${x.state}`)}</StatusTag>) },
    { id: 'milestones', header: t('strategy:work.milestones'), width: 160, grow: true, value: steps, cell: (x) => <span title={steps(x)}>{t('strategy:work.done_of', { done: x.milestones_done, all: x.milestones.length })}{nextOf(x) && ` · ${t('strategy:work.next', { name: nextOf(x)!.name, day: nextOf(x)!.due_on })}`}</span> },
    { id: 'owner', header: t('strategy:goal.owner'), width: 120, sortable: true, value: (x) => x.owner, cell: (x) => x.owner },
    { id: 'from', header: t('strategy:work.from_on'), width: 140, sortable: true, value: (x) => x.from_on, cell: (x) => day(x.from_on) },
    { id: 'to', header: t('strategy:work.to_on'), width: 140, sortable: true, value: (x) => x.to_on, cell: (x) => day(x.to_on) },
    { id: 'people', header: t('strategy:work.people'), width: 90, align: 'right', value: (x) => x.people, cell: (x) => decimal(x.people, 1) },
    { id: 'money', header: t('strategy:work.money'), width: 120, align: 'right', value: (x) => x.money, cell: (x) => decimal(x.money, 0) },
    ...(edits ? [{
      id: 'act', header: '', width: 90,
      cell: (x) => (
        <span className="lt-row" style={{ flexWrap: 'nowrap' }}>
          <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${x.name} ${t('common:action.edit')}`} onClick={() => setEdited(x)} />
          <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${x.name} ${t('common:action.delete')}`} onClick={() => removeOne(x)} />
        </span>
      ),
    } satisfies Column<Initiative>] : []),
  ]
  return (
    <>
      <QueryTable<Initiative>
        id="strategy.initiatives" label={t('strategy:nav.initiatives')} path="/strategy/initiatives" columns={columns} rowKey={(x) => x.id} defaultSort="to" searchHint={goal ? undefined : t('strategy:work.search')}
        params={goal ? { goal: goal.id } : undefined}
        filters={[
          { key: 'state', label: t('strategy:goal.state'), options: states.map((value) => ({ value, label: t(`strategy:work.states.${value}`) })) },
          ...(goal ? [] : [{ key: 'goal', label: t('strategy:work.goal'), width: 190, options: (goals ?? []).map((g) => ({ value: g.id, label: g.name })) }]),
          { key: 'late', label: t('strategy:work.late'), options: [{ value: 'true', label: t('strategy:work.late_only') }] },
        ]}
        actions={edits && <Button icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t('strategy:work.add')}</Button>}
        empty={{ title: t('strategy:work.empty'), reason: t('strategy:work.empty_reason') }}
      />
      {edits && <InitiativeDrawer open={edited !== undefined} item={edited === 'new' ? undefined : edited} goalId={goal?.id} onClose={() => setEdited(undefined)} />}
    </>
  )
}

const nextOf = (x: Initiative) => x.milestones.filter((m) => !m.done_on).sort((a, b) => a.due_on.localeCompare(b.due_on))[0]

type MilestoneValues = { name: string; due_on: Dayjs; done_on?: Dayjs | null }
type Values = Pick<Initiative, 'goal_id' | 'name' | 'owner' | 'state' | 'people' | 'money' | 'note'> & { from_on: Dayjs; to_on: Dayjs; milestones: MilestoneValues[] }

function InitiativeDrawer({ open, item, goalId, onClose }: { open: boolean; item?: Initiative; goalId?: string; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { data: goals } = useQuery(goalsQuery)
  const initial = useMemo<Values>(() => (item
    ? { ...item, from_on: dayjs(item.from_on), to_on: dayjs(item.to_on), milestones: item.milestones.map((m) => ({ name: m.name, due_on: dayjs(m.due_on), done_on: m.done_on ? dayjs(m.done_on) : null })) }
    : { goal_id: goalId ?? (undefined as never), name: '', owner: '', state: 'planned', from_on: dayjs(today()), to_on: dayjs(today()).add(3, 'month'), people: 0, money: 0, note: '', milestones: [] }), [item, goalId])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <EditDrawer<Values>
      open={open} identity={item?.id ?? ''} width={640} title={t(item ? 'strategy:work.edit' : 'strategy:work.add')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const on = (d: Dayjs) => d.format('YYYY-MM-DD')
        const body = { goal_id: v.goal_id, name: v.name.trim(), owner: v.owner.trim(), state: v.state, from_on: on(v.from_on), to_on: on(v.to_on), people: v.people ?? 0, money: v.money ?? 0, note: v.note?.trim() ?? '', milestones: (v.milestones ?? []).map((m) => ({ name: m.name?.trim() ?? '', due_on: on(m.due_on), done_on: m.done_on ? on(m.done_on) : '' })) }
        if (item) await api.put(`/strategy/initiatives/${encodeURIComponent(item.id)}`, body, item.rev)
        else await api.post('/strategy/initiatives', body)
        await queries.invalidateQueries({ queryKey: ['strategy'] })
      }}
    >
      <Form.Item name="name" label={t('strategy:work.name')} rules={required(t('strategy:work.name'))}><Input maxLength={100} /></Form.Item>
      <div className="st-two">
        <Form.Item name="goal_id" label={t('strategy:work.goal')} rules={required(t('strategy:work.goal'))}><Select showSearch={{ optionFilterProp: 'label' }} options={(goals ?? []).map((g) => ({ value: g.id, label: g.name }))} /></Form.Item>
        <Form.Item name="owner" label={t('strategy:goal.owner')} rules={required(t('strategy:goal.owner'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="from_on" label={t('strategy:work.from_on')}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="to_on" label={t('strategy:work.to_on')}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="people" label={t('strategy:work.people_field')}><InputNumber min={0} max={10000} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="money" label={t('strategy:work.money_field')}><InputNumber min={0} max={1e12} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="state" label={t('strategy:goal.state')}><Select options={states.map((value) => ({ value, label: t(`strategy:work.states.${value}`) }))} /></Form.Item>
      </div>
      <Form.Item name="note" label={t('strategy:arrow.note')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <Form.List name="milestones">
        {(fields, { add, remove }) => (
          <>
            {fields.map((f) => (
              <div key={f.key} className="st-line is-milestone">
                <Form.Item name={[f.name, 'name']} label={t('strategy:work.milestone')} rules={required(t('strategy:work.milestone'))}><Input maxLength={100} /></Form.Item>
                <Form.Item name={[f.name, 'due_on']} label={t('strategy:work.due_on')} rules={required(t('strategy:work.due_on'))}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
                <Form.Item name={[f.name, 'done_on']} label={t('strategy:work.done_on')}><DatePicker style={{ width: '100%' }} /></Form.Item>
                <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('strategy:work.remove_milestone', { n: f.name + 1 })} onClick={() => remove(f.name)} />
              </div>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({ name: '', due_on: dayjs(today()).add(1, 'month'), done_on: null })}>{t('strategy:work.add_milestone')}</Button>
          </>
        )}
      </Form.List>
    </EditDrawer>
  )
}
