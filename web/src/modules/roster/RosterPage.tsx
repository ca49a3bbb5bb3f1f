// The planner works here for an hour or two before a roster is published, and every day after; the team leader looks at the team's weeks, the
// operations manager at the cover before publishing. They decide who works when, and whether people can live with it.
import { DownloadOutlined, RedoOutlined, UndoOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Dropdown, Input, Segmented, Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import type { Job } from '../../api/types'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DescriptionList } from '../../kit/DescriptionList'
import { faultText } from '../../kit/fault'
import { addDays, count, dateTime, day, decimal, percent } from '../../kit/format'
import { JobCard } from '../../kit/JobCard'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { CellDrawer } from './CellDrawer'
import { CertificateCards, certificateQuery } from './CertificateCards'
import { ChangesDrawer } from './ChangesDrawer'
import { Clashes } from './Clashes'
import { KeptDrawer } from './KeptDrawer'
import { CoverCards } from './CoverCards'
import { endOf } from './day'
import { DayGrid } from './DayGrid'
import { againOf, applied, backOf, cellAt, editOf, gapOf, swapOf } from './grid'
import { MakeDrawer } from './MakeDrawer'
import { PrintSheet, usePrinting } from './PrintSheet'
import { RosterGrid, type At } from './RosterGrid'
import { RosterImport } from './RosterImport'
import type { Cover, Edit, Edited, Line, Roster, ShiftType, Violation } from './types'
import { violationText } from './violations'
import './rosters.css'

export function RosterPage() {
  return <Guard permission="roster.read"><RosterLoaded /></Guard>
}

function RosterLoaded() {
  const { id } = useParams({ strict: false }) as { id: string }
  const at = `/rosters/${encodeURIComponent(id)}`
  const roster = useQuery({ queryKey: ['rosters', 'one', id], queryFn: ({ signal }) => api.get<Roster>(at, undefined, signal) })
  const lines = useQuery({ queryKey: ['rosters', 'lines', id], queryFn: async ({ signal }) => (await api.get<Line[] | null>(`${at}/lines`, undefined, signal)) ?? [] })
  const types = useQuery({ queryKey: ['rosters', 'types', id], queryFn: async ({ signal }) => (await api.get<ShiftType[] | null>(`${at}/shift-types`, undefined, signal)) ?? [] })
  const broken = useQuery({ queryKey: ['rosters', 'violations', id], queryFn: async ({ signal }) => (await api.get<Violation[] | null>(`${at}/violations`, undefined, signal)) ?? [] })
  const bad = [roster, lines, types].find((q) => q.isError)
  const { t } = useTranslation()
  if (bad) return <Page title={t('roster:nav.rosters')}><Failure error={bad.error} onRetry={() => void bad.refetch()} /></Page>
  if (!roster.data || !lines.data || !types.data) return <Page title={t('roster:nav.rosters')}><Skeleton /></Page>
  return <RosterView v={roster.data} lines={lines.data} types={types.data} violations={broken.data ?? []} />
}

type Step = { done: Edited; reason?: string }

