// The agent opens this on the telephone a few times a month: a shift does not suit, or a colleague offers one. They decide whom to ask and
// whether to take a shift.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { dateTime, day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { clockOf } from '../roster/clock'
import { ShiftCode } from '../roster/ShiftPicture'
import { OfferDrawer } from './OfferDrawer'
import { Rules } from './Rules'
import type { Checked, OwnSwaps, Swap, SwapShift } from './types'
import { swapText, tones, waits } from './words'
import '../roster/rosters.css'
import '../timeoff/timeoff.css'

export function OwnSwapsPage() {
  return <Guard permission="roster.own"><OwnSwapsView /></Guard>
}

function OwnSwapsView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const [busy, setBusy] = useState('')
  const q = useQuery({ queryKey: ['roster', 'swaps', 'own'], retry: false, queryFn: ({ signal }) => api.get<OwnSwaps>('/own/swaps', undefined, signal) })
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: ['roster', 'swaps'] })
    await queries.invalidateQueries({ queryKey: ['rosters'] })
  }
  const act = async (path: string, done: (x: Swap) => string) => {
    try {
      void message.success(done(await api.post<Swap>(path, {})))
    } catch (error) {
      void message.error(faultText(error))
    }
    await refresh()
  }
  const at = (x: Swap, what: string) => `/own/swaps/${encodeURIComponent(x.id)}/${what}`
  const take = async (x: Swap) => {
    setBusy(x.id)
    try {
      const { violations } = await api.get<Checked>(at(x, 'check'))
      if (violations.some((v) => v.hard)) return void modal.info({ title: t('swaps:own.cannot'), content: <Rules told={violations} />, okText: t('common:action.close') })
      modal.confirm({
        title: t('swaps:own.take_title'), content: <><p>{swapText(t, x)}</p><Rules told={violations} /><p className="lt-muted">{t(q.data?.terms.automatic ? 'swaps:own.at_once' : 'swaps:own.by_leader')}</p></>,
        okText: t('swaps:own.take'), cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
        onOk: () => act(at(x, 'taking'), (y) => t(y.state === 'done' ? 'swaps:own.done' : 'swaps:own.taken')),
      })
    } catch (error) {
      void message.error(faultText(error))
      await refresh()
    } finally {
      setBusy('')
    }
  }
  const sure = (title: string, x: Swap, ok: string, what: string) =>
    modal.confirm({ title, content: swapText(t, x), okText: ok, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' }, onOk: () => act(at(x, what), () => t('common:form.saved')) })
  const own = q.data
  const offer = own?.person_id && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ offer: '1' }, true)}>{t('swaps:own.offer')}</Button>
  const list = (rows: Swap[], buttons: (x: Swap) => React.ReactNode) => (
    <ul className="to-list">
      {rows.map((x) => (
        <li key={x.id}>
          <div className="lt-row">
            <StatusTag tone={tones[x.state]}>{t(`swaps:states.${x.state}`)}</StatusTag>
            <span className="lt-muted">{x.giver_id === own?.person_id ? t('swaps:own.given', { to: x.taker ?? x.for ?? t('swaps:anybody') }) : t('swaps:own.from', { from: x.giver })}</span>
            <span className="lt-grow" />
            {buttons(x)}
          </div>
          <One on={x.on} shift={x.shift} label={x.back_on ? t('swaps:given') : undefined} />
          {x.back_on && <One on={x.back_on} shift={x.back} label={t('swaps:back')} />}
          {x.note && <span>{x.note}</span>}
          {x.answer && <span className="to-answer">{x.answer}</span>}
          {(x.violations ?? []).length > 0 && waits(x) && <Rules told={x.violations} />}
          <small className="lt-muted">{waits(x) ? t('swaps:own.until', { when: dateTime(x.expires_ms) }) : x.decided_ms ? t('swaps:own.decided', { when: dateTime(x.decided_ms), by: x.decided_by || t('swaps:by_terms') }) : ''}</small>
        </li>
      ))}
    </ul>
  )
  return (
    <Page title={t('swaps:nav.own')} actions={offer}>
      {q.isError && !own ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !own ? <Skeleton /> : !own.person_id ? <Empty title={t('swaps:own.nobody')} /> : (
        <>
          {own.to_me.length > 0 && (
            <section aria-label={t('swaps:own.to_me')} className="lt-card">
              <div className="lt-card-head"><h2>{t('swaps:own.to_me')}</h2></div>
              {list(own.to_me, (x) => <><Button size="small" type="primary" loading={busy === x.id} onClick={() => void take(x)}>{t('swaps:own.take')}</Button><Button size="small" onClick={() => sure(t('swaps:own.decline_title'), x, t('swaps:own.decline'), 'refusal')}>{t('swaps:own.decline')}</Button></>)}
            </section>
          )}
          <section aria-label={t('swaps:own.open')} className="lt-card">
            <div className="lt-card-head"><h2>{t('swaps:own.open')}</h2></div>
            {own.open.length === 0 ? <Empty title={t('swaps:own.open_empty')} reason={t('swaps:own.open_reason')} /> : list(own.open, (x) => <Button size="small" type="primary" loading={busy === x.id} onClick={() => void take(x)}>{t('swaps:own.take')}</Button>)}
          </section>
          <section aria-label={t('swaps:own.mine')} className="lt-card">
            <div className="lt-card-head"><h2>{t('swaps:own.mine')}</h2></div>
            {own.mine.length === 0 ? <Empty title={t('swaps:own.empty')} reason={t('swaps:own.empty_reason', { hours: own.terms.notice_hours })}>{offer}</Empty> : list(own.mine, (x) => x.giver_id === own.person_id && waits(x) && <Button size="small" onClick={() => sure(t('swaps:own.withdraw_title'), x, t('swaps:own.withdraw'), 'withdrawal')}>{t('swaps:own.withdraw')}</Button>)}
          </section>
          <OfferDrawer open={Boolean(search.offer)} on={typeof search.offer === 'string' && search.offer.length === 10 ? search.offer : undefined} noticeHours={own.terms.notice_hours} onClose={() => patch({ offer: undefined })} onSaved={refresh} />
        </>
      )}
    </Page>
  )
}

function One({ on, shift, label }: { on: string; shift: SwapShift | undefined; label?: string }) {
  return (
    <span className="lt-row">
      {label && <span className="lt-muted">{label}</span>}
      <b>{day(on)}</b>
      <ShiftCode code={shift?.code ?? ''} colour={shift?.colour ?? 'grey'} />
      <b>{clockOf(shift?.begins ?? 0)}–{clockOf(shift?.ends ?? 0)}</b>
      <span className="lt-muted">{shift?.skill_name}</span>
    </span>
  )
}
