// Everybody, once a day, often at the start of a shift: gets in, or learns why not and until when.
import { Button, Form, Input } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError, keepSession } from '../../api/client'
import type { Session } from '../../api/types'
import { faultText } from '../../kit/fault'
import { LanguageSwitch } from '../../kit/LanguageSwitch'

const route = getRouteApi('/sign-in')

/** Only an address inside this application may follow the sign-in. */
export function safeReturn(address: string | undefined): string {
  return address && /^\/(?![/\\])/.test(address) && !address.startsWith('/sign-in') ? address : '/'
}

export function SignInPage() {
  const { t, i18n } = useTranslation()
  const search = route.useSearch()
  const router = useRouter()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    document.title = `${t('identity:sign_in.title')} · ${t('common:product')}`
  }, [t, i18n.language])
  const submit = async (values: { login: string; password: string }) => {
    setBusy(true)
    setError(null)
    try {
      const session = await api.post<Session>('/session', { login: values.login.trim(), password: values.password }, { quiet401: true })
      keepSession(session)
      queries.clear()
      queries.setQueryData(['session'], session)
      await router.navigate({ href: session.user.must_change_password ? '/password' : safeReturn(search.return) })
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  const locked = error instanceof ApiError && error.status === 429
  return (
    <div className="lt-sign-in">
      <div className="lt-sign-in-top"><LanguageSwitch /></div>
      <main className="lt-sign-in-card">
        <div className="lt-sign-in-brand">
          <img src="/favicon.svg" width={36} height={36} alt="" />
          <div>
            <h1>{t('common:product')}</h1>
            <p>{t('common:tagline')}</p>
          </div>
        </div>
        <Form layout="vertical" requiredMark={false} onFinish={submit} disabled={busy} aria-label={t('identity:sign_in.title')}>
          <Form.Item name="login" label={t('identity:login')} rules={[{ required: true, whitespace: true, message: t('identity:sign_in.need_login') }]}>
            <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} size="large" />
          </Form.Item>
          <Form.Item name="password" label={t('identity:password')} rules={[{ required: true, message: t('identity:sign_in.need_password') }]}>
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <div role="alert" aria-live="assertive">
            {error !== null && (
              <div className={'lt-alert ' + (locked ? 'is-warn' : 'is-bad')}>
                <span aria-hidden="true">{locked ? '◆' : '▲'}</span>
                <span>{faultText(error)}{locked && error.message ? <><br /><span className="lt-muted">{t('identity:sign_in.locked_hint')}</span></> : null}</span>
              </div>
            )}
          </div>
          <Button type="primary" htmlType="submit" size="large" block loading={busy} style={{ marginTop: 12 }}>{t('identity:sign_in.submit')}</Button>
        </Form>
        <p className="lt-sign-in-foot">{t('identity:sign_in.forgot')}</p>
      </main>
    </div>
  )
}
