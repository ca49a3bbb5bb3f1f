// The assessor opens this before a talk, the manager before a decision: one person's steps, condition by condition.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, DatePicker, Form, Input, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { sessionQuery } from '../../api/queries'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { named, positionText } from './careerWords'
import { CareerView } from './CareerView'
import type { Career, Outlook, PostView, Verdict } from './types'
import './people.css'

export function CareerPage() {
  return <Guard permission="people.read"><PersonView /></Guard>
}

function PersonView() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const queries = useQueryClient()
  const assesses = useAllowed('career.assess')
  const decides = useAllowed('career.decide')
  const { data: session } = useQuery(sessionQuery)
  const [search, patch] = useSearchState()
  const [stated, setStated] = useState<Verdict>()
  const [decided, setDecided] = useState<{ outlook: Outlook; promote: boolean }>()
  const on = typeof search.on === 'string' && search.on <= today() ? search.on : undefined
  const path = `/careers/${encodeURIComponent(id)}`
  const q = useQuery({ queryKey: ['people', 'career', id, on], retry: false, queryFn: ({ signal }) => api.get<Career>(path, { on }, signal) })
  const { data: posts } = useQuery({ queryKey: ['people', 'posts'], enabled: decides, queryFn: ({ signal }) => api.get<PostView[]>('/career-posts', undefined, signal) })
  const refresh = () => queries.invalidateQueries({ queryKey: ['people'] })
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const ladder = q.data?.ladder ?? undefined
  const now = !on
  const contests = (posts ?? []).filter((p) => p.opening.position === decided?.outlook.to && p.candidates.some((c) => c.person_id === id && c.state === 'applied'))
  return (
    <Page
      title={q.data?.summary?.name ?? t('people:nav.careers')} note={on ? t('people:as_of', { day: day(on) }) : q.data?.summary?.team_name} crumbs={[{ label: t('people:nav.careers'), to: '/careers' }]}
      actions={
        <>
          <Link to="/employees/$id" params={{ id }} search={on ? { on } : {}}><Button>{t('people:file')}</Button></Link>
          {decides && now && <Button onClick={() => patch({ place: '1' }, true)}>{t('people:place')}</Button>}
        </>
      }
    >
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data?.summary ? <Skeleton /> : (
        <CareerView career={q.data} onState={assesses && now && id !== session?.user.person_id ? setStated : undefined} onDecide={decides && now ? (outlook, promote) => setDecided({ outlook, promote }) : undefined} />
      )}
      {assesses && (
        <EditDrawer<{ met?: boolean; evidence?: string; link?: string }>
          open={Boolean(stated)} identity={stated?.condition.key} width={480} title={stated && t('people:state_title', { name: named(t, stated.condition) })} initial={{ met: true, evidence: '', link: '' }} onClose={() => setStated(undefined)}
          onSave={async (v) => {
            await api.post(`${path}/statements`, { condition: stated!.condition.key, met: v.met, evidence: v.evidence ?? '', link: v.link ?? '' })
            await refresh()
          }}
        >
          <Form.Item name="met" label={t('people:state_met')}><Radio.Group options={[{ value: true, label: t('people:verdict.met') }, { value: false, label: t('people:verdict.unmet') }]} /></Form.Item>
          <Form.Item name="evidence" label={t('people:evidence')} rules={required(t('people:evidence'))}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
          <Form.Item name="link" label={t('people:evidence_link')}><Input maxLength={1000} placeholder="https://" /></Form.Item>
          <p className="lt-muted">{t('people:state_help', { count: ladder?.statement_months ?? 0 })}</p>
        </EditDrawer>
      )}
      {decides && (
        <EditDrawer<{ from_on: Dayjs; reason?: string; post_id?: string }>
          open={Boolean(decided)} identity={`${decided?.outlook.step}${decided?.promote}`} width={480} initial={{ from_on: dayjs(today()), reason: '', post_id: contests[0]?.opening.id }} onClose={() => setDecided(undefined)}
          title={decided && t(decided.promote ? 'people:promote_title' : 'people:decline_title', { name: q.data?.summary?.name, position: positionText(t, ladder, decided.outlook.to) })} saveLabel={decided && t(decided.promote ? 'people:promote' : 'people:decline')}
          onSave={async (v) => {
            await api.post(`${path}/decisions`, { step: decided!.outlook.step, promote: decided!.promote, from_on: v.from_on.format('YYYY-MM-DD'), reason: v.reason ?? '', post_id: v.post_id ?? '' })
            await refresh()
          }}
        >
          <Form.Item name="from_on" label={t('people:from_on')} rules={required(t('people:from_on'))}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
          {contests.length > 0 && <Form.Item name="post_id" label={t('people:nav.posts')}><Select allowClear options={contests.map((p) => ({ value: p.opening.id, label: p.opening.title }))} /></Form.Item>}
          <Form.Item name="reason" label={t('people:why')} rules={decided?.promote ? [] : required(t('people:why'))}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
          {decided?.promote && <Note>{t('people:pack_note')}</Note>}
        </EditDrawer>
      )}
      {decides && (
        <EditDrawer<{ position?: string; from_on: Dayjs; reason?: string }>
          open={search.place === '1'} width={480} title={t('people:place_title', { name: q.data?.summary?.name })} initial={{ from_on: dayjs(today()), reason: '' }} onClose={() => patch({ place: undefined })}
          onSave={async (v) => {
            await api.post('/career-placements', { placements: [{ person_id: id, position: v.position ?? '', from_on: v.from_on.format('YYYY-MM-DD'), reason: v.reason ?? '' }] })
            await refresh()
          }}
        >
          <Form.Item name="position" label={t('people:position')} rules={required(t('people:position'))}><Select options={(ladder?.positions ?? []).map((p) => ({ value: p.code, label: named(t, p) }))} /></Form.Item>
          <Form.Item name="from_on" label={t('people:from_on')} rules={required(t('people:from_on'))}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="reason" label={t('people:why')} rules={required(t('people:why'))}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
          <p className="lt-muted">{t('people:place_help')}</p>
        </EditDrawer>
      )}
    </Page>
  )
}
