// The pages of the strategy map beside each other.
import { useLocation, useNavigate } from '@tanstack/react-router'
import { DatePicker, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { today } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { periods } from './words'

const views = [
  { to: '/strategy', label: 'strategy:nav.map' },
  { to: '/strategy/initiatives', label: 'strategy:nav.initiatives' },
  { to: '/strategy/evidence', label: 'strategy:nav.evidence' },
  { to: '/strategy/annual-plan', label: 'strategy:nav.annual' },
  { to: '/strategy/reviews', label: 'strategy:nav.reviews' },
  { to: '/strategy/actions', label: 'strategy:nav.actions' },
] as const

export function Views() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useLocation({ select: (l) => l.pathname })
  return <div><Segmented aria-label={t('strategy:nav.map')} value={path} options={views.map((v) => ({ value: v.to, label: t(v.label) }))} onChange={(to) => void navigate({ to: to as string })} /></div>
}

/** The period in the address: a kind and a day of it. */
export function usePeriod(): { period: (typeof periods)[number]; on: string | undefined } {
  const [search] = useSearchState()
  const period = periods.find((p) => p === search.period) ?? 'quarter'
  const on = typeof search.on === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search.on) ? search.on : undefined
  return { period, on }
}

export function PeriodPicker() {
  const { t } = useTranslation()
  const [, patch] = useSearchState()
  const { period, on } = usePeriod()
  return (
    <>
      <Segmented aria-label={t('strategy:period.kind')} value={period} options={periods.map((value) => ({ value, label: t(`strategy:period.${value}`) }))} onChange={(v) => patch({ period: v })} />
      <DatePicker aria-label={t('strategy:period.which')} allowClear={false} picker={period} value={dayjs(on ?? today())} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD') })} style={{ width: 130 }} />
    </>
  )
}
