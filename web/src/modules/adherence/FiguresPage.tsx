// The team leader opens this weekly, the operations manager monthly: who and which team keeps to the schedule, and where it is lost. They
// decide whom to talk to, and whether the schedule or the rule is wrong.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { InputNumber, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { HelpTip } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { count, dateTime, day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { useSearchState } from '../../kit/useSearchState'
import { rangeOf } from './range'
import type { Row, Table } from './types'
import { Views } from './Views'
import { adherenceText, conformanceText, groups, lengthText } from './words'
import './adherence.css'

export function FiguresPage() {
  return <Guard permission="adherence.read"><FiguresView /></Guard>
}

function FiguresView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search, patch] = useSearchState()
  const range = rangeOf(search)
  const by = (groups as readonly string[]).includes(search.by as string) ? (search.by as string) : 'person'
  const team = search.team as string | undefined
  const below = Number(search.below) || undefined
  const params = { ...range, by, team, below }
  const whole = useQuery({ queryKey: ['adherence', 'whole', range, team, search.search ?? ''], queryFn: ({ signal }) => api.get<Table>('/adherence/figures', { ...range, by: 'team', team, search: search.search as string | undefined, limit: 1 }, signal) })
  const ofPerson = by === 'person' || by === 'person_day'
  const open = (r: Row) =>
    by === 'person_day'
      ? navigate({ to: `/adherence/people/${r.person_id}` as string, search: { on: r.from_on } as never })
      : navigate({ to: '/adherence/deviations' as string, search: { from: r.from_on, to: r.to_on, person: r.person_id || undefined, team: by === 'team' ? r.team_id : team } as never })
  const when = (r: Row) => (r.from_on === r.to_on ? day(r.from_on) : `${day(r.from_on)} – ${day(r.to_on)}`)
  const columns: Column<Row>[] = [
    ...(ofPerson ? [
      { id: 'name', header: t('adherence:person'), width: 110, pin: true, sortable: true, value: (r) => r.person_name, cell: (r) => r.person_name } satisfies Column<Row>,
      { id: 'agent_no', header: t('adherence:agent_no'), width: 90, value: (r) => r.agent_no, cell: (r) => r.agent_no } satisfies Column<Row>,
    ] : []),
    ...(ofPerson || by === 'team' ? [{ id: 'team', header: t('adherence:team'), width: 130, grow: true, pin: by === 'team', sortable: true, value: (r) => r.team_name, cell: (r) => r.team_name || t('adherence:no_team') } satisfies Column<Row>] : []),
    ...(by === 'person' || by === 'team' ? [] : [{ id: 'from', header: t('adherence:when'), width: 210, grow: !ofPerson, pin: !ofPerson, sortable: true, value: when, cell: when } satisfies Column<Row>]),
    { id: 'adherence', header: t('adherence:adherence'), width: 150, align: 'right', sortable: true, value: (r) => r.adherence, cell: (r) => <Percent row={r} /> },
    { id: 'conformance', header: t('adherence:conformance'), width: 120, align: 'right', sortable: true, value: (r) => r.conformance, cell: conformanceText },
    { id: 'exceptions', header: t('adherence:exceptions_s'), width: 120, align: 'right', sortable: true, value: (r) => r.exception_s, cell: (r) => lengthText(r.exception_s) },
    { id: 'excused', header: t('adherence:excused_s'), width: 110, align: 'right', value: (r) => r.excused_s, cell: (r) => lengthText(r.excused_s) },
    { id: 'scheduled', header: t('adherence:scheduled'), width: 130, align: 'right', sortable: true, value: (r) => r.scheduled_s, cell: (r) => lengthText(r.scheduled_s) },
    { id: 'on_queue', header: t('adherence:on_queue_s'), width: 130, align: 'right', hidden: true, value: (r) => r.on_queue_s, cell: (r) => lengthText(r.on_queue_s) },
    { id: 'planned', header: t('adherence:on_queue_planned_s'), width: 130, align: 'right', hidden: true, value: (r) => r.on_queue_planned_s, cell: (r) => lengthText(r.on_queue_planned_s) },
    { id: 'days', header: t('adherence:days'), width: 110, align: 'right', value: (r) => r.days, cell: (r) => count(r.days) },
  ]
  const w = whole.data
  return (
    <Page title={t('adherence:nav.figures')} note={<span><HelpTip label={t('adherence:help_title')}>{t('adherence:help')}</HelpTip> {w && range.to >= today() && w.until_ms > 0 ? t('adherence:until', { when: dateTime(w.until_ms) }) : ''}</span>} fill>
      <Views />
      <div className="lt-row">
        <TimeRangePicker value={range} maxDays={366} onChange={(r) => patch({ from: r.from, to: r.to })} />
        <Segmented aria-label={t('adherence:by_what')} value={by} options={groups.map((value) => ({ value, label: t(`adherence:by_${value}`) }))} onChange={(v) => patch({ by: v === 'person' ? undefined : v, sort: undefined })} />
      </div>
      {w && (
        <dl className="lt-facts ad-facts ad-whole">
          <div><dt>{t('adherence:adherence')}</dt><dd><b>{adherenceText(w.whole)}</b></dd></div>
          <div><dt>{t('adherence:conformance')}</dt><dd><b>{conformanceText(w.whole)}</b></dd></div>
          <div><dt>{t('adherence:exceptions_s')}</dt><dd><b>{lengthText(w.whole.exception_s)}</b></dd></div>
          <div><dt>{t('adherence:excused_s')}</dt><dd><b>{lengthText(w.whole.excused_s)}</b></dd></div>
          <div><dt>{t('adherence:people')}</dt><dd><b>{count(w.people)}</b></dd></div>
        </dl>
      )}
      <QueryTable<Row>
        key={by} id={`adherence.${by}`} label={t('adherence:nav.figures')} path="/adherence/figures" queryKey="adherence" columns={columns} rowKey={(r) => r.id} searchHint={t('adherence:search')} params={params} onOpen={(r) => void open(r)}
        defaultSort={by === 'person' || by === 'team' ? 'adherence' : 'from'}
        tools={
          <>
            <DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />
            <InputNumber aria-label={t('adherence:below')} placeholder={t('adherence:below')} min={1} max={100} suffix="%" style={{ width: 150 }} value={below} onChange={(v) => patch({ below: v ? String(v) : undefined })} />
          </>
        }
        exportPath="/adherence/figures.xlsx" exportParams={{ ...params, search: search.search as string | undefined, sort: search.sort as string | undefined, lang: t('adherence:lang') }}
        empty={{ title: t('adherence:empty'), reason: t('adherence:empty_reason') }}
      />
    </Page>
  )
}

/** The share that was not as scheduled as a bar, and the figure. */
function Percent({ row }: { row: Row }) {
  const lost = row.adherence === undefined ? 0 : 100 - row.adherence
  return (
    <span className="ad-percent">
      <span aria-hidden="true" className="ad-bar"><i style={{ width: `${Math.min(lost * 2, 100)}%` }} /></span>
      {adherenceText(row)}
    </span>
  )
}
