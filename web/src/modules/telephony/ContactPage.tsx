// Quality analysts, complaint specialists and team leaders open this from any number: they read what really happened to one
// contact, row by row, and decide whether a figure or a complaint is right.
import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/client'
import { useAllowed } from '../../app/access'
import { NotFoundPage } from '../../app/states'
import { DescriptionList } from '../../kit/DescriptionList'
import { Page } from '../../kit/Page'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { dateTime, duration, timeSeconds } from '../../kit/format'
import { ContactStrip } from './ContactStrip'
import { UnmaskDialog } from './UnmaskDialog'
import { REPAIRS, contactQuery } from './queries'
import type { ContactDetail, ContactEvent } from './types'
import { FlagTag, GradeTag, OutcomeTag, agentText, queueText } from './words'
import './telephony.css'

export function ContactPage() {
  const { t } = useTranslation('telephony')
  const { id } = useParams({ strict: false }) as { id: string }
  const q = useQuery(contactQuery(id))
  const mayUnmask = useAllowed('telephony.unmask')
  const [asking, setAsking] = useState(false)
  // Shown until the page is left; never kept.
  const [full, setFull] = useState<ContactDetail>()
  const c = full?.id === id ? full : q.data
  const [raw, setRaw] = useState(true)
  const crumbs = [{ label: t('contacts.title'), to: '/contacts' }]
  const events = useMemo(() => [...(c?.events ?? [])].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.line ?? 0) - (b.line ?? 0)), [c])
  if (q.isError && q.error instanceof ApiError && q.error.status === 404) return <NotFoundPage />
  if (!c) {
    return (
      <Page title={t('contact.title')} crumbs={crumbs}>
        <section className="lt-card">{q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : <Skeleton lines={8} />}</section>
      </Page>
    )
  }
  const flags = c.flags ?? []
  const siblings = (c.siblings ?? []).filter((s) => s.id !== c.id)
  return (
    <Page
      title={t('contact.heading', { queue: queueText(c) })}
      crumbs={crumbs}
      note={
        <span className="lt-row">
          <span className="lt-mono">{c.call_id}</span>
          <OutcomeTag outcome={c.outcome} />
          <GradeTag grade={c.grade} words />
        </span>
      }
    >
      <section className="lt-card" aria-label={t('contact.facts')}>
        <div className="lt-card-body">
          <DescriptionList
            facts={[
              { label: t('contact.entered'), value: `${dateTime(c.entered_at, 'zh')}:${timeSeconds(c.entered_at).slice(-2)}` },
              { label: t('common:dimension.queue'), value: queueText(c) },
              { label: t('common:dimension.agent'), value: agentText(c) },
              {
                label: t('contact.customer'),
                value: (
                  <span className="lt-row">
                    <span>{c.customer || '—'}</span>
                    {mayUnmask && c.customer && c !== full && <Button size="small" icon={<EyeOutlined />} onClick={() => setAsking(true)}>{t('contact.unmask')}</Button>}
                    {c === full && <Button size="small" icon={<EyeInvisibleOutlined />} onClick={() => setFull(undefined)}>{t('contact.mask')}</Button>}
                  </span>
                ),
              },
              { label: t('contact.wait'), value: duration(c.wait_ms) },
              { label: t('contact.ring'), value: duration(c.ring_ms) },
              { label: t('contact.talk'), value: c.answered_at ? duration(c.talk_ms) : '—' },
              { label: t('contact.hold'), value: duration(c.hold_ms) },
              { label: t('contact.wrap_up'), value: duration(c.wrap_up_ms) },
              { label: t('contact.offers'), value: t('contact.offers_value', { n: c.offers, missed: c.missed_offers }) },
              c.left_reason ? { label: t('contact.left_reason'), value: t(`left.${c.left_reason}`, { defaultValue: c.left_reason }) } : null,
              c.ended_by ? { label: t('contact.ended_by'), value: t(`by.${c.ended_by}`, { defaultValue: c.ended_by }) } : null,
              { label: t('contact.transferred'), value: c.transferred ? t('yes') : t('no') },
              { label: t('common:dimension.channel'), value: t(`common:channel.${c.channel}`, { defaultValue: c.channel || '—' }) },
              { label: t('common:dimension.call_type'), value: t(`metric:call_type.${c.call_type}`, { defaultValue: c.call_type || '—' }) },
              { label: t('contact.source'), value: c.source },
            ]}
          />
        </div>
      </section>

      {flags.length > 0 && (
        <section className="lt-card" aria-label={t('contact.flags')}>
          <div className="lt-card-head">
            <h2>{t('contact.flags')}</h2>
          </div>
          <ul className="tel-flag-list">
            {flags.map((f) => (
              <li key={f}>
                <FlagTag flag={f} plain />
                <span>{t(`flag.${f}.text`, { defaultValue: f })}</span>
                {REPAIRS.has(f) && <span className="lt-muted">{t('contact.repaired')}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}

      <section className="lt-card" aria-label={t('contact.timeline')}>
        <div className="lt-card-head">
          <h2>{t('contact.timeline')}</h2>
        </div>
        <div className="lt-card-body">
          <ContactStrip contact={c} />
        </div>
      </section>

      {siblings.length > 0 && (
        <section className="lt-card" aria-label={t('contact.siblings')}>
          <div className="lt-card-head">
            <h2>{t('contact.siblings')}</h2>
            <span className="lt-muted">{t('contact.siblings_note', { n: siblings.length })}</span>
          </div>
          <div className="tel-scroll">
            <table className="tel-table">
              <thead>
                <tr>
                  <th scope="col" className="lt-num">{t('contact.visit')}</th>
                  <th scope="col">{t('contact.entered')}</th>
                  <th scope="col">{t('common:dimension.queue')}</th>
                  <th scope="col">{t('common:dimension.agent')}</th>
                  <th scope="col">{t('contact.outcome')}</th>
                  <th scope="col" className="lt-num">{t('contact.wait')}</th>
                  <th scope="col" className="lt-num">{t('contact.talk')}</th>
                </tr>
              </thead>
              <tbody>
                {[...siblings, c]
                  .sort((a, b) => a.visit - b.visit)
                  .map((s) => (
                    <tr key={s.id} aria-current={s.id === c.id ? 'true' : undefined}>
                      <td className="lt-num">{s.visit + 1}</td>
                      <td>
                        {s.id === c.id ? (
                          timeSeconds(s.entered_at)
                        ) : (
                          <Link to={'/contacts/$id' as string} params={{ id: s.id } as never}>
                            {timeSeconds(s.entered_at)}
                          </Link>
                        )}
                      </td>
                      <td>{queueText(s)}</td>
                      <td>{agentText(s)}</td>
                      <td>
                        <OutcomeTag outcome={s.outcome} />
                      </td>
                      <td className="lt-num">{duration(s.wait_ms)}</td>
                      <td className="lt-num">{s.answered_at ? duration(s.talk_ms) : '—'}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </div>
        </section>
      )}

      <section className="lt-card" aria-label={t('contact.events')}>
        <div className="lt-card-head">
          <h2>{t('contact.events')}</h2>
          <span className="lt-muted">{t('contact.events_note', { n: events.length })}</span>
          <span className="lt-grow" />
          <label className="lt-row">
            <input type="checkbox" checked={raw} onChange={(e) => setRaw(e.target.checked)} /> {t('contact.show_raw')}
          </label>
        </div>
        {events.length === 0 ? (
          <Empty title={c?.events_gone ? t('kept.events') : t('contact.no_events')} />
        ) : (
          <div className="tel-scroll" tabIndex={0} role="region" aria-label={t('contact.events')}>
            <table className="tel-table">
              <thead>
                <tr>
                  <th scope="col">{t('event.at')}</th>
                  <th scope="col" className="lt-num">{t('event.after')}</th>
                  <th scope="col">{t('event.kind')}</th>
                  <th scope="col">{t('common:dimension.queue')}</th>
                  <th scope="col">{t('common:dimension.agent')}</th>
                  <th scope="col">{t('event.detail')}</th>
                  {raw && <th scope="col">{t('event.raw')}</th>}
                </tr>
              </thead>
              <tbody>
                {events.map((e, i) => (
                  <tr key={i}>
                    <td>{timeSeconds(e.at)}</td>
                    <td className="lt-num lt-muted">{duration(Date.parse(e.at) - Date.parse(c.entered_at))}</td>
                    <td>{t(`event.kinds.${e.kind}`, { defaultValue: e.kind })}</td>
                    <td>{name(e.queue)}</td>
                    <td>{name(e.agent)}</td>
                    <td>{detail(e, t)}</td>
                    {raw && (
                      <td className="tel-raw">
                        <code>{e.raw || '—'}</code>
                        {Boolean(e.file || e.line) && <span className="lt-muted">{` ${e.file ?? ''}${e.line ? `:${e.line}` : ''}`}</span>}
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {asking && <UnmaskDialog id={id} onClose={() => setAsking(false)} onDone={(d) => { setFull(d); setAsking(false) }} />}
      {q.isError && <Note kind="bad">{t('common:table.failed_stale')}</Note>}
    </Page>
  )
}

function name(x: ContactEvent['queue'] | ContactEvent['agent']): string {
  if (!x) return '—'
  if (typeof x === 'string') return x
  return x.name || ('agent_no' in x ? x.agent_no : x.code) || '—'
}

function detail(e: ContactEvent, t: TFunction): string {
  const out: string[] = []
  for (const [k, v] of Object.entries(e.detail ?? {})) {
    if (v === null || v === undefined || v === '' || v === 0 || v === false) continue
    const label = t(`event.fields.${k}`, { defaultValue: k })
    let text = typeof v === 'object' ? JSON.stringify(v) : String(v)
    if (typeof v === 'number' && /(_ms|^wait|^ring|^talk|^hold|^wrap_up)$/.test(k)) text = duration(v)
    if (k === 'reason') text = t(`left.${text}`, { defaultValue: text })
    if (k === 'by') text = t(`by.${text}`, { defaultValue: text })
    out.push(`${label} ${text}`)
  }
  return out.join(' · ') || '—'
}
