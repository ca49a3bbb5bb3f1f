// The agent opens this on the telephone about once a week: how much leave is left, what became of a request, and asking for days. They
// decide when to be away, before the roster is made.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { dateTime, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { AskDrawer } from './AskDrawer'
import type { Own, Request } from './types'
import { kindName, lengthText, tones, whenText } from './words'
import './timeoff.css'

export function OwnPage() {
  return <Guard permission="timeoff.ask"><OwnView /></Guard>
}

function OwnView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const q = useQuery({ queryKey: ['timeoff', 'own'], retry: false, queryFn: ({ signal }) => api.get<Own>('/timeoff/own', undefined, signal) })
  const refresh = () => queries.invalidateQueries({ queryKey: ['timeoff'] })
  const own = q.data
  const withdraw = (r: Request) =>
    modal.confirm({
      title: t('timeoff:own.withdraw_title'), content: t('timeoff:own.withdraw_text', { when: whenText(t, r), kind: kindName(t, r) }), okText: t('timeoff:own.withdraw'), cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.post(`/timeoff/requests/${encodeURIComponent(r.id)}/withdrawal`, {})
          void message.success(t('common:form.saved'))
        } catch (error) {
          void message.error(faultText(error))
        }
        await refresh()
      },
    })
  const free = (r: Request) => r.state === 'waiting' || (r.state === 'approved' && r.from_on > today())
  const ask = own?.person_id && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ ask: '1' }, true)}>{t('timeoff:own.ask')}</Button>
  return (
    <Page title={t('timeoff:nav.own')} actions={ask}>
      {q.isError && !own ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !own ? <Skeleton /> : !own.person_id ? <Empty title={t('timeoff:own.no_person')} /> : (
        <>
          <section aria-label={t('timeoff:own.balances')} className="to-balances">
            {(own.balances ?? []).map((b) => (
              <div key={`${b.kind_id}${b.year}`} className="lt-card to-balance">
                <span className="lt-muted">{t('timeoff:own.balance', { kind: kindName(t, b), year: b.year })}</span>
                <b className={b.left_minutes < 0 ? 'is-below' : undefined}>{t('timeoff:own.left')} {lengthText(t, b.left_minutes)}</b>
                <small>{t('timeoff:own.of', { entitled: lengthText(t, b.entitled_minutes), taken: lengthText(t, b.taken_minutes), waiting: lengthText(t, b.waiting_minutes) })}</small>
              </div>
            ))}
          </section>
          <section aria-label={t('timeoff:own.requests')} className="lt-card">
            <div className="lt-card-head"><h2>{t('timeoff:own.requests')}</h2></div>
            {(own.requests ?? []).length === 0 ? <Empty title={t('timeoff:own.empty')} reason={t('timeoff:own.empty_reason')}>{ask}</Empty> : (
              <ul className="to-list">
                {own.requests.map((r) => (
                  <li key={r.id}>
                    <div className="lt-row">
                      <b>{kindName(t, r)}</b>
                      <span>{lengthText(t, r.minutes)}</span>
                      <StatusTag tone={tones[r.state]}>{t(`timeoff:states.${r.state}`)}</StatusTag>
                      <span className="lt-grow" />
                      {free(r) && <Button size="small" onClick={() => withdraw(r)}>{t('timeoff:own.withdraw')}</Button>}
                    </div>
                    <span>{whenText(t, r)}</span>
                    {r.reason && <span className="lt-muted">{r.reason}</span>}
                    {r.answer && <span className="to-answer">{r.answer}</span>}
                    <small className="lt-muted">{r.decided_ms ? t('timeoff:own.answered', { by: r.decided_by, when: dateTime(r.decided_ms) }) : t('timeoff:own.answered', { by: r.asked_by, when: dateTime(r.asked_ms) })}</small>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <AskDrawer open={search.ask === '1'} kinds={own.kinds ?? []} onClose={() => patch({ ask: undefined })} onSaved={refresh} />
        </>
      )}
    </Page>
  )
}
