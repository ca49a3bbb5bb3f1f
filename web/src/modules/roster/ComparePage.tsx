// The planner compares a new version with the one it was made from before it is published, the operations manager before approving: who works
// otherwise, who changed it, and what it does to cover, cost and everybody's hours.
import { DownloadOutlined, SwapOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { App, Button, Checkbox, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import type { ListPage } from '../../api/types'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, decimal, none, percent, weekdayName } from '../../kit/format'
import { Page } from '../../kit/Page'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import { useSearchState } from '../../kit/useSearchState'
import { clockOf } from './clock'
import type { Cell, Compared, ComparedCell, ComparedDay, ComparedPerson, Comparison, Roster, ShiftType } from './types'
import './rosters.css'

export function ComparePage() {
  return <Guard permission="roster.read"><CompareView /></Guard>
}

const signed = (n: number, digits = 1) => (Math.abs(n) < 0.5 / 10 ** digits ? '0' : `${n > 0 ? '+' : '−'}${decimal(Math.abs(n), digits)}`)

function CompareView() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { id } = useParams({ strict: false }) as { id: string }
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const second = text('of') ?? id
  const all = useQuery({ queryKey: ['rosters', 'to-compare'], queryFn: async ({ signal }) => (await api.get<ListPage<Roster>>('/rosters', { limit: 200 }, signal)).items ?? [] })
  const v = all.data?.find((x) => x.id === second)
  const over = (x: Roster) => !!v && x.id !== v.id && x.first_on <= v.last_on && x.last_on >= v.first_on
  const others = (all.data ?? []).filter(over)
  const first = text('with') ?? others.find((x) => x.id === v?.based_on)?.id ?? others[0]?.id
  const skill = text('skill') ?? '*'
  const q = useQuery({ queryKey: ['rosters', 'comparison', second, first, skill], enabled: !!first && !!v, placeholderData: keepPreviousData, queryFn: ({ signal }) => api.get<Comparison>(`/rosters/${encodeURIComponent(second)}/comparison`, { with: first, skill }, signal) })
  const types = useQuery({
    queryKey: ['rosters', 'types-of-both', second, first], enabled: !!first && !!v,
    queryFn: async ({ signal }) => new Map((await Promise.all([second, first!].map((x) => api.get<ShiftType[] | null>(`/rosters/${encodeURIComponent(x)}/shift-types`, undefined, signal)))).flatMap((x) => x ?? []).map((x) => [x.id, x])),
  })
  const named = (x: Roster) => ({ value: x.id, label: `${x.name} · ${t(`roster:version.${x.status}`)} · ${x.first_on} – ${x.last_on}` })
  const bad = [all, q, types].find((x) => x.isError)
  const actions = first && v && (
    <Button icon={<DownloadOutlined />} onClick={() => void api.download(`/rosters/${encodeURIComponent(second)}/comparison.xlsx`, { with: first, skill, lang: t('roster:lang') }).catch((e: unknown) => message.error(faultText(e)))}>{t('common:action.export')}</Button>
  )
  return (
    <Page title={t('roster:compare.title')} crumbs={[{ label: t('roster:nav.rosters'), to: '/rosters' }]} actions={actions}>
      <div className="lt-toolbar rs-tools">
        <Select aria-label={t('roster:compare.first')} style={{ width: 360 }} value={first} placeholder={t('roster:compare.first')} showSearch={{ optionFilterProp: 'label' }} options={others.map(named)} onChange={(x: string) => patch({ with: x })} />
        <Button icon={<SwapOutlined />} aria-label={t('roster:compare.turn')} title={t('roster:compare.turn')} disabled={!first} onClick={() => patch({ of: first, with: second })} />
        <Select aria-label={t('roster:compare.second')} style={{ width: 360 }} value={v?.id} showSearch={{ optionFilterProp: 'label' }} options={(all.data ?? []).map(named)} onChange={(x: string) => patch({ of: x, with: undefined })} />
        <span className="lt-grow" />
        <Select aria-label={t('roster:grid.skill')} style={{ width: 160 }} value={skill} options={[{ value: '*', label: t('roster:grid.all_skills') }, ...(q.data?.skills ?? []).map((s) => ({ value: s.id, label: s.name }))]} onChange={(x: string) => patch({ skill: x === '*' ? undefined : x })} />
      </div>
      {bad ? <Failure error={bad.error} onRetry={() => void bad.refetch()} />
        : all.data && (!v || !first) ? <section className="lt-card"><Empty title={t('roster:compare.none')} reason={t('roster:compare.none_reason')}><Link to={'/rosters' as string}><Button>{t('roster:nav.rosters')}</Button></Link></Empty></section>
          : !q.data || !types.data ? <Skeleton /> : <Both c={q.data} types={types.data} changed={text('all') !== '1'} onChanged={(x) => patch({ all: x ? undefined : '1' })} who={text('team')} onTeam={(x) => patch({ team: x })} />}
    </Page>
  )
}

