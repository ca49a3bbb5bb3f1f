// The planner opens this before a roster is made: for which days may people say what they would like, and until when. They decide how many wishes
// each may have.
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, InputNumber } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { addDays, day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useState } from 'react'
import type { WishRound } from './types'

type Values = { name: string; first_on?: Dayjs; last_on?: Dayjs; close_on?: Dayjs; most?: number }

export function WishesPage() {
  return <Guard permission="roster.read"><WishesView /></Guard>
}

function nextMonday(): string {
  const weekday = new Date(`${today()}T00:00:00Z`).getUTCDay()
  return addDays(today(), ((8 - weekday) % 7 || 7) + 7)
}

function WishesView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('roster.edit')
  const [at, setAt] = useState<WishRound | 'new'>()
  const round = at === 'new' ? undefined : at
  const refresh = () => queries.invalidateQueries({ queryKey: ['roster'] })
  const first = round?.first_on ?? nextMonday()
  const initial: Values = { name: round?.name ?? '', first_on: dayjs(first), last_on: dayjs(round?.last_on ?? addDays(first, 27)), close_on: dayjs(round?.close_on ?? addDays(first, -5)), most: round?.most ?? 6 }
  const drop = (r: WishRound) =>
    modal.confirm({
      title: t('roster:wish.delete_title', { name: r.name }), content: t('roster:wish.delete_text'), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/roster/wish-rounds/${encodeURIComponent(r.id)}`)
        } catch (error) {
          void message.error(faultText(error))
        }
        await refresh()
      },
    })
  const columns: Column<WishRound>[] = [
    { id: 'name', header: t('roster:wish.name'), width: 200, pin: true, sortable: true, grow: true, value: (r) => r.name, cell: (r) => r.name },
    { id: 'first_on', header: t('roster:wish.days'), width: 260, sortable: true, value: (r) => `${r.first_on} – ${r.last_on}`, cell: (r) => `${day(r.first_on)} – ${day(r.last_on)}` },
    { id: 'close_on', header: t('roster:wish.close_on'), width: 150, sortable: true, value: (r) => r.close_on, cell: (r) => day(r.close_on) },
    { id: 'most', header: t('roster:wish.most'), width: 100, align: 'right', value: (r) => r.most, cell: (r) => r.most },
    { id: 'people', header: t('roster:wish.people'), width: 110, align: 'right', value: (r) => r.people, cell: (r) => r.people },
    { id: 'wishes', header: t('roster:wish.count'), width: 100, align: 'right', value: (r) => r.wishes, cell: (r) => r.wishes },
    { id: 'open', header: t('roster:wish.state'), width: 110, value: (r) => t(r.open ? 'roster:wish.open' : 'roster:wish.closed'), cell: (r) => <StatusTag tone={r.open ? 'info' : 'muted'}>{t(r.open ? 'roster:wish.open' : 'roster:wish.closed')}</StatusTag> },
    ...(edits ? [{ id: 'act', header: '', width: 90, cell: (r: WishRound) => <Button size="small" onClick={(e) => { e.stopPropagation(); drop(r) }}>{t('common:action.delete')}</Button> } satisfies Column<WishRound>] : []),
  ]
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const dateField = (name: 'first_on' | 'last_on' | 'close_on', extra?: string) => <Form.Item name={name} label={t(`roster:wish.${name}`)} extra={extra} rules={required(t(`roster:wish.${name}`))}><DatePicker allowClear={false} inputReadOnly style={{ width: '100%' }} /></Form.Item>
  return (
    <Page title={t('roster:wish.rounds')} fill actions={edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAt('new')}>{t('roster:wish.add')}</Button>}>
      <p className="lt-muted">{t('roster:wish.help')}</p>
      <QueryTable<WishRound>
        id="roster.wishes" label={t('roster:wish.rounds')} path="/roster/wish-rounds" columns={columns} rowKey={(r) => r.id} defaultSort="-first_on" searchHint={t('roster:wish.search')}
        onOpen={edits ? setAt : undefined} empty={{ title: t('roster:wish.empty'), reason: t('roster:wish.empty_reason') }}
      />
      <EditDrawer<Values> open={at !== undefined} width={440} title={t(round ? 'roster:wish.edit' : 'roster:wish.add')} identity={round?.id ?? 'new'} initial={initial} onClose={() => setAt(undefined)}
        onSave={async (v) => {
          const body = { name: v.name.trim(), first_on: v.first_on?.format('YYYY-MM-DD') ?? '', last_on: v.last_on?.format('YYYY-MM-DD') ?? '', close_on: v.close_on?.format('YYYY-MM-DD') ?? '', most: v.most ?? 0 }
          await (round ? api.put(`/roster/wish-rounds/${encodeURIComponent(round.id)}`, body, round.rev) : api.post('/roster/wish-rounds', body))
          await refresh()
        }}
      >
        <Form.Item name="name" label={t('roster:wish.name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('roster:wish.name') }) }]}><Input maxLength={100} /></Form.Item>
        {dateField('first_on')}
        {dateField('last_on')}
        {dateField('close_on', t('roster:wish.close_help'))}
        <Form.Item name="most" label={t('roster:wish.most')} rules={required(t('roster:wish.most'))}><InputNumber min={1} max={60} precision={0} style={{ width: 160 }} /></Form.Item>
      </EditDrawer>
    </Page>
  )
}
