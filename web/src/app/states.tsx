// Whole-page states: not found, not allowed, failed.
import { Button } from 'antd'
import { Link, Outlet, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import { faultText } from '../kit/fault'

export function RootFrame() {
  return <Outlet />
}

function State({ mark, title, text, children }: { mark: string; title: string; text: ReactNode; children?: ReactNode }) {
  return (
    <div className="lt-state" role={mark === '▲' ? 'alert' : undefined}>
      <div className="lt-state-mark" aria-hidden="true">{mark}</div>
      <h1>{title}</h1>
      <p>{text}</p>
      <div className="lt-state-actions">{children}</div>
    </div>
  )
}

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <State mark="404" title={t('common:state.not_found_title')} text={t('common:state.not_found_text')}>
      <Link to="/">{t('common:state.to_home')}</Link>
    </State>
  )
}

export function ForbiddenPage({ permission }: { permission?: string }) {
  const { t } = useTranslation()
  return (
    <State
      mark="403"
      title={t('common:state.forbidden_title')}
      text={t('common:state.forbidden_text', { permission: permission ?? '' })}
    >
      <Link to="/">{t('common:state.to_home')}</Link>
    </State>
  )
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  useEffect(() => {
    // A page chunk of an older build is gone after an update: load the new build once.
    if (/dynamically imported module|Failed to fetch dynamically|Importing a module script failed/.test(String(error)) && Date.now() - Number(sessionStorage.getItem('lingting.reloaded')) > 60_000) {
      sessionStorage.setItem('lingting.reloaded', String(Date.now()))
      location.reload()
    }
  }, [error])
  if (error instanceof ApiError && error.status === 403) return <ForbiddenPage />
  return (
    <State mark="▲" title={t('common:state.error_title')} text={faultText(error)}>
      <Button type="primary" onClick={() => { reset(); void router.invalidate() }}>{t('common:action.retry')}</Button>
      <Link to="/">{t('common:state.to_home')}</Link>
    </State>
  )
}
