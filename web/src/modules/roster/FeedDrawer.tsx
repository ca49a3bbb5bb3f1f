// One's own roster as a calendar that a telephone subscribes to: a secret address, made, made anew and revoked here.
import { CopyOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, apiUrl } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { dateTime } from '../../kit/format'
import type { Feed } from './types'

export function FeedDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [key, setKey] = useState('')
  const q = useQuery({ queryKey: ['roster', 'feed'], enabled: open, retry: false, queryFn: ({ signal }) => api.get<Feed>('/own/feed', undefined, signal) })
  const act = async (fn: () => Promise<string>) => {
    try {
      setKey(await fn())
    } catch (error) {
      void message.error(faultText(error))
    }
    await queries.invalidateQueries({ queryKey: ['roster', 'feed'] })
  }
  const make = () => act(async () => (await api.post<Feed>('/own/feed', {})).key ?? '')
  const drop = () => act(async () => { await api.delete('/own/feed'); return '' })
  const address = key ? `${window.location.origin}${apiUrl('/calendar.ics', { key })}` : ''
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address)
      void message.success('✓')
    } catch {
      // without leave to copy, the address can be marked by hand
    }
  }
  const close = () => { setKey(''); onClose() }
  return (
    <Drawer open={open} onClose={close} size={460} title={t('roster:feed.title')} closable={{ 'aria-label': t('common:action.close') }} destroyOnHidden>
      <p>{t('roster:feed.text')}</p>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={2} /> : (
        <>
          {address && (
            <>
              <div className="lt-row"><Input readOnly aria-label={t('roster:feed.title')} value={address} onFocus={(e) => e.target.select()} style={{ flex: 1 }} /><Button icon={<CopyOutlined />} onClick={() => void copy()}>{t('roster:feed.copy')}</Button></div>
              <Note kind="warn">{t('roster:feed.once')}</Note>
            </>
          )}
          <p className="lt-muted">{q.data.made_ms ? `${t('roster:feed.made', { when: dateTime(q.data.made_ms) })} · ${q.data.read_ms ? t('roster:feed.read', { when: dateTime(q.data.read_ms) }) : t('roster:feed.never')}` : t('roster:feed.none')}</p>
          <div className="lt-row">
            <Button type={q.data.made_ms ? 'default' : 'primary'} onClick={() => void make()}>{t(q.data.made_ms ? 'roster:feed.again' : 'roster:feed.make')}</Button>
            {q.data.made_ms ? <Button danger onClick={() => void drop()}>{t('roster:feed.drop')}</Button> : null}
          </div>
        </>
      )}
    </Drawer>
  )
}
