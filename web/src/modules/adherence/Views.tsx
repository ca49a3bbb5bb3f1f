// The pages of adherence beside each other.
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'

const views = [
  { to: '/adherence', label: 'adherence:nav.figures' },
  { to: '/adherence/deviations', label: 'adherence:nav.deviations' },
  { to: '/adherence/exceptions', label: 'adherence:nav.exceptions' },
  { to: '/adherence/rule', label: 'adherence:nav.rule' },
] as const

export function Views() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useLocation({ select: (l) => l.pathname })
  return <div className="ad-views"><Segmented aria-label={t('adherence:nav.figures')} value={path} options={views.map((v) => ({ value: v.to, label: t(v.label) }))} onChange={(to) => void navigate({ to: to as string })} /></div>
}
