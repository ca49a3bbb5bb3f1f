// Whoever loaded a file opens this while it runs and when it ends: they decide whether to accept, cancel, or fix and load again.
import { DownloadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { App, Button, Progress } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../../api/client'
import { NotFoundPage } from '../../app/states'
import { type Column, DataTable } from '../../kit/DataTable'
import { JobState } from '../../kit/JobProgress'
import { Page } from '../../kit/Page'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { count, dateTime } from '../../kit/format'
import { weekOf } from '../metric/civil'
import { importQuery, sourcesQuery } from './queries'
import type { Import, ImportError } from './types'
import './telephony.css'

export function ImportPage() {
  const { t } = useTranslation('telephony')
  const { id } = useParams({ strict: false }) as { id: string }
  const q = useQuery(importQuery(id))
  if (q.isError && q.error instanceof ApiError && q.error.status === 404) return <NotFoundPage />
  return (
    <Page title={q.data?.name || t('imports.one')} crumbs={[{ label: t('imports.title'), to: '/imports' }]} note={q.data ? `${t(`kind.${q.data.kind}`, { defaultValue: q.data.kind })} · ${q.data.source}` : undefined}>
      <ImportView id={id} />
    </Page>
  )
}

/** One import: live progress with cancel, then its counts, its bad rows and where to go next. */
export function ImportView({ id }: { id: string }) {
  const { t } = useTranslation('telephony')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const q = useQuery(importQuery(id))
  const i = q.data
  // the pages open on the week the file reaches into, not on today's
  const last = useQuery({ ...sourcesQuery, enabled: i?.state === 'done' }).data?.find((s) => s.name === i?.source)?.last_event_at
  const week = last ? weekOf(last.slice(0, 10)) : {}
  const running = i?.state === 'waiting' || i?.state === 'running'
  const was = useRef(false)
  useEffect(() => {
    if (running) was.current = true
    else if (i && was.current) {
      was.current = false
      // what was read changes every page that shows numbers
      for (const key of ['imports', 'sources', 'data-quality', 'contacts', 'metric-query', 'data-day', 'dimensions', 'quarantine']) void queries.invalidateQueries({ queryKey: [key] })
    }
  }, [running, i, queries])
  const cancel = async () => {
    try {
      await api.post(`/imports/${encodeURIComponent(id)}/cancel`)
      await q.refetch()
    } catch (e) {
      void message.error(faultText(e))
    }
  }
  if (!i) return <section className="lt-card">{q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : <Skeleton lines={4} />}</section>
  const errors = i.errors ?? []
  return (
    <section className="lt-card" aria-label={i.name}>
      <div className="lt-card-head">
        <h2>{t('imports.result')}</h2>
        <JobState state={i.state} />
        {i.dry_run && <span className="lt-muted">{t('imports.dry')}</span>}
        <span className="lt-muted">{[i.started_at && dateTime(i.started_at), i.ended_at && dateTime(i.ended_at)].filter(Boolean).join(' → ')}</span>
        <span className="lt-grow" />
        {running && <Button onClick={() => void cancel()}>{t('common:job.cancel')}</Button>}
      </div>
      <div className="lt-card-body tel-stack">
        {running && <Progress percent={Math.round((i.progress ?? 0) * 100)} status="active" aria-label={t('common:job.progress')} />}
        <Counts i={i} />
        {i.state === 'refused' && <Note kind="bad">{t('imports.refused')}</Note>}
        {i.state === 'cancelled' && <Note kind="warn">{t('imports.cancelled')}</Note>}
        {i.state === 'failed' && <Note kind="bad">{`${t('imports.failed')} ${i.error ?? ''}`}</Note>}
        {i.resumed && <Note>{t('imports.resumed')}</Note>}
        {i.centre_timezone && <Note>{t('imports.adopted', { zone: i.centre_timezone })}</Note>}
        {i.state === 'done' && !i.dry_run && (
          <div className="lt-row">
            <Link to={'/heatmap' as string} search={week as never}>
              {t('imports.to_heatmap')}
            </Link>
            <Link to={'/contacts' as string} search={week as never}>
              {t('imports.to_contacts')}
            </Link>
            <Link to={'/data-quality' as string}>{t('imports.to_quality')}</Link>
          </div>
        )}
        {errors.length > 0 && <ImportErrors i={i} />}
      </div>
    </section>
  )
}

/** What an import read and made; the small counts only when there are any. */
export function Counts({ i }: { i: Import }) {
  const { t } = useTranslation('telephony')
  const small = (['repeated', 'ignored', 'intervals'] as const).filter((k) => (i[k] ?? 0) > 0)
  // a check reads rows and makes no contacts
  const main = i.dry_run ? (['rows', 'events', 'bad_rows'] as const) : (['rows', 'events', 'contacts', 'repaired', 'quarantined'] as const)
  return (
    <div className="tel-counts" aria-live="polite">
      {[...main, ...small].map((k) => (
        <div key={k} className="tel-count">
          <span className="lt-muted">{t(`imports.${k}`)}</span>
          <b>{count(i[k])}</b>
        </div>
      ))}
    </div>
  )
}

/** Bad rows: line, column, value found, what was expected. */
export function ImportErrors({ i }: { i: Import }) {
  const { t } = useTranslation('telephony')
  const { message } = App.useApp()
  const rows = i.errors ?? []
  const columns: Column<ImportError>[] = [
    { id: 'line', header: t('imports.line'), width: 90, align: 'right', sortable: true, value: (e) => e.line, cell: (e) => count(e.line) },
    { id: 'column', header: t('quarantine.column'), width: 150, sortable: true, value: (e) => e.column, cell: (e) => e.column || '—' },
    { id: 'value', header: t('quarantine.value'), width: 220, value: (e) => e.value, cell: (e) => (e.value ? <code className="lt-mono">{e.value}</code> : '—') },
    { id: 'expected', header: t('quarantine.expected'), width: 260, value: (e) => e.expected, cell: (e) => e.expected || '—' },
    { id: 'reason', header: t('quarantine.reason'), width: 200, grow: true, sortable: true, value: (e) => e.reason, cell: (e) => t(`bad.${e.reason}`, { defaultValue: e.reason }) },
  ]
  return (
    <section aria-label={t('imports.errors')}>
      <div className="lt-row">
        <h3>{t('imports.errors')}</h3>
        <span className="lt-muted">{t('imports.errors_first', { n: count(rows.length), all: count(Math.max(rows.length, i.bad_rows ?? 0)) })}</span>
        <span className="lt-grow" />
        <Button size="small" icon={<DownloadOutlined />} onClick={() => void api.download(`/imports/${encodeURIComponent(i.id)}/errors.csv`, undefined, `${i.name || 'import'}-errors.csv`).catch((e: unknown) => void message.error(faultText(e)))}>
          {t('imports.errors_file')}
        </Button>
      </div>
      <DataTable<ImportError> id="telephony.import-errors" label={t('imports.errors')} columns={columns} rows={rows} rowKey={(_, n) => String(n)} maxHeight={360} />
    </section>
  )
}
