// A long piece of work on the server: how far it is, what came of it, a way to stop it.
import { useQuery } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client'
import type { Job } from '../api/types'
import { Failure } from './blocks'
import { failedText } from './fault'
import { StatusTag, type Tone } from './StatusTag'

const tones: Record<string, Tone> = { waiting: 'muted', running: 'info', done: 'good', failed: 'bad', cancelled: 'muted', refused: 'bad' }

export function JobState({ state }: { state: string }) {
  const { t, i18n } = useTranslation()
  const key = `common:job.${state}`
  return <StatusTag tone={tones[state] ?? 'muted'}>{i18n.exists(key) ? t(key) : state}</StatusTag>
}

type Props = { id: string; onDone?: (job: Job) => void; onCancel?: () => Promise<unknown>; children?: (job: Job) => ReactNode }

export function JobProgress({ id, onDone, onCancel, children }: Props) {
  const { t } = useTranslation()
  const told = useRef('')
  const { data: job, error, refetch } = useQuery({
    queryKey: ['jobs', id],
    queryFn: () => api.get<Job>(`/jobs/${encodeURIComponent(id)}`),
    refetchInterval: (q) => (q.state.data && !['waiting', 'running', 'queued'].includes(q.state.data.state) ? false : 800),
  })
  useEffect(() => {
    if (job && !['waiting', 'running', 'queued'].includes(job.state) && told.current !== job.id) {
      told.current = job.id
      onDone?.(job)
    }
  }, [job, onDone])
  if (error && !job) return <Failure error={error} onRetry={() => void refetch()} />
  if (!job) return null
  const running = ['waiting', 'running', 'queued'].includes(job.state)
  return (
    <div className="lt-job" role="status">
      <div className="lt-row">
        <JobState state={job.state} />
        {job.detail && <span className="lt-muted">{job.detail}</span>}
        <span className="lt-grow" />
        {running && <Button size="small" disabled={job.cancel_asked} onClick={() => void (onCancel ?? (() => api.post(`/jobs/${encodeURIComponent(id)}/cancel`)))().then(() => refetch())}>{t('common:job.cancel')}</Button>}
      </div>
      {running && <Progress percent={Math.round((job.progress || 0) * 100)} status="active" aria-label={t('common:job.progress')} />}
      {job.error && <div className="lt-alert is-bad" role="alert"><span aria-hidden="true">▲</span><span>{failedText(job.error_code, job.error)}</span></div>}
      {children?.(job)}
    </div>
  )
}
