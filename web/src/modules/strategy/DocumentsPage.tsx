// Everybody may open this; the director changes it once a year: what the centre is for, what it wants to be, and what it holds dear. They decide
// whether the words still hold on the day they are to be looked at again.
import { DownloadOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime, day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import type { Document, Stage, Warning } from './types'
import { StagesCard } from './StagesCard'
import './strategy.css'

export function DocumentsPage() {
  return <Guard permission="strategy.read"><DocumentsView /></Guard>
}

const kinds = ['mission', 'vision', 'values'] as const
type Kind = (typeof kinds)[number]

export const warningText = (t: TFunction, w: Warning) => t(`strategy:doc.warn.${w.code}`, { found: w.found ?? '', most: w.most ?? 0 })

function DocumentsView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const edits = useAllowed('strategy.edit')
  const [search, patch] = useSearchState()
  const q = useQuery({ queryKey: ['strategy', 'documents'], queryFn: ({ signal }) => api.get<Document[]>('/strategy/documents', undefined, signal) })
  const stages = useQuery({ queryKey: ['strategy', 'stages'], queryFn: ({ signal }) => api.get<Stage[]>('/strategy/stages', undefined, signal) })
  const newest = (kind: Kind) => q.data?.find((d) => d.kind === kind)
  const open = kinds.find((k) => k === search.doc)
  return (
    <Page title={t('strategy:nav.documents')}>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={6} /> : kinds.map((kind) => {
        const d = newest(kind)
        return (
          <section key={kind} className="lt-card" aria-label={t(`strategy:doc.kinds.${kind}`)}>
            <div className="lt-card-head">
              <h2>{t(`strategy:doc.kinds.${kind}`)}</h2><span className="lt-muted">{t(`strategy:doc.about.${kind}`)}</span><span className="lt-grow" />
              {edits && <Button icon={<PlusOutlined />} onClick={() => patch({ doc: kind }, true)}>{t(d ? 'strategy:doc.anew' : 'strategy:doc.write', { kind: t(`strategy:doc.kinds.${kind}`) })}</Button>}
            </div>
            {!d ? <Empty title={t('strategy:doc.empty', { kind: t(`strategy:doc.kinds.${kind}`) })} reason={t(`strategy:doc.hint.${kind}`)} /> : (
              <>
                <p className="st-text st-words">{d.text}</p>
                <p className="lt-muted st-text">{t('strategy:doc.by', { version: d.version, owner: d.owner, by: d.changed_by, at: dateTime(d.changed_ms) })} · {t('strategy:doc.review', { day: day(d.review_on) })} {d.due && <StatusTag tone="warn">{t('strategy:doc.due')}</StatusTag>}</p>
                {edits && d.warnings.map((w) => <Note key={w.code + w.found} kind="warn">{warningText(t, w)}</Note>)}
              </>
            )}
          </section>
        )
      })}
      <StagesCard stages={stages.data} error={stages.error} />
      {q.data && q.data.length > 0 && <Versions all={q.data} />}
      {edits && <DocumentDrawer kind={open} last={open && newest(open)} onClose={() => patch({ doc: undefined })} onDone={() => queries.invalidateQueries({ queryKey: ['strategy'] })} />}
    </Page>
  )
}

function Versions({ all }: { all: Document[] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const label = t('strategy:doc.versions')
  const columns: Column<Document>[] = [
    { id: 'kind', header: t('strategy:doc.kind'), width: 120, value: (d) => t(`strategy:doc.kinds.${d.kind}`), cell: (d) => t(`strategy:doc.kinds.${d.kind}`) },
    { id: 'version', header: t('strategy:doc.version'), width: 80, align: 'right', value: (d) => d.version, cell: (d) => d.version },
    { id: 'text', header: t('strategy:doc.text'), width: 320, grow: true, value: (d) => d.text, cell: (d) => <span title={d.text}>{d.text}</span> },
    { id: 'owner', header: t('strategy:goal.owner'), width: 110, value: (d) => d.owner, cell: (d) => d.owner },
    { id: 'note', header: t('strategy:doc.note'), width: 180, value: (d) => d.note, cell: (d) => <span title={d.note}>{d.note}</span> },
    { id: 'by', header: t('strategy:doc.made_by'), width: 110, value: (d) => d.changed_by, cell: (d) => d.changed_by },
    { id: 'at', header: t('strategy:doc.made_at'), width: 150, value: (d) => dateTime(d.changed_ms), cell: (d) => dateTime(d.changed_ms) },
  ]
  const save = async () => {
    try {
      await api.post('/audit/exports', { what: 'strategy.documents', rows: all.length })
      saveWorkbook(`${label}.xlsx`, [{ name: label, head: columns.map((c) => c.header), rows: all.map((d) => columns.map((c) => c.value!(d))) }])
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  return (
    <section className="lt-card" aria-label={label}>
      <div className="lt-card-head"><h2>{label}</h2><span className="lt-grow" /><Button size="small" icon={<DownloadOutlined />} onClick={() => void save()}>{t('common:action.export')}</Button></div>
      <DataTable<Document> id="strategy.documents" label={label} columns={columns} rows={all} rowKey={(d) => d.id} maxHeight={320} />
    </section>
  )
}

type Values = { text: string; owner: string; review_on: Dayjs; note?: string }

function DocumentDrawer({ kind, last, onClose, onDone }: { kind?: Kind; last?: Document; onClose: () => void; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const initial = useMemo<Values>(() => ({ text: last?.text ?? '', owner: last?.owner ?? '', review_on: dayjs(today()).add(1, 'year'), note: '' }), [last])
  const required = (label: string) => [{ required: true, whitespace: true, message: t('common:form.required', { label }) }]
  const title = kind && t(last ? 'strategy:doc.anew' : 'strategy:doc.write', { kind: t(`strategy:doc.kinds.${kind}`) })
  return (
    <EditDrawer<Values>
      open={kind !== undefined} identity={kind ?? ''} title={title} initial={initial} onClose={onClose}
      onSave={async (v) => {
        await api.post('/strategy/documents', { kind, text: v.text.trim(), owner: v.owner.trim(), review_on: v.review_on.format('YYYY-MM-DD'), note: v.note?.trim() ?? '' })
        await onDone()
      }}
    >
      <Form.Item name="text" label={t('strategy:doc.text')} rules={required(t('strategy:doc.text'))} extra={kind && t(`strategy:doc.hint.${kind}`)}><Input.TextArea rows={5} maxLength={2000} /></Form.Item>
      {kind && <Traps kind={kind} />}
      <div className="st-two">
        <Form.Item name="owner" label={t('strategy:goal.owner')} rules={required(t('strategy:goal.owner'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="review_on" label={t('strategy:doc.review_on')}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="note" label={t('strategy:doc.note')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </EditDrawer>
  )
}

/** What the text would be warned of, while it is written. */
function Traps({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const text = (Form.useWatch('text', Form.useFormInstance<Values>()) as string | undefined)?.trim() ?? ''
  const q = useQuery({ queryKey: ['strategy-check', kind, text], enabled: text !== '', staleTime: Infinity, queryFn: ({ signal }) => api.post<Warning[]>('/strategy/document-checks', { kind, text, owner: '', review_on: '' }, { signal }) })
  return <div style={{ marginBottom: 12 }}>{text !== '' && (q.data ?? []).map((w) => <Note key={w.code + w.found} kind="warn">{warningText(t, w)}</Note>)}</div>
}
