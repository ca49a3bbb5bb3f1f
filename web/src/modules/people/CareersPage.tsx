// HR and the team leader open this monthly: who stands where, who may rise now, and what the others lack. They decide whom to assess and
// whom to propose.
import { ApartmentOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Checkbox, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { day, none, percent, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { named, positionText } from './careerWords'
import type { CareerSummary, LadderOut } from './types'
import { levelText } from './words'
import './people.css'

export function CareersPage() {
  return <Guard permission="people.read"><CareersView /></Guard>
}

export const ladderQuery = { queryKey: ['people', 'ladder'], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<LadderOut>('/career-ladder', undefined, signal) }

function CareersView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search, patch] = useSearchState()
  const { data: ladder } = useQuery(ladderQuery)
  const team = search.team as string | undefined
  const on = typeof search.on === 'string' && dayjs(search.on, 'YYYY-MM-DD', true).isValid() && search.on <= today() ? search.on : undefined
  const eligible = search.eligible ? true : undefined
  const name = (code: string) => positionText(t, ladder?.ladder, code)
  const next = (x: CareerSummary) => x.steps.filter((s) => s.eligible).map((s) => name(s.to)).join(t('people:join'))
  const lacks = (x: CareerSummary) => {
    const nearest = [...x.steps].sort((a, b) => b.met / b.verdicts.length - a.met / a.verdicts.length)[0]
    return nearest ? `${name(nearest.to)}: ${nearest.verdicts.filter((v) => v.state !== 'met').map((v) => named(t, v.condition)).join(t('people:join'))}` : ''
  }
  const columns: Column<CareerSummary>[] = [
    { id: 'agent', header: t('people:agent_no'), width: 90, pin: true, sortable: true, value: (x) => x.agent_no, cell: (x) => x.agent_no },
    { id: 'name', header: t('people:name'), width: 110, sortable: true, value: (x) => x.name, cell: (x) => x.name },
    { id: 'team', header: t('people:team'), width: 90, sortable: true, value: (x) => x.team_name, cell: (x) => x.team_name || none },
    { id: 'position', header: t('people:position'), width: 120, sortable: true, value: (x) => name(x.position), cell: (x) => name(x.position) },
    { id: 'level', header: t('people:level_title'), width: 90, value: (x) => levelText(t, x.level), cell: (x) => levelText(t, x.level) },
    { id: 'entered', header: t('people:entered_on'), width: 140, sortable: true, value: (x) => x.entered_on, cell: (x) => (x.entered_on ? day(x.entered_on) : none) },
    { id: 'share', header: t('people:share'), width: 110, align: 'right', sortable: true, value: (x) => x.share, cell: (x) => percent(100 * x.share) },
    { id: 'next', header: t('people:may_rise'), width: 150, value: next, cell: (x) => (x.eligible ? <StatusTag tone="good">{next(x)}</StatusTag> : none) },
    { id: 'lacks', header: t('people:lacks'), width: 320, grow: true, value: (x) => (x.eligible ? '' : lacks(x)), cell: (x) => (x.eligible ? '' : <span title={lacks(x)}>{lacks(x)}</span>) },
  ]
  return (
    <Page title={t('people:nav.careers')} note={on ? t('people:as_of', { day: day(on) }) : undefined} fill actions={<Link to="/career-ladder"><Button icon={<ApartmentOutlined />}>{t('people:ladder')}</Button></Link>}>
      <QueryTable<CareerSummary>
        id="people.careers" label={t('people:nav.careers')} path="/careers" queryKey="people" columns={columns} rowKey={(x) => x.person_id} defaultSort="agent" searchHint={t('people:search')} params={{ team, on, eligible }}
        onOpen={(x) => void navigate({ to: '/careers/$id', params: { id: x.person_id }, search: on ? { on } : {} })}
        filters={[{ key: 'position', label: t('people:position'), width: 130, options: (ladder?.ladder.positions ?? []).map((p) => ({ value: p.code, label: named(t, p) })) }]}
        tools={
          <>
            <DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />
            <DatePicker aria-label={t('people:on')} placeholder={t('people:on')} style={{ width: 130 }} value={on ? dayjs(on) : null} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD') })} />
            <Checkbox checked={Boolean(eligible)} onChange={(e) => patch({ eligible: e.target.checked ? '1' : undefined })}>{t('people:eligible')}</Checkbox>
          </>
        }
        empty={{ title: t('people:empty'), reason: t('people:empty_reason') }}
      />
    </Page>
  )
}
