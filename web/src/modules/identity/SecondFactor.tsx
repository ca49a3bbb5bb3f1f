// Anybody, once, and again with a new phone: sets up the code that is asked for at sign-in, and keeps the recovery codes.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Modal, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { sessionQuery } from '../../api/queries'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText, fieldText } from '../../kit/fault'
import { dateTime } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { CodeField } from './CodeField'

type Own = { enrolled: boolean; required: boolean; since?: string; recovery_codes: number }
type Enrolment = { secret: string; uri: string; image: string }
type Codes = { recovery_codes: string[] }

export function SecondFactor() {
  const { t } = useTranslation('identity')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [enrolment, setEnrolment] = useState<Enrolment>()
  const [codes, setCodes] = useState<string[]>()
  const [asking, setAsking] = useState<'recovery-codes' | 'remove'>()
  const [busy, setBusy] = useState(false)
  const key = ['second-factor']
  const q = useQuery({ queryKey: key, queryFn: () => api.get<Own>('/session/second-factor') })
  const refresh = () => queries.invalidateQueries({ queryKey: key })
  const begin = async () => {
    setBusy(true)
    try {
      setEnrolment(await api.post<Enrolment>('/session/second-factor'))
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  const own = q.data
  return (
    <section aria-label={t('second.title')}>
      <div className="lt-row">
        <h2 style={{ margin: 0 }}>{t('second.title')}</h2>
        {own && <StatusTag tone={own.enrolled ? 'good' : 'muted'}>{t(own.enrolled ? 'second.on' : 'second.off')}</StatusTag>}
      </div>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !own ? <Skeleton lines={2} /> : codes ? (
        <Recovery codes={codes} onKept={() => {
          setCodes(undefined)
          void refresh()
          void queries.invalidateQueries({ queryKey: sessionQuery.queryKey })
        }} />
      ) : own.enrolled ? (
        <>
          <p className="lt-muted">{t('second.since', { since: dateTime(own.since), n: own.recovery_codes })}</p>
          {own.recovery_codes < 3 && <Note kind="warn">{t('second.few')}</Note>}
          <div className="lt-row" style={{ marginTop: 8 }}>
            <Button onClick={() => setAsking('recovery-codes')}>{t('second.renew')}</Button>
            <Button danger disabled={own.required} title={own.required ? t('second.is_required') : undefined} onClick={() => setAsking('remove')}>{t('second.remove')}</Button>
          </div>
        </>
      ) : enrolment ? (
        <Enrol
          enrolment={enrolment}
          onCancel={() => setEnrolment(undefined)}
          onDone={(list) => {
            setEnrolment(undefined)
            setCodes(list)
          }}
        />
      ) : (
        <>
          <p className="lt-muted">{t('second.what')}</p>
          <Button type="primary" loading={busy} onClick={() => void begin()}>{t('second.set_up')}</Button>
        </>
      )}
      {asking && (
        <CodeDialog
          title={t(asking === 'remove' ? 'second.remove_title' : 'second.renew_title')}
          text={t(asking === 'remove' ? 'second.remove_text' : 'second.renew_text')}
          danger={asking === 'remove'}
          onClose={() => setAsking(undefined)}
          onCode={async (code) => {
            const answer = await api.post<Codes | undefined>(`/session/second-factor/${asking}`, { code })
            setAsking(undefined)
            if (answer) setCodes(answer.recovery_codes)
            await refresh()
          }}
        />
      )}
    </section>
  )
}

function codeFault(error: unknown): string {
  return error instanceof ApiError && error.fields[0] ? faultText(error) || fieldText(error.fields[0]) : faultText(error)
}

function Enrol({ enrolment, onDone, onCancel }: { enrolment: Enrolment; onDone: (codes: string[]) => void; onCancel: () => void }) {
  const { t } = useTranslation('identity')
  const [form] = Form.useForm<{ code: string }>()
  const [busy, setBusy] = useState(false)
  const confirm = async (v: { code: string }) => {
    setBusy(true)
    try {
      onDone((await api.post<Codes>('/session/second-factor/confirm', { code: v.code })).recovery_codes)
    } catch (error) {
      form.setFields([{ name: 'code', errors: [codeFault(error)] }])
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="idn-enrol">
      <img src={enrolment.image} alt={t('second.image')} />
      <div>
        <p>{t('second.scan')}</p>
        <p className="lt-muted">{t('second.or_type')}</p>
        <Typography.Paragraph className="lt-mono" copyable={{ text: enrolment.secret }} style={{ overflowWrap: 'anywhere' }}>{enrolment.secret.replace(/(.{4})/g, '$1 ').trim()}</Typography.Paragraph>
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void confirm(v)}>
          <CodeField label={t('second.code')} />
          <div className="lt-row">
            <Button type="primary" htmlType="submit" loading={busy}>{t('second.confirm')}</Button>
            <Button onClick={onCancel}>{t('common:action.cancel')}</Button>
          </div>
        </Form>
      </div>
    </div>
  )
}

function CodeDialog({ title, text, danger, onCode, onClose }: { title: string; text: string; danger: boolean; onCode: (code: string) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation('identity')
  const [form] = Form.useForm<{ code: string }>()
  const [busy, setBusy] = useState(false)
  const send = async (v: { code: string }) => {
    setBusy(true)
    try {
      await onCode(v.code)
    } catch (error) {
      form.setFields([{ name: 'code', errors: [codeFault(error)] }])
      setBusy(false)
    }
  }
  return (
    <Modal open title={title} okText={t('second.go')} okButtonProps={{ danger }} cancelText={t('common:action.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <p>{text}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void send(v)}>
        <CodeField label={t('second.code')} extra={t('second.or_recovery')} />
      </Form>
    </Modal>
  )
}

function Recovery({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useTranslation('identity')
  return (
    <div style={{ marginTop: 12 }}>
      <Note kind="warn">{t('second.codes_text')}</Note>
      <ul className="idn-codes lt-mono" aria-label={t('second.codes')}>{codes.map((c) => <li key={c}>{c}</li>)}</ul>
      <div className="lt-row">
        <Typography.Text copyable={{ text: codes.join('\n') }}>{t('second.copy')}</Typography.Text>
        <span className="lt-grow" />
        <Button type="primary" onClick={onKept}>{t('key.kept')}</Button>
      </div>
    </div>
  )
}
