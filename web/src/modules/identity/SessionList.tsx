// Where somebody is signed in, to end what is not theirs or was forgotten.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { dateTime } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'

type OneSession = { id: string; created_at: string; seen_at: string; address: string; agent: string; current: boolean }

/** path is /sessions for one's own, /users/ID/sessions for another's. */
export function SessionList({ path, all }: { path: string; all?: boolean }) {
  const { t } = useTranslation('identity')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [busy, setBusy] = useState('')
  const key = ['sessions', path]
  const q = useQuery({ queryKey: key, queryFn: async () => (await api.get<{ items: OneSession[] }>(path)).items })
  const end = async (id: string) => {
    setBusy(id || 'all')
    try {
      await api.delete(id ? `${path}/${encodeURIComponent(id)}` : path)
      void message.success(t('session.ended'))
      await queries.invalidateQueries({ queryKey: key })
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy('')
    }
  }
  const items = q.data ?? []
  return (
    <section className="idn-sessions" aria-label={t('session.title')}>
      <div className="lt-row">
        <h3>{t('session.title')}</h3>
        <span className="lt-grow" />
        {all && items.length > 1 && <Button size="small" danger loading={busy === 'all'} onClick={() => void end('')}>{t('session.end_all')}</Button>}
      </div>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : q.isPending ? <Skeleton lines={2} /> : items.length === 0 ? <p className="lt-muted">{t('session.none')}</p> : (
        <ul>
          {items.map((s) => (
            <li key={s.id}>
              <div>
                <strong>{browserName(s.agent) || t('session.unknown')}</strong> {s.current && <StatusTag tone="info">{t('session.current')}</StatusTag>}
                <div className="lt-muted">{t('session.line', { address: s.address, since: dateTime(s.created_at), seen: dateTime(s.seen_at) })}</div>
              </div>
              {!s.current && <Button size="small" loading={busy === s.id} onClick={() => void end(s.id)}>{t('session.end')}</Button>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The browser and the system of a User-Agent, as people call them. */
export function browserName(agent: string): string {
  const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : agent.split(/[ /]/)[0]
  const system = /Windows/.test(agent) ? 'Windows' : /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Mac OS X/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : ''
  return [browser, system].filter(Boolean).join(' · ')
}
