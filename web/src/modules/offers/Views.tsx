// The pages of offers beside each other.
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import '../timeoff/timeoff.css'

const views = [
  { to: '/offers', label: 'offers:nav.offers' },
  { to: '/offers/overtime', label: 'offers:nav.overtime' },
] as const

export function Views() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useLocation({ select: (l) => l.pathname })
  return <div className="to-views"><Segmented aria-label={t('offers:nav.offers')} value={path} options={views.map((v) => ({ value: v.to, label: t(v.label) }))} onChange={(to) => void navigate({ to: to as string })} /></div>
}
