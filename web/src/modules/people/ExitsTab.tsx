// Why people left: sums of reasons for everybody within reach of files; what each said only for who edits files.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { count, day, none } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import { useSearchState } from '../../kit/useSearchState'
import { useReasons } from './reasons'
import { ReasonsDrawer } from './ReasonsDrawer'
import type { Exits } from './types'
import type { Asked } from './WorkforcePage'
import { tenureText } from './words'

type Reason = Exits['reasons'][number]
type Leaver = Exits['leavers'][number]

export function ExitsTab({ asked }: { asked: Asked }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const [open, setOpen] = useState(false)
  const queries = useQueryClient()
  const edits = useAllowed('people.edit')
  const [search, patch] = useSearchState()
  const known = useReasons()
  const q = useQuery({ queryKey: ['people', 'exits', asked], queryFn: ({ signal }) => api.get<Exits>('/workforce/exits', asked, signal) })
  const x = q.data
  const option = useMemo(() => x && {
    grid: { left: 96, right: 24, top: 32, bottom: 24 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } }, xAxis: { type: 'value', minInterval: 1 },
    yAxis: { type: 'category', inverse: true, data: x.reasons.map((r) => known.name(r.reason)) },
    series: [
      { name: t('people:workforce.any'), type: 'bar', data: x.reasons.map((r) => r.any), itemStyle: { color: tokens[theme].ink3 }, barMaxWidth: 14 },
      { name: t('people:workforce.main'), type: 'bar', data: x.reasons.map((r) => r.main), itemStyle: { color: '#D15913' }, barMaxWidth: 14 },
    ],
  }, [x, theme, t, known.all]) // eslint-disable-line
  if (q.isError && !x) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  if (!x || !known.loaded) return <Skeleton lines={8} />
  const cell = (n: number | null) => (n === null ? '<5' : count(n))
  const columns: Column<Reason>[] = [
    { id: 'reason', header: t('people:reasons'), width: 160, grow: true, value: (r) => known.name(r.reason), cell: (r) => known.name(r.reason) },
    { id: 'main', header: t('people:workforce.main'), width: 130, align: 'right', value: (r) => r.main, cell: (r) => (r.main ? count(r.main) : none) },
    { id: 'any', header: t('people:workforce.any'), width: 130, align: 'right', value: (r) => r.any, cell: (r) => count(r.any) },
  ]
  const missing = (l: Leaver) => l.reasons.length === 0 || !l.interview
  const leavers: Column<Leaver>[] = [
    { id: 'name', header: t('people:name'), width: 150, value: (l) => `${l.name} ${l.agent_no}`, cell: (l) => <Link to="/employees/$id" params={{ id: l.person_id }} search={{}}>{l.name} {l.agent_no}</Link> },
    { id: 'team', header: t('people:team'), width: 90, value: (l) => l.team_name, cell: (l) => l.team_name ?? none },
    { id: 'left', header: t('people:left_on'), width: 140, value: (l) => l.left_on, cell: (l) => day(l.left_on) },
    { id: 'days', header: t('people:tenure'), width: 130, value: (l) => l.days, cell: (l) => tenureText(t, l.days) },
    { id: 'kind', header: t('people:leaving'), width: 110, value: (l) => (l.kind ? t(`people:leaving_kind.${l.kind}`) : ''), cell: (l) => (l.kind ? t(`people:leaving_kind.${l.kind}`) : none) },
    { id: 'reasons', header: t('people:reasons'), width: 190, value: (l) => l.reasons.map(known.name).join(t('people:join')), cell: (l) => l.reasons.map(known.name).join(t('people:join')) || none },
    { id: 'interview', header: t('people:interview'), width: 280, grow: true, value: (l) => l.interview, cell: (l) => <span title={l.interview}>{l.interview || none}</span> },
  ]
  const rows = open ? x.leavers.filter(missing) : x.leavers
  return (
    <>
      {x.withheld && <Note kind="info">{t('people:workforce.exits_withheld')}</Note>}
      <section className="lt-card" aria-label={t('people:workforce.exits_of')}>
        <div className="pe-post"><DescriptionList facts={[{ label: t('people:workforce.days'), value: `${day(x.from_on)} – ${day(x.to_on)}` }, { label: t('people:workforce.there'), value: count(x.people) }, { label: t('people:workforce.left'), value: cell(x.left) }, { label: t('people:workforce.with_reason'), value: cell(x.asked) }]} /></div>
      </section>
      <ChartCard<Reason> id="people.exits" title={t('people:reasons')} option={option} columns={columns} rows={x.reasons} rowKey={(r) => r.reason} extra={edits && <Button size="small" icon={<SettingOutlined />} onClick={() => patch({ edit: 'reasons' }, true)}>{t('people:reason_list.edit')}</Button>} height={Math.max(160, 40 * x.reasons.length + 60)} emptyReason={t('people:workforce.no_reason')} />
      {!x.withheld && (
        <section className="lt-card" aria-label={t('people:workforce.leavers')}>
          <div className="lt-card-head"><h2>{t('people:workforce.leavers')}</h2><span className="lt-muted">{t('people:workforce.leavers_help')}</span><span className="lt-grow" /><Checkbox checked={open} onChange={(e) => setOpen(e.target.checked)}>{t('people:workforce.not_asked')}</Checkbox></div>
          {rows.length === 0 ? <Empty title={t('people:workforce.nobody_left')} /> : <DataTable<Leaver> id="people.leavers" label={t('people:workforce.leavers')} columns={leavers} rows={rows} rowKey={(l) => `${l.person_id} ${l.left_on}`} maxHeight={420} />}
        </section>
      )}
      {edits && <ReasonsDrawer open={search.edit === 'reasons'} all={known.all} rev={known.rev} onClose={() => patch({ edit: undefined })} onDone={() => queries.invalidateQueries({ queryKey: ['people'] })} />}
    </>
  )
}
