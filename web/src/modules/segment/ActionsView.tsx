// What was decided to be done about people, carried until it is done.
import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Checkbox, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { day, none } from '../../kit/format'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Action, ActionIn } from './types'
import { actionKinds, actionStates } from './words'

export function useActionColumns(): Column<Action>[] {
  const { t } = useTranslation()
  return [
    { id: 'kind', header: t('segment:action'), width: 110, value: (x) => t(`segment:kind.${x.kind}`), cell: (x) => t(`segment:kind.${x.kind}`) },
    { id: 'words', header: t('segment:act.words'), width: 260, grow: true, value: (x) => x.words, cell: (x) => <span title={x.words}>{x.words}</span> },
    { id: 'owner', header: t('segment:act.owner'), width: 110, value: (x) => x.owner_name, cell: (x) => x.owner_name || none },
    { id: 'from', header: t('segment:act.from'), width: 110, sortable: true, value: (x) => x.from_on, cell: (x) => day(x.from_on) },
    { id: 'due', header: t('segment:act.due_on'), width: 110, sortable: true, value: (x) => x.due_on, cell: (x) => day(x.due_on) },
    { id: 'state', header: t('segment:act.state'), width: 130, sortable: true, value: (x) => t(`segment:state.${x.state ?? 'open'}`), cell: (x) => <StatusTag tone={x.state === 'done' ? 'good' : x.state === 'dropped' ? 'muted' : x.due ? 'warn' : 'info'}>{t(x.due ? 'segment:state.due' : `segment:state.${x.state ?? 'open'}`)}</StatusTag> },
    { id: 'outcome', header: t('segment:act.outcome'), width: 200, value: (x) => x.outcome, cell: (x) => (x.outcome ? <span title={x.outcome}>{x.outcome}</span> : none) },
  ]
}

export function ActionsView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const acts = useAllowed('segment.act')
  const due = search.due ? true : undefined
  const mine = search.mine ? true : undefined
  const item = useQuery({ queryKey: ['segment', 'action', search.action], enabled: false, queryFn: () => Promise.resolve<Action | null>(null) }).data
  const open = (x: Action) => {
    queries.setQueryData(['segment', 'action', x.id], x)
    patch({ action: x.id }, true)
  }
  const columns: Column<Action>[] = [
    { id: 'name', header: t('segment:name'), width: 150, pin: true, sortable: true, value: (x) => `${x.name} ${x.agent_no}`, cell: (x) => <Link to={'/segments/$id' as string} params={{ id: x.person_id } as never} search={{} as never}>{`${x.name} ${x.agent_no}`}</Link> },
    { id: 'team', header: t('segment:team'), width: 100, value: (x) => x.team_name, cell: (x) => x.team_name },
    ...useActionColumns(),
    { id: 'act', header: '', width: 60, cell: (x) => acts && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${x.name} ${t(`segment:kind.${x.kind}`)} ${t('common:action.edit')}`} onClick={() => open(x)} /> },
  ]
  return (
    <div style={{ height: 620, display: 'flex', flexDirection: 'column' }}>
      <QueryTable<Action>
        id="performance.segment-actions" label={t('segment:tab.actions')} path="/segment-actions" queryKey="segment" columns={columns} rowKey={(x) => x.id} defaultSort="due" searchHint={t('segment:act.search')} params={{ due, mine }}
        filters={[
          { key: 'state', label: t('segment:act.state'), width: 120, options: actionStates.map((value) => ({ value, label: t(`segment:state.${value}`) })) },
          { key: 'kind', label: t('segment:action'), width: 130, options: actionKinds.map((value) => ({ value, label: t(`segment:kind.${value}`) })) },
        ]}
        tools={
          <>
            <Checkbox checked={Boolean(due)} onChange={(e) => patch({ due: e.target.checked ? '1' : undefined })}>{t('segment:act.due_only')}</Checkbox>
            <Checkbox checked={Boolean(mine)} onChange={(e) => patch({ mine: e.target.checked ? '1' : undefined })}>{t('segment:act.mine_only')}</Checkbox>
          </>
        }
        empty={{ title: t('segment:act.empty'), reason: t('segment:act.empty_reason') }}
      />
      <ActionDrawer item={item ?? undefined} open={Boolean(item)} onClose={() => patch({ action: undefined })} />
    </div>
  )
}

type Values = Omit<ActionIn, 'due_on'> & { due_on: Dayjs }

/** Decides an action about a person, or changes one. */
export function ActionDrawer({ item, person, kind, open, onClose }: { item?: Action; person?: string; kind?: ActionIn['kind']; open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const initial: Values = item ? { kind: item.kind, words: item.words, owner_id: item.owner_id, due_on: dayjs(item.due_on), state: item.state ?? 'open', outcome: item.outcome } : { kind: kind ?? 'coach', words: '', due_on: dayjs().add(14, 'day'), state: 'open' }
  return (
    <EditDrawer<Values>
      open={open} identity={item?.id ?? 'new'} title={t(item ? 'segment:act.edit' : 'segment:act.add')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const body: ActionIn = { kind: v.kind, words: v.words.trim(), owner_id: v.owner_id || undefined, due_on: v.due_on.format('YYYY-MM-DD'), state: v.state, outcome: v.outcome?.trim() || undefined }
        if (item) await api.put(`/segment-actions/${encodeURIComponent(item.id)}`, body, item.rev)
        else await api.post(`/segment-people/${encodeURIComponent(person!)}/actions`, body)
        await queries.invalidateQueries({ queryKey: ['segment'] })
      }}
    >
      <Form.Item name="kind" label={t('segment:action')} rules={required(t('segment:action'))}><Select options={actionKinds.map((value) => ({ value, label: t(`segment:kind.${value}`) }))} /></Form.Item>
      <Form.Item name="words" label={t('segment:act.words')} rules={required(t('segment:act.words'))}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      <Form.Item name="owner_id" label={t('segment:act.owner')} extra={!item && t('segment:act.owner_help')}><Owner /></Form.Item>
      <Form.Item name="due_on" label={t('segment:act.due_on')} rules={required(t('segment:act.due_on'))}><DatePicker allowClear={false} /></Form.Item>
      {item && <Form.Item name="state" label={t('segment:act.state')}><Select options={actionStates.map((value) => ({ value, label: t(`segment:state.${value}`) }))} /></Form.Item>}
      {item && <Form.Item name="outcome" label={t('segment:act.outcome')} extra={t('segment:act.outcome_help')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>}
    </EditDrawer>
  )
}

function Owner({ value, onChange }: { value?: string; onChange?: (v: string | undefined) => void }) {
  return <DimensionPicker of="agent" single value={value ? [value] : undefined} onChange={(v) => onChange?.(v?.[0])} />
}
