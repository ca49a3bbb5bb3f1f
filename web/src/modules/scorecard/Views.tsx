// The pages of a team's scorecards beside each other, and the period they show.
import { useLocation, useNavigate } from '@tanstack/react-router'
import { DatePicker, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { today } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { periods, type PeriodKind } from './words'

const views = [
  { to: '/team-scores', label: 'scorecard:view.team' },
  { to: '/talks', label: 'scorecard:view.talks', permission: 'performance.talk' },
  { to: '/teams-compare', label: 'scorecard:view.compare' },
  { to: '/scorecard-sets', label: 'scorecard:view.sets' },
] as const

export function Views() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const talks = useAllowed('performance.talk')
  const path = useLocation({ select: (l) => l.pathname })
  return <div><Segmented aria-label={t('scorecard:nav.team')} value={path} options={views.filter((v) => !('permission' in v) || talks).map((v) => ({ value: v.to, label: t(v.label) }))} onChange={(to) => void navigate({ to: to as string })} /></div>
}

/** The period in the address: a kind and a day of it. */
export function usePeriod(): { period: PeriodKind; on: string | undefined } {
  const [search] = useSearchState()
  const period = periods.find((p) => p === search.period) ?? 'day'
  const on = typeof search.on === 'string' && dayjs(search.on, 'YYYY-MM-DD', true).isValid() && search.on <= today() ? search.on : undefined
  return { period, on }
}

export function PeriodPicker() {
  const { t } = useTranslation()
  const [, patch] = useSearchState()
  const { period, on } = usePeriod()
  return (
    <>
      <Segmented aria-label={t('scorecard:period.kind')} value={period} options={periods.map((value) => ({ value, label: t(`scorecard:period.${on && on !== today() ? 'of_' : ''}${value}`) }))} onChange={(v) => patch({ period: v === 'day' ? undefined : v })} />
      <DatePicker aria-label={t('scorecard:period.on')} allowClear={false} value={dayjs(on ?? today())} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} onChange={(d) => patch({ on: d && d.format('YYYY-MM-DD') !== today() ? d.format('YYYY-MM-DD') : undefined })} style={{ width: 130 }} />
    </>
  )
}
