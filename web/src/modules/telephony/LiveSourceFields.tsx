// The form of a live source: what its kind needs, and a test of the connection before it is saved.
import { Button, Checkbox, Form, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { Note } from '../../kit/blocks'
import { failedText, faultText, fieldPath, fieldText } from '../../kit/fault'
import { count } from '../../kit/format'
import { connects, LIVE_KINDS, PROBE_FIELDS, probeField, type LiveSource, type LiveValues, type Probe } from './live'

export function LiveSourceFields({ item }: { item?: LiveSource }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<LiveValues>()
  const kind = Form.useWatch('kind', form) ?? item?.kind
  return (
    <>
      <div className="lt-form-row">
        <Form.Item name="name" label={t('sources:name')} extra={item ? undefined : t('sources:name_help')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('sources:name') }) }]}>
          <Input disabled={Boolean(item)} maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="kind" label={t('sources:kind_title')} rules={[{ required: true, message: t('common:form.required', { label: t('sources:kind_title') }) }]}>
          <Select disabled={Boolean(item)} options={LIVE_KINDS.map((k) => ({ value: k, label: t(`sources:kind.${k}`) }))} />
        </Form.Item>
      </div>
      {kind && <Note kind="info">{t(`sources:kind_text.${kind}`)}</Note>}
      <div style={{ marginTop: 12 }} />
      {kind && connects(kind) && <Connection kind={kind} item={item} />}
      {kind === 'connect-folder' && (
        <Form.Item name={['settings', 'folder']} label={t('sources:folder')} extra={t('sources:folder_help')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('sources:folder') }) }]}>
          <Input autoComplete="off" maxLength={200} placeholder="/var/spool/connect" />
        </Form.Item>
      )}
      <Form.Item name="enabled" label={t('sources:enabled')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  )
}

function Connection({ kind, item }: { kind: string; item?: LiveSource }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<LiveValues>()
  const tls = Form.useWatch(['settings', 'tls'], form)
  return (
    <>
      <div className="lt-form-row">
        <Form.Item name={['settings', 'address']} label={t('sources:address')} extra={t(`sources:address_help.${kind}`)} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('sources:address') }) }]}>
          <Input autoComplete="off" maxLength={200} />
        </Form.Item>
        {kind === 'asterisk-ami' && (
          <Form.Item name={['settings', 'user']} label={t('sources:user')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('sources:user') }) }]}>
            <Input autoComplete="off" maxLength={200} />
          </Form.Item>
        )}
      </div>
      <Form.Item name="secret" label={t('sources:secret')} extra={item?.secret_set ? t('sources:secret_kept') : undefined} rules={[{ required: !item?.secret_set, message: t('common:form.required', { label: t('sources:secret') }) }]}>
        <Input.Password autoComplete="new-password" maxLength={500} placeholder={item?.secret_set ? '••••••••' : undefined} />
      </Form.Item>
      {kind === 'asterisk-ami' && (
        <>
          <Form.Item name={['settings', 'queue_log']} label={t('sources:queue_log')} extra={t('sources:queue_log_help')}>
            <Input autoComplete="off" maxLength={200} placeholder="/var/log/asterisk/queue_log" />
          </Form.Item>
          <Form.Item name={['settings', 'holds']} valuePropName="checked">
            <Checkbox>{t('sources:holds')}</Checkbox>
          </Form.Item>
        </>
      )}
      <Form.Item name={['settings', 'tls']} valuePropName="checked">
        <Checkbox>{t('sources:tls')}</Checkbox>
      </Form.Item>
      {tls && (
        <Form.Item name={['settings', 'certificate']} label={t('sources:certificate')} extra={t('sources:certificate_help')}>
          <Input.TextArea rows={3} className="lt-mono" placeholder="-----BEGIN CERTIFICATE-----" />
        </Form.Item>
      )}
      <TestConnection kind={kind} item={item} />
    </>
  )
}

/** Connects with what is typed, saved or not, and says what was found. */
function TestConnection({ kind, item }: { kind: string; item?: LiveSource }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<LiveValues>()
  const [busy, setBusy] = useState(false)
  const [probe, setProbe] = useState<Probe>()
  const [fault, setFault] = useState<unknown>(null)
  const why = (p: Probe) => failedText(p.code, p.message ?? '')
  const run = async () => {
    setBusy(true)
    setFault(null)
    setProbe(undefined)
    try {
      const v = form.getFieldsValue()
      const found = await api.post<Probe>('/live-sources/test', { id: item?.id, kind, settings: v.settings ?? {}, secret: v.secret })
      const at = found.ok ? undefined : probeField(found.code)
      form.setFields(PROBE_FIELDS.map((name) => ({ name: name as never, errors: name === at ? [why(found)] : [] })))
      setProbe(found)
    } catch (error) {
      setFault(error)
      if (error instanceof ApiError) form.setFields(error.fields.map((f) => ({ name: fieldPath(f.location) as never, errors: [fieldText(f)] })))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div style={{ marginBottom: 16 }}>
      <Button onClick={() => void run()} loading={busy}>{t('sources:test')}</Button>
      <div style={{ marginTop: 8 }}>
        {probe?.ok && <Note kind="good">{t('sources:test_good', { queues: count(probe.queues), members: count(probe.members), callers: count(probe.callers), ms: count(probe.took_ms) })}</Note>}
        {probe && !probe.ok && <Note kind="bad"><span title={probe.message}>{probeField(probe.code) ? t('sources:test_bad') : why(probe)}</span></Note>}
        {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
      </div>
    </div>
  )
}
