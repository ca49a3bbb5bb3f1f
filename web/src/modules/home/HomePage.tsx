// Everybody, several times a day: is today in order, are the data fresh, and which page to open next.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { allowed, useAllowed, useCentre, useUser } from '../../app/access'
import { nav } from '../../app/modules'
import { api } from '../../api/client'
import { metricsQuery } from '../../api/queries'
import type { ListPage, Metric, MetricAnswer, MetricCell, MetricRow } from '../../api/types'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { count, dateTime, day as dayText, dayOf, duration, metricValue, none, today, addDays } from '../../kit/format'
import { reasonText } from '../../kit/fault'
import { MetricCard, reached } from '../../kit/MetricCard'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { DayStrip } from './DayStrip'
import { differenceSoFar } from './sofar'

const shown = (sl: string) => ['offered', 'answered', sl, 'abandon-rate', 'asa', 'aht']

export function HomePage() {
  const { t } = useTranslation()
  const metric = useAllowed('metric.read')
  const telephony = useAllowed('telephony.read')
  return (
    <Page title={t('home:title')}>
      {metric && <Today />}
      <div className="lt-cols">
        {telephony && <Sources />}
        <Links />
      </div>
    </Page>
  )
}

function useDay(on: string, enabled: boolean, sl: string, grain: string, by?: string) {
  return useQuery({
    queryKey: ['metric-query', 'home', on, grain, by, sl],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<MetricAnswer>('/metric-query', { from: on, to: on, grain, by, metrics: shown(sl), compare: by ? undefined : 'last_week' }, signal),
  })
}

/** The totals of an answer: its total row, or the only row. */
export function totalOf(answer: MetricAnswer | undefined): MetricRow | undefined {
  return answer?.total ?? (answer?.rows?.length === 1 ? answer.rows[0] : undefined)
}

