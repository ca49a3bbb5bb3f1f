// Points as a ledger, gifts and what was taken; leaders send encouragement from here.
import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Radio, Segmented, Select, Switch } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, none } from '../../kit/format'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Entry, Gift, Taking } from './types'
import { badges, entryKinds, takingTones } from './words'

export function PointsTab({ edits }: { edits: boolean }) {
  const { t } = useTranslation()
  const gives = useAllowed('incentive.give')
  const [search, patch] = useSearchState()
  const [sending, setSending] = useState(false)
  const views = ['entries', 'takings', 'gifts']
  const view = views.find((v) => v === search.view) ?? 'entries'
  return (
    <>
      <div className="lt-row">
        <Segmented aria-label={t('incentive:tab.points')} value={view} options={views.map((value) => ({ value, label: t(`incentive:view.${value}`) }))} onChange={(v) => patch({ view: v === 'entries' ? undefined : v, search: undefined, sort: undefined, kind: undefined, state: undefined })} />
        <span className="lt-grow" />
        {gives && <Button type="primary" onClick={() => setSending(true)}>{t('incentive:praise.send')}</Button>}
      </div>
      {view === 'gifts' ? <Gifts edits={edits} /> : view === 'takings' ? <Takings gives={gives} /> : <Entries />}
      {gives && <PraiseDrawer open={sending} onClose={() => setSending(false)} />}
    </>
  )
}

function Entries() {
  const { t } = useTranslation()
  const columns: Column<Entry>[] = [
    { id: 'at', header: t('incentive:entry.at'), width: 190, pin: true, sortable: true, value: (e) => e.at_ms, cell: (e) => dateTime(e.at_ms) },
    { id: 'name', header: t('incentive:person'), width: 150, sortable: true, value: (e) => e.name, cell: (e) => `${e.name} ${e.agent_no}` },
    { id: 'kind', header: t('incentive:rule.kind'), width: 120, value: (e) => t(`incentive:entry_kind.${e.kind}`), cell: (e) => t(`incentive:entry_kind.${e.kind}`) },
    { id: 'points', header: t('incentive:points'), width: 100, align: 'right', sortable: true, value: (e) => e.points, cell: (e) => <b>{e.points > 0 ? '+' : ''}{count(e.points)}</b> },
    { id: 'about', header: t('incentive:entry.about'), width: 260, grow: true, value: (e) => e.about, cell: (e) => e.about },
    { id: 'by', header: t('incentive:entry.by'), width: 140, value: (e) => e.by, cell: (e) => e.by },
  ]
  return (
    <QueryTable<Entry>
      id="incentive.entries" label={t('incentive:view.entries')} path="/incentive-entries" queryKey="incentive" columns={columns} rowKey={(e) => e.id} defaultSort="-at" searchHint={t('incentive:run.search')}
      filters={[{ key: 'kind', label: t('incentive:rule.kind'), options: entryKinds.map((value) => ({ value, label: t(`incentive:entry_kind.${value}`) })) }]}
      empty={{ title: t('incentive:entry.empty'), reason: t('incentive:entry.empty_reason') }}
    />
  )
}

