// The operations manager opens this after a bad day, the planner every morning, team leaders for their meeting: why was the target missed.
// They decide what is to change: forecast, roster, attendance, the way breaks are kept, or who serves what.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { addDays, count, decimal, none, percent, points, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import { useSearchState } from '../../kit/useSearchState'
import { clockOf } from '../roster/clock'
import { worst } from './missedWords'
import type { Differs, Missed, Missing, MissingQueue, Part, Served } from './types'
import { Views } from './Views'
import './intraday.css'

export function MissedPage() {
  return <Guard permission="intraday.read"><MissedView /></Guard>
}

const number = (v: unknown): number | undefined => (v === undefined || v === '' || Number.isNaN(Number(v)) ? undefined : Number(v))

function MissedView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const on = (search.on as string | undefined) ?? addDays(today(), -1)
  const q = useQuery({ queryKey: ['intraday', 'levels', on], queryFn: ({ signal }) => api.get<Missing>('/intraday/levels', { on }, signal) })
  const queues = q.data?.queues ?? []
  const queue = queues.find((x) => x.queue_id === search.queue) ?? [...queues].sort((a, b) => lost(b) - lost(a))[0]
  const grain = q.data?.grain_minutes || 30
  const guess = queue && (worst(queue, grain) ?? (queue.slots.length > 0 ? { from: queue.slots[0]!.at, to: queue.slots[queue.slots.length - 1]!.at + grain } : undefined))
  const from = number(search.from) ?? guess?.from
  const to = number(search.to) ?? guess?.to
  const times = Array.from({ length: 1440 / grain + 1 }, (_, i) => i * grain)
  const pick = (label: string, value: number | undefined, options: number[], set: (v: number) => void) => (
    <Select aria-label={label} style={{ width: 96 }} value={value} showSearch options={options.map((m) => ({ value: m, label: m === 1440 ? '24:00' : clockOf(m) }))} onChange={set} />
  )
  return (
    <Page
      title={t('intraday:nav.missed')}
      actions={
        <>
          <DatePicker aria-label={t('intraday:miss.day')} allowClear={false} value={dayjs(on)} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} onChange={(d) => d && patch({ on: d.format('YYYY-MM-DD'), from: undefined, to: undefined })} />
          {queue && <Select aria-label={t('intraday:queue')} style={{ minWidth: 140 }} value={queue.queue_id} options={queues.map((x) => ({ value: x.queue_id, label: x.name }))} onChange={(id: string) => patch({ queue: id, from: undefined, to: undefined })} />}
          {queue && pick(t('intraday:miss.from'), from, times.slice(0, -1), (v) => patch({ from: String(v), to: String(Math.max(to ?? 0, v + grain)) }))}
          {queue && pick(t('intraday:miss.to'), to, times.filter((m) => from === undefined || m > from), (v) => patch({ from: String(from), to: String(v) }))}
        </>
      }
    >
      <Views />
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : !queue ? (
        <section className="lt-card" aria-label={t('intraday:nav.missed')}><Empty title={t('intraday:miss.unpublished')} reason={t('intraday:miss.unpublished_reason')} /></section>
      ) : (
        <>
          <Levels queue={queue} grain={grain} from={from} to={to} onPick={(a) => patch({ from: String(a), to: String(a + grain) })} />
          {from !== undefined && to !== undefined && <Why on={on} queue={queue} from={from} to={to} />}
        </>
      )}
    </Page>
  )
}

const lost = (q: MissingQueue) => q.slots.reduce((sum, s) => sum + Math.max(((q.target_percent - (s.level_percent ?? 100)) / 100) * s.contacts, 0), 0)

