// The team leader opens this daily, on the telephone too: shifts that people want to pass on to each other. They decide whether the floor can
// live with it; rules have been held already. The planner sets here what needs no leader.
import { SettingOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { sessionQuery } from '../../api/queries'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { useNarrow } from '../timeoff/useNarrow'
import { Rules } from './Rules'
import type { Checked, Swap, Terms } from './types'
import { dayShift, states, swapText, toldText, tones } from './words'
import '../roster/rosters.css'
import '../timeoff/timeoff.css'
import './swaps.css'

export function SwapsPage() {
  return <Guard permission="roster.swap"><SwapsView /></Guard>
}

function SwapsView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const plans = useAllowed('roster.edit')
  const narrow = useNarrow()
  const [search, patch] = useSearchState()
  const { data: session } = useQuery(sessionQuery)
  const terms = useQuery({ queryKey: ['roster', 'swaps', 'terms'], queryFn: ({ signal }) => api.get<Terms>('/swap-terms', undefined, signal) })
  const team = search.team as string | undefined
  const refresh = () => queries.invalidateQueries({ queryKey: ['roster'] })
  const decide = async (x: Swap, body: { approve: boolean; answer?: string }) => {
    try {
      await api.post(`/swaps/${encodeURIComponent(x.id)}/decision`, body)
      void message.success(t('common:form.saved'))
    } catch (error) {
      void message.error(faultText(error))
    }
    await refresh()
  }
  const approve = async (x: Swap) => {
    try {
      const { violations } = await api.get<Checked>(`/swaps/${encodeURIComponent(x.id)}/check`)
      if (violations.some((v) => v.hard)) return void modal.info({ title: t('swaps:decide.cannot'), content: <Rules told={violations} />, okText: t('common:action.close') })
      modal.confirm({
        title: t('swaps:decide.approve_title'), content: <><p>{swapText(t, x)}</p><Rules told={violations} /></>, okText: t('swaps:decide.approve'), cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
        onOk: () => decide(x, { approve: true }),
      })
    } catch (error) {
      void message.error(faultText(error))
      await refresh()
    }
  }
  const refuse = (x: Swap) => {
    let why = ''
    modal.confirm({
      title: t('swaps:decide.refuse_title'), okText: t('swaps:decide.refuse'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      content: <><p>{swapText(t, x)}</p><label className="lt-field"><span>{t('swaps:decide.answer')}</span><Input.TextArea rows={2} maxLength={500} onChange={(e) => { why = e.target.value }} /></label></>,
      onOk: async () => {
        if (!why.trim()) {
          void message.error(t('swaps:decide.answer_needed'))
          throw new Error('no reason')
        }
        await decide(x, { approve: false, answer: why.trim() })
      },
    })
  }
  const me = session?.user.person_id
  const mine = (x: Swap) => Boolean(me) && [x.giver_id, x.for_id, x.taker_id].includes(me)
  const acts = (x: Swap) => !mine(x) && (
    <span className="lt-row to-acts">
      {x.state === 'taken' && <Button size="small" type="primary" onClick={() => void approve(x)}>{t('swaps:decide.approve')}</Button>}
      {(x.state === 'taken' || x.state === 'open') && <Button size="small" onClick={() => refuse(x)}>{t('swaps:decide.refuse')}</Button>}
    </span>
  )
  const tag = (x: Swap) => <StatusTag tone={tones[x.state]}>{t(`swaps:states.${x.state}`)}</StatusTag>
  const rules = (x: Swap) => (x.violations ?? []).map((v) => toldText(t, v)).join(t('swaps:join'))
  const taker = (x: Swap) => x.taker ?? (x.for ? t('swaps:asked', { name: x.for }) : t('swaps:anybody'))
  const wide: Column<Swap>[] = [
    { id: 'on', header: t('swaps:shift'), width: 210, pin: true, sortable: true, value: (x) => dayShift(x.on, x.shift), cell: (x) => dayShift(x.on, x.shift) },
    { id: 'giver', header: t('swaps:giver'), width: 110, sortable: true, value: (x) => x.giver, cell: (x) => x.giver },
    { id: 'giver_no', header: t('swaps:giver_no'), width: 90, hidden: true, value: (x) => x.giver_no, cell: (x) => x.giver_no },
    { id: 'team', header: t('swaps:team'), width: 110, hidden: true, value: (x) => x.team, cell: (x) => x.team },
    { id: 'skill', header: t('swaps:skill'), width: 100, hidden: true, value: (x) => x.shift.skill_name ?? '', cell: (x) => x.shift.skill_name },
    { id: 'taker', header: t('swaps:taker'), width: 120, sortable: true, value: taker, cell: taker },
    { id: 'back', header: t('swaps:back'), width: 210, value: (x) => (x.back_on ? dayShift(x.back_on, x.back) : ''), cell: (x) => (x.back_on ? dayShift(x.back_on, x.back) : <span className="lt-muted">{t('swaps:gift')}</span>) },
    { id: 'note', header: t('swaps:note'), width: 140, value: (x) => x.note, cell: (x) => <span title={x.note}>{x.note}</span> },
    { id: 'rules', header: t('swaps:rules.title'), width: 150, grow: true, value: rules, cell: (x) => (rules(x) ? <span className="sw-rules" title={rules(x)}>◆ {rules(x)}</span> : <span className="lt-muted">{x.answer || (x.taker_id ? t('swaps:rules.fine') : '')}</span>) },
    { id: 'state', header: t('swaps:state'), width: 110, sortable: true, value: (x) => t(`swaps:states.${x.state}`), cell: tag },
    { id: 'asked', header: t('swaps:asked_at'), width: 150, hidden: true, sortable: true, value: (x) => dateTime(x.asked_ms), cell: (x) => dateTime(x.asked_ms) },
    { id: 'expires', header: t('swaps:expires'), width: 150, hidden: true, value: (x) => dateTime(x.expires_ms), cell: (x) => dateTime(x.expires_ms) },
    { id: 'decided', header: t('swaps:decided'), width: 180, hidden: true, value: (x) => (x.decided_ms ? `${x.decided_by ?? ''} ${dateTime(x.decided_ms)}` : ''), cell: (x) => (x.decided_ms ? `${x.decided_by || t('swaps:by_terms')} · ${dateTime(x.decided_ms)}` : '') },
    { id: 'act', header: '', width: 170, cell: acts },
  ]
  const phone: Column<Swap>[] = [{
    id: 'card', header: t('swaps:nav.swaps'), width: 300, grow: true,
    cell: (x) => (
      <div className="to-card">
        <div className="lt-row"><b>{x.giver} → {taker(x)}</b>{tag(x)}</div>
        <span>{dayShift(x.on, x.shift)}</span>
        {x.back_on && <span>{t('swaps:back')} {dayShift(x.back_on, x.back)}</span>}
        {x.note && <span className="lt-muted">{x.note}</span>}
        {rules(x) && <span className="to-warn">◆ {rules(x)}</span>}
        {acts(x)}
      </div>
    ),
  }]
  return (
    <Page title={t('swaps:nav.swaps')} fill actions={plans && <Button icon={<SettingOutlined />} onClick={() => patch({ terms: '1' }, true)}>{t('swaps:terms.title')}</Button>}>
      {terms.data && <p className="lt-muted to-law">{t(terms.data.automatic ? 'swaps:terms.says_automatic' : 'swaps:terms.says_leader', { hours: terms.data.notice_hours })}</p>}
      <QueryTable<Swap>
        id={narrow ? 'swaps.phone' : 'swaps'} label={t('swaps:nav.swaps')} path="/swaps" queryKey="roster" columns={narrow ? phone : wide} rowKey={(x) => x.id} defaultSort="on" searchHint={t('swaps:decide.search')} params={{ team }}
        filters={[{ key: 'state', label: t('swaps:state'), options: states.map((value) => ({ value, label: t(`swaps:states.${value}`) })) }]}
        tools={<DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />}
        exportable={!narrow}
        empty={{ title: t('swaps:decide.empty'), reason: t('swaps:decide.empty_reason') }}
      />
      {plans && terms.data && (
        <EditDrawer<Terms> open={search.terms === '1'} width={440} title={t('swaps:terms.title')} initial={terms.data} identity={String(terms.data.rev)} onClose={() => patch({ terms: undefined })}
          onSave={async (v) => {
            await api.put('/swap-terms', { automatic: v.automatic, notice_hours: v.notice_hours }, terms.data.rev)
            await refresh()
          }}
        >
          <Form.Item name="automatic" label={t('swaps:terms.automatic')} valuePropName="checked" extra={t('swaps:terms.automatic_help')}><Switch /></Form.Item>
          <Form.Item name="notice_hours" label={t('swaps:terms.notice')} extra={t('swaps:terms.notice_help')} rules={[{ required: true, message: t('common:form.required', { label: t('swaps:terms.notice') }) }]}><InputNumber min={0} max={336} precision={0} suffix={t('swaps:terms.hours')} style={{ width: 180 }} /></Form.Item>
        </EditDrawer>
      )}
    </Page>
  )
}