function Takings({ gives }: { gives: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const finish = async (x: Taking, handed: boolean) => {
    try {
      await api.put(`/incentive-takings/${encodeURIComponent(x.id)}/state`, { handed })
    } catch (error) {
      void message.error(faultText(error))
    }
    await queries.invalidateQueries({ queryKey: ['incentive'] })
  }
  const columns: Column<Taking>[] = [
    { id: 'asked', header: t('incentive:entry.at'), width: 190, pin: true, sortable: true, value: (x) => x.asked_ms, cell: (x) => dateTime(x.asked_ms) },
    { id: 'name', header: t('incentive:person'), width: 150, sortable: true, value: (x) => x.name, cell: (x) => `${x.name} ${x.agent_no}` },
    { id: 'gift', header: t('incentive:gift.one'), width: 180, grow: true, sortable: true, value: (x) => x.gift, cell: (x) => x.gift },
    { id: 'points', header: t('incentive:points'), width: 90, align: 'right', value: (x) => x.points, cell: (x) => x.prize ?? count(x.points) },
    { id: 'state', header: t('incentive:run.state'), width: 120, value: (x) => t(`incentive:taking.${x.state}`), cell: (x) => <StatusTag tone={takingTones[x.state]}>{t(`incentive:taking.${x.state}`)}</StatusTag> },
    { id: 'done', header: t('incentive:taking.done'), width: 220, value: (x) => x.done_ms ?? null, cell: (x) => (x.done_ms ? `${x.done_by} · ${dateTime(x.done_ms)}` : none) },
    ...(gives ? [{ id: 'act', header: '', width: 170, cell: (x) => x.state === 'asked' && <span className="lt-row" style={{ flexWrap: 'nowrap' }}><Button size="small" aria-label={`${t('incentive:taking.hand')} ${x.name}`} onClick={() => void finish(x, true)}>{t('incentive:taking.hand')}</Button><Button size="small" aria-label={`${t('common:action.cancel')} ${x.name}`} onClick={() => void finish(x, false)}>{t('common:action.cancel')}</Button></span> } satisfies Column<Taking>] : []),
  ]
  return (
    <QueryTable<Taking>
      id="incentive.takings" label={t('incentive:view.takings')} path="/incentive-takings" queryKey="incentive" columns={columns} rowKey={(x) => x.id} defaultSort="-asked" searchHint={t('incentive:gift.search')}
      filters={[{ key: 'state', label: t('incentive:run.state'), options: ['asked', 'handed', 'cancelled'].map((value) => ({ value, label: t(`incentive:taking.${value}`) })) }]}
      empty={{ title: t('incentive:taking.empty'), reason: t('incentive:taking.empty_reason') }}
    />
  )
}

type GiftValues = { name?: string; note?: string; price: number; stock: number; offered: boolean }

function Gifts({ edits }: { edits: boolean }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [edited, setEdited] = useState<Gift | 'new'>()
  const q = useQuery({ queryKey: ['incentive', 'gifts'], queryFn: ({ signal }) => api.get<Gift[]>('/incentive-gifts', undefined, signal) })
  const gift = edited === 'new' ? undefined : edited
  const initial = useMemo<GiftValues>(() => gift ?? { name: '', note: '', price: 100, stock: 10, offered: true }, [gift])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const columns: Column<Gift>[] = [
    { id: 'name', header: t('incentive:gift.one'), width: 200, pin: true, sortable: true, value: (g) => g.name, cell: (g) => g.name },
    { id: 'price', header: t('incentive:gift.price'), width: 100, align: 'right', sortable: true, value: (g) => g.price, cell: (g) => count(g.price) },
    { id: 'stock', header: t('incentive:gift.stock'), width: 100, align: 'right', sortable: true, value: (g) => g.stock, cell: (g) => count(g.stock) },
    { id: 'offered', header: t('incentive:run.state'), width: 120, value: (g) => t(g.offered ? 'incentive:gift.offered' : 'incentive:gift.hidden'), cell: (g) => <StatusTag tone={g.offered ? 'good' : 'muted'}>{t(g.offered ? 'incentive:gift.offered' : 'incentive:gift.hidden')}</StatusTag> },
    { id: 'note', header: t('incentive:rule.note'), width: 260, grow: true, value: (g) => g.note, cell: (g) => g.note },
    ...(edits ? [{ id: 'act', header: '', width: 60, cell: (g) => <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${g.name} ${t('common:action.edit')}`} onClick={() => setEdited(g)} /> } satisfies Column<Gift>] : []),
  ]
  return (
    <section className="lt-card" aria-label={t('incentive:view.gifts')}>
      <div className="lt-card-head"><h2>{t('incentive:view.gifts')}</h2><span className="lt-grow" />{edits && <Button icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t('incentive:gift.add')}</Button>}</div>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : q.data.length === 0 ? <Empty title={t('incentive:gift.none')} /> : <DataTable<Gift> id="incentive.gifts" label={t('incentive:view.gifts')} columns={columns} rows={q.data} rowKey={(g) => g.id} maxHeight={560} />}
      <EditDrawer<GiftValues>
        open={edited !== undefined} identity={gift ? `${gift.id} ${gift.rev}` : ''} width={480} title={t(gift ? 'incentive:gift.edit' : 'incentive:gift.add')} initial={initial} onClose={() => setEdited(undefined)}
        onSave={async (v) => {
          const body = { name: v.name ?? '', note: v.note ?? '', price: v.price ?? 0, stock: v.stock ?? 0, offered: v.offered }
          if (gift) await api.put(`/incentive-gifts/${encodeURIComponent(gift.id)}`, body, gift.rev)
          else await api.post('/incentive-gifts', body)
          await queries.invalidateQueries({ queryKey: ['incentive'] })
        }}
      >
        <Form.Item name="name" label={t('incentive:gift.one')} rules={required(t('incentive:gift.one'))}><Input maxLength={100} /></Form.Item>
        <div className="in-two">
          <Form.Item name="price" label={t('incentive:gift.price')} rules={required(t('incentive:gift.price'))}><InputNumber min={1} max={1e6} precision={0} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="stock" label={t('incentive:gift.stock')} rules={required(t('incentive:gift.stock'))}><InputNumber min={0} max={1e6} precision={0} style={{ width: '100%' }} /></Form.Item>
        </div>
        <Form.Item name="offered" label={t('incentive:gift.offered')} valuePropName="checked"><Switch /></Form.Item>
        <Form.Item name="note" label={t('incentive:rule.note')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </EditDrawer>
    </section>
  )
}

type PraiseValues = { person_id?: string; kind: string; badge?: string; points?: number | null; words?: string }

/** A message, a badge or points to somebody within reach. */
function PraiseDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  // One key for one opening: pressed twice, it is sent once.
  const key = useMemo(() => (open ? crypto.randomUUID() : ''), [open])
  return (
    <EditDrawer<PraiseValues>
      open={open} width={480} title={t('incentive:praise.send')} saveLabel={t('incentive:praise.send')} initial={{ kind: 'message', badge: badges[0], points: 20, words: '' }} onClose={onClose}
      onSave={async (v) => {
        await api.post('/incentive-praises', { person_id: v.person_id ?? '', kind: v.kind, badge: v.kind === 'badge' ? v.badge : '', points: v.kind === 'points' ? (v.points ?? 0) : 0, words: v.words ?? '', key })
        await queries.invalidateQueries({ queryKey: ['incentive'] })
      }}
    >
      <PraiseFields />
    </EditDrawer>
  )
}

function PraiseFields() {
  const { t } = useTranslation()
  const { data: dims } = useQuery(dimensionsQuery)
  const kind = Form.useWatch('kind', Form.useFormInstance<PraiseValues>())
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <>
      <Form.Item name="person_id" label={t('incentive:person')} rules={required(t('incentive:person'))}><Select showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.agents).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))} /></Form.Item>
      <Form.Item name="kind" label={t('incentive:praise.kind')}><Radio.Group options={['message', 'badge', 'points'].map((value) => ({ value, label: t(`incentive:praise.kinds.${value}`) }))} /></Form.Item>
      {kind === 'badge' && <Form.Item name="badge" label={t('incentive:praise.badge')}><Select options={badges.map((value) => ({ value, label: t(`incentive:badge.${value}`) }))} /></Form.Item>}
      {kind === 'points' && <Form.Item name="points" label={t('incentive:points')} rules={required(t('incentive:points'))}><InputNumber min={1} max={1000} precision={0} style={{ width: '100%' }} /></Form.Item>}
      <Form.Item name="words" label={t('incentive:praise.words')} extra={t('incentive:praise.kept')} rules={required(t('incentive:praise.words'))}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
    </>
  )
}