function Levels({ queue, grain, from, to, onPick }: { queue: MissingQueue; grain: number; from?: number; to?: number; onPick: (at: number) => void }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const ink = tokens[theme]
  const rows = queue.slots
  const columns: Column<(typeof rows)[number]>[] = [
    { id: 'at', header: t('intraday:at'), width: 90, pin: true, value: (s) => clockOf(s.at), cell: (s) => clockOf(s.at) },
    { id: 'contacts', header: t('intraday:contacts'), width: 110, align: 'right', value: (s) => s.contacts, cell: (s) => count(s.contacts) },
    { id: 'level', header: t('intraday:level'), width: 130, align: 'right', grow: true, value: (s) => s.level_percent, cell: (s) => (s.level_percent === null ? none : `${s.level_percent < queue.target_percent ? '▲ ' : ''}${percent(s.level_percent)}`) },
  ]
  const inside = (at: number) => from !== undefined && to !== undefined && at >= from && at < to
  const option = rows.length === 0 ? undefined : {
    grid: { left: 48, right: 16, top: 36, bottom: 28 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis' }, xAxis: { type: 'category', data: rows.map((s) => clockOf(s.at)) }, yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' } },
    series: [
      { name: t('intraday:level'), type: 'bar', data: rows.map((s) => ({ value: s.level_percent, itemStyle: { color: inside(s.at) ? '#D15913' : ink.goodFill, opacity: inside(s.at) ? 1 : 0.55 } })), itemStyle: { color: ink.goodFill } },
      { name: t('intraday:target'), type: 'line', data: rows.map(() => queue.target_percent), showSymbol: false, itemStyle: { color: ink.ink3 }, lineStyle: { color: ink.ink3, type: 'dashed', width: 1 } },
    ],
  }
  return (
    <ChartCard
      id="intraday.missed.levels" title={t('intraday:miss.levels', { name: queue.name, level: queue.level_percent === null ? none : percent(queue.level_percent) })} summary={t('intraday:miss.levels_help', { n: grain })} option={option} columns={columns} rows={rows} rowKey={(s) => String(s.at)} height={210}
      onClick={(e) => { const s = rows[e.dataIndex]; if (s) onPick(s.at) }} onOpen={(s) => onPick(s.at)} emptyReason={t('intraday:miss.nothing')}
    />
  )
}

type Step = Part & { label: string; from: number; to: number; total?: boolean }

function Why({ on, queue, from, to }: { on: string; queue: MissingQueue; from: number; to: number }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const ink = tokens[theme]
  const q = useQuery({ queryKey: ['intraday', 'missed', on, queue.queue_id, from, to], placeholderData: keepPreviousData, retry: false, staleTime: 60_000, queryFn: ({ signal }) => api.get<Missed>('/intraday/missed', { on, queue: queue.queue_id, from, to }, signal) })
  const m = q.data
  const steps = useMemo<Step[]>(() => {
    if (!m) return []
    let at = m.target_percent
    const out: Step[] = [{ cause: 'plan', points: 0, half_width: 0, label: t('intraday:target'), from: 0, to: at, total: true }]
    for (const p of m.parts) {
      out.push({ ...p, label: t(`intraday:causes.${p.cause}`), from: at, to: at + p.points })
      at += p.points
    }
    if (m.happened_percent !== null) out.push({ cause: 'chance', points: 0, half_width: 0, label: t('intraday:happened'), from: 0, to: m.happened_percent, total: true })
    return out
  }, [m, t])
  if (q.isError) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  if (!m) return <section className="lt-card" aria-label={t('intraday:miss.why')}><Skeleton /></section>
  const option = {
    grid: { left: 48, right: 16, top: 16, bottom: 48 }, tooltip: { trigger: 'axis' }, xAxis: { type: 'category', data: steps.map((s) => s.label), axisLabel: { interval: 0, width: 92, overflow: 'break' } }, yAxis: { type: 'value', scale: true, max: 100, axisLabel: { formatter: '{value}%' } },
    series: [
      { name: 'base', type: 'bar', stack: 'w', silent: true, tooltip: { show: false }, itemStyle: { color: 'transparent' }, data: steps.map((s) => (s.total ? 0 : Math.min(s.from, s.to))) },
      {
        name: t('intraday:miss.points'), type: 'bar', stack: 'w', barCategoryGap: '35%', tooltip: { valueFormatter: (v: number) => decimal(v) },
        label: { show: true, position: 'top', formatter: (x: { dataIndex: number }) => { const s = steps[x.dataIndex]!; return s.total ? percent(s.to) : points(s.points) } },
        data: steps.map((s) => ({ value: s.total ? s.to : Math.abs(s.points), itemStyle: { color: s.total ? ink.ink3 : s.points < 0 ? '#D15913' : ink.goodFill } })),
      },
    ],
  }
  const columns: Column<Step>[] = [
    { id: 'cause', header: t('intraday:miss.cause'), width: 190, pin: true, value: (s) => s.label, cell: (s) => (s.total ? <b>{s.label}</b> : s.label) },
    { id: 'points', header: t('intraday:miss.points'), width: 130, align: 'right', value: (s) => (s.total ? s.to : s.points), cell: (s) => (s.total ? percent(s.to) : points(s.points)) },
    { id: 'width', header: t('intraday:miss.width'), width: 130, align: 'right', grow: true, value: (s) => (s.half_width ? s.half_width : null), cell: (s) => (s.half_width ? `± ${decimal(s.half_width)}` : none), help: t('intraday:miss.width_help') },
  ]
  const worstPart = [...m.parts].sort((a, b) => a.points - b.points)[0]
  const summary = worstPart && worstPart.points < 0 ? t('intraday:miss.mainly', { cause: t(`intraday:causes.${worstPart.cause}`), points: points(worstPart.points) }) : t('intraday:miss.held')
  return (
    <>
      <ChartCard<Step> id="intraday.missed" title={t('intraday:miss.why_of', { name: queue.name, span: `${clockOf(from)}–${to === 1440 ? '24:00' : clockOf(to)}` })} summary={summary} option={option} columns={columns} rows={steps} rowKey={(s) => s.label} height={270} dimmed={q.isPlaceholderData}>
        <p><b>{summary}</b> <span className="lt-muted">{t('intraday:miss.how')}</span></p>
        {!m.presence && <Note kind="warn">{t('intraday:miss.no_presence')}</Note>}
      </ChartCard>
      <div className="id-two">
        <Differ id="contacts" title={t('intraday:miss.contacts')} name={t('intraday:at')} rows={m.contacts} unit={(v) => decimal(v, 0)} />
        <Differ id="handle" title={t('intraday:miss.handle')} name={t('intraday:queue')} rows={m.handle} unit={(v) => decimal(v, 0)} />
        <Differ id="absent" title={t('intraday:miss.absent', { n: m.absent.length, count: m.absent.length })} name={t('intraday:miss.person')} rows={m.absent} unit={(v) => decimal(v, 0)} empty={t('intraday:miss.no_absent')} />
        <Differ id="away" title={t('intraday:miss.away')} name={t('intraday:miss.person')} rows={m.away} unit={(v) => decimal(v, 0)} empty={t('intraday:miss.no_away')} />
      </div>
      {m.served.length > 0 && <ServedOthers rows={m.served} />}
    </>
  )
}

