// Small states inside a page: skeleton, empty, failure, note, help tip.
import { QuestionCircleOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from './fault'
import { ApiError } from '../api/client'
import { useDelayed } from './useDelayed'

/** Grey lines, shown only when loading takes longer than 200 ms. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
  const { t } = useTranslation()
  const late = useDelayed(true)
  return (
    <div className="lt-skeleton" role="status" aria-busy="true" aria-label={t('common:table.loading')}>
      {late && Array.from({ length: lines }, (_, i) => <i key={i} style={{ width: `${92 - ((i * 17) % 40)}%` }} />)}
    </div>
  )
}

/** Says why nothing is here and what to do next. */
export function Empty({ title, reason, children }: { title?: ReactNode; reason?: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="lt-empty" role="status">
      <b>{title ?? t('common:table.empty_title')}</b>
      {reason && <span>{reason}</span>}
      {children && <div className="lt-row">{children}</div>}
    </div>
  )
}

/** What failed, and a way to try again. */
export function Failure({ error, onRetry, title }: { error: unknown; onRetry?: () => void; title?: ReactNode }) {
  const { t } = useTranslation()
  const id = error instanceof ApiError ? error.requestId : undefined
  return (
    <div className="lt-empty" role="alert">
      <b><span aria-hidden="true" style={{ color: 'var(--lt-bad-text)' }}>▲ </span>{title ?? t('common:table.failed')}</b>
      <span>{faultText(error)}</span>
      {id && <span className="lt-muted lt-mono">{id}</span>}
      {onRetry && <div className="lt-row"><Button onClick={onRetry}>{t('common:action.retry')}</Button></div>}
    </div>
  )
}

const marks = { bad: '▲', warn: '◆', good: '✓', info: 'i' }

/** One line of notice inside a page. */
export function Note({ kind = 'info', children, action }: { kind?: keyof typeof marks; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`lt-alert is-${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      <span aria-hidden="true">{marks[kind]}</span>
      <span className="lt-grow">{children}</span>
      {action}
    </div>
  )
}

/** A question mark that explains the thing before it; opens on click, hover and keyboard. */
export function HelpTip({ label, children, width = 320 }: { label: string; children: ReactNode; width?: number }) {
  return (
    <Popover trigger={['hover', 'click', 'focus']} content={<div style={{ maxWidth: width }}>{children}</div>}>
      <button type="button" className="lt-help-tip" aria-label={label}><QuestionCircleOutlined aria-hidden="true" /></button>
    </Popover>
  )
}
