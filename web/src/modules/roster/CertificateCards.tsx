// What a simulation of the roster says, before people live in it: how likely targets hold, where they do not, and how evenly burdens are shared.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, dateTime, day as dayText, decimal, none, percent, weekdayName } from '../../kit/format'
import { JobCard } from '../../kit/JobCard'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import { CureDrawer } from './CureDrawer'
import type { CertDay, Certificate, Certified, CertifiedDay, CertSlot, Edit, Fairness, Line, Roster, ShiftType, WeakSpot } from './types'

type Props = { roster: Roster; days: number[]; day: number; onDay: (day: number) => void; job: string | undefined; onJob: (id: string | undefined) => void; lines: Line[]; types: Map<string, ShiftType>; cure: string | undefined; onCure: (key: string | undefined, day?: number) => void; onTake: (edits: Edit[]) => void }

const keyOf = (w: WeakSpot) => `${w.on} ${w.at} ${w.queue_id}`

export const certificateQuery = (id: string, day: number) => ({
  queryKey: ['rosters', 'certificate', id, day],
  queryFn: async ({ signal }: { signal: AbortSignal }) => (await api.get<{ certificate?: Certificate }>(`/rosters/${encodeURIComponent(id)}/certificate`, { day }, signal)).certificate ?? null,
})

export function CertificateCards({ roster, days, day, onDay, job, onJob, lines, types, cure, onCure, onTake }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const edits = useAllowed('roster.edit')
  const q = useQuery(certificateQuery(roster.id, day))
  const c = q.data
  const run = edits && !job && <Button type={c ? 'default' : 'primary'} onClick={() => void api.post<{ job_id: string }>(`/rosters/${encodeURIComponent(roster.id)}/certificate`).then((x) => onJob(x.job_id))}>{t(c ? 'roster:cert.again' : 'roster:cert.run')}</Button>
  return (
    <>
      <JobCard id={job} title={t('roster:cert.running')} onClose={() => onJob(undefined)} onDone={() => { onJob(undefined); void queries.invalidateQueries({ queryKey: ['rosters', 'certificate', roster.id] }) }} />
      <section className="lt-card" aria-label={t('roster:cert.title')}>
        <div className="lt-card-head"><h2>{t('roster:cert.title')}</h2>{c && <span className="lt-muted">{t('roster:cert.made', { by: c.made_by, when: dateTime(c.made_ms), n: count(c.replications) })}</span>}<span className="lt-grow" />{c && run}</div>
        <div className="lt-card-body">
          {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : c === undefined ? <Skeleton lines={3} /> : c === null ? <Empty title={t('roster:cert.none')} reason={t('roster:cert.none_reason')}>{run}</Empty> : (
            <>
              {c.rev !== roster.rev && <Note kind="warn">{t('roster:cert.stale')}</Note>}
              <p className="lt-muted">{t('roster:cert.how')}</p>
            </>
          )}
        </div>
      </section>
      {c && <Days c={c} days={days} day={day} onDay={onDay} />}
      {c && <Happened id={roster.id} />}
      {c && (
        <>
          <section className="lt-card" aria-label={t('roster:cert.weak')}><div className="lt-card-head"><h2>{t('roster:cert.weak')}</h2></div><Weak rows={c.weak_spots} onCure={onCure} /></section>
          <section className="lt-card" aria-label={t('roster:cert.fair')}><div className="lt-card-head"><h2>{t('roster:cert.fair')}</h2></div><Fair rows={c.fairness} /></section>
        </>
      )}
      <CureDrawer at={cure ? c?.weak_spots.find((w) => keyOf(w) === cure) : undefined} lines={lines} types={types} stale={c?.rev !== roster.rev} edits={edits} onClose={() => onCure(undefined)} onTake={(what) => { onCure(undefined); onTake(what) }} />
    </>
  )
}

type Slot = CertSlot & { queue: string; target: number; key: string }

