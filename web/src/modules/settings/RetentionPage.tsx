// Operations manager with the one responsible for data protection, rarely: how long each kind of data is kept, and what is lost when
// it goes. Nothing is deleted without having been counted first.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, InputNumber, Radio } from 'antd'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, none } from '../../kit/format'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'

type Setting = { kind: string; days: number; rev: number; least: number; within?: string; last_run: string | null; last_before?: string; last_rows: number }
type Preview = { kind: string; days: number; before?: string; rows: number }
type Values = { keep: 'all' | 'days'; days: number }

/** A hundred years. */
const longest = 36_500

const key = (kind: string) => kind.replace('.', '_')
const list = { queryKey: ['retention'], queryFn: async () => (await api.get<{ items: Setting[] }>('/retention')).items }

export function RetentionPage() {
  return <Guard permission="settings.manage"><Content /></Guard>
}

function usePreview(kind: string | undefined, days: number) {
  return useQuery({
    queryKey: ['retention', 'preview', kind, days],
    enabled: Boolean(kind) && days > 0,
    queryFn: ({ signal }) => api.get<Preview>(`/retention/${kind}/preview`, { days }, signal),
  })
}

function Content() {
  const { t } = useTranslation('settings')
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const q = useQuery(list)
  const [search, patch] = useSearchState()
  const [job, setJob] = useState<string>()
  const open = q.data?.find((s) => s.kind === search.open)
  const columns = useMemo<Column<Setting>[]>(() => {
    const name = (s: Setting) => t(`retention.kind.${key(s.kind)}.name`)
    const keep = (s: Setting) => (s.days === 0 ? t('retention.forever') : t('retention.days', { n: s.days }))
    const last = (s: Setting) => (s.last_run ? t('retention.last', { at: dateTime(s.last_run), rows: count(s.last_rows), before: s.last_before }) : none)
    return [
      { id: 'kind', header: t('retention.data'), cell: (s) => <Button type="link" className="lt-link" onClick={() => patch({ open: s.kind }, true)}>{name(s)}</Button>, value: name, width: 190, pin: true },
      { id: 'what', header: t('retention.what'), cell: (s) => t(`retention.kind.${key(s.kind)}.what`), value: (s) => t(`retention.kind.${key(s.kind)}.what`), width: 420, grow: true },
      { id: 'keep', header: t('retention.keep'), cell: keep, value: (s) => (s.days === 0 ? Number.MAX_SAFE_INTEGER : s.days), width: 120, sortable: true },
      { id: 'last', header: t('retention.last_run'), cell: last, value: last, width: 300 },
    ]
  }, [t, patch])
  const ends = (q.data ?? []).some((s) => s.days > 0)
  const run = () => modal.confirm({
    title: t('retention.run_title'), content: t('retention.run_text'), okText: t('retention.run'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
    onOk: async () => {
      try {
        setJob((await api.post<{ job_id: string }>('/retention/run', {})).job_id)
        await queries.invalidateQueries({ queryKey: ['jobs'] })
      } catch (error) {
        void message.error(faultText(error))
      }
    },
  })
  if (q.isPending) return <Page title={t('nav.retention')}><Skeleton /></Page>
  if (q.isError) return <Page title={t('nav.retention')}><Failure error={q.error} onRetry={() => void q.refetch()} /></Page>
  return (
    <Page title={t('nav.retention')} note={t('retention.note')} actions={<Button disabled={!ends} onClick={run}>{t('retention.run')}</Button>}>
      {job && <Note kind="good" action={<Link to={'/jobs' as string} search={{ open: job } as never}>{t('retention.follow')}</Link>}>{t('retention.started')}</Note>}
      <DataTable<Setting> id="settings.retention" label={t('nav.retention')} columns={columns} rows={q.data} rowKey={(s) => s.kind} onOpen={(s) => patch({ open: s.kind }, true)} />
      {open && <Edit setting={open} onClose={() => patch({ open: undefined })} onSaved={() => queries.invalidateQueries({ queryKey: ['retention'] })} />}
    </Page>
  )
}

function Edit({ setting, onClose, onSaved }: { setting: Setting; onClose: () => void; onSaved: () => Promise<void> }) {
  const { t } = useTranslation('settings')
  const [form] = Form.useForm<Values>()
  const initial = useMemo<Values>(() => ({ keep: setting.days === 0 ? 'all' : 'days', days: setting.days || Math.max(setting.least, 365) }), [setting.days, setting.least])
  const keep = Form.useWatch('keep', form) ?? initial.keep
  const days = Form.useWatch('days', form) ?? initial.days
  const ask = keep === 'days' && days >= setting.least && days <= longest ? days : 0
  const preview = usePreview(setting.kind, ask)
  const name = t(`retention.kind.${key(setting.kind)}.name`)
  const limits = [
    { required: true, message: t('common:form.required', { label: t('retention.number') }) },
    { type: 'number' as const, min: setting.least, message: t('retention.least', { n: setting.least }) },
    { type: 'number' as const, max: longest, message: t('retention.most', { n: count(longest) }) },
  ]
  return (
    <EditDrawer<Values>
      open
      title={name}
      identity={`${setting.kind} ${setting.rev}`}
      initial={initial}
      form={form}
      onClose={onClose}
      onSave={async (v) => {
        await api.put(`/retention/${setting.kind}`, { days: v.keep === 'all' ? 0 : v.days, rev: setting.rev })
        await onSaved()
      }}
      onReload={async () => { await onSaved(); return undefined }}
      below={
        <div className="lt-stack" aria-live="polite">
          {ask > 0 && preview.isError && <Note kind="bad">{faultText(preview.error)}</Note>}
          {ask > 0 && preview.isFetching && <Note>{t('retention.counting')}</Note>}
          {ask > 0 && preview.data && !preview.isFetching && <Note kind={preview.data.rows > 0 ? 'warn' : 'good'}>{t('retention.would', { rows: count(preview.data.rows), before: preview.data.before })}</Note>}
          {keep === 'all' && <Note kind="good">{t('retention.nothing')}</Note>}
        </div>
      }
    >
      <p>{t(`retention.kind.${key(setting.kind)}.what`)}</p>
      <p><b>{t('retention.then')}</b>{t(`retention.kind.${key(setting.kind)}.then`)}</p>
      {setting.within && <p className="lt-muted">{t('retention.within', { kind: t(`retention.kind.${key(setting.within)}.name`) })}</p>}
      <Form.Item name="keep" label={t('retention.keep')}>
        <Radio.Group options={[{ value: 'all', label: t('retention.forever') }, { value: 'days', label: t('retention.some_days') }]} />
      </Form.Item>
      <Form.Item name="days" label={t('retention.number')} extra={t('retention.least', { n: setting.least })} hidden={keep !== 'days'} rules={keep === 'days' ? limits : []}>
        <InputNumber precision={0} style={{ width: 160 }} />
      </Form.Item>
    </EditDrawer>
  )
}
