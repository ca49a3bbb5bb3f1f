// The intake keys of one source: made, shown once, revoked.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { type Column, DataTable } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { dateTime, day } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { intakeAddress, type IntakeKey, type LiveSource } from './live'

export function IntakeKeys({ source }: { source: LiveSource }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const key = ['live-source', source.id, 'keys']
  const q = useQuery({ queryKey: key, queryFn: async () => (await api.get<{ items: IntakeKey[] }>(`/live-sources/${source.id}/keys`)).items })
  const [label, setLabel] = useState('')
  const [days, setDays] = useState(365)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const [made, setMade] = useState<string>()
  const refresh = () => queries.invalidateQueries({ queryKey: ['live-source'] })
  const add = async () => {
    setBusy(true)
    setFault(null)
    try {
      const k = await api.post<{ secret: string }>(`/live-sources/${source.id}/keys`, { label, days })
      setMade(k.secret)
      setLabel('')
      await refresh()
    } catch (error) {
      setFault(error)
    } finally {
      setBusy(false)
    }
  }
  const columns = useMemo<Column<IntakeKey>[]>(() => {
    const revoke = (k: IntakeKey) =>
      modal.confirm({
        title: t('sources:key.revoke_title', { name: k.label }),
        content: t('sources:key.revoke_text'),
        okText: t('sources:key.revoke'),
        okButtonProps: { danger: true },
        cancelText: t('common:action.cancel'),
        focusable: { autoFocusButton: 'cancel' },
        onOk: async () => {
          try {
            await api.post(`/live-sources/${source.id}/keys/${k.id}/revoke`)
            await queries.invalidateQueries({ queryKey: ['live-source'] })
          } catch (error) {
            void message.error(faultText(error))
          }
        },
      })
    return [
      { id: 'label', header: t('sources:key.label'), cell: (k) => k.label, value: (k) => k.label, width: 140, grow: true },
      { id: 'hint', header: t('sources:key.hint'), cell: (k) => <code className="lt-mono">…{k.hint}</code>, value: (k) => k.hint, width: 80 },
      { id: 'state', header: t('sources:state_title'), cell: (k) => <StatusTag tone={k.state === 'valid' ? 'good' : 'muted'}>{t(`sources:key.state.${k.state}`)}</StatusTag>, value: (k) => k.state, width: 96 },
      { id: 'expires', header: t('sources:key.expires'), cell: (k) => day(k.expires_at.slice(0, 10)), value: (k) => k.expires_at, width: 120 },
      { id: 'used', header: t('sources:key.used'), cell: (k) => dateTime(k.used_at), value: (k) => k.used_at, width: 130 },
      { id: 'do', header: t('sources:key.do'), cell: (k) => k.state === 'valid' && <Button size="small" danger onClick={() => revoke(k)}>{t('sources:key.revoke')}</Button>, width: 84 },
    ]
  }, [t, modal, message, queries, source.id])
  const address = intakeAddress(source.kind)
  return (
    <section aria-label={t('sources:key.title')} style={{ marginTop: 16 }}>
      <h3>{t('sources:key.title')}</h3>
      <p className="lt-muted">{t('sources:key.text')} <code className="lt-mono">POST {address}</code></p>
      {q.isPending ? <Skeleton lines={3} /> : q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : q.data.length === 0 ? (
        <Empty title={t('sources:key.none')} reason={t('sources:key.none_reason')} />
      ) : (
        <DataTable<IntakeKey> id="telephony.intake-keys" label={t('sources:key.title')} columns={columns} rows={q.data} rowKey={(k) => k.id} maxHeight={220} />
      )}
      <form
        className="lt-form-line"
        style={{ marginTop: 8 }}
        onSubmit={(e) => {
          e.preventDefault()
          if (label.trim()) void add()
        }}
      >
        <Input aria-label={t('sources:key.label')} placeholder={t('sources:key.label_hint')} value={label} maxLength={80} onChange={(e) => setLabel(e.target.value)} autoComplete="off" />
        <Select aria-label={t('sources:key.days')} value={days} onChange={setDays} style={{ width: 140 }} options={[30, 90, 180, 365, 730].map((n) => ({ value: n, label: t('sources:key.days_n', { n }) }))} />
        <Button htmlType="submit" loading={busy} disabled={!label.trim()}>{t('sources:key.make')}</Button>
      </form>
      {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
      <Modal open={made !== undefined} title={t('sources:key.made')} onCancel={() => setMade(undefined)} footer={<Button type="primary" onClick={() => setMade(undefined)}>{t('sources:key.kept')}</Button>} width={640}>
        <Note kind="warn">{t('sources:key.once')}</Note>
        <div className="lt-form-line" style={{ margin: '12px 0' }}>
          <Input readOnly value={made} className="lt-mono" aria-label={t('sources:key.secret')} onFocus={(e) => e.target.select()} />
          <Button onClick={() => void navigator.clipboard?.writeText(made ?? '').then(() => message.success(t('sources:key.copied')))}>{t('common:action.copy')}</Button>
        </div>
        <p className="lt-muted">{t('sources:key.try')}</p>
        <pre className="lt-mono" style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all' }}>{`curl -H 'X-Intake-Key: ${made ?? ''}' -H 'Content-Type: application/json' \\\n  -d '${sample(source.kind)}' \\\n  ${address}`}</pre>
      </Modal>
    </section>
  )
}

const sample = (kind: string): string =>
  kind === 'http-events'
    ? JSON.stringify({ events: [{ id: 'test-1', kind: 'note', at: new Date().toISOString(), verb: 'TEST' }] })
    : JSON.stringify({ EventId: 'test-1', EventType: 'HEART_BEAT', EventTimestamp: new Date().toISOString(), AgentARN: 'arn:aws:connect:test/agent/test' })
