// The card of a running piece of work above the page it will change; its id is in the address, so it stays through a reload.
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '../api/types'
import { JobProgress } from './JobProgress'

type Props = { id: string | undefined; title: string; onClose: () => void; onDone: (job: Job) => void; children?: (job: Job) => ReactNode }

export function JobCard({ id, title, onClose, onDone, children }: Props) {
  const { t } = useTranslation()
  if (!id) return null
  return (
    <section className="lt-card" aria-label={title}>
      <div className="lt-card-head"><h2>{title}</h2><span className="lt-grow" /><Button size="small" onClick={onClose}>{t('common:action.close')}</Button></div>
      <div className="lt-card-body"><JobProgress id={id} onDone={onDone}>{children}</JobProgress></div>
    </section>
  )
}