function RosterView({ v, lines, types, violations }: { v: Roster; lines: Line[]; types: ShiftType[]; violations: Violation[] }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('roster.edit')
  const publishes = useAllowed('roster.publish')
  const teams = useQuery(dimensionsQuery).data?.teams ?? []
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const path = `/rosters/${encodeURIComponent(v.id)}`
  const [undo, setUndo] = useState<Step[]>([])
  const [redo, setRedo] = useState<Step[]>([])
  const [warning, setWarning] = useState<string>()
  const weeks = Math.ceil(days(v).length / 7)
  const week = text('week') === 'all' ? 'all' : Math.min(Number(text('week') ?? 0) || 0, weeks - 1)
  const shown = week === 'all' ? days(v) : days(v).slice(week * 7, week * 7 + 7)
  const skill = text('skill') ?? '*'
  const daily = text('view') === 'day'
  const coverDay = (daily ? days(v) : shown).find((d) => String(d.day) === text('day'))?.day ?? shown[0]?.day ?? 0
  const until = daily ? endOf(lines, coverDay) : 0
  const cover = useQuery({ queryKey: ['rosters', 'cover', v.id, v.rev, skill, coverDay, until], placeholderData: keepPreviousData, queryFn: ({ signal }) => api.get<Cover>(`${path}/cover`, { skill, day: coverDay, until }, signal) })
  const wanted = (text('who') ?? '').trim().toLowerCase()
  const rows = useMemo(() => lines.filter((l) => (!text('team') || l.team_id === text('team')) && (skill === '*' || l.skill_ids.includes(skill)) && (!wanted || `${l.name} ${l.agent_no}`.toLowerCase().includes(wanted)) && (text('broken') !== '1' || violations.some((x) => x.person_id === l.person_id))), [lines, violations, skill, wanted, search.team, search.broken])
  const byType = useMemo(() => new Map(types.map((x) => [x.id, x])), [types])
  const broken = useMemo(() => {
    const of = new Map<string, Violation[]>()
    for (const x of violations) of.set(x.person_id, [...(of.get(x.person_id) ?? []), x])
    return of
  }, [violations])

  const keep = (done: Edited) => {
    queries.setQueryData(['rosters', 'lines', v.id], (old: Line[] | undefined) => old && applied(old, done))
    queries.setQueryData(['rosters', 'one', v.id], done.roster)
    const touched = new Set(done.cells.map((c) => c.person_id))
    queries.setQueryData(['rosters', 'violations', v.id], (old: Violation[] | undefined) => [...(old ?? []).filter((x) => !touched.has(x.person_id)), ...done.violations])
    void queries.invalidateQueries({ queryKey: ['rosters', 'changes', v.id] })
  }
  const send = (what: Edit[], reason?: string) => api.post<Edited>(`${path}/edits`, { edits: what, reason }, { rev: queries.getQueryData<Roster>(['rosters', 'one', v.id])?.rev ?? v.rev })
  const failed = (error: unknown) => {
    void message.error(faultText(error))
    void queries.invalidateQueries({ queryKey: ['rosters'] })
  }
  /** Changes cells; a published roster asks why, once. */
  const change = async (what: Edit[], reason?: string) => {
    const done = await send(what, reason)
    if (done.cells.length === 0) return
    keep(done)
    setUndo((u) => [...u, { done, reason }])
    setRedo([])
    const first = done.new_violations[0]
    if (first) void message.warning(violationText(t, first))
  }
  const ask = (what: Edit[]) => {
    if (what.length === 0) return
    if (v.status !== 'published') return void change(what).catch(failed)
    let reason = ''
    modal.confirm({
      title: t('roster:grid.reason'), content: <Input.TextArea aria-label={t('roster:grid.reason')} maxLength={500} rows={2} onChange={(e) => { reason = e.target.value }} />, okText: t('common:action.save'), cancelText: t('common:action.cancel'),
      onOk: async () => { try { await change(what, reason) } catch (error) { failed(error); throw error } },
    })
  }
  const turn = async (from: Step[], setFrom: (s: Step[]) => void, to: Step[], setTo: (s: Step[]) => void, of: (d: Edited, types: Map<string, ShiftType>) => Edit[]) => {
    const last = from.at(-1)
    if (!last) return
    try {
      keep(await send(of(last.done, byType), last.reason))
      setFrom(from.slice(0, -1))
      setTo([...to, last])
    } catch (error) {
      failed(error)
    }
  }
  const takeBack = () => void turn(undo, setUndo, redo, setRedo, backOf)
  const doAgain = () => void turn(redo, setRedo, undo, setUndo, againOf)
  const keys = useRef({ takeBack, doAgain })
  keys.current = { takeBack, doAgain }
  useEffect(() => {
    const listen = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || (e.target as HTMLElement).closest('input, textarea')) return
      if (e.key === 'z' && !e.shiftKey) { e.preventDefault(); keys.current.takeBack() } else if (e.key === 'y' || (e.key === 'Z' && e.shiftKey)) { e.preventDefault(); keys.current.doAgain() }
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  const placeOf = (a: At) => { const l = rows[a.row]!; const d = shown[a.day]!.day; return { person: l.person_id, day: d, cell: cellAt(l, d) } }
  const over = (a: At, b: At) => {
    const what = swapOf(placeOf(a), placeOf(b))
    setWarning(undefined)
    if (what.length === 0) return setWarning(placeOf(b).cell.locked ? t('roster:grid.is_locked') : undefined)
    api.post<Edited>(`${path}/edits`, { edits: what, try: true }).then((tried) => setWarning(tried.new_violations.length > 0 ? `${t('roster:grid.would_break')} ${tried.new_violations.map((x) => violationText(t, x)).join(t('roster:join'))}` : undefined), (error: unknown) => setWarning(faultText(error)))
  }
  const lock = (a: At) => { const p = placeOf(a); ask([editOf(p.person, p.day, p.cell, !p.cell.locked)]) }
  const open = rows.find((l) => l.person_id === text('cell')?.split('.')[0])
  const openDay = Number(text('cell')?.split('.')[1] ?? -1)
  const certificate = useQuery(certificateQuery(v.id, coverDay)).data
  const gap = gapOf(v)
  const printing = usePrinting()
  const coverOf = new Map((cover.data?.days ?? []).map((d) => [d.day, d]))
  const publish = () => {
    let note = ''
    modal.confirm({
      title: t('roster:publish.title', { name: v.name }), okText: t('roster:publish.go'), cancelText: t('common:action.cancel'), width: 520,
      content: (
        <>
          <p>{t('roster:publish.text', { people: count(v.people), from: day(v.first_on), to: day(v.last_on) })}</p>
          {violations.length > 0 && <Note kind="warn">{t('roster:publish.broken', { n: count(violations.length) })}</Note>}
          {certificate === null && <Note>{t('roster:publish.not_simulated')}</Note>}
          {certificate && <p>{t('roster:publish.simulated', { n: certificate.days.filter((d) => !d.queue_id && d.holds_percent >= 50).length, days: certificate.days.filter((d) => !d.queue_id).length })}</p>}
          <Input.TextArea aria-label={t('roster:publish.note')} placeholder={t('roster:publish.note')} maxLength={500} rows={2} onChange={(e) => { note = e.target.value }} />
        </>
      ),
      onOk: async () => {
        try {
          queries.setQueryData(['rosters', 'one', v.id], await api.post<Roster>(`${path}/publish`, { note }))
          setUndo([])
          setRedo([])
          void message.success(t('roster:publish.done'))
          void queries.invalidateQueries({ queryKey: ['rosters'] })
        } catch (error) {
          void message.error(faultText(error))
          throw error
        }
      },
    })
  }
  const remove = () => modal.confirm({
    title: t('roster:delete.title', { name: v.name }), content: t('roster:delete.text'), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
    onOk: async () => {
      try {
        await api.delete(path)
        await queries.invalidateQueries({ queryKey: ['rosters'], refetchType: 'none' })
        void navigate({ to: '/rosters' as string })
      } catch (error) {
        void message.error(faultText(error))
      }
    },
  })
  const made = (j: Job) => {
    void queries.invalidateQueries({ queryKey: ['rosters'] })
    const id = (j.result as { roster_id?: string } | undefined)?.roster_id
    if (j.state === 'done' && id) void navigate({ to: '/rosters/$id' as string, params: { id } as never })
  }
  const actions = (
    <>
      {edits && <Button icon={<UndoOutlined />} aria-label={t('roster:grid.undo')} title={t('roster:grid.undo')} disabled={undo.length === 0} onClick={takeBack} />}
      {edits && <Button icon={<RedoOutlined />} aria-label={t('roster:grid.redo')} title={t('roster:grid.redo')} disabled={redo.length === 0} onClick={doAgain} />}
      <Button icon={<DownloadOutlined />} onClick={() => void api.download(`${path}/workbook.xlsx`, { lang: t('roster:lang') }).catch(failed)}>{t('common:action.export')}</Button>
      {edits && <Button onClick={() => patch({ anew: '1' }, true)}>{t('roster:make.anew')}</Button>}
      {publishes && v.status === 'draft' && <Button type="primary" onClick={publish}>{t('roster:publish.start')}</Button>}
      <Dropdown menu={{ items: [{ key: 'changes', label: t('roster:changes.title'), onClick: () => patch({ changes: '1' }, true) }, { key: 'wishes', label: t('roster:wish.kept_title'), onClick: () => patch({ wishes: '1' }, true) }, { key: 'compare', label: t('roster:compare.title'), onClick: () => void navigate({ to: '/rosters/$id/compare' as string, params: { id: v.id } as never }) }, ...(edits && v.status === 'draft' ? [{ key: 'import', label: t('roster:import.title'), onClick: () => patch({ import: '1' }, true) }] : []), { key: 'print', label: t('roster:print'), onClick: () => window.print() }, ...(edits && v.status === 'draft' ? [{ key: 'delete', danger: true, label: t('common:action.delete'), onClick: remove }] : [])] }} trigger={['click']}><Button>{t('roster:more')}</Button></Dropdown>
    </>
  )
  return (
    <Page title={v.name} note={<><StatusTag tone={v.status === 'published' ? 'good' : 'muted'}>{t(`roster:version.${v.status}`)}</StatusTag> {day(v.first_on)} – {day(v.last_on)}</>} actions={actions}>
      <JobCard id={text('job')} title={t('roster:make.running')} onClose={() => patch({ job: undefined })} onDone={made}>{(j) => <Clashes job={j} />}</JobCard>
      <section className="lt-card" aria-label={t('roster:how.title')}>
        <div className="lt-card-body">
          <DescriptionList minWidth={118} facts={[
            { label: t('roster:list.plan'), value: v.plan_name },
            { label: t('roster:list.people'), value: count(v.people) },
            { label: t('roster:list.paid_h'), value: decimal(lines.reduce((n, l) => n + l.paid_minutes, 0) / 60, 0) },
            { label: t('roster:how.broken'), value: violations.length > 0 ? <Button type="link" size="small" className="rs-link" onClick={() => patch({ broken: text('broken') === '1' ? undefined : '1' })}>▲ {count(violations.length)}</Button> : <span>✓ {t('roster:how.none')}</span> },
            { label: t('roster:list.cost'), value: decimal(v.cost, 0) },
            ...(v.bound !== undefined && gap !== null ? [{ label: t('roster:how.bound'), value: decimal(v.bound, 0) }, { label: t('roster:list.gap'), value: `${percent(gap)}${v.converged ? '' : ` ${t('roster:how.loose')}`}` }] : [{ label: t('roster:how.bound'), value: t('roster:how.unknown') }]),
            { label: t('roster:list.changed'), value: dateTime(v.changed_ms) },
            ...(v.based_name ? [{ label: t('roster:how.based'), value: t('roster:how.based_on', { name: v.based_name, n: count(v.changed_days) }) }] : []),
            ...(v.published_ms ? [{ label: t('roster:how.published'), value: dateTime(v.published_ms) }] : []),
          ]} />
        </div>
      </section>
      <div className="lt-toolbar rs-tools">
        <Input.Search allowClear aria-label={t('roster:grid.who')} placeholder={t('roster:grid.who')} defaultValue={text('who')} onSearch={(s) => patch({ who: s || undefined })} style={{ width: 190 }} />
        <Select allowClear aria-label={t('roster:grid.team')} placeholder={t('roster:grid.team')} style={{ width: 160 }} value={text('team')} options={[...new Set(lines.map((l) => l.team_id).filter(Boolean))].map((x) => ({ value: x as string, label: teams.find((y) => y.id === x)?.name ?? (x as string) }))} onChange={(x?: string) => patch({ team: x })} />
        <Select aria-label={t('roster:grid.skill')} style={{ width: 170 }} value={skill} options={[{ value: '*', label: t('roster:grid.all_skills') }, ...(cover.data?.skills ?? []).map((s) => ({ value: s.id, label: s.name }))]} onChange={(x: string) => patch({ skill: x === '*' ? undefined : x })} />
        <span className="lt-grow" />
        <span className="lt-muted">{t('roster:grid.people', { n: count(rows.length) })}</span>
        {daily && <Select aria-label={t('roster:day.pick')} style={{ width: 176 }} value={coverDay} options={days(v).map((d) => ({ value: d.day, label: day(d.on) }))} onChange={(d: number) => patch({ day: String(d) })} />}
        {!daily && <Segmented value={week} options={[...Array.from({ length: weeks }, (_, k) => ({ value: k, label: t('roster:grid.week', { n: k + 1 }) })), { value: 'all', label: t('roster:grid.all_days') }]} onChange={(x) => patch({ week: x === 0 ? undefined : String(x), day: undefined })} />}
        <Segmented aria-label={t('roster:day.view')} value={daily ? 'day' : 'days'} options={[{ value: 'days', label: t('roster:day.days') }, { value: 'day', label: t('roster:day.day') }]} onChange={(x) => patch({ view: x === 'day' ? 'day' : undefined })} />
      </div>
      {rows.length === 0
        ? <section className="lt-card"><Empty title={t('roster:grid.empty')}><Button onClick={() => patch({ who: undefined, team: undefined, skill: undefined, broken: undefined })}>{t('roster:grid.clear')}</Button></Empty></section>
        : daily ? <DayGrid roster={v} lines={rows} day={coverDay} on={addDays(v.first_on, coverDay)} types={byType} broken={broken} cover={cover.data} skill={skill} until={until} edits={edits} onOpen={(person) => edits && patch({ cell: `${person}.${coverDay}` }, true)} onKeep={ask} />
        : <RosterGrid lines={rows} days={shown} types={byType} broken={broken} cover={coverOf} wide={week !== 'all'} edits={edits} warning={warning} onOpen={(a) => edits && patch({ cell: `${rows[a.row]!.person_id}.${shown[a.day]!.day}` }, true)} onLock={lock} onOver={over} onDrop={(a, b) => { setWarning(undefined); ask(swapOf(placeOf(a), placeOf(b))) }} />}
      {cover.isError ? <Failure error={cover.error} onRetry={() => void cover.refetch()} /> : cover.data && <CoverCards cover={cover.data} days={shown.map((d) => d.day)} day={coverDay} onDay={(d) => patch({ day: String(d) })} />}
      <CertificateCards roster={v} days={shown.map((d) => d.day)} day={coverDay} onDay={(d) => patch({ day: String(d) })} job={text('check')} onJob={(id) => patch({ check: id })} lines={lines} types={byType} cure={text('cure')} onCure={(key, d) => patch({ cure: key, ...(d === undefined ? {} : { day: String(d) }) })} onTake={ask} />
      {edits && <CellDrawer roster={v} at={open && openDay >= 0 ? { line: open, day: openDay, on: addDays(v.first_on, openDay) } : undefined} types={types} skills={cover.data?.skills ?? []} onClose={() => patch({ cell: undefined })} onSave={change} />}
      {edits && <MakeDrawer open={text('anew') === '1'} from={v} onClose={() => patch({ anew: undefined })} onStarted={(job) => patch({ anew: undefined, job })} />}
      <KeptDrawer id={v.id} rev={v.rev} types={types} open={text('wishes') === '1'} onClose={() => patch({ wishes: undefined })} />
      {edits && v.status === 'draft' && <RosterImport roster={v} names={new Map(lines.map((l) => [l.person_id, l.name]))} open={text('import') === '1'} onClose={() => patch({ import: undefined })} onDone={() => { setUndo([]); setRedo([]); void queries.invalidateQueries({ queryKey: ['rosters'] }) }} />}
      {printing && <PrintSheet roster={v} lines={rows} days={shown} daily={daily ? { day: coverDay, on: addDays(v.first_on, coverDay) } : undefined} types={byType} teams={teams} cover={cover.data} skill={skill} />}
      <ChangesDrawer roster={v} types={byType} open={text('changes') === '1'} onClose={() => patch({ changes: undefined })} />
    </Page>
  )
}

function days(v: Roster): { day: number; on: string }[] {
  const out: { day: number; on: string }[] = []
  for (let on = v.first_on; on <= v.last_on; on = addDays(on, 1)) out.push({ day: out.length, on })
  return out
}