function Days({ c, days, day, onDay }: { c: Certificate; days: number[]; day: number; onDay: (day: number) => void }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const ink = tokens[theme]
  const rows = useMemo(() => c.days.filter((d) => days.includes(d.day)), [c, days])
  const all = rows.filter((d) => !d.queue_id)
  const slots = useMemo<Slot[]>(() => (c.slots ?? []).flatMap((q) => q.slots.map((s) => ({ ...s, queue: q.queue, target: q.target_percent, key: `${q.queue_id} ${s.at}` }))), [c])
  const columns: Column<CertDay>[] = [
    { id: 'on', header: t('roster:changes.on'), width: 160, pin: true, value: (d) => d.on, cell: (d) => dayText(d.on) },
    { id: 'queue', header: t('roster:cert.queue'), width: 150, value: (d) => d.queue ?? t('roster:cert.all'), cell: (d) => d.queue ?? <b>{t('roster:cert.all')}</b> },
    { id: 'contacts', header: t('roster:cover.contacts'), width: 96, align: 'right', value: (d) => d.contacts, cell: (d) => count(Math.round(d.contacts)) },
    { id: 'target', header: t('roster:cert.target'), width: 90, align: 'right', value: (d) => d.target_percent, cell: (d) => percent(d.target_percent) },
    { id: 'level', header: t('roster:cover.level'), width: 110, align: 'right', value: (d) => d.level_percent, cell: (d) => percent(d.level_percent) },
    { id: 'band', header: t('roster:cert.band'), width: 130, align: 'right', value: (d) => `${d.low_percent}–${d.high_percent}`, cell: (d) => `${percent(d.low_percent)}–${percent(d.high_percent)}`, help: t('roster:cert.band_help') },
    { id: 'holds', header: t('roster:cert.holds'), width: 120, align: 'right', value: (d) => d.holds_percent, cell: (d) => `${d.holds_percent < 50 ? '▲ ' : ''}${percent(d.holds_percent)}`, help: t('roster:cert.holds_help') },
    { id: 'weak', header: t('roster:cert.weak_n'), width: 120, align: 'right', value: (d) => d.weak_intervals, cell: (d) => count(d.weak_intervals), help: t('roster:cert.weak_help') },
    { id: 'occupancy', header: t('roster:cert.occupancy'), width: 100, align: 'right', grow: true, value: (d) => d.occupancy_percent ?? null, cell: (d) => (d.occupancy_percent === undefined ? none : percent(d.occupancy_percent)) },
  ]
  const slotColumns: Column<Slot>[] = [
    { id: 'at', header: t('roster:cover.at'), width: 80, pin: true, value: (s) => s.at, cell: (s) => s.at },
    { id: 'queue', header: t('roster:cert.queue'), width: 150, value: (s) => s.queue, cell: (s) => s.queue },
    { id: 'contacts', header: t('roster:cover.contacts'), width: 96, align: 'right', value: (s) => s.contacts, cell: (s) => decimal(s.contacts) },
    { id: 'level', header: t('roster:cover.level'), width: 110, align: 'right', value: (s) => s.level_percent, cell: (s) => percent(s.level_percent) },
    { id: 'band', header: t('roster:cert.band'), width: 130, align: 'right', value: (s) => `${s.low_percent}–${s.high_percent}`, cell: (s) => `${percent(s.low_percent)}–${percent(s.high_percent)}` },
    { id: 'holds', header: t('roster:cert.holds'), width: 120, align: 'right', grow: true, value: (s) => s.holds_percent, cell: (s) => `${s.holds_percent < 50 ? '▲ ' : ''}${percent(s.holds_percent)}` },
  ]
  const axes = { grid: { left: 48, right: 16, top: 36, bottom: 28 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis' }, yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' } } }
  const dayOption = all.length === 0 ? undefined : {
    ...axes, xAxis: { type: 'category', data: all.map((d) => `${d.on.slice(5)} ${weekdayName(d.on)}`) },
    series: [
      { name: t('roster:cert.low'), type: 'line', stack: 'band', data: all.map((d) => d.low_percent), showSymbol: false, lineStyle: { opacity: 0 }, itemStyle: { color: ink.goodFill, opacity: 0.25 } },
      { name: t('roster:cert.band'), type: 'line', stack: 'band', data: all.map((d) => Math.round(100 * (d.high_percent - d.low_percent)) / 100), showSymbol: false, lineStyle: { opacity: 0 }, areaStyle: { color: ink.goodFill, opacity: 0.25 }, itemStyle: { color: ink.goodFill, opacity: 0.25 } },
      { name: t('roster:cover.level'), type: 'line', data: all.map((d) => d.level_percent), itemStyle: { color: ink.goodFill }, lineStyle: { color: ink.goodFill, width: 2 } },
      { name: t('roster:cert.holds'), type: 'line', data: all.map((d) => d.holds_percent), itemStyle: { color: '#D15913' }, lineStyle: { color: '#D15913', type: 'dashed' } },
    ],
  }
  const queues = [...new Set(slots.map((s) => s.queue))]
  const times = [...new Set(slots.map((s) => s.at))].sort()
  const slotOption = slots.length === 0 ? undefined : {
    ...axes, xAxis: { type: 'category', data: times },
    series: queues.map((queue) => ({ name: queue, type: 'line', showSymbol: false, data: times.map((at) => slots.find((s) => s.queue === queue && s.at === at)?.holds_percent ?? null) })),
  }
  return (
    <div className="rs-cover">
      <ChartCard<CertDay> id="rosters.certificate" title={t('roster:cert.days')} option={dayOption} columns={columns} rows={rows} rowKey={(d) => `${d.on} ${d.queue_id ?? ''}`} height={230} onClick={(e) => { const d = all[e.dataIndex]; if (d) onDay(d.day) }} onOpen={(d) => onDay(d.day)} />
      <ChartCard<Slot> id="rosters.certificate.day" title={t('roster:cert.day', { day: dayText(c.days.find((d) => d.day === day)?.on) })} option={slotOption} columns={slotColumns} rows={slots} rowKey={(s) => s.key} height={230} emptyReason={t('roster:cover.nobody')} />
    </div>
  )
}

