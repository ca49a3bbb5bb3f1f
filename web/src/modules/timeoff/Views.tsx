// The pages of time off beside each other.
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'

const views = [
  { to: '/time-off', label: 'timeoff:nav.requests' },
  { to: '/time-off/calendar', label: 'timeoff:nav.calendar' },
  { to: '/time-off/balances', label: 'timeoff:nav.balances' },
  { to: '/time-off/set-up', label: 'timeoff:nav.setup' },
] as const

export function Views() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useLocation({ select: (l) => l.pathname })
  return <div className="to-views"><Segmented aria-label={t('timeoff:nav.requests')} value={path} options={views.map((v) => ({ value: v.to, label: t(v.label) }))} onChange={(to) => void navigate({ to: to as string })} /></div>
}
