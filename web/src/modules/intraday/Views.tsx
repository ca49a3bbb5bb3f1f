// The pages of the running day beside each other.
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'

const views = [
  { to: '/running-day', label: 'intraday:nav.today' },
  { to: '/running-day/actions', label: 'intraday:nav.actions' },
  { to: '/running-day/missed', label: 'intraday:nav.missed' },
  { to: '/running-day/emergency-plans', label: 'intraday:nav.plans' },
] as const

export function Views() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useLocation({ select: (l) => l.pathname })
  return <div className="id-views"><Segmented aria-label={t('intraday:nav.today')} value={path} options={views.map((v) => ({ value: v.to, label: t(v.label) }))} onChange={(to) => void navigate({ to: to as string })} /></div>
}
