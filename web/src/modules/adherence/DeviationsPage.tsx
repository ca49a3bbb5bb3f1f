// What the percentages are made of: every stretch that was not as scheduled. Opened from a figure; the seconds add up to it.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { day, timeSeconds } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { useSearchState } from '../../kit/useSearchState'
import { rangeOf } from './range'
import type { Deviations, Exception, Piecewise, Rule } from './types'
import { Views } from './Views'
import { activityText, didText, kinds, lengthText, tones } from './words'
import './adherence.css'

export function DeviationsPage() {
  return <Guard permission="adherence.read"><DeviationsView /></Guard>
}

function DeviationsView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search, patch] = useSearchState()
  const range = rangeOf(search)
  const team = search.team as string | undefined
  const person = search.person as string | undefined
  const params = { ...range, team, person }
  const { data: dims } = useQuery({ ...dimensionsQuery, enabled: Boolean(person) })
  const rule = useQuery({ queryKey: ['adherence', 'rule'], queryFn: ({ signal }) => api.get<Rule>('/adherence/rule', undefined, signal) })
  const activities = rule.data && Object.fromEntries(rule.data.activities.map((a) => [a.code, { name: a.name, name_en: a.name_en }]))
  const filtered = { ...params, kind: search.kind as string | undefined, excused: search.excused as string | undefined, search: search.search as string | undefined }
  const sums = useQuery({ queryKey: ['adherence', 'sums', filtered], queryFn: ({ signal }) => api.get<Deviations>('/adherence/deviations', { ...filtered, limit: 1 }, signal) })
  const who = dims?.agents?.find((a) => a.id === person)
  const columns: Column<Piecewise>[] = [
    { id: 'name', header: t('adherence:person'), width: 110, pin: true, sortable: true, value: (r) => r.person_name, cell: (r) => r.person_name },
    { id: 'agent_no', header: t('adherence:agent_no'), width: 90, hidden: true, value: (r) => r.agent_no, cell: (r) => r.agent_no },
    { id: 'team', header: t('adherence:team'), width: 120, value: (r) => r.team_name, cell: (r) => r.team_name },
    { id: 'from', header: t('adherence:when'), width: 270, sortable: true, value: (r) => `${r.on} ${timeSeconds(r.from_ms)}–${timeSeconds(r.to_ms)}`, cell: (r) => `${day(r.on)} ${timeSeconds(r.from_ms)}–${timeSeconds(r.to_ms)}` },
    { id: 'kind', header: t('adherence:kind_title'), width: 120, sortable: true, value: (r) => t(`adherence:kind.${r.kind}`), cell: (r) => t(`adherence:kind.${r.kind}`) },
    { id: 'seconds', header: t('adherence:length'), width: 110, align: 'right', sortable: true, value: (r) => r.seconds, cell: (r) => lengthText(r.seconds) },
    { id: 'activity', header: t('adherence:plan'), width: 130, value: (r) => activityText(t, activities, r.activity), cell: (r) => activityText(t, activities, r.activity) },
    { id: 'state', header: t('adherence:did'), width: 120, value: (r) => didText(t, r), cell: (r) => didText(t, r) },
    { id: 'explained', header: t('adherence:explanation'), width: 130, grow: true, value: (r) => (r.explained ? t(`adherence:states.${r.explained}`) : ''), cell: (r) => (r.explained ? <StatusTag tone={tones[r.explained as Exception['state']]}>{t(`adherence:states.${r.explained}`)}</StatusTag> : null) },
  ]
  return (
    <Page title={t('adherence:nav.deviations')} note={sums.data && <span>{t('adherence:counted', { counted: lengthText(sums.data.exception_s), excused: lengthText(sums.data.excused_s) })}</span>} fill>
      <Views />
      <div className="lt-row">
        <TimeRangePicker value={range} maxDays={366} onChange={(r) => patch({ from: r.from, to: r.to })} />
        {person && <Button onClick={() => patch({ person: undefined })}>{t('adherence:only', { name: who?.name ?? person })} ✕</Button>}
      </div>
      <QueryTable<Piecewise>
        id="adherence.deviations" label={t('adherence:nav.deviations')} path="/adherence/deviations" queryKey="adherence" columns={columns} rowKey={(r) => r.id} defaultSort="-from" searchHint={t('adherence:search')} params={params}
        onOpen={(r) => void navigate({ to: `/adherence/people/${r.person_id}` as string, search: { on: r.on } as never })}
        filters={[
          { key: 'kind', label: t('adherence:kind_title'), options: kinds.map((value) => ({ value, label: t(`adherence:kind.${value}`) })) },
          { key: 'excused', label: t('adherence:counts'), options: [{ value: 'no', label: t('adherence:counts_yes') }, { value: 'yes', label: t('adherence:counts_no') }] },
        ]}
        tools={<DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />}
        empty={{ title: t('adherence:no_deviations'), reason: t('adherence:empty_reason') }}
      />
    </Page>
  )
}
