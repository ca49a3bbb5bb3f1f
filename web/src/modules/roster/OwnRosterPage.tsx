// The agent opens this on the telephone every day or two: when do I work, when are my breaks, was anything changed. They decide when to get up,
// and whom to ask for a swap.
import { DownloadOutlined, LeftOutlined, LinkOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { addDays, centreZone, dateTime, day, decimal, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { clockOf } from './clock'
import { calendarOf } from './calendar'
import { ShiftCode } from './ShiftPicture'
import { FeedDrawer } from './FeedDrawer'
import type { OwnOffers } from '../offers/types'
import type { OwnRoster } from './types'
import './rosters.css'

const span = 14

export function OwnRosterPage() {
  return <Guard permission="roster.own"><OwnRosterView /></Guard>
}

function OwnRosterView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const from = (search.from as string | undefined) ?? today()
  const to = addDays(from, span - 1)
  const q = useQuery({ queryKey: ['rosters', 'own', from], retry: false, queryFn: ({ signal }) => api.get<OwnRoster>('/own/roster', { from, to }, signal) })
  const offers = useQuery({ queryKey: ['roster', 'offers', 'own'], retry: false, queryFn: ({ signal }) => api.get<OwnOffers>('/own/offers', undefined, signal) })
  const asked = (offers.data?.offers ?? []).filter((x) => x.state === 'open' && x.mine.state === 'asked').length
  const days = q.data?.days ?? []
  const known = days.some((d) => d.roster_id)
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([calendarOf(days, centreZone(), (d) => `${d.code ?? ''} ${d.name ?? ''}`.trim())], { type: 'text/calendar' }))
    link.download = `${t('roster:nav.own')} ${from}.ics`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }
  return (
    <Page
      title={t('roster:nav.own')}
      actions={
        <>
          <Button icon={<LeftOutlined />} aria-label={t('roster:own.earlier')} onClick={() => patch({ from: addDays(from, -span) })} />
          <Button onClick={() => patch({ from: undefined })}>{t('roster:own.today')}</Button>
          <Button icon={<RightOutlined />} aria-label={t('roster:own.later')} onClick={() => patch({ from: addDays(from, span) })} />
          <Button icon={<DownloadOutlined />} disabled={!known} onClick={save}>{t('roster:own.calendar')}</Button>
          <Button icon={<LinkOutlined />} onClick={() => patch({ feed: '1' }, true)}>{t('roster:feed.start')}</Button>
        </>
      }
    >
      {asked > 0 && <Note kind="warn" action={<Link to="/my-offers">{t('roster:own.answer')}</Link>}>{t('roster:own.asked', { n: asked, count: asked })}</Note>}
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : !q.data.person_id ? <section className="lt-card"><Empty title={t('roster:own.nobody')} /></section> : !known ? <section className="lt-card"><Empty title={t('roster:own.empty')} reason={t('roster:own.empty_reason')} /></section> : (
        <section className="lt-card" aria-label={t('roster:nav.own')}>
          <ul className="rs-own">
            {days.map((d) => (
              <li key={d.on} className={d.on === today() ? 'is-today' : undefined}>
                <span className="rs-date"><b>{day(d.on)}</b></span>
                <span className="rs-what">
                  {!d.roster_id ? <span className="lt-muted">{t('roster:own.not_yet')}</span> : !d.type_id ? <span className="lt-muted">{t('roster:grid.off')}</span> : (
                    <>
                      <span className="lt-row"><ShiftCode code={d.code ?? ''} colour={d.colour ?? 'grey'} /><b>{clockOf(d.begins ?? 0)}–{clockOf(d.ends ?? 0)}</b><span>{d.name}</span>{d.skill_name && <span className="lt-muted">{d.skill_name}</span>}<span className="lt-grow" />{d.on > today() && <Link to="/my-swaps" search={{ offer: d.on }}>{t('roster:own.swap')}</Link>}</span>
                      {(d.breaks ?? []).length > 0 && <small className="lt-muted">{(d.breaks ?? []).map((b) => `${b.name} ${clockOf(b.at)}–${clockOf(b.at + b.minutes)}`).join(' · ')}</small>}
                    </>
                  )}
                  {d.overtime && <span><StatusTag tone="info">{t('roster:own.overtime', { hours: decimal(d.overtime.minutes / 60, d.overtime.minutes % 60 === 0 ? 0 : 1), percent: d.overtime.percent })}</StatusTag></span>}
                  {d.changed_ms && <span><StatusTag tone="warn">{t('roster:own.changed', { when: dateTime(d.changed_ms) })}</StatusTag></span>}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <FeedDrawer open={search.feed === '1'} onClose={() => patch({ feed: undefined })} />
    </Page>
  )
}