type BothProps = { c: Comparison; types: Map<string, ShiftType>; changed: boolean; onChanged: (only: boolean) => void; who: string | undefined; onTeam: (id: string | undefined) => void }

function Both({ c, types, changed, onChanged, who, onTeam }: BothProps) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const ink = tokens[theme]
  const teams = useQuery(dimensionsQuery).data?.teams ?? []
  const teamName = (id: string | undefined) => teams.find((x) => x.id === id)?.name ?? ''
  const [a, b] = [c.first.roster.name, c.second.roster.name]
  const days = useMemo(() => c.days.filter((d) => !changed || d.changed > 0), [c, changed])
  const people = useMemo(() => c.people.filter((p) => (!changed || p.changed > 0) && (!who || p.team_id === who)), [c, changed, who])
  const cells = useMemo(() => c.cells.filter((x) => !who || x.team_id === who), [c, who])
  const span = (x: Roster) => x.first_on === c.first.roster.first_on && x.last_on === c.first.roster.last_on
  const said = (x: Cell) => (x.type_id ? `${types.get(x.type_id)?.code ?? '?'} ${clockOf(x.begins ?? 0)}–${clockOf(x.ends ?? 0)}` : t('roster:grid.off')) + (x.locked ? ` · ${t('roster:grid.locked')}` : '')
  const inside = (x: Cell) => (x.breaks ?? []).map((p) => `${p.name} ${clockOf(p.at)}`).join(t('roster:join'))
  const told = (x: ComparedCell, of: Cell) => (x.what === 'breaks' ? `${said(of)}（${inside(of)}）` : said(of))
  const figures: { key: string; of: (x: Compared) => number | null; digits: number; unit?: 'percent' }[] = [
    { key: 'cost', of: (x) => x.cost, digits: 1 }, { key: 'late', of: (x) => x.late_contacts, digits: 1 }, { key: 'wishes', of: (x) => x.wishes, digits: 1 }, { key: 'soft', of: (x) => x.soft_rules, digits: 1 }, { key: 'broken', of: (x) => x.broken, digits: 0 },
    { key: 'there', of: (x) => x.sums.there_h, digits: 1 }, { key: 'short', of: (x) => x.sums.short_h, digits: 1 }, { key: 'over', of: (x) => x.sums.over_h, digits: 1 }, { key: 'level', of: (x) => x.sums.level_percent, digits: 1, unit: 'percent' }, { key: 'worst', of: (x) => x.sums.worst_level_percent, digits: 1, unit: 'percent' },
  ]
  const shown = (n: number | null, f: (typeof figures)[number]) => (n === null ? none : f.unit ? percent(n) : decimal(n, f.digits))
  const cellColumns: Column<ComparedCell>[] = [
    { id: 'on', header: t('roster:changes.on'), width: 140, pin: true, sortable: true, value: (x) => x.on, cell: (x) => day(x.on) },
    { id: 'who', header: t('roster:grid.person'), width: 130, value: (x) => x.name, cell: (x) => <>{x.name} <small className="lt-muted">{x.agent_no}</small></> },
    { id: 'team', header: t('roster:grid.team'), width: 110, value: (x) => teamName(x.team_id), cell: (x) => teamName(x.team_id) },
    { id: 'what', header: t('roster:compare.what'), width: 110, value: (x) => t(`roster:compare.whats.${x.what}`), cell: (x) => t(`roster:compare.whats.${x.what}`) },
    { id: 'before', header: t('roster:changes.before'), width: 190, value: (x) => told(x, x.before), cell: (x) => told(x, x.before) },
    { id: 'after', header: t('roster:changes.after'), width: 190, value: (x) => told(x, x.after), cell: (x) => told(x, x.after) },
    { id: 'how', header: t('roster:compare.how'), width: 110, value: (x) => t(`roster:compare.hows.${x.how}`), cell: (x) => t(`roster:compare.hows.${x.how}`) },
    { id: 'by', header: t('roster:changes.by'), width: 100, value: (x) => x.by, cell: (x) => x.by },
    { id: 'at', header: t('roster:changes.at'), width: 150, value: (x) => dateTime(x.at_ms), cell: (x) => dateTime(x.at_ms) },
    { id: 'reason', header: t('roster:grid.reason'), width: 150, grow: true, value: (x) => x.reason ?? '', cell: (x) => x.reason },
  ]
  const level = (n: number | null | undefined) => (n === null || n === undefined ? none : percent(n))
  const diff = (x: number | null | undefined, y: number | null | undefined) => (x === null || x === undefined || y === null || y === undefined ? none : signed(y - x))
  const dayColumns: Column<ComparedDay>[] = [
    { id: 'on', header: t('roster:changes.on'), width: 150, pin: true, value: (d) => d.on, cell: (d) => day(d.on) },
    { id: 'changed', header: t('roster:compare.people_changed'), width: 96, align: 'right', value: (d) => d.changed, cell: (d) => count(d.changed) },
    { id: 'short', header: t('roster:cover.short_h'), width: 150, align: 'right', value: (d) => `${d.first.short_h} → ${d.second.short_h}`, cell: (d) => `${decimal(d.first.short_h)} → ${decimal(d.second.short_h)}` },
    { id: 'short_by', header: t('roster:compare.difference'), width: 84, align: 'right', value: (d) => d.second.short_h - d.first.short_h, cell: (d) => signed(d.second.short_h - d.first.short_h) },
    { id: 'level', header: t('roster:cover.level'), width: 170, align: 'right', value: (d) => `${level(d.first.level_percent)} → ${level(d.second.level_percent)}`, cell: (d) => `${level(d.first.level_percent)} → ${level(d.second.level_percent)}` },
    { id: 'level_by', header: t('roster:compare.difference'), width: 84, align: 'right', value: (d) => diff(d.first.level_percent, d.second.level_percent), cell: (d) => diff(d.first.level_percent, d.second.level_percent) },
    { id: 'holds', header: t('roster:cert.holds'), width: 160, align: 'right', grow: true, value: (d) => `${level(d.first_holds_percent)} → ${level(d.second_holds_percent)}`, cell: (d) => `${level(d.first_holds_percent)} → ${level(d.second_holds_percent)}`, help: t('roster:compare.holds_help') },
  ]
  const personColumns: Column<ComparedPerson>[] = [
    { id: 'who', header: t('roster:grid.person'), width: 150, pin: true, value: (p) => p.name, cell: (p) => <>{p.name} <small className="lt-muted">{p.agent_no}</small></> },
    { id: 'team', header: t('roster:grid.team'), width: 120, value: (p) => teamName(p.team_id), cell: (p) => teamName(p.team_id) },
    { id: 'changed', header: t('roster:compare.days_changed'), width: 100, align: 'right', value: (p) => p.changed, cell: (p) => count(p.changed) },
    { id: 'first', header: t('roster:compare.hours_before'), width: 120, align: 'right', value: (p) => p.first_minutes / 60, cell: (p) => decimal(p.first_minutes / 60) },
    { id: 'second', header: t('roster:compare.hours_after'), width: 120, align: 'right', value: (p) => p.second_minutes / 60, cell: (p) => decimal(p.second_minutes / 60) },
    { id: 'by', header: t('roster:compare.difference'), width: 100, align: 'right', grow: true, value: (p) => (p.second_minutes - p.first_minutes) / 60, cell: (p) => signed((p.second_minutes - p.first_minutes) / 60) },
  ]
  const option = days.length === 0 ? undefined : {
    grid: { left: 52, right: 16, top: 36, bottom: 28 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis' }, xAxis: { type: 'category', data: days.map((d) => `${d.on.slice(5)} ${weekdayName(d.on)}`) }, yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' } },
    series: [
      { name: a, type: 'line', data: days.map((d) => d.first.level_percent), itemStyle: { color: ink.ink3 }, lineStyle: { color: ink.ink3, type: 'dashed', width: 2 } },
      { name: b, type: 'line', data: days.map((d) => d.second.level_percent), itemStyle: { color: ink.goodFill }, lineStyle: { color: ink.goodFill, width: 2 } },
    ],
  }
  return (
    <>
      {!span(c.second.roster) && <Note kind="info">{t('roster:compare.partly', { from: day(c.first_on), to: day(c.last_on) })}</Note>}
      <section className="lt-card" aria-label={t('roster:compare.whole')}>
        <div className="lt-card-head"><h2>{t('roster:compare.whole')}</h2></div>
        <div className="lt-card-body">
          <table className="rs-kept">
            <thead><tr><th>{t('roster:compare.figure')}</th><th>{a}</th><th>{b}</th><th>{t('roster:compare.difference')}</th></tr></thead>
            <tbody>{figures.map((f) => { const [x, y] = [f.of(c.first), f.of(c.second)]; return <tr key={f.key}><td title={t(`roster:compare.figures_help.${f.key}`)}>{t(`roster:compare.figures.${f.key}`)}</td><td>{shown(x, f)}</td><td>{shown(y, f)}</td><td>{x === null || y === null ? none : signed(y - x, f.digits)}</td></tr> })}</tbody>
          </table>
        </div>
      </section>
      <div className="lt-toolbar">
        <Checkbox checked={changed} onChange={(e) => onChanged(e.target.checked)}>{t('roster:compare.only')}</Checkbox>
        <Select allowClear aria-label={t('roster:grid.team')} placeholder={t('roster:grid.team')} style={{ width: 160 }} value={who} options={[...new Set(c.people.map((p) => p.team_id).filter(Boolean))].map((x) => ({ value: x as string, label: teamName(x) }))} onChange={(x?: string) => onTeam(x)} />
      </div>
      <section className="lt-card" aria-label={t('roster:compare.cells')}>
        <div className="lt-card-head"><h2>{t('roster:compare.cells')}</h2><span className="lt-muted">{t('roster:compare.cells_n', { n: count(cells.length) })}</span></div>
        {cells.length === 0 ? <Empty title={t('roster:compare.same')} /> : <DataTable<ComparedCell> id="rosters.compare" label={t('roster:compare.cells')} columns={cellColumns} rows={cells} rowKey={(x) => `${x.person_id} ${x.on}`} maxHeight={420} />}
      </section>
      <div className="rs-cover">
        <ChartCard<ComparedDay> id="rosters.compare.days" title={t('roster:compare.days')} option={option} columns={dayColumns} rows={days} rowKey={(d) => d.on} height={240} emptyReason={t('roster:compare.same')} />
        <section className="lt-card" aria-label={t('roster:compare.people')}>
          <div className="lt-card-head"><h2>{t('roster:compare.people')}</h2></div>
          {people.length === 0 ? <Empty title={t('roster:compare.same')} /> : <DataTable<ComparedPerson> id="rosters.compare.people" label={t('roster:compare.people')} columns={personColumns} rows={people} rowKey={(p) => p.person_id} maxHeight={300} />}
        </section>
      </div>
    </>
  )
}
