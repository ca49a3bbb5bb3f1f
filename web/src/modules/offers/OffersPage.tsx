// The planner and the leader open this when an interval is short or long of people, today or in the weeks to come: who has been asked, who has
// said yes. They decide whom to ask for more hours, and whom to let go.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { dateTime } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { useNarrow } from '../timeoff/useNarrow'
import { SendDrawer } from './SendDrawer'
import type { Offer } from './types'
import { Views } from './Views'
import { changeText, hours, inviteTones, kinds, payText, states, tones, whenText } from './words'
import './offers.css'

export function OffersPage() {
  return <Guard permission="roster.offer"><OffersView /></Guard>
}

function OffersView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const narrow = useNarrow()
  const [search, patch] = useSearchState()
  const refresh = () => queries.invalidateQueries({ queryKey: ['roster'] })
  const tag = (x: Offer) => <StatusTag tone={tones[x.state]}>{t(`offers:states.${x.state}`)}</StatusTag>
  const taken = (x: Offer) => t('offers:of', { n: x.taken, of: x.people })
  const wide: Column<Offer>[] = [
    { id: 'on', header: t('offers:when'), width: 230, pin: true, sortable: true, value: whenText, cell: whenText },
    { id: 'kind', header: t('offers:kind'), width: 100, value: (x) => t(`offers:kinds.${x.kind}`), cell: (x) => t(`offers:kinds.${x.kind}`) },
    { id: 'skill', header: t('offers:skill'), width: 130, sortable: true, value: (x) => x.skill, cell: (x) => x.skill },
    { id: 'people', header: t('offers:people'), width: 100, align: 'right', sortable: true, value: (x) => x.people, cell: taken },
    { id: 'taken', header: t('offers:taken'), width: 90, align: 'right', hidden: true, value: (x) => x.taken, cell: (x) => x.taken },
    { id: 'asked_now', header: t('offers:asked_now'), width: 100, align: 'right', value: (x) => x.asked, cell: (x) => x.asked },
    { id: 'declined', header: t('offers:declined'), width: 90, align: 'right', value: (x) => x.declined, cell: (x) => x.declined },
    { id: 'minutes', header: t('offers:agreed'), width: 110, align: 'right', value: (x) => x.minutes / 60, cell: (x) => hours(t, x.minutes) },
    { id: 'note', header: t('offers:note'), width: 160, grow: true, value: (x) => x.note, cell: (x) => <span title={x.note}>{x.note}</span> },
    { id: 'by', header: t('offers:by'), width: 100, value: (x) => x.asked_by, cell: (x) => x.asked_by },
    { id: 'asked', header: t('offers:asked_at'), width: 150, hidden: true, sortable: true, value: (x) => dateTime(x.asked_ms), cell: (x) => dateTime(x.asked_ms) },
    { id: 'until', header: t('offers:until'), width: 150, hidden: true, value: (x) => dateTime(x.until_ms), cell: (x) => dateTime(x.until_ms) },
    { id: 'state', header: t('offers:state'), width: 110, value: (x) => t(`offers:states.${x.state}`), cell: tag },
  ]
  const phone: Column<Offer>[] = [{
    id: 'card', header: t('offers:nav.offers'), width: 300, grow: true,
    cell: (x) => <div className="of-card"><div className="lt-row"><b>{t(`offers:kinds.${x.kind}`)} {taken(x)}</b>{tag(x)}</div><span>{whenText(x)}</span><span className="lt-muted">{x.skill} {x.note}</span></div>,
  }]
  return (
    <Page title={t('offers:nav.offers')} fill actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ send: '1' }, true)}>{t('offers:send.start')}</Button>}>
      <Views />
      <QueryTable<Offer>
        id={narrow ? 'offers.phone' : 'offers'} label={t('offers:nav.offers')} path="/offers" queryKey="roster" columns={narrow ? phone : wide} rowKey={(x) => x.id} defaultSort="-on" searchHint={t('offers:search')}
        filters={[
          { key: 'kind', label: t('offers:kind'), options: kinds.map((value) => ({ value, label: t(`offers:kinds.${value}`) })) },
          { key: 'state', label: t('offers:state'), options: states.map((value) => ({ value, label: t(`offers:states.${value}`) })) },
        ]}
        onOpen={(x) => patch({ id: x.id }, true)} selected={search.id as string | undefined}
        exportable={!narrow}
        empty={{ title: t('offers:empty'), reason: t('offers:empty_reason') }}
      />
      <SendDrawer open={search.send === '1'} onClose={() => patch({ send: undefined })} onSent={async (x) => { await refresh(); patch({ send: undefined, id: x.id }) }} />
      <Detail id={search.id as string | undefined} onClose={() => patch({ id: undefined })} onChanged={refresh} />
    </Page>
  )
}

function Detail({ id, onClose, onChanged }: { id?: string; onClose: () => void; onChanged: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const q = useQuery({ queryKey: ['roster', 'offers', id], enabled: Boolean(id), retry: false, queryFn: ({ signal }) => api.get<Offer>(`/offers/${encodeURIComponent(id!)}`, undefined, signal) })
  const x = q.data
  const close = () =>
    modal.confirm({
      title: t('offers:close_title'), content: t('offers:close_text'), okText: t('offers:close'), cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.post(`/offers/${encodeURIComponent(id!)}/closing`, {})
        } catch (error) {
          void message.error(faultText(error))
        }
        await onChanged()
      },
    })
  return (
    <Drawer open={Boolean(id)} onClose={onClose} destroyOnHidden size={560} title={x ? `${t(`offers:kinds.${x.kind}`)} · ${whenText(x)}` : ''} closable={{ 'aria-label': t('common:action.close') }} footer={x?.state === 'open' ? <Button danger onClick={close}>{t('offers:close')}</Button> : null}>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !x ? <Skeleton /> : (
        <>
          <p className="lt-row"><StatusTag tone={tones[x.state]}>{t(`offers:states.${x.state}`)}</StatusTag><b>{x.skill}</b><span>{t('offers:accepted_of', { n: x.taken, of: x.people })}</span><span className="lt-muted">{t('offers:sent_by', { by: x.asked_by, when: dateTime(x.asked_ms) })}</span></p>
          {x.note && <p>{x.note}</p>}
          <table className="of-table">
            <caption className="lt-sr">{t('offers:invites')}</caption>
            <thead><tr><th>{t('offers:place')}</th><th>{t('offers:person')}</th><th>{t('offers:becomes')}</th><th>{t('offers:paid')}</th><th>{t('offers:answer')}</th></tr></thead>
            <tbody>
              {(x.invites ?? []).map((y) => (
                <tr key={y.person_id}>
                  <td>{y.place}</td><td>{y.name}<br /><small className="lt-muted">{y.team}</small></td><td>{changeText(t, y)}<br /><small className="lt-muted">{hours(t, y.minutes)}</small></td><td>{payText(t, y)}</td>
                  <td><StatusTag tone={inviteTones[y.state]}>{t(`offers:invite_states.${y.state}`)}</StatusTag>{y.answered_ms ? <><br /><small className="lt-muted">{dateTime(y.answered_ms)}</small></> : null}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Drawer>
  )
}
