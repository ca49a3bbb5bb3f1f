// Anybody, rarely, and everybody once after an administrator set a first password: replaces it, sets up the second factor, ends sessions.
import { App, Button, Form, Input } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useUser } from '../../app/access'
import { api, ApiError, keepSession } from '../../api/client'
import { sessionQuery } from '../../api/queries'
import type { Session } from '../../api/types'
import { Note } from '../../kit/blocks'
import { faultText, fieldPath, fieldText } from '../../kit/fault'
import { Page } from '../../kit/Page'
import { SecondFactor } from './SecondFactor'
import { SessionList } from './SessionList'
import './identity.css'

type Values = { old_password: string; new_password: string; again: string }

export function PasswordPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const user = useUser()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const forced = user.must_change_password
  const save = async (v: Values) => {
    setBusy(true)
    setFault(null)
    try {
      // All sessions end; the answer is the new one.
      const session = await api.post<Session>('/session/password', { old_password: v.old_password, new_password: v.new_password }, { quiet401: true })
      keepSession(session)
      queries.clear()
      queries.setQueryData(sessionQuery.queryKey, session)
      void message.success(t('identity:password_page.done'))
      await navigate({ to: '/' })
    } catch (error) {
      setFault(error)
      if (error instanceof ApiError) form.setFields(error.fields.map((f) => ({ name: fieldPath(f.location) as never, errors: [fieldText(f)] })))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Page title={t('common:shell.account')}>
      {!forced && user.must_enrol && <div className="idn-own"><Note kind="warn">{t('identity:second.must')}</Note></div>}
      {user.local_password && !user.must_enrol && <section className="lt-card idn-own">
        <div className="lt-card-body">
          <h2>{t('identity:password_page.title')}</h2>
          {forced && <div style={{ marginBottom: 12 }}><Note kind="warn">{t('identity:password_page.forced')}</Note></div>}
          <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(v) => void save(v)}>
            <input type="text" name="username" autoComplete="username" value={user.login} readOnly hidden />
            <Form.Item name="old_password" label={t('identity:password_page.old')} rules={[{ required: true, message: t('identity:sign_in.need_password') }]}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
            <Form.Item name="new_password" label={t('identity:password_page.new')} extra={t('identity:password_page.rule')} rules={[{ required: true, message: t('identity:sign_in.need_password') }, { min: 12, message: t('identity:password_page.rule') }]}>
              <Input.Password autoComplete="new-password" />
            </Form.Item>
            <Form.Item
              name="again"
              label={t('identity:password_page.again')}
              dependencies={['new_password']}
              rules={[{ validator: (_, v: string) => (v === form.getFieldValue('new_password') ? Promise.resolve() : Promise.reject(new Error(t('identity:password_page.differ')))) }]}
            >
              <Input.Password autoComplete="new-password" />
            </Form.Item>
            {fault !== null && <div style={{ marginBottom: 12 }}><Note kind="bad">{faultText(fault)}</Note></div>}
            <Button type="primary" htmlType="submit" loading={busy}>{t('identity:password_page.save')}</Button>
          </Form>
        </div>
      </section>}
      {!forced && <section className="lt-card idn-own"><div className="lt-card-body"><SecondFactor /></div></section>}
      {!forced && !user.must_enrol && <section className="lt-card idn-own"><div className="lt-card-body"><SessionList path="/sessions" /></div></section>}
    </Page>
  )
}
