// The manager opens this while a contest runs and when it is over: who stands where and why, the drawing before a witness, what goes to payroll.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, DatePicker, Drawer, Form, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, decimal, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { PlaceView } from './PlaceView'
import { ladderQuery } from './queries'
import type { Contest, Place, Run } from './types'
import { Winners } from './Winners'
import { contestTones, forText, placeTones, prizeText, wonText } from './words'
import './incentive.css'

export function ContestPage() {
  return <Guard permission="performance.read"><ContestView /></Guard>
}

function ContestView() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('incentive.edit')
  const approves = useAllowed('incentive.approve')
  const { data: dims } = useQuery(dimensionsQuery)
  const { data: ladder } = useQuery(ladderQuery)
  const [search, patch] = useSearchState()
  const [opened, setOpened] = useState<Place>()
  const [cancelling, setCancelling] = useState(false)
  const path = `/incentive-contests/${encodeURIComponent(id)}`
  const q = useQuery({ queryKey: ['incentive', 'contest', id], retry: false, queryFn: ({ signal }) => api.get<Contest>(path, undefined, signal) })
  const c = q.data
  const draw = c?.kind === 'draw'
  const act = async (fn: () => Promise<unknown>) => {
    try {
      await fn()
    } catch (error) {
      void message.error(faultText(error))
    }
    await queries.invalidateQueries({ queryKey: ['incentive'] })
  }
  const on = typeof search.on === 'string' ? search.on : undefined
  const version = typeof search.version === 'string' || typeof search.version === 'number' ? Number(search.version) || undefined : undefined
  const wins = (p: Place) => p.wins.map((w) => wonText(t, w)).join(t('incentive:join'))
  const columns: Column<Place>[] = [
    ...(draw ? [] : [
      { id: 'place', header: t('incentive:contest.place'), width: 90, pin: true, value: (p) => p.place || null, cell: (p) => (p.place ? <b>{p.place}</b> : none) },
      { id: 'moved', header: t('incentive:contest.moved'), width: 90, value: (p) => p.moved ?? null, cell: (p) => <Moved n={p.moved} /> },
    ] satisfies Column<Place>[]),
    ...(c?.of === 'teams' ? [] : [{ id: 'agent', header: t('incentive:agent_no'), width: 100, sortable: true, value: (p) => p.agent_no, cell: (p) => p.agent_no } satisfies Column<Place>]),
    { id: 'name', header: t(c?.of === 'teams' ? 'incentive:team' : 'incentive:person'), width: 130, sortable: true, value: (p) => p.name, cell: (p) => p.name },
    ...(c?.of === 'teams' ? [] : [{ id: 'team', header: t('incentive:team'), width: 130, sortable: true, value: (p) => p.team_name, cell: (p) => p.team_name } satisfies Column<Place>]),
    { id: 'score', header: t(draw ? 'incentive:contest.tickets' : 'incentive:contest.score'), width: 110, align: 'right', value: (p) => (draw ? p.score : p.score / 100), cell: (p) => <b>{p.state !== 'earned' ? none : draw ? count(p.score) : decimal(p.score / 100, 2)}</b> },
    { id: 'state', header: t('incentive:run.line_state'), width: 150, value: (p) => t(`incentive:place_state.${p.state}`), cell: (p) => <StatusTag tone={placeTones[p.state]}>{t(`incentive:place_state.${p.state}`)}</StatusTag> },
    ...(draw ? [] : [{ id: 'wins', header: t('incentive:contest.prizes'), width: 180, grow: true, value: wins, cell: wins } satisfies Column<Place>]),
    { id: 'days', header: t('incentive:contest.counted'), width: 230, grow: draw, value: (p) => `${p.from_on} – ${p.to_on}`, cell: (p) => `${day(p.from_on)} – ${day(p.to_on)}` },
  ]
  const team = (x: string) => dims?.teams.find((y) => y.id === x)?.name ?? x
  const position = (code: string) => ladder?.ladder.positions.find((x) => x.code === code)?.name ?? code
  const open = c?.state === 'running' || c?.state === 'waiting'
  const drawable = draw && (c.state === 'closed' || c.lapsed > 0)
  return (
    <Page
      title={c?.name ?? t('incentive:tab.contests')} crumbs={[{ label: t('incentive:nav.incentives'), to: `/incentives?tab=${draw ? 'draws' : 'contests'}` }]}
      note={c && <StatusTag tone={contestTones[c.state]}>{t(`incentive:contest_state.${c.state}`)}</StatusTag>}
      actions={c && (
        <>
          {edits && (c.state === 'planned' || open || (draw && c.state === 'closed')) && <Button onClick={() => setCancelling(true)}>{t('incentive:contest.cancel')}</Button>}
          {edits && open && <Button onClick={() => void act(() => api.post(`${path}/standing`))}>{t('incentive:contest.refresh')}</Button>}
          {draw && c.digest && <Link to="/my-rewards/draws/$id" params={{ id }}><Button>{t('incentive:contest.check')}</Button></Link>}
          {drawable && approves && !c.drawer && <Button type="primary" onClick={() => void act(() => api.post(`${path}/drawing`, {}, { rev: c.rev }))}>{t(c.lapsed > 0 ? 'incentive:contest.redraw' : 'incentive:contest.draw')}</Button>}
          {c.drawer && !c.own_drawing && (edits || approves) && <Button type="primary" onClick={() => void act(() => api.post(`${path}/witness`, {}, { rev: c.rev }))}>{t('incentive:contest.witness')}</Button>}
          {draw && c.state === 'drawn' && edits && Boolean(c.claim_days) && <Button type="primary" onClick={() => void act(async () => navigate({ to: '/incentives/runs/$id', params: { id: (await api.post<Run>(`${path}/prizes`)).id } }))}>{t('incentive:contest.settle')}</Button>}
          {c.run_id && <Link to="/incentives/runs/$id" params={{ id: c.run_id }}><Button>{t('incentive:contest.run')}</Button></Link>}
        </>
      )}
    >
      {q.isError && !c ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !c ? <Skeleton /> : (
        <div className="in-page">
          {c.drawer && <Note kind="warn">{t(c.own_drawing ? 'incentive:contest.own_drawing' : 'incentive:contest.waits_witness', { name: c.drawer })}</Note>}
          {c.lapsed > 0 && <Note kind="warn">{t('incentive:contest.lapsed', { n: count(c.lapsed), count: c.lapsed })}</Note>}
          {c.words && <Note kind="warn">{c.words}</Note>}
          <section className="lt-card" aria-label={t('incentive:contest.about')}>
            <dl className="in-figures">
              <div><dt>{t('incentive:contest.days')}</dt><dd className="in-week">{day(c.from_on)} – {day(c.to_on)}</dd></div>
              <div><dt>{t('incentive:contest.closes')}</dt><dd className="in-week">{day(c.closes_on)}</dd></div>
              <div><dt>{t('incentive:rule.for')}</dt><dd className="in-week">{forText(t, c, team, position)}</dd></div>
              <div><dt>{t('incentive:contest.entries')}</dt><dd className="in-week">{c.through_on ? count(c.entries) : none}</dd></div>
              {draw && <div><dt>{t('incentive:contest.tickets')}</dt><dd className="in-week">{c.through_on ? count(c.tickets) : none}</dd></div>}
            </dl>
            <p className="in-about">
              {t(draw ? 'incentive:contest.formula_draw' : 'incentive:contest.formula')} <code>{c.formula}</code>
              {c.gate && <> · {t('incentive:contest.gate')} <code>{c.gate}</code></>}
              {c.least_of && <> · {t('incentive:contest.least_text', { key: c.least_of, n: c.least })}</>}
              {draw && c.cap ? <> · {t('incentive:contest.cap')} {count(c.cap)}</> : null}
            </p>
            <ol className="in-prizes">{c.prizes.map((p, i) => <li key={i}>{prizeText(t, p)}</li>)}</ol>
            <p className="in-about lt-muted">
              {!draw && t(`incentive:contest.ties_${c.ties}_help`)}
              {draw && <>{t('incentive:contest.commitment')} <code className="in-hash">{c.commitment}</code>{t('incentive:contest.committed', { at: dateTime(c.created_ms) })}{c.seed && <> · {t('incentive:contest.seed')} <code className="in-hash">{c.seed}</code></>}</>}
            </p>
            {c.note && <p className="in-about lt-muted">{c.note}</p>}
          </section>
          {c.rounds.length > 0 && <Winners contest={c} />}
          <QueryTable<Place>
            key={c.rev} id={`incentive.places.${c.kind}`} label={t(draw ? 'incentive:contest.entries_list' : 'incentive:contest.standing')} path={`${path}/places`} queryKey="incentive" columns={columns} rowKey={(p) => p.id} params={{ on, version }} defaultSort={draw ? 'agent' : 'place'} searchHint={t('incentive:run.search')} onOpen={setOpened} selected={opened?.id}
            filters={[{ key: 'state', label: t('incentive:run.line_state'), options: Object.keys(placeTones).map((value) => ({ value, label: t(`incentive:place_state.${value}`) })) }]}
            tools={(
              <>
                <DatePicker aria-label={t('incentive:contest.standing_of')} placeholder={t('incentive:contest.standing_of')} value={on ? dayjs(on) : null} disabledDate={(d) => d.format('YYYY-MM-DD') < c.from_on || d.format('YYYY-MM-DD') > (c.through_on || c.from_on)} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD'), version: undefined })} />
                {c.standing > 1 && <Select aria-label={t('incentive:contest.version')} style={{ width: 150 }} value={version ?? c.standing} options={Array.from({ length: c.standing }, (_, i) => ({ value: i + 1, label: i === 0 ? t('incentive:contest.final') : t('incentive:contest.corrected_n', { n: i }) }))} onChange={(v) => patch({ version: v === c.standing ? undefined : String(v), on: undefined })} />}
                <span className="lt-muted">{c.through_on ? t('incentive:contest.until', { day: day(on ?? c.through_on) }) : ''}</span>
              </>
            )}
            empty={{ title: t('incentive:contest.no_places'), reason: t('incentive:contest.no_places_reason') }}
          />
          <Drawer open={Boolean(opened)} onClose={() => setOpened(undefined)} size={600} title={opened && `${opened.name} ${opened.agent_no ?? ''}`} closable={{ 'aria-label': t('common:action.close') }}>{opened && <PlaceView place={opened} draw={Boolean(draw)} />}</Drawer>
          <EditDrawer<{ words?: string }>
            open={cancelling} width={480} title={t('incentive:contest.cancel')} saveLabel={t('incentive:contest.cancel')} initial={{ words: '' }} onClose={() => setCancelling(false)}
            onSave={async (v) => {
              await api.put(`${path}/cancelled`, { words: v.words ?? '' }, c.rev)
              await queries.invalidateQueries({ queryKey: ['incentive'] })
            }}
          >
            <Form.Item name="words" label={t('incentive:contest.why')} rules={[{ required: true, message: t('common:form.required', { label: t('incentive:contest.why') }) }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
          </EditDrawer>
        </div>
      )}
    </Page>
  )
}

/** How many places somebody gained or lost, in a glyph and a number. */
export function Moved({ n }: { n?: number }) {
  const { t } = useTranslation()
  if (n === undefined) return <>{none}</>
  if (n === 0) return <span className="lt-muted">{t('incentive:contest.same')}</span>
  return <span>{n > 0 ? t('incentive:contest.up', { n }) : t('incentive:contest.down', { n: -n })}</span>
}
