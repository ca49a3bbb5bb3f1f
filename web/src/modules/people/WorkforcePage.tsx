// HR and the manager open this monthly, the team leader before talks: who is there, who leaves and when, how long people stay, and why they went.
// They decide whom to hire, where to look after people, and what to change.
import { useQuery } from '@tanstack/react-query'
import { DatePicker, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { dimensionsQuery, inUse } from '../../api/queries'
import { today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { AttritionTab } from './AttritionTab'
import { ExitsTab } from './ExitsTab'
import { HeadcountTab } from './HeadcountTab'
import { StructureTab } from './StructureTab'
import { SurvivalTab } from './SurvivalTab'
import { leavingKinds } from './words'
import { CareSums } from '../segment/CareSums'
import './people.css'

const all = ['structure', 'attrition', 'survival', 'exits', 'headcount'] as const
type Tab = (typeof all)[number]

export function WorkforcePage() {
  return <Guard permission="people.read"><WorkforceView /></Guard>
}

/** What is asked, as it stands in the address. */
export type Asked = { from: string; to: string; team?: string; kind?: string }

const isDay = (v: unknown): v is string => typeof v === 'string' && dayjs(v, 'YYYY-MM-DD', true).isValid() && v <= today()

function WorkforceView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const { data: dims } = useQuery(dimensionsQuery)
  const edits = useAllowed('people.edit')
  // Headcount plans are of the whole centre: both permissions hold for nothing less.
  const plans = [edits, useAllowed('career.decide')].includes(true)
  const tabs = all.filter((x) => x !== 'headcount' || plans)
  const tab: Tab = tabs.find((x) => x === search.tab) ?? 'structure'
  const to = isDay(search.to) ? search.to : today()
  const first = dayjs(to).subtract(11, 'month').startOf('month').format('YYYY-MM-DD')
  const from = isDay(search.from) && search.from <= to ? search.from : first
  const asked: Asked = { from, to, team: typeof search.team === 'string' ? search.team : undefined, kind: leavingKinds.find((k) => k === search.kind) }
  const body: Record<Tab, ReactNode> = { structure: <StructureTab asked={asked} />, attrition: <>{[<AttritionTab key="attrition" asked={asked} />, edits && <CareSums key="care" />]}</>, survival: <SurvivalTab asked={asked} />, exits: <ExitsTab asked={asked} />, headcount: <HeadcountTab /> }
  return (
    <Page
      title={t('people:nav.workforce')}
      actions={tab !== 'headcount' && (
        <>
          <Select aria-label={t('people:team')} allowClear placeholder={t('people:workforce.all_teams')} style={{ width: 140 }} value={asked.team} options={inUse(dims?.teams).map((x) => ({ value: x.id, label: x.name }))} onChange={(team) => patch({ team })} />
          {tab !== 'structure' && <Select aria-label={t('people:leaving')} allowClear placeholder={t('people:workforce.all_kinds')} style={{ width: 130 }} value={asked.kind} options={leavingKinds.map((value) => ({ value, label: t(`people:leaving_kind.${value}`) }))} onChange={(kind) => patch({ kind })} />}
          {tab === 'structure' || tab === 'survival'
            ? <DatePicker aria-label={t('people:workforce.on')} allowClear={false} value={dayjs(to)} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} onChange={(d) => patch({ to: d?.format('YYYY-MM-DD') })} />
            : <DatePicker.RangePicker aria-label={t('people:workforce.days')} allowClear={false} value={[dayjs(from), dayjs(to)]} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} onChange={(d) => patch({ from: d?.[0]?.format('YYYY-MM-DD'), to: d?.[1]?.format('YYYY-MM-DD') })} />}
        </>
      )}
    >
      <div><Segmented aria-label={t('people:nav.workforce')} value={tab} options={tabs.map((value) => ({ value, label: t(`people:workforce.tabs.${value}`) }))} onChange={(v) => patch({ tab: v === 'structure' ? undefined : v })} /></div>
      {body[tab]}
    </Page>
  )
}