/** What was certified beside what happened, of the days that are over. */
function Happened({ id }: { id: string }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const ink = tokens[theme]
  const sees = useAllowed('intraday.read')
  const q = useQuery({ queryKey: ['intraday', 'certified', id], enabled: sees, staleTime: 60_000, queryFn: ({ signal }) => api.get<Certified>('/intraday/certified', { roster: id }, signal) })
  const rows = q.data?.days ?? []
  if (!q.data || rows.length === 0) return null
  const all = rows.filter((d) => !d.queue_id)
  const columns: Column<CertifiedDay>[] = [
    { id: 'on', header: t('roster:changes.on'), width: 150, pin: true, value: (d) => d.on, cell: (d) => dayText(d.on) },
    { id: 'queue', header: t('roster:cert.queue'), width: 140, value: (d) => d.queue ?? t('roster:cert.all'), cell: (d) => d.queue ?? <b>{t('roster:cert.all')}</b> },
    { id: 'forecast', header: t('roster:cert.forecast'), width: 100, align: 'right', value: (d) => d.forecast, cell: (d) => count(Math.round(d.forecast)) },
    { id: 'contacts', header: t('roster:cert.came'), width: 100, align: 'right', value: (d) => d.contacts, cell: (d) => count(d.contacts) },
    { id: 'level', header: t('roster:cert.certified'), width: 110, align: 'right', value: (d) => d.level_percent, cell: (d) => percent(d.level_percent) },
    { id: 'band', header: t('roster:cert.band'), width: 130, align: 'right', value: (d) => `${d.low_percent}–${d.high_percent}`, cell: (d) => `${percent(d.low_percent)}–${percent(d.high_percent)}` },
    { id: 'happened', header: t('roster:cert.happened'), width: 110, align: 'right', value: (d) => d.happened_percent, cell: (d) => percent(d.happened_percent) },
    { id: 'inside', header: t('roster:cert.inside'), width: 130, grow: true, value: (d) => t(d.inside ? 'roster:cert.in' : 'roster:cert.out'), cell: (d) => `${d.inside ? '✓' : '▲'} ${t(d.inside ? 'roster:cert.in' : 'roster:cert.out')}` },
  ]
  const option = all.length === 0 ? undefined : {
    grid: { left: 48, right: 16, top: 36, bottom: 28 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis' }, yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' } }, xAxis: { type: 'category', data: all.map((d) => `${d.on.slice(5)} ${weekdayName(d.on)}`) },
    series: [
      { name: t('roster:cert.low'), type: 'line', stack: 'band', data: all.map((d) => d.low_percent), showSymbol: false, lineStyle: { opacity: 0 }, itemStyle: { color: ink.goodFill, opacity: 0.25 } },
      { name: t('roster:cert.band'), type: 'line', stack: 'band', data: all.map((d) => Math.round(100 * (d.high_percent - d.low_percent)) / 100), showSymbol: false, lineStyle: { opacity: 0 }, areaStyle: { color: ink.goodFill, opacity: 0.25 }, itemStyle: { color: ink.goodFill, opacity: 0.25 } },
      { name: t('roster:cert.certified'), type: 'line', data: all.map((d) => d.level_percent), itemStyle: { color: ink.goodFill }, lineStyle: { color: ink.goodFill, width: 2 } },
      { name: t('roster:cert.happened'), type: 'line', data: all.map((d) => d.happened_percent), itemStyle: { color: '#D15913' }, lineStyle: { color: '#D15913', width: 2 } },
    ],
  }
  return <ChartCard<CertifiedDay> id="rosters.certified" title={t('roster:cert.versus', { inside: count(q.data.inside), of: count(q.data.of) })} summary={t('roster:cert.versus_help')} option={option} columns={columns} rows={rows} rowKey={(d) => `${d.on} ${d.queue_id ?? ''}`} height={230} />
}

