// Everybody opens this when a post is to be filled: agents apply, the panel scores, the manager sees the ranking and decides.
import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery, inUse, sessionQuery } from '../../api/queries'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { day, decimal, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { ladderQuery } from './CareersPage'
import { named } from './careerWords'
import type { PostView } from './types'
import './people.css'

type Candidate = PostView['candidates'][number]
type Values = { position?: string; title?: string; team_id?: string; seats: number; opens_on: Dayjs; closes_on: Dayjs; words?: string; criteria: { name?: string; weight?: number }[]; panel: string[] }

export function PostsPage() {
  return <Guard permission="people.own"><PostsView /></Guard>
}

function PostsView() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const decides = useAllowed('career.decide')
  const [search, patch] = useSearchState()
  const { data: session } = useQuery(sessionQuery)
  const [applied, setApplied] = useState<PostView>()
  const [scored, setScored] = useState<{ post: PostView; who: Candidate }>()
  const q = useQuery({ queryKey: ['people', 'posts'], queryFn: ({ signal }) => api.get<PostView[]>('/career-posts', undefined, signal) })
  const refresh = () => queries.invalidateQueries({ queryKey: ['people'] })
  const act = async (fn: () => Promise<unknown>) => {
    try {
      await fn()
      void message.success(t('common:form.saved'))
    } catch (error) {
      void message.error(faultText(error))
    }
    await refresh()
  }
  const address = (p: PostView, rest = '') => `/career-posts/${encodeURIComponent(p.opening.id)}${rest}`
  const edited = q.data?.find((p) => p.opening.id === search.edit)
  const own = scored?.who.scores.find((s) => s.judge_id === session?.user.person_id)
  const add = decides && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ edit: 'new' }, true)}>{t('people:post.add')}</Button>
  const end = (p: PostView) => {
    const o = p.opening
    return act(() => api.put(address(p), { position: o.position, title: o.title, team_id: o.team_id ?? '', seats: o.seats, opens_on: o.opens_on, closes_on: o.closes_on, words: o.words ?? '', criteria: o.criteria, panel: o.panel, ended: !o.ended }, o.rev))
  }
  return (
    <Page title={t('people:nav.posts')} actions={add}>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : q.data.length === 0 ? <Empty title={t('people:post.empty')} reason={t('people:post.empty_reason')} /> : q.data.map((p) => (
        <section key={p.opening.id} className="lt-card" aria-label={p.opening.title}>
          <div className="lt-card-head">
            <h2>{p.opening.title}</h2>
            <StatusTag tone={p.open ? 'good' : 'muted'}>{t(p.open ? 'people:post.open' : p.filled >= p.opening.seats ? 'people:post.filled' : p.opening.ended ? 'people:post.ended' : 'people:post.closed')}</StatusTag>
            <span className="lt-grow" />
            {p.own === 'applied' && <Button size="small" onClick={() => void act(() => api.post(address(p, '/application'), { withdraw: true }))}>{t('people:post.withdraw')}</Button>}
            {p.open && !p.judge && session?.user.person_id && p.own !== 'applied' && p.own !== 'chosen' && <Button size="small" type="primary" onClick={() => setApplied(p)}>{t('people:post.apply')}</Button>}
            {decides && <Button size="small" onClick={() => void end(p)}>{t(p.opening.ended ? 'people:post.reopen' : 'people:post.end')}</Button>}
            {decides && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${t('common:action.edit')} ${p.opening.title}`} onClick={() => patch({ edit: p.opening.id }, true)} />}
          </div>
          <div className="pe-post">
            <p>{t('people:post.about', { position: named(t, p.position), team: p.team_name || t('people:post.any_team'), seats: p.opening.seats, from: day(p.opening.opens_on), to: day(p.opening.closes_on), count: p.count })}</p>
            {p.opening.words && <p>{p.opening.words}</p>}
            <p className="lt-muted">{t('people:post.criteria', { list: p.opening.criteria.map((c) => `${c.name} ${c.weight}`).join(t('people:join')), panel: p.panel.join(t('people:join')) || none })}</p>
          </div>
          {p.candidates.length > 0 && <DataTable id="people.candidates" label={t('people:post.candidates')} columns={candidateColumns(p)} rows={p.candidates} rowKey={(c) => c.person_id} maxHeight={420} />}
        </section>
      ))}
      <EditDrawer<{ words?: string }>
        open={Boolean(applied)} identity={applied?.opening.id} width={480} title={applied && t('people:post.apply_title', { title: applied.opening.title })} saveLabel={t('people:post.apply')} initial={{ words: '' }} onClose={() => setApplied(undefined)}
        onSave={async (v) => {
          await api.post(address(applied!, '/application'), { words: v.words ?? '' })
          await refresh()
        }}
      >
        <Form.Item name="words" label={t('people:post.words')}><Input.TextArea rows={5} maxLength={2000} /></Form.Item>
      </EditDrawer>
      <EditDrawer<{ points: number[]; note?: string }>
        open={Boolean(scored)} identity={`${scored?.post.opening.id}${scored?.who.person_id}`} width={480} title={scored && t('people:post.score_title', { name: scored.who.name })} initial={{ points: own?.points ?? [], note: own?.note ?? '' }} onClose={() => setScored(undefined)}
        onSave={async (v) => {
          await api.put(address(scored!.post, '/score'), { person_id: scored!.who.person_id, points: scored!.post.opening.criteria.map((_, i) => v.points[i] ?? -1), note: v.note ?? '' })
          await refresh()
        }}
      >
        {scored?.post.opening.criteria.map((c, i) => (
          <Form.Item key={i} name={['points', i]} label={`${c.name}（${c.weight}）`} rules={[{ required: true, message: t('common:form.required', { label: c.name }) }]}><InputNumber min={0} max={100} style={{ width: '100%' }} /></Form.Item>
        ))}
        <Form.Item name="note" label={t('people:note')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </EditDrawer>
      {decides && <PostDrawer open={search.edit === 'new' || Boolean(edited)} post={edited} onClose={() => patch({ edit: undefined })} onSaved={refresh} />}
    </Page>
  )

  function candidateColumns(p: PostView): Column<Candidate>[] {
    return [
      { id: 'rank', header: t('people:post.rank'), width: 70, align: 'right', value: (c) => c.rank || undefined, cell: (c) => c.rank || none },
      { id: 'name', header: t('people:name'), width: 140, value: (c) => c.name, cell: (c) => (decides ? <Link to="/careers/$id" params={{ id: c.person_id }} search={{}}>{c.name} {c.agent_no}</Link> : `${c.name} ${c.agent_no}`) },
      { id: 'team', header: t('people:team'), width: 100, value: (c) => c.team_name, cell: (c) => c.team_name || none },
      { id: 'state', header: t('people:state'), width: 110, value: (c) => t(`people:post.states.${c.state}`), cell: (c) => <StatusTag tone={c.state === 'chosen' ? 'good' : c.state === 'withdrawn' ? 'muted' : 'info'}>{t(`people:post.states.${c.state}`)}</StatusTag> },
      { id: 'total', header: t('people:post.total'), width: 90, align: 'right', value: (c) => c.total ?? undefined, cell: (c) => (c.total === undefined || c.total === null ? none : decimal(c.total, 1)) },
      { id: 'scores', header: t('people:post.scores'), width: 220, value: (c) => c.scores.map((s) => `${s.judge} ${s.points.join('/')}`).join('; '), cell: (c) => c.scores.map((s) => `${s.judge} ${s.points.join('/')}`).join(t('people:join')) || none },
      { id: 'words', header: t('people:post.words'), width: 220, grow: true, value: (c) => c.words, cell: (c) => <span title={c.words}>{c.words}</span> },
      ...(p.judge ? [{ id: 'act', header: '', width: 90, cell: (c) => c.state === 'applied' && !p.opening.ended && <Button size="small" aria-label={`${t('people:post.score')} ${c.name}`} onClick={() => setScored({ post: p, who: c })}>{t('people:post.score')}</Button> } satisfies Column<Candidate>] : []),
    ]
  }
}

function PostDrawer({ open, post, onClose, onSaved }: { open: boolean; post?: PostView; onClose: () => void; onSaved: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { data: dims } = useQuery(dimensionsQuery)
  const { data: ladder } = useQuery(ladderQuery)
  const o = post?.opening
  const initial = useMemo<Values>(() => (o ? { ...o, opens_on: dayjs(o.opens_on), closes_on: dayjs(o.closes_on) } : { seats: 1, opens_on: dayjs(today()), closes_on: dayjs(today()).add(14, 'day'), title: '', words: '', criteria: [{ name: t('people:post.first_criterion'), weight: 100 }], panel: [] }), [o, t])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <EditDrawer<Values>
      open={open} identity={o?.id ?? ''} width={600} title={t(o ? 'people:post.edit' : 'people:post.add')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const body = { position: v.position ?? '', title: v.title ?? '', team_id: v.team_id ?? '', seats: v.seats, opens_on: v.opens_on.format('YYYY-MM-DD'), closes_on: v.closes_on.format('YYYY-MM-DD'), words: v.words ?? '', criteria: (v.criteria ?? []).map((c) => ({ name: c.name ?? '', weight: c.weight ?? 0 })), panel: v.panel ?? [], ended: o?.ended ?? false }
        if (o) await api.put(`/career-posts/${encodeURIComponent(o.id)}`, body, o.rev)
        else await api.post('/career-posts', body)
        await onSaved()
      }}
    >
      <div className="pe-two">
        <Form.Item name="title" label={t('people:post.title')} rules={required(t('people:post.title'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="position" label={t('people:position')} rules={required(t('people:position'))}><Select options={(ladder?.ladder.positions ?? []).map((p) => ({ value: p.code, label: named(t, p) }))} /></Form.Item>
        <Form.Item name="team_id" label={t('people:team')}><Select allowClear options={inUse(dims?.teams).map((x) => ({ value: x.id, label: x.name }))} /></Form.Item>
        <Form.Item name="seats" label={t('people:post.seats')} rules={required(t('people:post.seats'))}><InputNumber min={1} max={1000} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="opens_on" label={t('people:from_on')} rules={required(t('people:from_on'))}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="closes_on" label={t('people:post.closes_on')} rules={required(t('people:post.closes_on'))}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="words" label={t('people:post.asked')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      <Form.List name="criteria">
        {(fields, ops) => (
          <fieldset className="pe-rows">
            <legend>{t('people:post.criteria_title')}</legend>
            {fields.map((f, n) => (
              <div key={f.key} className="pe-row">
                <div className="pe-two">
                  <Form.Item name={[f.name, 'name']} label={`${t('people:post.criterion')} ${n + 1}`} rules={required(t('people:post.criterion'))}><Input maxLength={50} /></Form.Item>
                  <Form.Item name={[f.name, 'weight']} label={`${t('people:post.weight')} ${n + 1}`} rules={required(t('people:post.weight'))}><InputNumber min={1} max={1000} style={{ width: '100%' }} /></Form.Item>
                </div>
                {fields.length > 1 && <Button type="text" onClick={() => ops.remove(f.name)}>{t('common:action.delete')}</Button>}
              </div>
            ))}
            <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => ops.add({ weight: 50 })}>{t('people:post.add_criterion')}</Button>
          </fieldset>
        )}
      </Form.List>
      <Form.Item name="panel" label={t('people:post.panel')}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.agents).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))} /></Form.Item>
    </EditDrawer>
  )
}
