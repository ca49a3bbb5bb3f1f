// What the leader talked of with me, and what we agreed.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { ListPage } from '../../api/types'
import { day } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import type { Talk } from './types'

export function OwnTalks() {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['scorecard', 'own-talks'], queryFn: ({ signal }) => api.get<ListPage<Talk>>('/talks/own', { limit: 10 }, signal) })
  const rows = q.data?.items ?? []
  if (rows.length === 0) return null
  return (
    <section className="lt-card" aria-label={t('scorecard:talk.own')}>
      <div className="lt-card-head"><h2>{t('scorecard:talk.own')}</h2></div>
      <ul className="sc-list">
        {rows.map((x) => (
          <li key={x.id}>
            <b>{day(x.on)}</b><span className="lt-muted">{x.changed_by}</span><span>{x.words}</span>
            {x.action && <span>{t('scorecard:talk.agreed', { text: x.action })}</span>}
            {x.done_on ? <StatusTag tone="good">{t('scorecard:talk.done', { day: day(x.done_on) })}</StatusTag> : x.follow_on && <StatusTag tone={x.due ? 'warn' : 'info'}>{t('scorecard:talk.follow', { day: day(x.follow_on) })}</StatusTag>}
          </li>
        ))}
      </ul>
    </section>
  )
}