function Today() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const centre = useCentre()
  const sl = centre?.service_level_variant ?? 'sl-off'
  const now = today()
  const { data: metrics } = useQuery(metricsQuery)
  const first = useDay(now, Boolean(centre), sl, 'total')
  // Without a contact today, the last day that has data is shown, and said so.
  const known = first.data?.data_until && first.data.data_until > '1971' ? first.data.data_until : undefined
  const until = known ? dayOf(known) : undefined
  const on = until && until < now ? until : now
  const total = useDay(on, Boolean(centre) && Boolean(first.data), sl, 'total')
  const halves = useDay(on, Boolean(known), sl, '30m')
  const queues = useDay(on, Boolean(known), sl, 'total', 'queue')
  const values = totalOf(total.data)?.values
  const definition = (id: string): Metric | undefined => total.data?.metrics?.find((m) => m.id === id) ?? metrics?.find((m) => m.id === id)
  // The target in force on the day shown, not today's.
  const target = values?.[sl]?.target ?? undefined
  const drill = (id: string) => void navigate({ to: '/explorer' as string, search: { from: on, to: on, metrics: id, grain: '30m' } as never })
  // A day that still runs is held against the same half-hours of last week, not against the whole day.
  const running = on === now && Boolean(known)
  const cellOf = (id: string): MetricCell | undefined => {
    const cell = values?.[id]
    const m = definition(id)
    if (!cell || !running) return cell
    const difference = m && halves.data && known ? differenceSoFar(halves.data.rows ?? [], m, known) : undefined
    return { ...cell, compare: difference === undefined || typeof cell.value !== 'number' ? null : { value: cell.value - difference } }
  }
  const worst = useMemo(() => {
    const rows = (queues.data?.rows ?? []).filter((r) => (r.values.offered?.value ?? 0) > 0)
    return rows.sort((a, b) => (a.values[sl]?.value ?? 101) - (b.values[sl]?.value ?? 101)).slice(0, 6)
  }, [queues.data, sl])
  if (first.error && !first.data) return <section className="lt-card"><Failure error={first.error} onRetry={() => void first.refetch()} /></section>
  if (first.data && !known) return <NoData />
  return (
    <>
      <div className="lt-row">
        <h2>{on === now ? t('home:today') : t('home:last_day')} · {dayText(on)}</h2>
        <span className="lt-muted">{known ? t('common:time.until', { at: dateTime(known) }) : ''}</span>
      </div>
      <div className="lt-cards">
        {shown(sl).map((id) => (
          <MetricCard
            key={id}
            metric={definition(id)}
            title={t(`home:metric.${id === sl ? 'service_level' : id.replace('-', '_')}`)}
            cell={cellOf(id)}
            target={id === sl ? target : undefined}
            compareLabel={t(running ? 'home:last_week_so_far' : 'home:last_week')}
            loading={total.isPending || total.isPlaceholderData}
            onDrill={() => drill(id)}
          />
        ))}
      </div>
      <div className="lt-cols is-wide">
        <section className="lt-card">
          <div className="lt-card-head">
            <h2>{t('home:halves')}</h2>
            <span className="lt-grow" />
            <Link to={'/heatmap' as string} search={{ from: addDays(on, -6), to: on } as never}>{t('home:to_heatmap')}</Link>
          </div>
          <div className="lt-card-body">
            {halves.isPending ? <Skeleton lines={4} /> : halves.error ? <Failure error={halves.error} onRetry={() => void halves.refetch()} /> : (
              <DayStrip rows={halves.data.rows ?? []} metric={definition(sl)} id={sl} target={target} low={centre?.low_volume_min ?? 0} />
            )}
          </div>
        </section>
        <section className="lt-card">
          <div className="lt-card-head"><h2>{t('home:queues')}</h2></div>
          {queues.isPending ? <Skeleton lines={4} /> : queues.error ? <Failure error={queues.error} onRetry={() => void queues.refetch()} /> : (
            <table className="lt-table" aria-label={t('home:queues')}>
              <thead><tr><th scope="col">{t('common:dimension.queue')}</th><th scope="col" className="lt-num">{t('home:metric.offered')}</th><th scope="col" className="lt-num">{t('home:metric.service_level')}</th><th scope="col">{t('home:state')}</th></tr></thead>
              <tbody>
                {worst.map((r) => {
                  const queue = r.dims?.queue as { id: string; name?: string; code?: string } | undefined
                  const cell = r.values[sl]
                  const m = definition(sl)
                  const ok = m && typeof cell?.value === 'number' && typeof cell.target === 'number' ? reached(cell.value, cell.target, m) : undefined
                  return (
                    <tr key={queue?.id ?? ''}>
                      <td><Link to={'/explorer' as string} search={{ from: on, to: on, queue: queue?.id, metrics: `offered,${sl}`, grain: '30m' } as never}>{queue?.name || queue?.code || none}</Link></td>
                      <td className="lt-num">{count(r.values.offered?.value)}</td>
                      <td className="lt-num" title={reasonText(cell?.reason)}>{metricValue(cell?.value, m?.unit ?? 'percent')}</td>
                      <td>{ok === undefined ? none : <StatusTag tone={ok ? 'good' : 'bad'}>{t(ok ? 'common:metric.reached' : 'common:metric.missed')}</StatusTag>}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          )}
        </section>
      </div>
    </>
  )
}

function NoData() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayImport = useAllowed('telephony.import')
  return (
    <section className="lt-card">
      <Empty title={t('home:no_data')} reason={mayImport ? t('home:no_data_import') : t('home:no_data_wait')}>
        {mayImport && <Button type="primary" onClick={() => void navigate({ to: '/imports/new' as string })}>{t('home:import')}</Button>}
      </Empty>
    </section>
  )
}

type Source = { id: string; name: string; kind: string; last_event_at?: string | null; lag_ms?: number | null; quarantined?: number; health?: string }

function Sources() {
  const { t, i18n } = useTranslation()
  const sources = useQuery({
    queryKey: ['sources'],
    queryFn: async () => {
      const answer = await api.get<Source[] | ListPage<Source> | null>('/sources')
      return Array.isArray(answer) ? answer : (answer?.items ?? [])
    },
  })
  const open = sources.data?.reduce((n, s) => n + (s.quarantined ?? 0), 0) ?? 0
  const tone = (h?: string) => (h === 'ok' || h === 'good' ? 'good' : h === 'late' || h === 'warn' || h === 'stale' ? 'warn' : h === 'bad' || h === 'down' || h === 'lost' ? 'bad' : 'muted')
  return (
    <section className="lt-card">
      <div className="lt-card-head">
        <h2>{t('home:sources')}</h2>
        <span className="lt-grow" />
        {open > 0 && <Link to={'/data-quality' as string}><StatusTag tone="warn">{t('home:quarantine', { count: open, shown: count(open) })}</StatusTag></Link>}
      </div>
      {sources.isPending ? <Skeleton lines={3} /> : sources.error ? <Failure error={sources.error} onRetry={() => void sources.refetch()} /> : sources.data.length === 0 ? (
        <Empty title={t('home:no_sources')} reason={t('home:no_sources_text')} />
      ) : (
        <ul className="lt-list">
          {sources.data.map((s) => (
            <li key={s.id}>
              <b>{s.name}</b>
              <span className="lt-muted">{i18n.exists(`home:kind.${s.kind.replace('-', '_')}`) ? t(`home:kind.${s.kind.replace('-', '_')}`) : s.kind}</span>
              <span className="lt-grow" />
              <span className="lt-muted">{s.last_event_at ? t('common:time.until', { at: dateTime(s.last_event_at) }) : none}</span>
              {s.health && <StatusTag tone={tone(s.health)}>{i18n.exists(`home:health.${s.health}`) ? t(`home:health.${s.health}`) : s.lag_ms ? duration(s.lag_ms) : s.health}</StatusTag>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The pages a role opens most, in its order; the rest is in the navigation. */
const starts: Record<string, string[]> = {
  centre_director: ['/heatmap', '/explorer', '/metrics'],
  operations_manager: ['/heatmap', '/explorer', '/contacts', '/data-quality', '/queues'],
  wfm_planner: ['/heatmap', '/explorer', '/imports', '/queues', '/people'],
  team_leader: ['/explorer', '/contacts', '/people', '/teams'],
  qa_analyst: ['/contacts', '/explorer', '/people'],
  administrator: ['/imports', '/data-quality', '/users', '/settings', '/audit', '/people'],
}

function Links() {
  const { t } = useTranslation()
  const user = useUser()
  const order = user.roles.flatMap((r) => starts[r] ?? [])
  const items = nav.filter((i) => i.to !== '/' && allowed(user, i.permission))
  const rank = (to: string) => (order.includes(to) ? order.indexOf(to) : 99)
  const chosen = items.toSorted((a, b) => rank(a.to) - rank(b.to)).slice(0, 6)
  if (chosen.length === 0) return null
  return (
    <section className="lt-card">
      <div className="lt-card-head"><h2>{t('home:links')}</h2></div>
      <div className="lt-links">
        {chosen.map((i) => (
          <Link key={i.to} to={i.to as string}>
            <span className="lt-nav-icon" aria-hidden="true">{i.icon}</span>
            <span>{t(i.label)}</span>
            {i.letter && <kbd>G {i.letter.toUpperCase()}</kbd>}
          </Link>
        ))}
      </div>
    </section>
  )
}
