// Administrators and planners open this when a new file or a new switch comes in, a few times a month: they decide whether the
// file was understood before anything enters the numbers.
import { InboxOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, AutoComplete, Button, Checkbox, Dropdown, Form, Input, Modal, Popconfirm, Progress, Select, Steps } from 'antd'
import { type DragEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../../api/client'
import { centreQuery, sessionQuery } from '../../api/queries'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { Note } from '../../kit/blocks'
import { faultText, fieldText } from '../../kit/fault'
import { bytes, count } from '../../kit/format'
import { Counts, ImportErrors, ImportView } from './ImportPage'
import { MappingEditor } from './MappingEditor'
import { type Draft, check, columnRefs, emptyDraft, fromJson, guess, toJson } from './mapping'
import { importQuery, mappingsQuery, sourcesQuery } from './queries'
import { sendFile } from './upload'
import type { Import, ImportKind, Upload } from './types'
import './telephony.css'

const KINDS: ImportKind[] = ['queue-log', 'connect-records', 'calls', 'intervals']
type Step = 0 | 1 | 2 | 3 | 4

export function ImportWizard() {
  const { t } = useTranslation('telephony')
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const centre = useQuery(centreQuery).data
  const csrf = useQuery(sessionQuery).data?.csrf_token ?? ''
  const sources = useQuery(sourcesQuery).data ?? []
  const [step, setStep] = useState<Step>(0)
  const [file, setFile] = useState<File | null>(null)
  const [sent, setSent] = useState<number | null>(null)
  const [upload, setUpload] = useState<Upload | null>(null)
  const [uploadError, setUploadError] = useState<unknown>(null)
  const abort = useRef<AbortController | null>(null)
  const [kind, setKind] = useState<ImportKind | undefined>()
  const [source, setSource] = useState('')
  const [zone, setZone] = useState('')
  const [draft, setDraft] = useState<Draft>(emptyDraft('calls'))
  const [goodOnly, setGoodOnly] = useState(false)
  const [dry, setDry] = useState<string | null>(null)
  const [real, setReal] = useState<string | null>(null)
  const [refused, setRefused] = useState<{ field: string; message: string }[]>([])
  const mapped = kind === 'calls' || kind === 'intervals'

  useEffect(() => () => abort.current?.abort(), [])

  const start = async (f: File) => {
    setFile(f)
    setUploadError(null)
    setUpload(null)
    setDry(null)
    setReal(null)
    setSent(0)
    abort.current?.abort()
    abort.current = new AbortController()
    try {
      const u = await sendFile(f, csrf, setSent, abort.current.signal)
      setUpload(u)
      const k = KINDS.includes(u.detected.kind as ImportKind) ? (u.detected.kind as ImportKind) : undefined
      setKind(k)
      setSource((old) => old || sourceFrom(f.name))
      setZone((old) => old || u.detected.timezone_guess || centre?.timezone || '')
      if (k === 'calls' || k === 'intervals') setDraft(firstDraft(k, u))
      setStep(1)
    } catch (e) {
      if (!(e instanceof DOMException)) setUploadError(e)
    } finally {
      setSent(null)
    }
  }
  const width = Math.max(upload?.detected.columns?.length ?? 0, ...(upload?.detected.sample ?? []).map((r) => r.length), 0)
  const columns = useMemo(() => columnRefs(upload?.detected.columns, width, upload?.detected.header !== false && !draft.no_header), [upload, width, draft.no_header])
  const problems = useMemo(() => (mapped ? check(draft, columns) : []), [mapped, draft, columns])
  const ready = source.trim() !== '' && zone !== '' && kind !== undefined && (!mapped || problems.length === 0)

  const run = useMutation({
    mutationFn: (dryRun: boolean) =>
      api.post<{ import_id: string; job_id: string }>('/imports', {
        upload_id: upload?.upload_id,
        kind,
        source: source.trim(),
        timezone: zone,
        ...(mapped ? { mapping: { ...toJson(draft), zone: draft.zone || undefined } } : {}),
        good_rows_only: goodOnly,
        dry_run: dryRun,
      }),
    onSuccess: (a, dryRun) => {
      setRefused([])
      if (dryRun) {
        setDry(a.import_id)
        setStep(3)
      } else {
        setReal(a.import_id)
        setStep(4)
        void queries.invalidateQueries({ queryKey: ['imports'] })
      }
    },
    onError: (e) => {
      if (e instanceof ApiError && e.fields.length) {
        setRefused(e.fields.map((f) => ({ field: f.location.replace(/^body\.(mapping\.)?/, ''), message: fieldText(f) })))
        setStep(2)
      } else void message.error(faultText(e))
    },
  })
  const steps = [t('wizard.step.upload'), t('wizard.step.preview'), t('wizard.step.settings'), t('wizard.step.check'), t('wizard.step.import')]
  return (
    <Page title={t('wizard.title')} crumbs={[{ label: t('imports.title'), to: '/imports' }]} note={file ? `${file.name} · ${bytes(file.size)}` : undefined}>
      <Steps
        className="tel-steps"
        size="small"
        current={step}
        onChange={(s) => {
          if (s <= 2 && (s === 0 || upload) && !real) setStep(s as Step)
          else if (s === 3 && dry && !real) setStep(3)
        }}
        items={steps.map((title, i) => ({ title, disabled: i > 0 && !upload }))}
      />
      {step === 0 && (
        <section className="lt-card">
          <div className="lt-card-body tel-stack">
            <Drop onFile={(f) => void start(f)} busy={sent !== null} />
            {sent !== null && (
              <div className="lt-row">
                <Progress className="lt-grow" percent={Math.round(sent * 100)} status="active" aria-label={t('wizard.uploading')} />
                <Button size="small" onClick={() => abort.current?.abort()}>
                  {t('common:action.cancel')}
                </Button>
              </div>
            )}
            {uploadError !== null && (
              <Note kind="bad" action={file && <Button size="small" onClick={() => void start(file)}>{t('common:action.retry')}</Button>}>
                {t('wizard.upload_failed')} {faultText(uploadError)}
              </Note>
            )}
            <div className="lt-cols">
              {KINDS.map((k) => (
                <div key={k}>
                  <h3>{t(`kind.${k}`)}</h3>
                  <p className="lt-muted">{t(`kind_text.${k}`)}</p>
                </div>
              ))}
            </div>
          </div>
        </section>
      )}

      {step === 1 && upload && (
        <section className="lt-card" aria-label={steps[1]}>
          <div className="lt-card-head">
            <h2>{t('wizard.detected')}</h2>
            {upload.detected.kind && upload.detected.kind !== 'unknown' ? <StatusTag tone="good">{t(`kind.${upload.detected.kind}`)}</StatusTag> : <StatusTag tone="warn">{t('wizard.unknown')}</StatusTag>}
            <span className="lt-muted">
              {[upload.detected.encoding, upload.detected.delimiter ? t('wizard.delimiter', { d: delimiterName(upload.detected.delimiter, t('wizard.tab')) }) : '', upload.detected.header ? t('wizard.header') : ''].filter(Boolean).join(' · ')}
            </span>
            <span className="lt-grow" />
            <Button onClick={() => setStep(0)}>{t('wizard.other_file')}</Button>
            <Button type="primary" disabled={!kind} onClick={() => setStep(2)}>
              {t('wizard.next')}
            </Button>
          </div>
          <div className="lt-card-body tel-stack">
            <label className="lt-row">
              <span className="tel-label">{t('wizard.kind')}</span>
              <Select
                aria-label={t('wizard.kind')}
                style={{ width: 260 }}
                value={kind}
                placeholder={t('wizard.kind_pick')}
                options={KINDS.map((k) => ({ value: k, label: t(`kind.${k}`) }))}
                onChange={(k: ImportKind) => {
                  setKind(k)
                  if ((k === 'calls' || k === 'intervals') && draft.kind !== k) setDraft(firstDraft(k, upload))
                  if (k === 'calls' && Object.keys(draft.fields).length === 0) setDraft(firstDraft(k, upload))
                }}
              />
            </label>
            <div className="tel-scroll tel-preview" tabIndex={0} role="region" aria-label={t('wizard.preview')}>
              <table className="tel-table">
                {(upload.detected.columns ?? []).length > 0 && (
                  <thead>
                    <tr>
                      {(upload.detected.columns ?? []).map((c, i) => (
                        <th key={i} scope="col">
                          {c || `#${i + 1}`}
                        </th>
                      ))}
                    </tr>
                  </thead>
                )}
                <tbody>
                  {(upload.detected.sample ?? []).map((r, i) => (
                    <tr key={i}>
                      {r.map((v, j) => (
                        <td key={j}>
                          <code className="lt-mono">{v}</code>
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        </section>
      )}

      {step === 2 && upload && kind && (
        <section className="lt-card" aria-label={steps[2]}>
          <div className="lt-card-head">
            <h2>{steps[2]}</h2>
            <span className="lt-grow" />
            <Button onClick={() => setStep(1)}>{t('wizard.back')}</Button>
            <Button type="primary" disabled={!ready} loading={run.isPending} onClick={() => run.mutate(true)}>
              {t('wizard.check')}
            </Button>
          </div>
          <div className="lt-card-body tel-stack">
            {refused.length > 0 && (
              <Note kind="bad">
                {t('wizard.refused')} {refused.filter((r) => !r.field.startsWith('fields.')).map((r) => `${r.field}: ${r.message}`).join(' · ')}
              </Note>
            )}
            <div className="lt-row tel-two">
              <label className="tel-field">
                <span className="tel-label">{t('wizard.source')}</span>
                <AutoComplete aria-label={t('wizard.source')} style={{ width: 240 }} value={source} status={source.trim() === '' ? 'error' : undefined} options={sources.map((s) => ({ value: s.name }))} onChange={setSource} maxLength={80} />
              </label>
              <label className="tel-field">
                <span className="tel-label">{t('wizard.zone')}</span>
                <Select aria-label={t('wizard.zone')} style={{ width: 220 }} showSearch value={zone || undefined} options={zones(zone, centre?.timezone).map((z) => ({ value: z, label: z }))} onChange={setZone} />
              </label>
              <Checkbox checked={goodOnly} onChange={(e) => setGoodOnly(e.target.checked)}>
                {t('wizard.good_only')}
              </Checkbox>
            </div>
            <p className="lt-muted">{t('wizard.source_note')}</p>
            {mapped && (
              <>
                <MappingTools kind={kind} draft={draft} setDraft={setDraft} upload={upload} />
                <MappingEditor draft={draft} onChange={setDraft} columns={columns} sample={upload.detected.sample ?? []} problems={problems} refused={refused} />
              </>
            )}
          </div>
        </section>
      )}

      {step === 3 && dry && <DryRun id={dry} goodOnly={goodOnly} setGoodOnly={setGoodOnly} onBack={() => setStep(2)} onImport={() => run.mutate(false)} busy={run.isPending} />}
      {step === 4 && real && (
        <>
          <ImportView id={real} />
          <div className="lt-row">
            <Button onClick={() => void navigate({ to: '/imports' as string })}>{t('imports.title')}</Button>
            <Button
              onClick={() => {
                setStep(0)
                setFile(null)
                setUpload(null)
                setDry(null)
                setReal(null)
              }}
            >
              {t('wizard.another')}
            </Button>
          </div>
        </>
      )}
    </Page>
  )
}

/** A file by drag, by click or by keyboard. */
function Drop({ onFile, busy }: { onFile: (f: File) => void; busy: boolean }) {
  const { t } = useTranslation('telephony')
  const [over, setOver] = useState(false)
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    const f = e.dataTransfer.files[0]
    if (f && !busy) onFile(f)
  }
  return (
    <label
      className={`tel-drop${over ? ' is-over' : ''}`}
      onDragOver={(e) => {
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <InboxOutlined style={{ fontSize: 32, color: 'var(--lt-ink-3)' }} aria-hidden="true" />
      <b>{t('wizard.drop')}</b>
      <span className="lt-muted">{t('wizard.drop_note')}</span>
      <input
        className="lt-sr"
        type="file"
        aria-label={t('wizard.drop')}
        disabled={busy}
        accept=".gz,.log,.txt,.csv,.tsv,.json,.jsonl,.ndjson,text/*,application/json,application/gzip"
        onChange={(e) => {
          const f = e.target.files?.[0]
          e.target.value = ''
          if (f) onFile(f)
        }}
      />
    </label>
  )
}

function MappingTools({ kind, draft, setDraft, upload }: { kind: 'calls' | 'intervals' | ImportKind; draft: Draft; setDraft: (d: Draft) => void; upload: Upload }) {
  const { t } = useTranslation('telephony')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const saved = useQuery(mappingsQuery(kind as ImportKind)).data ?? []
  const [naming, setNaming] = useState(false)
  const [form] = Form.useForm<{ name: string }>()
  const save = useMutation({
    mutationFn: (name: string) => api.post('/mappings', { name, kind, mapping: toJson(draft) }),
    onSuccess: () => {
      setNaming(false)
      form.resetFields()
      void queries.invalidateQueries({ queryKey: ['mappings'] })
      void message.success(t('mapping.saved'))
    },
    onError: (e) => void message.error(faultText(e)),
  })
  const remove = async (id: string) => {
    try {
      await api.delete(`/mappings/${encodeURIComponent(id)}`)
      await queries.invalidateQueries({ queryKey: ['mappings'] })
    } catch (e) {
      void message.error(faultText(e))
    }
  }
  return (
    <div className="lt-row">
      <h3>{t('mapping.title')}</h3>
      <span className="lt-grow" />
      <Select aria-label={t('mapping.delimiter')} style={{ width: 150 }} value={draft.delimiter || 'comma'} options={['comma', 'tab', 'semicolon', 'pipe'].map((d) => ({ value: d, label: t(`mapping.delimiter_name.${d}`) }))} onChange={(d: string) => setDraft({ ...draft, delimiter: d === 'comma' ? '' : d })} />
      <Checkbox checked={draft.no_header} onChange={(e) => setDraft({ ...draft, no_header: e.target.checked })}>
        {t('mapping.no_header')}
      </Checkbox>
      <Button onClick={() => setDraft(firstDraft(draft.kind, upload))}>{t('mapping.guess')}</Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: saved.length
            ? saved.map((m) => ({
                key: m.id,
                onClick: () => setDraft(fromJson(m.mapping, draft.kind)),
                label: (
                  <span className="lt-row">
                    <span className="lt-grow">{m.name}</span>
                    <Popconfirm title={t('mapping.delete', { name: m.name })} onConfirm={() => void remove(m.id)} okText={t('common:action.delete')} cancelText={t('common:action.cancel')}>
                      <Button type="link" size="small" onClick={(e) => e.stopPropagation()}>
                        {t('common:action.delete')}
                      </Button>
                    </Popconfirm>
                  </span>
                ),
              }))
            : [{ key: 'none', disabled: true, label: t('mapping.none_saved') }],
        }}
      >
        <Button>{t('mapping.load')}</Button>
      </Dropdown>
      <Button onClick={() => setNaming(true)}>{t('mapping.save')}</Button>
      <Modal open={naming} title={t('mapping.save')} onCancel={() => setNaming(false)} onOk={() => form.submit()} confirmLoading={save.isPending} okText={t('common:action.save')} cancelText={t('common:action.cancel')}>
        <Form form={form} layout="vertical" onFinish={(v) => save.mutate(v.name.trim())}>
          <Form.Item name="name" label={t('mapping.save_name')} rules={[{ required: true, whitespace: true, max: 80 }]}>
            <Input autoFocus maxLength={80} />
          </Form.Item>
        </Form>
      </Modal>
    </div>
  )
}

/** The check: the file is read and nothing is kept; then the real import is one click away. */
function DryRun({ id, goodOnly, setGoodOnly, onBack, onImport, busy }: { id: string; goodOnly: boolean; setGoodOnly: (v: boolean) => void; onBack: () => void; onImport: () => void; busy: boolean }) {
  const { t } = useTranslation('telephony')
  const i = useQuery(importQuery(id)).data
  const running = !i || i.state === 'waiting' || i.state === 'running'
  const bad = i?.quarantined ?? 0
  const errors = i?.errors ?? []
  const failed = i?.state === 'failed' || (i?.state === 'refused' && errors.length === 0)
  return (
    <section className="lt-card" aria-label={t('wizard.step.check')}>
      <div className="lt-card-head">
        <h2>{t('wizard.step.check')}</h2>
        <span className="lt-muted">{t('wizard.check_note')}</span>
        <span className="lt-grow" />
        <Button onClick={onBack}>{t('wizard.back')}</Button>
        <Button type="primary" disabled={running || failed || (errors.length > 0 && !goodOnly)} loading={busy} onClick={onImport}>
          {errors.length > 0 ? t('wizard.import_good') : t('wizard.import')}
        </Button>
      </div>
      <div className="lt-card-body tel-stack">
        {running ? <Progress percent={Math.round((i?.progress ?? 0) * 100)} status="active" aria-label={t('wizard.checking')} /> : null}
        {i && <Counts i={i} />}
        {!running && !failed && errors.length === 0 && <Note kind="good">{t('wizard.check_ok')}</Note>}
        {errors.length > 0 && (
          <>
            <Note kind="warn">
              {t('wizard.check_bad', { n: count(Math.max(bad, i?.bad_rows ?? 0, errors.length)) })}{' '}
              <Checkbox checked={goodOnly} onChange={(e) => setGoodOnly(e.target.checked)}>
                {t('wizard.good_only')}
              </Checkbox>
            </Note>
            <ImportErrors i={i as Import} />
          </>
        )}
        {failed && <Note kind="bad">{`${t('wizard.check_failed')} ${i?.error ?? ''}`}</Note>}
      </div>
    </section>
  )
}

function firstDraft(kind: 'calls' | 'intervals', u: Upload): Draft {
  const header = u.detected.header !== false
  const proposed = u.detected.mapping ? fromJson(u.detected.mapping, kind) : undefined
  const d = proposed && proposed.kind === kind && Object.keys(proposed.fields).length > 0 ? proposed : guess(kind, header ? (u.detected.columns ?? []) : [])
  d.no_header = !header
  const del = u.detected.delimiter ?? ''
  d.delimiter = del === '\t' || del === 'tab' ? 'tab' : del === ';' || del === 'semicolon' ? 'semicolon' : del === '|' || del === 'pipe' ? 'pipe' : del === ',' || del === 'comma' ? '' : del
  return d
}

function delimiterName(d: string, tab: string): string {
  return d === '\t' || d === 'tab' ? tab : d
}

/** "pbx-1_queue_log.gz" → "pbx-1_queue_log". */
function sourceFrom(name: string): string {
  return name.replace(/\.gz$/i, '').replace(/\.[a-z]{2,5}$/i, '').slice(0, 60)
}

function zones(...first: (string | undefined)[]): string[] {
  const all = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
  return [...new Set([...first.filter((z): z is string => Boolean(z)), 'Asia/Shanghai', 'UTC', ...all])]
}

