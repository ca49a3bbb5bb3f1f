import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed, useUser } from '../../app/access'
import { api } from '../../api/client'
import { DescriptionList } from '../../kit/DescriptionList'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { StatusTag } from '../../kit/StatusTag'
import { count, dateTime, duration, metricValue, percent, timeSeconds } from '../../kit/format'
import type { Contact } from '../telephony/types'
import { GradeTag, OutcomeTag, agentText, queueText } from '../telephony/words'
import { type DrillAnswer, type QueryParams, vocabularyQuery } from './queries'
import { spell, withParameters } from './spell'
import type { Cell, Metric } from './types'
import { metricName } from './types'
import './metric.css'

export type DrillTarget = {
  metric: Metric
  cell: Cell
  /** where the number stands, in words */
  title: string
  /** instants [from, to) and filters of the cell */
  params: QueryParams
  /** more half-hours behind one cell (weekday mode): pick one of them */
  choices?: { label: string; params: QueryParams; cell: Cell }[]
  /** extra facts of the cell */
  facts?: { label: string; value: string }[]
}

/** What a number is counted from: formula with its sums, version, grade, and exactly its contacts. */
export function DrillDrawer({ target, onClose }: { target: DrillTarget | null; onClose: () => void }) {
  const { t } = useTranslation('metric')
  return (
    <Drawer
      open={target !== null}
      onClose={onClose}
      size={720}
      title={target?.title}
      destroyOnHidden
      aria-label={target ? t('drill.aria', { title: target.title }) : undefined}
    >
      {target && <DrillBody key={JSON.stringify(target.params)} target={target} />}
    </Drawer>
  )
}

export function useNames(): Map<string, string> {
  const { t, i18n } = useTranslation('metric')
  const { data } = useQuery(vocabularyQuery)
  return useMemo(() => {
    const zh = i18n.language !== 'en'
    const names = new Map((data?.measures ?? []).map((m) => [m.id, zh ? m.name_zh : m.name_en]))
    for (const s of ['flow_on', 'short_off', 'abandon_off']) names.set(s, t(`switch.${s}`))
    return names
  }, [data, i18n.language, t])
}

function DrillBody({ target }: { target: DrillTarget }) {
  const { t, i18n } = useTranslation('metric')
  const zh = i18n.language !== 'en'
  const names = useNames()
  const [choice, setChoice] = useState(0)
  const { metric } = target
  const picked = target.choices?.[choice]
  const cell = target.cell
  const ratio = metric.unit !== 'count' && metric.denominator !== '' && metric.denominator !== '1'
  const [part, setPart] = useState<'num' | 'den'>(ratio ? 'den' : 'num')
  const parameters = metric.parameters ?? {}
  const words = (f: string) => withParameters(spell(f, names, zh), parameters, zh)
  const num = words(metric.numerator)
  const den = ratio ? words(metric.denominator) : ''

  return (
    <div className="mt-stack">
      <section className="mt-drill-top">
        <div>
          <div className="lt-muted">{metricName(metric, i18n.language)}</div>
          <div className="mt-kpi">{metricValue(cell.value, metric.unit)}</div>
          {cell.value == null && (
            <div className="lt-muted">{cell.reason ? t(`reason.${cell.reason}`, { defaultValue: cell.reason }) : t('heat.not_computable')}</div>
          )}
        </div>
        <DescriptionList
          minWidth={200}
          facts={[
            { label: ratio ? t('drill.numerator') : t('drill.sum'), value: <>{num} <b>{sum(cell.num, metric.numerator)}</b></> },
            ratio && { label: t('drill.denominator'), value: <>{den} <b>{sum(cell.den, metric.denominator)}</b></> },
            {
              label: t('drill.version'),
              value: (
                <Link to={'/metrics/$id' as string} params={{ id: metric.id } as never}>
                  {metric.id} v{cell.version ?? metric.version}
                </Link>
              ),
            },
            {
              label: t('drill.grade'),
              value: (
                <>
                  <GradeTag grade={cell.grade} words />
                  {cell.repaired_share != null && <span className="lt-muted"> {t('drill.repaired', { share: percent(cell.repaired_share * 100) })}</span>}
                </>
              ),
            },
            ...(target.facts ?? []),
          ]}
        />
      </section>

      {target.choices && target.choices.length > 1 && (
        <section aria-label={t('drill.days')}>
          <h3>{t('drill.days_of', { n: target.choices.length })}</h3>
          <div className="lt-row" role="group">
            {target.choices.map((c, i) => (
              <Button key={c.label} size="small" type={i === choice ? 'primary' : 'default'} aria-pressed={i === choice} onClick={() => setChoice(i)}>
                {c.label} · {metricValue(c.cell.value, metric.unit)}
              </Button>
            ))}
          </div>
        </section>
      )}

      <section className="mt-stack">
        <div className="lt-row">
          <h3>{t('drill.contacts')}</h3>
          {ratio && (
            <Segmented
              size="small"
              value={part}
              onChange={(v) => setPart(v as 'num' | 'den')}
              options={[
                { value: 'den', label: t('drill.part_den') },
                { value: 'num', label: t('drill.part_num') },
              ]}
            />
          )}
        </div>
        <DrillRows metric={metric} part={part} params={picked?.params ?? target.params} cell={picked?.cell ?? cell} />
      </section>
    </div>
  )
}

/** Sums of milliseconds read as time, counts as counts. */
function sum(value: number | null | undefined, formula: string): string {
  if (value == null) return '—'
  return /_ms\b/.test(formula) && Math.abs(value) >= 1000 ? `${duration(value)}` : count(value)
}

