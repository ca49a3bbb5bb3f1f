// The leader opens this daily: what was talked of with whom, what was agreed, and what is to be looked at again today.
import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, DatePicker, Form, Input, Select, Switch } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { day, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Talk, TalkRequest } from './types'
import { Views } from './Views'
import './scorecard.css'

export function TalksPage() {
  return <Guard permission="performance.talk"><TalksView /></Guard>
}

type Values = Omit<TalkRequest, 'on' | 'follow_on' | 'done_on'> & { person?: string; on: Dayjs; follow_on?: Dayjs | null; done_on?: Dayjs | null }

function useTalkColumns(): Column<Talk>[] {
  const { t } = useTranslation()
  return [
    { id: 'on', header: t('scorecard:talk.on'), width: 140, sortable: true, value: (x) => x.on, cell: (x) => day(x.on) },
    { id: 'words', header: t('scorecard:talk.words'), width: 260, grow: true, value: (x) => x.words, cell: (x) => <span title={x.words}>{x.words}</span> },
    { id: 'action', header: t('scorecard:talk.action'), width: 240, grow: true, value: (x) => x.action, cell: (x) => (x.action ? <span title={x.action}>{x.action}</span> : none) },
    { id: 'follow', header: t('scorecard:talk.follow_on'), width: 190, sortable: true, value: (x) => x.follow_on, cell: (x) => (!x.follow_on ? none : x.done_on ? <StatusTag tone="good">{t('scorecard:talk.done', { day: day(x.done_on) })}</StatusTag> : x.due ? <StatusTag tone="warn">{t('scorecard:talk.due', { day: day(x.follow_on) })}</StatusTag> : day(x.follow_on)) },
    { id: 'by', header: t('scorecard:talk.by'), width: 100, value: (x) => x.changed_by, cell: (x) => x.changed_by },
  ]
}

function TalksView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const person = typeof search.person === 'string' ? search.person : undefined
  const due = search.due ? true : undefined
  const item = useQuery({ queryKey: ['scorecard', 'talk', search.talk], enabled: false, queryFn: () => Promise.resolve<Talk | null>(null) }).data
  const columns: Column<Talk>[] = [
    { id: 'name', header: t('scorecard:name'), width: 150, pin: true, sortable: true, value: (x) => `${x.name} ${x.agent_no}`, cell: (x) => `${x.name} ${x.agent_no}` },
    ...useTalkColumns(),
    { id: 'private', header: t('scorecard:talk.private'), width: 110, value: (x) => (x.private ? t('scorecard:talk.private_one') : ''), cell: (x) => (x.private ? <StatusTag tone="muted">{t('scorecard:talk.private_one')}</StatusTag> : none) },
    { id: 'act', header: '', width: 60, cell: (x) => x.mine && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${x.name} ${day(x.on)} ${t('common:action.edit')}`} onClick={() => open(x)} /> },
  ]
  const open = (x: Talk) => {
    queries.setQueryData(['scorecard', 'talk', x.id], x)
    patch({ talk: x.id }, true)
  }
  const adding = search.talk === 'new'
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const date = (on: string | undefined) => (on ? dayjs(on) : null)
  const initial: Values = item ? { ...item, on: dayjs(item.on), follow_on: date(item.follow_on), done_on: date(item.done_on) } : { person, on: dayjs(today()), words: '', action: '', private: false, attitude: 0, follow_on: null, done_on: null }
  const later = (d: Dayjs) => d.format('YYYY-MM-DD') > today()
  return (
    <Page title={t('scorecard:view.talks')} fill actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ talk: 'new' }, true)}>{t('scorecard:talk.add')}</Button>}>
      <Views />
      <QueryTable<Talk>
        id="scorecard.talks" label={t('scorecard:view.talks')} path="/talks" queryKey="scorecard" columns={columns} rowKey={(x) => x.id} defaultSort="-on" searchHint={t('scorecard:talk.search')} params={{ person, due }}
        tools={
          <>
            <DimensionPicker of="agent" single value={person ? [person] : undefined} onChange={(v) => patch({ person: v?.[0] })} />
            <Checkbox checked={Boolean(due)} onChange={(e) => patch({ due: e.target.checked ? '1' : undefined })}>{t('scorecard:talk.due_only')}</Checkbox>
          </>
        }
        empty={{ title: t('scorecard:talk.empty'), reason: t('scorecard:talk.empty_reason') }}
      />
      <EditDrawer<Values>
        open={adding || Boolean(item)} identity={item?.id ?? 'new'} title={item ? `${item.name} ${day(item.on)}` : t('scorecard:talk.add')} initial={initial} onClose={() => patch({ talk: undefined })}
        onSave={async (v) => {
          const body: TalkRequest = { on: v.on.format('YYYY-MM-DD'), words: v.words.trim(), action: v.action?.trim() ?? '', follow_on: v.follow_on?.format('YYYY-MM-DD'), done_on: v.done_on?.format('YYYY-MM-DD'), outcome: v.outcome?.trim() || undefined, attitude: v.attitude || undefined, private: Boolean(v.private) }
          if (item) await api.put(`/talks/${encodeURIComponent(item.id)}`, body, item.rev)
          else await api.post(`/scorecards/${encodeURIComponent(v.person!)}/talks`, body)
          await queries.invalidateQueries({ queryKey: ['scorecard'] })
        }}
      >
        {!item && <Form.Item name="person" label={t('scorecard:name')} rules={required(t('scorecard:name'))}><PersonField /></Form.Item>}
        <Form.Item name="on" label={t('scorecard:talk.on')} rules={required(t('scorecard:talk.on'))}><DatePicker disabledDate={later} /></Form.Item>
        <Form.Item name="words" label={t('scorecard:talk.words')} rules={required(t('scorecard:talk.words'))}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
        <Form.Item name="action" label={t('scorecard:talk.action')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        <Form.Item name="follow_on" label={t('scorecard:talk.follow_on')}><DatePicker /></Form.Item>
        {item && <Form.Item name="done_on" label={t('scorecard:talk.done_on')}><DatePicker disabledDate={later} /></Form.Item>}
        {item && <Form.Item name="outcome" label={t('scorecard:talk.outcome')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>}
        <Form.Item name="attitude" label={t('scorecard:talk.attitude')} extra={t('scorecard:talk.attitude_help')}><Select options={[0, 1, 2, 3, 4, 5].map((value) => ({ value, label: value === 0 ? t('scorecard:talk.not_said') : String(value) }))} /></Form.Item>
        <Form.Item name="private" label={t('scorecard:talk.private')} extra={t('scorecard:talk.private_help')} valuePropName="checked"><Switch /></Form.Item>
      </EditDrawer>
    </Page>
  )
}

function PersonField({ value, onChange }: { value?: string; onChange?: (v: string | undefined) => void }) {
  return <DimensionPicker of="agent" single value={value ? [value] : undefined} onChange={(v) => onChange?.(v?.[0])} />
}
