// Once a year, when the State Council has published the next one: look what a file changes, then take it.
import { CalendarOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Note } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { day } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import type { Change, DayKind, Imported } from './calendar'
import './calendar.css'

const tones = { added: 'good', changed: 'warn', removed: 'bad' } as const

export function CalendarImport({ open, onClose, onDone }: { open: boolean; onClose: () => void; onDone: (year?: number) => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [file, setFile] = useState<{ name: string; content: string }>()
  const [look, setLook] = useState<Imported>()
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [over, setOver] = useState(false)
  const leave = () => {
    setFile(undefined)
    setLook(undefined)
    setFault(null)
    onClose()
  }
  const read = async (f: File) => {
    setFault(null)
    setLook(undefined)
    setBusy(true)
    try {
      if (f.size > 1_000_000) throw new Error(t('calendar:import.too_large'))
      const next = { name: f.name, content: await f.text() }
      setFile(next)
      setLook(await api.post<Imported>('/calendar/imports', { file_name: next.name, content: next.content, check: true }))
    } catch (error) {
      setFault(error)
    } finally {
      setBusy(false)
    }
  }
  const take = async () => {
    setBusy(true)
    setFault(null)
    try {
      const done = await api.post<Imported>('/calendar/imports', { file_name: file!.name, content: file!.content, good_only: look!.issues.length > 0 })
      await queries.invalidateQueries({ queryKey: ['calendar'] })
      void message.success(t('calendar:import.done', { years: done.years.map((y) => y.year).join(', ') }))
      setFile(undefined)
      setLook(undefined)
      onDone(done.years.at(-1)?.year)
    } catch (error) {
      setFault(error)
    } finally {
      setBusy(false)
    }
  }
  const usable = look !== undefined && look.years.length > 0
  const kind = (k: DayKind | undefined, name: string | undefined) => (k ? `${t(`calendar:kind.${k}`)} ${name ?? ''}` : t('calendar:import.ordinary'))
  return (
    <Drawer
      open={open}
      onClose={leave}
      title={t('calendar:import.title')}
      size={640}
      closable={{ 'aria-label': t('common:action.close') }}
      footer={
        <div className="lt-row">
          <span className="lt-grow" />
          <Button onClick={leave}>{t('common:action.cancel')}</Button>
          <Button type="primary" disabled={!usable || look.changes.length === 0} loading={busy} onClick={() => void take()}>
            {t(look && look.issues.length > 0 ? 'calendar:import.take_good' : 'calendar:import.take')}
          </Button>
        </div>
      }
    >
      <div className="cal-stack">
        <p className="lt-muted">{t('calendar:import.text')}</p>
        <label
          className={`cal-drop${over ? ' is-over' : ''}`}
          onDragOver={(e) => { e.preventDefault(); setOver(true) }}
          onDragLeave={() => setOver(false)}
          onDrop={(e) => {
            e.preventDefault()
            setOver(false)
            const f = e.dataTransfer.files[0]
            if (f && !busy) void read(f)
          }}
        >
          <CalendarOutlined style={{ fontSize: 28, color: 'var(--lt-ink-3)' }} aria-hidden="true" />
          <b>{file?.name ?? t('calendar:import.drop')}</b>
          <span className="lt-muted">{t('calendar:import.forms')}</span>
          <input
            className="lt-sr"
            type="file"
            aria-label={t('calendar:import.drop')}
            disabled={busy}
            accept=".json,.ics,application/json,text/calendar"
            onChange={(e) => {
              const f = e.target.files?.[0]
              e.target.value = ''
              if (f) void read(f)
            }}
          />
        </label>
        {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
        {look && look.issues.length > 0 && (
          <section aria-label={t('calendar:import.issues')}>
            <Note kind="bad">{t('calendar:import.issues_text', { count: look.issues.length })} {usable && t('calendar:import.good_text')}</Note>
            <div className="cal-scroll" tabIndex={0} role="region" aria-label={t('calendar:import.issues')}>
              <table>
                <thead><tr><th scope="col">{t('calendar:import.line')}</th><th scope="col">{t('calendar:import.field')}</th><th scope="col">{t('calendar:import.value')}</th><th scope="col">{t('calendar:import.expected')}</th></tr></thead>
                <tbody>
                  {look.issues.map((i, n) => (
                    <tr key={n}><td>{i.line}</td><td className="lt-mono">{i.field}</td><td className="lt-mono">{i.value}</td><td>{t(`calendar:issue.${i.code}`)}</td></tr>
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        )}
        {usable && (
          <section aria-label={t('calendar:import.changes')}>
            <h3>{look.years.map((y) => t('calendar:year_summary', { year: y.year, holidays: y.holidays, makeups: y.makeup_workdays })).join(' · ')}</h3>
            {look.changes.length === 0 ? <p className="lt-muted">{t('calendar:import.same')}</p> : (
              <div className="cal-scroll" tabIndex={0} role="region" aria-label={t('calendar:import.changes')}>
                <table>
                  <thead><tr><th scope="col">{t('calendar:field.day')}</th><th scope="col">{t('calendar:import.change')}</th><th scope="col">{t('calendar:import.before')}</th><th scope="col">{t('calendar:import.after')}</th></tr></thead>
                  <tbody>
                    {look.changes.map((c: Change) => (
                      <tr key={c.on}><td>{day(c.on)}</td><td><StatusTag tone={tones[c.change]}>{t(`calendar:change.${c.change}`)}</StatusTag></td><td>{kind(c.before_kind, c.before_name)}</td><td>{kind(c.kind, c.name)}</td></tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </section>
        )}
      </div>
    </Drawer>
  )
}
