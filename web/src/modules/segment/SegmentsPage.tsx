// The team leader opens this monthly, when figures of the month are told: who is led how, why, what changed and what is still to be
// done. The manager sees the teams within reach together. Nobody sees themselves.
import { useQuery, useQueryClient, keepPreviousData } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Checkbox, DatePicker, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { count, dateTime, day, decimal, none, today } from '../../kit/format'
import { JobCard } from '../../kit/JobCard'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { ActionsView } from './ActionsView'
import { CareView } from './CareView'
import { overviewQuery } from './queries'
import { SchemeView } from './SchemeView'
import type { Overview, Row } from './types'
import { dimensions, firstOf, leadText, levels, levelTones, movesText, segmentText, whyText } from './words'
import './segment.css'

export function SegmentsPage() {
  return <Guard permission="segment.read"><Tabs /></Guard>
}

const tabs = ['people', 'actions', 'scheme', 'care'] as const

function Tabs() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const edits = useAllowed('segment.edit')
  const cares = useAllowed('care.read')
  const shown = tabs.filter((x) => x !== 'care' || cares)
  const tab = shown.find((x) => x === search.tab) ?? 'people'
  const job = typeof search.job === 'string' ? search.job : undefined
  const make = async () => {
    try {
      const { job_id } = await api.post<{ job_id: string }>('/segment-runs')
      patch({ job: job_id })
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  return (
    <Page title={t('segment:nav.segments')} actions={<>{edits && tab === 'people' && <Button onClick={() => void make()}>{t('segment:make')}</Button>}{tab === 'people' && <PeriodPicker />}</>}>
      <div><Segmented aria-label={t('segment:nav.segments')} value={tab} options={shown.map((value) => ({ value, label: value === 'care' ? t('care:tab') : t(`segment:tab.${value}`) }))} onChange={(v) => patch({ tab: v === 'people' ? undefined : v, search: undefined, sort: undefined, state: undefined })} /></div>
      <JobCard id={job} title={t('segment:make')} onClose={() => patch({ job: undefined })} onDone={() => void queries.invalidateQueries({ queryKey: ['segment'] })} />
      {tab === 'care' ? <CareView /> : tab === 'actions' ? <ActionsView /> : tab === 'scheme' ? <SchemeView /> : <PeopleView />}
    </Page>
  )
}

function usePeriod(): { period: 'month' | 'quarter'; on: string | undefined } {
  const [search] = useSearchState()
  const on = typeof search.on === 'string' && dayjs(search.on, 'YYYY-MM-DD', true).isValid() && search.on <= today() ? search.on : undefined
  return { period: search.period === 'quarter' ? 'quarter' : 'month', on }
}

function PeriodPicker() {
  const { t } = useTranslation()
  const [, patch] = useSearchState()
  const { period, on } = usePeriod()
  const shown = on ?? dayjs(firstOf(period, today())).subtract(1, 'day').format('YYYY-MM-DD')
  return (
    <>
      <Segmented aria-label={t('segment:period.kind')} value={period} options={(['month', 'quarter'] as const).map((value) => ({ value, label: t(`segment:period.${value}`) }))} onChange={(v) => patch({ period: v === 'quarter' ? v : undefined })} />
      <DatePicker picker={period} aria-label={t('segment:period.on')} allowClear={false} value={dayjs(shown)} disabledDate={(d) => firstOf(period, d.format('YYYY-MM-DD')) > today()} onChange={(d) => patch({ on: d ? firstOf(period, d.format('YYYY-MM-DD')) : undefined })} style={{ width: 130 }} />
    </>
  )
}

function PeopleView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search, patch] = useSearchState()
  const { period, on } = usePeriod()
  const text = (key: string) => (typeof search[key] === 'string' ? (search[key] as string) : undefined)
  const team = text('team')
  const q = useQuery({ ...overviewQuery({ period, on, team }), placeholderData: keepPreviousData })
  const x = q.data
  const changed = search.changed ? true : undefined
  if (q.isError && !x) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  if (!x) return <Skeleton lines={10} />
  const segments = x.scheme.segments
  const columns: Column<Row>[] = [
    { id: 'agent', header: t('segment:agent_no'), width: 80, pin: true, sortable: true, value: (r) => r.agent_no, cell: (r) => r.agent_no },
    { id: 'name', header: t('segment:name'), width: 100, sortable: true, value: (r) => r.name, cell: (r) => r.name },
    { id: 'team', header: t('segment:team'), width: 100, sortable: true, hidden: x.teams.length < 2, value: (r) => r.team_name, cell: (r) => r.team_name || none },
    { id: 'segment', header: t('segment:segment'), width: 120, sortable: true, value: (r) => segmentText(t, segments, r.segment), cell: (r) => <b>{segmentText(t, segments, r.segment)}</b> },
    { id: 'why', header: t('segment:why'), width: 280, grow: true, value: (r) => whyText(t, r), cell: (r) => <span title={whyText(t, r)}>{whyText(t, r) || none}</span> },
    ...dimensions.map((d): Column<Row> => ({
      id: d, header: t(`segment:dimension.${d}`), width: 130, align: 'right', sortable: true, value: (r) => r.verdicts.find((v) => v.dimension === d)?.score ?? null,
      cell: (r) => {
        const v = r.verdicts.find((o) => o.dimension === d)
        return v ? <StatusTag tone={levelTones[v.level]!}>{v.score === null ? t(`segment:level.${v.level}`) : `${decimal(v.score, 0)} ${t(`segment:level.${v.level}`)}`}</StatusTag> : none
      },
    })),
    { id: 'before', header: t('segment:before'), width: 120, value: (r) => (r.before ? segmentText(t, segments, r.before) : ''), cell: (r) => (!r.before ? none : r.before === r.segment ? t('segment:same') : <span title={movesText(t, r)}>{segmentText(t, segments, r.before)}</span>) },
    { id: 'action', header: t('segment:action'), width: 130, value: (r) => t(`segment:kind.${r.action}`), cell: (r) => t(`segment:kind.${r.action}`) },
    { id: 'due', header: t('segment:open'), width: 180, sortable: true, value: (r) => r.open, cell: (r) => (r.open === 0 ? none : r.next_due_on! <= today() ? <StatusTag tone="warn">{t('segment:open_due', { count: r.open, day: day(r.next_due_on) })}</StatusTag> : t('segment:open_by', { count: r.open, day: day(r.next_due_on) })) },
  ]
  return (
    <>
      <p className="lt-muted" style={{ margin: 0 }}>
        {t('segment:span', { from: day(x.from), to: day(x.to), count: x.people })}
        {x.running && ` ${t('segment:running')}`}
        {x.unassessed > 0 && ` ${t('segment:unassessed', { count: x.unassessed })}`}
        {x.due_actions > 0 && ` ${t('segment:due', { count: x.due_actions })}`}
        {x.made_ms > 0 && ` ${t('segment:made', { at: dateTime(x.made_ms) })}`}
      </p>
      {x.people === 0 && !team ? <section className="lt-card"><Empty title={t('segment:empty')} reason={t('segment:empty_reason')} /></section> : (
        <>
          <div className="sg-top">
            <Matrix x={x} work={text('work')} attitude={text('attitude')} onPick={(work, attitude) => patch({ work, attitude, segment: undefined })} />
            <Segments x={x} picked={text('segment')} onPick={(segment) => patch({ segment, work: undefined, attitude: undefined })} />
          </div>
          <div style={{ height: 520, display: 'flex', flexDirection: 'column' }}>
            <QueryTable<Row>
              id="performance.segments" label={t('segment:people')} path="/segment-people" queryKey="segment" columns={columns} rowKey={(r) => r.person_id} defaultSort="segment" searchHint={t('segment:search')}
              params={{ period, on, team, changed, work: text('work'), attitude: text('attitude') }}
              filters={[{ key: 'segment', label: t('segment:segment'), width: 150, options: segments.map((s) => ({ value: s.key, label: segmentText(t, segments, s.key) })) }]}
              exportPath="/segment-people.xlsx" exportParams={{ period, on, team, changed, segment: text('segment'), work: text('work'), attitude: text('attitude'), search: text('search'), lang: t('segment:lang') }}
              onOpen={(r) => void navigate({ to: '/segments/$id' as string, params: { id: r.person_id } as never, search: { period: period === 'quarter' ? period : undefined } as never })}
              tools={
                <>
                  {(x.teams.length > 1 || team) && <Select allowClear style={{ width: 140 }} aria-label={t('segment:team')} placeholder={t('segment:team')} value={team} options={x.teams.map((o) => ({ value: o.id, label: o.name }))} onChange={(v?: string) => patch({ team: v })} />}
                  <Checkbox checked={Boolean(changed)} onChange={(e) => patch({ changed: e.target.checked ? '1' : undefined })}>{t('segment:changed')}</Checkbox>
                  {(text('work') || text('attitude')) && <Button type="link" onClick={() => patch({ work: undefined, attitude: undefined })}>{t('segment:cell_off')}</Button>}
                </>
              }
              empty={{ title: t('segment:none'), reason: t('segment:none_reason') }}
            />
          </div>
        </>
      )}
    </>
  )
}