function Differ({ id, title, name, rows, unit, empty }: { id: string; title: string; name: string; rows: Differs[]; unit: (v: number) => string; empty?: string }) {
  const { t } = useTranslation()
  const columns: Column<Differs>[] = [
    { id: 'name', header: name, width: 120, pin: true, value: (r) => r.name, cell: (r) => r.name },
    { id: 'planned', header: t('intraday:miss.planned'), width: 100, align: 'right', value: (r) => r.planned, cell: (r) => unit(r.planned) },
    { id: 'was', header: t('intraday:miss.was'), width: 100, align: 'right', value: (r) => r.was, cell: (r) => unit(r.was) },
    { id: 'diff', header: t('intraday:miss.diff'), width: 100, align: 'right', grow: true, value: (r) => r.was - r.planned, cell: (r) => `${r.was >= r.planned ? '+' : '−'}${unit(Math.abs(r.was - r.planned))}` },
  ]
  return (
    <section className="lt-card" aria-label={title}>
      <div className="lt-card-head"><h2>{title}</h2></div>
      {rows.length === 0 ? <Empty title={empty} /> : <DataTable<Differs> id={`intraday.missed.${id}`} label={title} columns={columns} rows={rows} rowKey={(r, ) => `${r.id ?? ''} ${r.name}`} maxHeight={280} />}
    </section>
  )
}

function ServedOthers({ rows }: { rows: Served[] }) {
  const { t } = useTranslation()
  const columns: Column<Served>[] = [
    { id: 'name', header: t('intraday:miss.person'), width: 140, pin: true, value: (r) => r.name, cell: (r) => r.name },
    { id: 'planned', header: t('intraday:miss.served_planned'), width: 260, value: (r) => r.planned.join(t('intraday:join')), cell: (r) => r.planned.join(t('intraday:join')) },
    { id: 'was', header: t('intraday:miss.served_was'), width: 260, grow: true, value: (r) => r.was.join(t('intraday:join')), cell: (r) => r.was.join(t('intraday:join')) },
  ]
  return (
    <section className="lt-card" aria-label={t('intraday:miss.served')}>
      <div className="lt-card-head"><h2>{t('intraday:miss.served')}</h2></div>
      <DataTable<Served> id="intraday.missed.served" label={t('intraday:miss.served')} columns={columns} rows={rows} rowKey={(r) => r.person_id} maxHeight={280} />
    </section>
  )
}
