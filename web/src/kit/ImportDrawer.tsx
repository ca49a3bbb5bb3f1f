// A file is looked at first: what cannot be used, line by line, and what would change. Then it is taken, or only its good rows.
import { InboxOutlined } from '@ant-design/icons'
import { App, Button, Drawer } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client'
import { Note } from './blocks'
import { faultText, fieldText } from './fault'
import { StatusTag } from './StatusTag'
import './import.css'

export type FileIssue = { line: number; column: string; value: string; code: string; expected: string; allowed?: string }
export type FileChange = { line: number; change: 'added' | 'changed' | 'same' }
type Imported<C> = { applied: boolean; changes: C[] | null; issues: FileIssue[] | null }

type Props<C extends FileChange, I extends Imported<C>> = {
  open: boolean
  path: string
  title: string
  /** How the file must look. */
  text: ReactNode
  /** What names a changed row. */
  name: (change: C) => ReactNode
  /** What else is to be known of the file before it is taken. */
  more?: (look: I) => ReactNode
  onClose: () => void
  onDone: () => void
}

const tones = { added: 'good', changed: 'warn', same: 'muted' } as const
const most = 4_000_000

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(text)
}

export function ImportDrawer<C extends FileChange, I extends Imported<C> = Imported<C>>(p: Props<C, I>) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [file, setFile] = useState<{ file_name: string; content: string }>()
  const [look, setLook] = useState<I>()
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [over, setOver] = useState(false)
  const issues = look?.issues ?? []
  const changes = look?.changes ?? []
  const real = changes.filter((c) => c.change !== 'same')
  const leave = () => {
    setFile(undefined)
    setLook(undefined)
    setFault(null)
    p.onClose()
  }
  const run = async (work: () => Promise<void>) => {
    setFault(null)
    setBusy(true)
    try {
      await work()
    } catch (error) {
      setFault(error)
    } finally {
      setBusy(false)
    }
  }
  const read = (f: File) => run(async () => {
    setLook(undefined)
    if (f.size > most) throw new Error(t('common:file.too_large'))
    const next = { file_name: f.name, content: base64(new Uint8Array(await f.arrayBuffer())) }
    setFile(next)
    setLook(await api.post<I>(p.path, { ...next, check: true }))
  })
  const take = () => run(async () => {
    await api.post(p.path, { ...file!, good_only: issues.length > 0 })
    void message.success(t('common:file.done', { count: changes.length }))
    p.onDone()
    leave()
  })
  return (
    <Drawer
      open={p.open} onClose={leave} title={p.title} size={640} closable={{ 'aria-label': t('common:action.close') }}
      footer={
        <div className="lt-row">
          <span className="lt-grow" />
          <Button onClick={leave}>{t('common:action.cancel')}</Button>
          <Button type="primary" disabled={real.length === 0} loading={busy} onClick={() => void take()}>{t(issues.length > 0 ? 'common:file.take_good' : 'common:file.take')}</Button>
        </div>
      }
    >
      <div className="lt-import">
        <p className="lt-muted">{p.text}</p>
        <label
          className={`lt-drop${over ? ' is-over' : ''}`}
          onDragOver={(e) => { e.preventDefault(); setOver(true) }}
          onDragLeave={() => setOver(false)}
          onDrop={(e) => {
            e.preventDefault()
            setOver(false)
            const f = e.dataTransfer.files[0]
            if (f && !busy) void read(f)
          }}
        >
          <InboxOutlined style={{ fontSize: 28, color: 'var(--lt-ink-3)' }} aria-hidden="true" />
          <b>{file?.file_name ?? t('common:file.drop')}</b>
          <span className="lt-muted">.xlsx .csv</span>
          <input
            className="lt-sr" type="file" aria-label={t('common:file.drop')} disabled={busy} accept=".xlsx,.csv,.txt"
            onChange={(e) => {
              const f = e.target.files?.[0]
              e.target.value = ''
              if (f) void read(f)
            }}
          />
        </label>
        {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
        {issues.length > 0 && (
          <section aria-label={t('common:file.issues')}>
            <Note kind="bad">{t('common:file.issues_text', { count: issues.length })} {changes.length > 0 && t('common:file.good_text')}</Note>
            <div className="lt-import-table" tabIndex={0} role="region" aria-label={t('common:file.issues')}>
              <table>
                <thead><tr><th scope="col">{t('common:file.line')}</th><th scope="col">{t('common:file.column')}</th><th scope="col">{t('common:file.value')}</th><th scope="col">{t('common:file.expected')}</th></tr></thead>
                <tbody>{issues.map((i, n) => <tr key={n}><td>{i.line}</td><td>{i.column}</td><td className="lt-mono">{i.value}</td><td>{fieldText({ location: '', code: i.code, message: i.expected })}{i.allowed ? <div className="lt-muted">{t('common:file.allowed', { list: i.allowed })}</div> : null}</td></tr>)}</tbody>
              </table>
            </div>
          </section>
        )}
        {look && p.more?.(look)}
        {look && issues.length === 0 && real.length === 0 && <p className="lt-muted">{t('common:file.same')}</p>}
        {changes.length > 0 && (
          <section aria-label={t('common:file.changes')}>
            <h3>{t('common:file.changes')}</h3>
            <div className="lt-import-table" tabIndex={0} role="region" aria-label={t('common:file.changes')}>
              <table>
                <thead><tr><th scope="col">{t('common:file.line')}</th><th scope="col">{t('common:file.value')}</th><th scope="col">{t('common:file.change')}</th></tr></thead>
                <tbody>{changes.map((c, n) => <tr key={n}><td>{c.line}</td><td>{p.name(c)}</td><td><StatusTag tone={tones[c.change]}>{t(`common:file.how.${c.change}`)}</StatusTag></td></tr>)}</tbody>
              </table>
            </div>
          </section>
        )}
      </div>
    </Drawer>
  )
}
