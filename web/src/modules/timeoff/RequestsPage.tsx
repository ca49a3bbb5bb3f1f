// The team leader opens this daily, on the telephone too, the planner before a roster is made: who asks for time off, and what speaks
// against it. They decide who is away.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { sessionQuery } from '../../api/queries'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { faultText } from '../../kit/fault'
import { dateTime } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { AskDrawer } from './AskDrawer'
import { kindsQuery } from './queries'
import type { Request } from './types'
import { useNarrow } from './useNarrow'
import { Views } from './Views'
import { kindName, lengthText, states, tones, warningsText, whenText } from './words'
import './timeoff.css'

export function RequestsPage() {
  return <Guard permission="timeoff.read"><RequestsView /></Guard>
}

function RequestsView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const decides = useAllowed('timeoff.approve')
  const narrow = useNarrow()
  const [search, patch] = useSearchState()
  const { data: session } = useQuery(sessionQuery)
  const kinds = useQuery(kindsQuery)
  const team = search.team as string | undefined
  const refresh = () => queries.invalidateQueries({ queryKey: ['timeoff'] })
  const act = async (fn: () => Promise<unknown>, done: string) => {
    try {
      await fn()
      void message.success(done)
    } catch (error) {
      void message.error(faultText(error))
    }
    await refresh()
  }
  const decide = (r: Request, body: { approve: boolean; answer?: string; despite?: boolean }) =>
    act(() => api.post(`/timeoff/requests/${encodeURIComponent(r.id)}/decision`, body), t(body.approve ? 'timeoff:decide.done_approve' : 'timeoff:decide.done_refuse'))
  const against = (r: Request) => (r.warnings ?? []).filter((w) => w.code !== 'nothing')
  const approve = (r: Request) => {
    if (against(r).length === 0) return void decide(r, { approve: true })
    modal.confirm({
      title: t('timeoff:decide.despite_title'), content: <p>{warningsText(t, r)}</p>, okText: t('timeoff:decide.approve_despite'), cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: () => decide(r, { approve: true, despite: true }),
    })
  }
  /** Asks why; without a reason the dialogue stays. */
  const withReason = (title: string, ok: string, fn: (why: string) => Promise<unknown>) => {
    let why = ''
    modal.confirm({
      title, okText: ok, okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      content: <label className="lt-field"><span>{t('timeoff:decide.answer')}</span><Input.TextArea rows={2} maxLength={500} onChange={(e) => { why = e.target.value }} /></label>,
      onOk: async () => {
        if (!why.trim()) {
          void message.error(t('timeoff:decide.answer_needed'))
          throw new Error('no reason')
        }
        await fn(why.trim())
      },
    })
  }
  const refuse = (r: Request) => withReason(t('timeoff:decide.refuse_title', { name: r.person_name }), t('timeoff:decide.refuse'), (answer) => decide(r, { approve: false, answer }))
  const cancel = (r: Request) =>
    withReason(t('timeoff:decide.cancel_title', { name: r.person_name }), t('timeoff:decide.cancel'), (answer) => act(() => api.post(`/timeoff/requests/${encodeURIComponent(r.id)}/withdrawal`, { answer }), t('common:form.saved')))
  const own = (r: Request) => r.person_id !== '' && r.person_id === session?.user.person_id
  const acts = (r: Request) => decides && !own(r) && (
    <span className="lt-row to-acts">
      {r.state === 'waiting' && <Button size="small" type="primary" onClick={() => approve(r)}>{t('timeoff:decide.approve')}</Button>}
      {r.state === 'waiting' && <Button size="small" onClick={() => refuse(r)}>{t('timeoff:decide.refuse')}</Button>}
      {r.state === 'approved' && <Button size="small" onClick={() => cancel(r)}>{t('timeoff:decide.cancel')}</Button>}
    </span>
  )
  const tag = (r: Request) => <StatusTag tone={tones[r.state]}>{t(`timeoff:states.${r.state}`)}</StatusTag>
  const wide: Column<Request>[] = [
    { id: 'name', header: t('timeoff:person'), width: 110, pin: true, sortable: true, value: (r) => r.person_name, cell: (r) => r.person_name },
    { id: 'agent_no', header: t('timeoff:agent_no'), width: 90, hidden: true, value: (r) => r.agent_no, cell: (r) => r.agent_no },
    { id: 'team', header: t('timeoff:team'), width: 110, value: (r) => r.team_name, cell: (r) => r.team_name },
    { id: 'kind', header: t('timeoff:kind'), width: 130, sortable: true, value: (r) => kindName(t, r), cell: (r) => kindName(t, r) },
    { id: 'from', header: t('timeoff:when'), width: 260, sortable: true, value: (r) => whenText(t, r), cell: (r) => whenText(t, r) },
    { id: 'minutes', header: t('timeoff:length'), width: 80, align: 'right', sortable: true, value: (r) => lengthText(t, r.minutes), cell: (r) => lengthText(t, r.minutes) },
    { id: 'reason', header: t('timeoff:reason'), width: 120, value: (r) => r.reason, cell: (r) => <span title={r.reason}>{r.reason}</span> },
    { id: 'warnings', header: t('timeoff:warn.title'), width: 200, grow: true, value: (r) => warningsText(t, r), cell: (r) => (warningsText(t, r) ? <span className="to-warn">◆ {warningsText(t, r)}</span> : <span className="lt-muted">{r.state === 'waiting' ? t('timeoff:warn.fine') : r.answer}</span>) },
    { id: 'state', header: t('timeoff:state'), width: 115, value: (r) => t(`timeoff:states.${r.state}`), cell: tag },
    { id: 'asked', header: t('timeoff:asked'), width: 150, hidden: true, sortable: true, value: (r) => dateTime(r.asked_ms), cell: (r) => dateTime(r.asked_ms) },
    { id: 'decided', header: t('timeoff:decided'), width: 180, hidden: true, value: (r) => (r.decided_ms ? `${r.decided_by} ${dateTime(r.decided_ms)}` : ''), cell: (r) => (r.decided_ms ? `${r.decided_by} · ${dateTime(r.decided_ms)}` : '') },
    ...(decides ? [{ id: 'act', header: '', width: 170, cell: acts } satisfies Column<Request>] : []),
  ]
  const phone: Column<Request>[] = [{
    id: 'card', header: t('timeoff:nav.requests'), width: 300, grow: true,
    cell: (r) => (
      <div className="to-card">
        <div className="lt-row"><b>{r.person_name}</b><span>{kindName(t, r)} {lengthText(t, r.minutes)}</span>{tag(r)}</div>
        <span>{whenText(t, r)}</span>
        {r.reason && <span className="lt-muted">{r.reason}</span>}
        {warningsText(t, r) && <span className="to-warn">◆ {warningsText(t, r)}</span>}
        {acts(r)}
      </div>
    ),
  }]
  return (
    <Page title={t('timeoff:nav.requests')} fill actions={decides && <Button icon={<PlusOutlined />} onClick={() => patch({ ask: '1' }, true)}>{t('timeoff:decide.enter')}</Button>}>
      <Views />
      <QueryTable<Request>
        id={narrow ? 'timeoff.requests.phone' : 'timeoff.requests'} label={t('timeoff:nav.requests')} path="/timeoff/requests" queryKey="timeoff" columns={narrow ? phone : wide} rowKey={(r) => r.id} defaultSort="from" searchHint={t('timeoff:decide.search')} params={{ team }}
        filters={[
          { key: 'state', label: t('timeoff:state'), options: states.map((value) => ({ value, label: t(`timeoff:states.${value}`) })) },
          { key: 'kind', label: t('timeoff:kind'), options: (kinds.data ?? []).map((k) => ({ value: k.id, label: t('timeoff:lang') === 'en' ? k.name_en || k.name : k.name })) },
        ]}
        tools={<DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />}
        exportable={!narrow}
        empty={{ title: t('timeoff:decide.empty'), reason: t('timeoff:decide.empty_reason') }}
      />
      {decides && <AskDrawer others open={search.ask === '1'} kinds={kinds.data ?? []} onClose={() => patch({ ask: undefined })} onSaved={refresh} />}
    </Page>
  )
}