function Matrix({ x, work, attitude, onPick }: { x: Overview; work: string | undefined; attitude: string | undefined; onPick: (work?: string, attitude?: string) => void }) {
  const { t } = useTranslation()
  const at = (w: string, a: string) => x.cells.find((c) => c.work === w && c.attitude === a)?.people ?? 0
  return (
    <section className="lt-card" aria-label={t('segment:matrix')}>
      <div className="lt-card-head"><h2>{t('segment:matrix')}</h2><span className="lt-muted">{t('segment:matrix_help')}</span></div>
      <table className="sg-matrix">
        <thead><tr><th scope="col">{t('segment:matrix_axis')}</th>{levels.map((a) => <th key={a} scope="col">{t(`segment:level.${a}`)}</th>)}</tr></thead>
        <tbody>
          {levels.map((w) => (
            <tr key={w}>
              <th scope="row">{t(`segment:level.${w}`)}</th>
              {levels.map((a) => {
                const n = at(w, a)
                const on = work === w && attitude === a
                return <td key={a}><button type="button" className="sg-cell" disabled={n === 0} aria-pressed={on} aria-label={t('segment:cell', { work: t(`segment:level.${w}`), attitude: t(`segment:level.${a}`), n: count(n) })} onClick={() => (on ? onPick() : onPick(w, a))}>{n === 0 ? '·' : count(n)}</button></td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Segments({ x, picked, onPick }: { x: Overview; picked: string | undefined; onPick: (segment?: string) => void }) {
  const { t } = useTranslation()
  return (
    <section className="lt-card" aria-label={t('segment:segments')}>
      <div className="lt-card-head"><h2>{t('segment:segments')}</h2><span className="lt-muted">{t('segment:segments_help')}</span></div>
      <ul className="sg-list">
        {x.segments.map((s) => (
          <li key={s.key}>
            <button type="button" className="sg-pick" aria-pressed={picked === s.key} title={leadText(t, s)} onClick={() => onPick(picked === s.key ? undefined : s.key)}>
              <b>{count(s.people)}</b>
              {segmentText(t, x.scheme.segments, s.key)}
              <span className="lt-muted">{t('segment:segment_of', { kind: t(`segment:kind.${s.action}`), n: count(s.before) })}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
