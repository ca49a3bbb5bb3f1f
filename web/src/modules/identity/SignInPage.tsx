// Everybody, once a day, often at the start of a shift: gets in, or learns why not and until when.
import { Button, Form, Input } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { mustFirst } from '../../app/access'
import { api, ApiError, apiUrl, keepSession } from '../../api/client'
import type { Session } from '../../api/types'
import { faultText } from '../../kit/fault'
import { LanguageSwitch } from '../../kit/LanguageSwitch'
import { CodeField } from './CodeField'
import './identity.css'

const route = getRouteApi('/sign-in')

type Door = { id: string; name: string; kind: 'openid' | 'directory' }

/** Only an address inside this application may follow the sign-in. */
export function safeReturn(address: string | undefined): string {
  return address && /^\/(?![/\\])/.test(address) && !address.startsWith('/sign-in') ? address : '/'
}

export function SignInPage() {
  const { t, i18n } = useTranslation()
  const search = route.useSearch()
  const router = useRouter()
  const queries = useQueryClient()
  const [step, setStep] = useState<'password' | 'code'>(search.step === 'code' ? 'code' : 'password')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(search.failed ? new ApiError(0, search.failed, t('identity:sign_in.failed')) : null)
  const doors = useQuery({ queryKey: ['doors'], staleTime: 60_000, retry: false, queryFn: async () => (await api.peek<{ items: Door[] }>('/session/doors')).items })
  useEffect(() => {
    document.title = `${t('identity:sign_in.title')} · ${t('common:product')}`
  }, [t, i18n.language])
  const send = async (path: string, body: unknown) => {
    setBusy(true)
    setError(null)
    try {
      const session = await api.post<Session>(path, body, { quiet401: true })
      if (session.code_needed) {
        setStep('code')
        return
      }
      keepSession(session)
      queries.clear()
      queries.setQueryData(['session'], session)
      await router.navigate({ href: mustFirst(session.user) ? '/password' : safeReturn(search.return) })
    } catch (e) {
      if (e instanceof ApiError && e.code === 'identity.second_factor.over') setStep('password')
      setError(e)
    } finally {
      setBusy(false)
    }
  }
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
        {step === 'code' ? (
          <Form<{ code: string }> key="code" layout="vertical" requiredMark={false} onFinish={(v) => void send('/session/second-step', { code: v.code })} disabled={busy} aria-label={t('identity:second.title')}>
            <CodeField label={t('identity:second.code')} extra={t('identity:second.or_recovery')} />
            <Refusal error={error} />
            <Button type="primary" htmlType="submit" size="large" block loading={busy} style={{ marginTop: 12 }}>{t('identity:sign_in.submit')}</Button>
            <Button type="link" block onClick={() => { setStep('password'); setError(null) }}>{t('identity:sign_in.begin_again')}</Button>
          </Form>
        ) : (
          <>
            <Form<{ login: string; password: string }> key="password" layout="vertical" requiredMark={false} onFinish={(v) => void send('/session', { login: v.login.trim(), password: v.password })} disabled={busy} aria-label={t('identity:sign_in.title')}>
              <Form.Item name="login" label={t('identity:login')} rules={[{ required: true, whitespace: true, message: t('identity:sign_in.need_login') }]}>
                <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} size="large" />
              </Form.Item>
              <Form.Item name="password" label={t('identity:password')} rules={[{ required: true, message: t('identity:sign_in.need_password') }]}>
                <Input.Password autoComplete="current-password" size="large" />
              </Form.Item>
              <Refusal error={error} />
              <Button type="primary" htmlType="submit" size="large" block loading={busy} style={{ marginTop: 12 }}>{t('identity:sign_in.submit')}</Button>
            </Form>
            <Doors doors={doors.data ?? []} back={safeReturn(search.return)} />
          </>
        )}
        <p className="lt-sign-in-foot">{t(step === 'code' ? 'identity:second.lost' : 'identity:sign_in.forgot')}</p>
      </main>
    </div>
  )
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const locked = error instanceof ApiError && error.status === 429
  let text: ReactNode = null
  if (error !== null) {
    text = (
      <div className={'lt-alert ' + (locked ? 'is-warn' : 'is-bad')}>
        <span aria-hidden="true">{locked ? '◆' : '▲'}</span>
        <span>{faultText(error)}{locked && error.message ? <><br /><span className="lt-muted">{t('identity:sign_in.locked_hint')}</span></> : null}</span>
      </div>
    )
  }
  return <div role="alert" aria-live="assertive">{text}</div>
}

/** The ways in besides a password kept here: a button for each provider, a word on each directory. */
function Doors({ doors, back }: { doors: Door[]; back: string }) {
  const { t } = useTranslation('identity')
  const elsewhere = doors.filter((d) => d.kind === 'openid')
  const typed = doors.filter((d) => d.kind === 'directory').map((d) => d.name)
  return (
    <>
      {typed.length > 0 && <p className="lt-sign-in-foot">{t('sign_in.directory', { list: typed.join(t('list_comma')) })}</p>}
      {elsewhere.length > 0 && (
        <>
          <div className="idn-or">{t('sign_in.or')}</div>
          <div className="idn-doors">
            {elsewhere.map((d) => (
              <Button key={d.id} size="large" block href={apiUrl(`/session/openid/${encodeURIComponent(d.id)}/start`, { return: back })}>{t('sign_in.by', { name: d.name })}</Button>
            ))}
          </div>
        </>
      )}
    </>
  )
}
