// Administrators and operations managers open this every morning and whenever a number looks odd: they decide whether the data
// may be trusted, which source is late, and what to do with rows that could not be read.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { ChartCard } from '../../charts/ChartCard'
import { type Column, DataTable } from '../../kit/DataTable'
import { Page } from '../../kit/Page'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { Empty, Failure, HelpTip, Skeleton } from '../../kit/blocks'
import { count, dateTime, day, duration, percent } from '../../kit/format'
import { Quarantine } from './Quarantine'
import { ProblemText } from './ProblemText'
import { REPAIRS, qualityQuery } from './queries'
import type { DataQuality, Source } from './types'
import { FlagTag, GradeTag } from './words'
import './telephony.css'

type Day = NonNullable<DataQuality['by_day']>[number]

const healthTone: Record<string, Tone> = { ok: 'good', good: 'good', live: 'good', idle: 'muted', waiting: 'muted', off: 'muted', import: 'muted', imported: 'muted', late: 'warn', lagging: 'warn', warn: 'warn', silent: 'bad', failing: 'bad', bad: 'bad', error: 'bad', failed: 'bad' }

export function QualityPage() {
  const { t } = useTranslation('telephony')
  const q = useQuery(qualityQuery())
  const mayManage = useAllowed('sources.manage')
  const d = q.data
  const sources = d?.sources ?? []
  const columns = useMemo<Column<Source>[]>(
    () => [
      { id: 'name', header: t('quality.source'), width: 150, pin: true, sortable: true, value: (s) => s.name, cell: (s) => s.name },
      { id: 'health', header: t('quality.health'), width: 104, sortable: true, value: (s) => s.health, cell: (s) => <StatusTag tone={healthTone[s.health] ?? 'muted'}>{t(`health.${s.health}`, { defaultValue: s.health })}</StatusTag> },
      { id: 'kind', header: t('quality.kind'), width: 150, value: (s) => s.kind, cell: (s) => t(`kind.${s.kind}`, { defaultValue: s.kind }) },
      { id: 'last', header: t('quality.last'), width: 150, sortable: true, value: (s) => s.last_event_at, cell: (s) => dateTime(s.last_event_at) },
      { id: 'lag', header: t('quality.lag'), width: 110, align: 'right', sortable: true, value: (s) => s.lag_ms, cell: (s) => lagText(s.lag_ms, t('quality.days')), help: t('quality.lag_help') },
      { id: 'reconnects', header: t('quality.reconnects'), width: 112, align: 'right', value: (s) => s.live?.reconnects, cell: (s) => (s.live ? count(s.live.reconnects) : '—') },
      { id: 'problem', header: t('quality.problem'), width: 220, value: (s) => s.live?.problem ?? s.problem, cell: (s) => (s.live ? <ProblemText source={{ status: s.live }} /> : s.problem || '—') },
      { id: 'events', header: t('quality.events'), width: 100, align: 'right', sortable: true, value: (s) => s.events, cell: (s) => count(s.events) },
      { id: 'contacts', header: t('quality.contacts'), width: 100, align: 'right', sortable: true, value: (s) => s.contacts, cell: (s) => count(s.contacts) },
      { id: 'repaired', header: t('quality.repaired'), width: 120, align: 'right', sortable: true, value: (s) => s.repaired, cell: (s) => share(s.repaired, s.contacts) },
      { id: 'quarantined', header: t('quality.quarantined'), width: 100, align: 'right', sortable: true, value: (s) => s.quarantined, cell: (s) => count(s.quarantined) },
      { id: 'expired', header: t('quality.expired'), width: 112, align: 'right', sortable: true, value: (s) => s.expired, cell: (s) => count(s.expired), help: t('quality.expired_help') },
      { id: 'zone', header: t('quality.zone'), width: 140, value: (s) => s.timezone, cell: (s) => s.timezone },
    ],
    [t],
  )
  const dayColumns = useMemo<Column<Day>[]>(
    () => [
      { id: 'day', header: t('quality.day'), width: 150, pin: true, sortable: true, value: (r) => r.day, cell: (r) => day(r.day) },
      { id: 'contacts', header: t('quality.contacts'), width: 100, align: 'right', sortable: true, value: (r) => (r.gone ? undefined : r.contacts), cell: (r) => (r.gone ? t('kept.unknown') : count(r.contacts)) },
      { id: 'repaired', header: t('quality.repaired'), width: 120, align: 'right', sortable: true, value: (r) => (r.gone ? undefined : r.repaired), cell: (r) => (r.gone ? t('kept.unknown') : share(r.repaired, r.contacts)) },
      { id: 'quarantined', header: t('quality.quarantined'), width: 100, align: 'right', sortable: true, value: (r) => (r.rows_gone ? undefined : r.quarantined), cell: (r) => (r.rows_gone ? t('kept.unknown') : count(r.quarantined)) },
      { id: 'grade', header: t('contact.grade'), width: 84, value: (r) => r.grade, cell: (r) => <GradeTag grade={r.grade} /> },
    ],
    [t],
  )
  const days = useMemo(() => [...(d?.by_day ?? [])].sort((a, b) => (a.day < b.day ? -1 : 1)).slice(-62), [d])
  const option = useMemo(
    () => ({
      grid: { left: 48, right: 52, top: 36, bottom: 26 },
      legend: { right: 0, top: 0 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: days.map((r) => r.day.slice(5)) },
      yAxis: [
        { type: 'value', minInterval: 1 },
        { type: 'value', minInterval: 1, splitLine: { show: false } },
      ],
      series: [
        { name: t('quality.contacts'), type: 'bar', data: days.map((r) => (r.gone ? null : r.contacts)), itemStyle: { color: '#9DB4CC' }, barMaxWidth: 30 },
        { name: t('quality.repaired'), type: 'line', yAxisIndex: 1, data: days.map((r) => (r.gone ? null : r.repaired)), showSymbol: days.length < 32, itemStyle: { color: '#B58A00' } },
        { name: t('quality.quarantined'), type: 'line', yAxisIndex: 1, data: days.map((r) => (r.rows_gone ? null : r.quarantined)), showSymbol: days.length < 32, lineStyle: { type: 'dashed' }, itemStyle: { color: '#B5261E' } },
      ],
    }),
    [days, t],
  )
  const flags = (d?.flags ?? []).filter((f) => f.count > 0).sort((a, b) => b.count - a.count)
  return (
    <Page
      title={t('quality.title')}
      note={
        d && (
          <span className="lt-row">
            {t('quality.grade')} <GradeTag grade={d.grade} words />
            <HelpTip label={t('quality.grade')}>
              <GradeWords />
            </HelpTip>
          </span>
        )
      }
      actions={
        d?.ingest && (
          <span className="lt-muted" role="status">
            {t('quality.stream', { pending: count(d.ingest.stream_pending ?? 0), position: typeof d.ingest.position === 'number' ? count(d.ingest.position) : (d.ingest.position ?? '—') })}
          </span>
        )
      }
    >
      <div className="tel-sources">
        <section className="lt-card" aria-label={t('quality.sources')}>
          <div className="lt-card-head">
            <h2>{t('quality.sources')}</h2>
            <span className="lt-grow" />
            {mayManage && <Link to={'/live-sources' as string}>{t('quality.live_sources')}</Link>}
          </div>
          {q.isPending ? (
            <Skeleton lines={4} />
          ) : q.isError && !d ? (
            <Failure error={q.error} onRetry={() => void q.refetch()} />
          ) : sources.length === 0 ? (
            <Empty title={t('quality.no_sources')} reason={t('quality.no_sources_reason')}>
              <Link to={'/imports/new' as string}>{t('imports.start')}</Link>
            </Empty>
          ) : (
            <DataTable<Source> id="telephony.sources" label={t('quality.sources')} columns={columns} rows={sources} rowKey={(s) => s.id} maxHeight={300} />
          )}
        </section>
        <section className="lt-card" aria-label={t('quality.flags')}>
          <div className="lt-card-head">
            <h2>{t('quality.flags')}</h2>
          </div>
          {flags.length === 0 ? (
            <Empty title={q.isPending ? '…' : t('quality.no_flags')} />
          ) : (
            <ul className="tel-flag-list">
              {flags.map((f) => (
                <li key={f.flag}>
                  <FlagTag flag={f.flag} />
                  <span className="lt-muted lt-grow">{REPAIRS.has(f.flag) ? t('contact.repaired') : ''}</span>
                  <Link to={'/contacts' as string} search={{ flag: f.flag, from: days[0]?.day, to: days[days.length - 1]?.day } as never}>
                    {t('quality.flag_count', { n: count(f.count) })}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      <ChartCard<Day> id="telephony.quality-days" title={t('quality.by_day')} summary={t('quality.by_day_summary')} option={option} columns={dayColumns} rows={days} rowKey={(r) => r.day} height={220} loading={q.isPending} error={q.error} onRetry={() => void q.refetch()} emptyReason={t('quality.no_sources_reason')} />
      <Quarantine sources={sources} />
    </Page>
  )
}

function GradeWords() {
  const { t } = useTranslation('telephony')
  return (
    <dl className="tel-grades">
      {(['A', 'B', 'C', 'D'] as const).map((g) => (
        <div key={g}>
          <dt>
            {g} {t(`grade.${g}.name`)}
          </dt>
          <dd>{t(`grade.${g}.text`)}</dd>
        </div>
      ))}
    </dl>
  )
}

function lagText(ms: number | null | undefined, days: string): string {
  if (ms == null) return '—'
  if (ms >= 48 * 3_600_000) return `${count(Math.floor(ms / 86_400_000))} ${days}`
  return duration(ms)
}

function share(part: number, whole: number): string {
  if (!part) return '0'
  return whole ? `${count(part)} · ${percent((part / whole) * 100)}` : count(part)
}