type Named = { id: string; code?: string; name?: string }
type ReportedRow = { figure: string; from_on: string; to_on: string; source: string; evidence: string; subject?: Named | null }
type DrillItem = {
  kind: 'contact' | 'interval' | 'agent_slot' | 'reported'
  /** what the row adds to the part */
  adds: number
  at: string
  contact?: Contact | null
  interval?: Record<string, unknown> | null
  queue?: Named | null
  agent?: Named | null
  /** the contact itself is not kept any more */
  gone?: boolean
  reported?: ReportedRow | null
}

/** Nobody told it: it follows from the published day and what was done. */
const reckoned = (row: ReportedRow) => ['adherence', 'conformance', 'late-rate', 'absence-rate'].includes(row.figure)

/** Where a value told of a period comes from. */
function Origin({ row }: { row: ReportedRow }) {
  const { t } = useTranslation('metric')
  const user = useUser()
  const reads = useAllowed('adherence.read')
  if (!reckoned(row)) return <>{`${row.source} ${row.evidence}`.trim()}</>
  const own = user.person_id === row.subject?.id
  if (!row.subject || (!own && !reads)) return <>—</>
  return <Link to={(own ? '/my-adherence' : '/adherence/people/$id') as string} params={{ id: row.subject.id } as never} search={{ on: row.from_on } as never}>{t('drill.adherence_day')}</Link>
}

export function DrillRows({ metric, part, params, cell }: { metric: Metric; part: 'num' | 'den'; params: QueryParams; cell: Cell }) {
  const { t } = useTranslation('metric')
  const q = useInfiniteQuery({
    queryKey: ['metric-drill', metric.id, part, params],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<DrillAnswer<DrillItem>>('/metric-drill', { ...params, metric: params.metric ?? metric.id, part, limit: 50, cursor: pageParam || undefined }, signal),
    getNextPageParam: (last) => last.next_cursor || undefined,
  })
  if (q.isPending) return <Skeleton lines={6} />
  if (q.isError) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  const head = q.data.pages[0]
  const items = q.data.pages.flatMap((p) => p.items ?? [])
  const got = head?.sum
  const want = part === 'num' ? cell.num : cell.den
  const total = head?.total
  if (items.length === 0) return <Empty title={t('drill.empty')} />
  return (
    <>
      <div className="lt-muted" aria-live="polite">
        {total != null ? t('drill.total', { n: count(total) }) : t('drill.loaded', { n: count(items.length) })}
        {got != null && want != null && head?.adds !== false && (
          <>
            {' · '}
            {near(got, want) ? (
              <StatusTag tone="good">{t('drill.sum_ok', { sum: sum(got, part === 'num' ? metric.numerator : metric.denominator) })}</StatusTag>
            ) : (
              <StatusTag tone="bad">{t('drill.sum_off', { sum: count(got), cell: count(want) })}</StatusTag>
            )}
          </>
        )}
      </div>
      {items.some((i) => i.gone) && <Note>{t('drill.gone_note')}</Note>}
      <div className="mt-scroll" tabIndex={0} role="region" aria-label={t('drill.contacts')}>
        <table className="mt-table">
          <thead>
            <tr>
              <th scope="col">{t('drill.entered')}</th>
              <th scope="col">{t('drill.call')}</th>
              <th scope="col">{t('common:dimension.queue')}</th>
              <th scope="col">{t('common:dimension.agent')}</th>
              <th scope="col" className="lt-num">{t('drill.wait')}</th>
              <th scope="col" className="lt-num">{t('drill.talk')}</th>
              <th scope="col">{t('drill.outcome')}</th>
              <th scope="col" className="lt-num">{t('drill.adds')}</th>
              <th scope="col">{t('drill.grade_short')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item, i) => {
              const c = item.contact
              const adds = <td className="lt-num">{sum(item.adds, part === 'num' ? metric.numerator : metric.denominator)}</td>
              if (!c) {
                return (
                  <tr key={`${item.at} ${i}`}>
                    <td>{item.reported ? (item.reported.from_on === item.reported.to_on ? item.reported.from_on : `${item.reported.from_on} – ${item.reported.to_on}`) : `${item.at.slice(5, 10)} ${timeSeconds(item.at)}`}</td>
                    <td>{item.gone ? t('drill.gone') : t(`drill.kind.${item.reported && reckoned(item.reported) ? 'adherence' : item.kind}`)}</td>
                    <td>{item.queue?.name || item.queue?.code || '—'}</td>
                    <td>{item.agent?.name || item.agent?.code || item.reported?.subject?.name || '—'}</td>
                    <td className="lt-num">—</td>
                    <td className="lt-num">—</td>
                    <td>{item.reported ? <Origin row={item.reported} /> : '—'}</td>
                    {adds}
                    <td>—</td>
                  </tr>
                )
              }
              return (
                <tr key={c.id || i}>
                  <td title={dateTime(c.entered_at)}>{`${c.entered_at.slice(5, 10)} ${timeSeconds(c.entered_at)}`}</td>
                  <td>
                    <Link to={'/contacts/$id' as string} params={{ id: c.id } as never} className="lt-mono">
                      {c.call_id}
                    </Link>
                  </td>
                  <td>{queueText(c)}</td>
                  <td>{agentText(c)}</td>
                  <td className="lt-num">{duration(c.wait_ms)}</td>
                  <td className="lt-num">{c.answered_at ? duration(c.talk_ms) : '—'}</td>
                  <td>
                    <OutcomeTag outcome={c.outcome} />
                  </td>
                  {adds}
                  <td>
                    <GradeTag grade={c.grade} />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {q.hasNextPage && (
        <Button size="small" loading={q.isFetchingNextPage} onClick={() => void q.fetchNextPage()}>
          {t('common:action.more')}
        </Button>
      )}
    </>
  )
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b))
}
