// The agent opens this on the telephone when asked: more hours or fewer. They decide yes or no, knowing what the day becomes and what is paid.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { dateTime, day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import type { OwnOffer, OwnOffers } from './types'
import { changeText, hours, inviteTones, payText } from './words'
import '../timeoff/timeoff.css'

export function OwnOffersPage() {
  return <Guard permission="roster.own"><OwnOffersView /></Guard>
}

function OwnOffersView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const q = useQuery({ queryKey: ['roster', 'offers', 'own'], retry: false, queryFn: ({ signal }) => api.get<OwnOffers>('/own/offers', undefined, signal) })
  const answer = (x: OwnOffer, yes: boolean) =>
    modal.confirm({
      title: t(yes ? 'offers:own.accept_title' : 'offers:own.decline_title'), cancelText: t('common:action.cancel'), okText: t(yes ? 'offers:own.accept' : 'offers:own.decline'), focusable: { autoFocusButton: 'cancel' },
      content: <><p><b>{day(x.on)}</b> {changeText(t, x.mine)}</p>{yes && <p className="lt-muted">{t('offers:own.at_once')}</p>}</>,
      onOk: async () => {
        try {
          await api.post(`/own/offers/${encodeURIComponent(x.id)}/${yes ? 'acceptance' : 'refusal'}`, {})
          void message.success(t(yes ? 'offers:own.accepted' : 'common:form.saved'))
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: ['roster', 'offers'] })
        await queries.invalidateQueries({ queryKey: ['rosters'] })
      },
    })
  const own = q.data
  const stands = (x: OwnOffer) => x.state === 'open' && x.mine.state === 'asked'
  const list = (rows: OwnOffer[]) => (
    <ul className="to-list">
      {rows.map((x) => (
        <li key={x.id}>
          <div className="lt-row">
            <b>{t(`offers:kinds.${x.kind}`)}</b>
            <span>{t(x.kind === 'overtime' ? 'offers:own.more' : 'offers:own.less', { hours: hours(t, x.mine.minutes) })}</span>
            <StatusTag tone={stands(x) ? 'warn' : inviteTones[x.mine.state]}>{stands(x) ? t('offers:own.your_turn') : x.mine.state === 'asked' ? t(`offers:states.${x.state}`) : t(`offers:invite_states.${x.mine.state}`)}</StatusTag>
          </div>
          <span><b>{day(x.on)}</b> {changeText(t, x.mine)}</span>
          <span className="lt-muted">{[x.skill, payText(t, x.mine)].filter(Boolean).join(' · ')}</span>
          {x.note && <span className="to-answer">{x.note}</span>}
          <small className="lt-muted">{stands(x) ? t('offers:own.until', { by: x.asked_by, when: dateTime(x.until_ms), count: x.left }) : x.asked_by}</small>
          {stands(x) && <div className="lt-row"><Button type="primary" onClick={() => answer(x, true)}>{t('offers:own.accept')}</Button><Button onClick={() => answer(x, false)}>{t('offers:own.decline')}</Button></div>}
        </li>
      ))}
    </ul>
  )
  const open = (own?.offers ?? []).filter(stands)
  const past = (own?.offers ?? []).filter((x) => !stands(x))
  return (
    <Page title={t('offers:nav.own')}>
      {q.isError && !own ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !own ? <Skeleton /> : !own.person_id ? <Empty title={t('offers:own.nobody')} /> : (
        <>
          <section aria-label={t('offers:own.open')} className="lt-card">
            <div className="lt-card-head"><h2>{t('offers:own.open')}</h2></div>
            {open.length === 0 ? <Empty title={t('offers:own.empty')} reason={t('offers:own.empty_reason')} /> : list(open)}
          </section>
          {past.length > 0 && (
            <section aria-label={t('offers:own.past')} className="lt-card">
              <div className="lt-card-head"><h2>{t('offers:own.past')}</h2></div>
              {list(past)}
            </section>
          )}
        </>
      )}
    </Page>
  )
}
