// The bell: what concerns the reader, from every room. The words of its kinds come when it is opened.
import { BellOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Badge, Button, Drawer } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client'
import type { components } from '../api/schema'
import { Empty, Failure, Skeleton } from '../kit/blocks'
import { dateTime } from '../kit/format'
import { loadAllWords } from '../kit/i18n'
import { noticeText } from './noticeText'

type Own = components['schemas']['NoticeOwn']

export default function Notices() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState(false)
  const q = useQuery({ queryKey: ['notice', 'own'], refetchInterval: 300_000, queryFn: ({ signal }) => api.get<Own>('/own/notices', undefined, signal) })
  const unread = q.data?.unread ?? 0
  const newest = q.data?.notices[0]?.at_ms
  useEffect(() => {
    if (open) void loadAllWords().then(() => setWords(true))
  }, [open])
  const close = async () => {
    setOpen(false)
    if (unread === 0 || newest === undefined) return
    await api.post('/own/notices/read', { until_ms: newest })
    await queries.invalidateQueries({ queryKey: ['notice'] })
  }
  const label = unread > 0 ? t('common:shell.notices_unread', { n: unread, count: unread }) : t('common:shell.notices')
  return (
    <>
      <Button type="text" icon={<Badge count={unread} size="small" offset={[2, -2]}><BellOutlined /></Badge>} aria-label={label} title={label} onClick={() => setOpen(true)} />
      <Drawer title={t('common:shell.notices')} open={open} onClose={() => void close()} size={400}>
        {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data || !words ? <Skeleton lines={4} /> : q.data.notices.length === 0 ? <Empty title={t('notice:empty')} reason={t('notice:empty_reason')} /> : (
          <ul className="lt-notices">
            {q.data.notices.map((n) => (
              <li key={n.id} className={n.unread ? 'is-unread' : undefined}>
                <Link to={n.link as string} onClick={() => void close()}>{noticeText(t, n)}</Link>
                <small className="lt-muted">{dateTime(n.at_ms)}{n.unread ? ` · ${t('notice:unread')}` : ''}</small>
              </li>
            ))}
          </ul>
        )}
      </Drawer>
    </>
  )
}