function Weak({ rows, onCure }: { rows: WeakSpot[]; onCure: (key: string, day: number) => void }) {
  const { t } = useTranslation()
  const best = (w: WeakSpot) => {
    const c = w.cures.find((x) => x.holds_percent >= 50) ?? w.cures[0]
    return c ? `${t(`roster:cert.cure_${c.kind}`, { n: count(c.people), count: c.people })} → ${percent(c.holds_percent)}` : w.more_people > 0 ? t('roster:cert.more_n', { n: w.more_people, count: w.more_people }) : t('roster:cert.enough')
  }
  const columns: Column<WeakSpot>[] = [
    { id: 'on', header: t('roster:changes.on'), width: 150, value: (w) => w.on, cell: (w) => dayText(w.on) },
    { id: 'at', header: t('roster:cover.at'), width: 88, value: (w) => w.at, cell: (w) => w.at },
    { id: 'queue', header: t('roster:cert.queue'), width: 130, value: (w) => w.queue, cell: (w) => w.queue },
    { id: 'level', header: t('roster:cover.level'), width: 100, align: 'right', value: (w) => w.level_percent, cell: (w) => percent(w.level_percent) },
    { id: 'holds', header: t('roster:cert.holds'), width: 100, align: 'right', value: (w) => w.holds_percent, cell: (w) => percent(w.holds_percent), help: t('roster:cert.holds_help') },
    { id: 'late', header: t('roster:cert.late'), width: 90, align: 'right', value: (w) => w.late_contacts, cell: (w) => decimal(w.late_contacts), help: t('roster:cert.late_help') },
    { id: 'more', header: t('roster:cert.more'), width: 260, grow: true, value: (w) => best(w), cell: (w) => best(w), help: t('roster:cert.more_help') },
  ]
  return rows.length === 0 ? <Empty title={t('roster:cert.no_weak')} /> : <DataTable<WeakSpot> id="rosters.weak" label={t('roster:cert.weak')} columns={columns} rows={rows} rowKey={keyOf} onOpen={(w) => onCure(keyOf(w), w.day)} maxHeight={300} />
}

function Fair({ rows }: { rows: Fairness[] }) {
  const { t } = useTranslation()
  const columns: Column<Fairness>[] = [
    { id: 'what', header: t('roster:cert.what'), width: 130, value: (f) => t(`roster:cert.fairness.${f.what}`), cell: (f) => t(`roster:cert.fairness.${f.what}`) },
    { id: 'mean', header: t('roster:cert.mean'), width: 90, align: 'right', value: (f) => f.mean, cell: (f) => decimal(f.mean) },
    { id: 'least', header: t('roster:cert.least'), width: 90, align: 'right', value: (f) => f.least, cell: (f) => decimal(f.least) },
    { id: 'most', header: t('roster:cert.most'), width: 90, align: 'right', value: (f) => f.most, cell: (f) => decimal(f.most) },
    { id: 'gini', header: t('roster:cert.gini'), width: 100, align: 'right', grow: true, value: (f) => f.gini, cell: (f) => decimal(f.gini, 2), help: t('roster:cert.gini_help') },
  ]
  return <DataTable<Fairness> id="rosters.fairness" label={t('roster:cert.fair')} columns={columns} rows={rows} rowKey={(f) => f.what} maxHeight={300} />
}
