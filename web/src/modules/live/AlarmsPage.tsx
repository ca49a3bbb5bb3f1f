// Duty manager and operations manager, after a bad hour or at the end of the week: what went wrong, how long it took, who handled it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import type { Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { dateTime, duration, none, time } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { AlarmDrawer } from './AlarmDrawer'
import { rules, type Alarm, type Mute } from './types'
import { alarmText, ruleText, ruleValue } from './words'
import './live.css'

export function AlarmsPage() {
  return <Guard permission="live.read"><AlarmsView /></Guard>
}

function AlarmsView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const { data: dims } = useQuery(dimensionsQuery)
  const columns = useMemo<Column<Alarm>[]>(() => {
    const state = (a: Alarm) => t(a.cleared_ms > 0 ? 'live:alarms.over' : 'live:alarms.open')
    const lasted = (a: Alarm) => (a.cleared_ms > 0 ? duration(a.cleared_ms - a.raised_ms) : none)
    return [
      { id: 'raised_ms', header: t('live:alarms.raised'), cell: (a) => dateTime(a.raised_ms), value: (a) => dateTime(a.raised_ms), width: 150, sortable: true, pin: true },
      { id: 'what', header: t('live:alarms.what'), cell: alarmText, value: alarmText, width: 280, grow: true },
      { id: 'severity', header: t('live:alarms.severity'), cell: (a) => <StatusTag tone={a.severity}>{t(`live:severity.${a.severity}`)}</StatusTag>, value: (a) => t(`live:severity.${a.severity}`), width: 116 },
      { id: 'rule', header: t('live:alarms.rule'), cell: (a) => ruleText(a.rule), value: (a) => ruleText(a.rule), width: 140, hidden: true },
      { id: 'bound', header: t('live:alarms.bound'), cell: (a) => ruleValue(a.rule, a.bound), value: (a) => a.bound, width: 110, align: 'right' },
      { id: 'state', header: t('live:alarms.state'), cell: (a) => <StatusTag tone={a.cleared_ms > 0 ? 'muted' : 'info'}>{state(a)}</StatusTag>, value: state, width: 100 },
      { id: 'lasted', header: t('live:alarms.lasted'), cell: lasted, value: lasted, width: 110, align: 'right' },
      { id: 'owner', header: t('live:alarms.owner'), cell: (a) => a.owner_name || none, value: (a) => a.owner_name, width: 110 },
      { id: 'acked', header: t('live:alarms.acked'), cell: (a) => (a.acked_ms > 0 ? `${a.acked_by} ${time(a.acked_ms)}` : none), value: (a) => a.acked_by, width: 150 },
    ]
  }, [t])
  const open = search.open as string | undefined
  return (
    <Page title={t('live:nav.alarms')} fill>
      <Mutes />
      <QueryTable<Alarm>
        id="live.alarms"
        label={t('live:nav.alarms')}
        path="/live/alarms"
        queryKey="live-alarms"
        columns={columns}
        rowKey={(a) => a.id}
        searchHint={t('live:alarms.search')}
        defaultSort="-raised_ms"
        filters={[
          { key: 'status', label: t('live:alarms.state'), width: 120, options: ['open', 'cleared', 'unacknowledged'].map((s) => ({ value: s, label: t(`live:alarms.status_${s}`) })) },
          { key: 'rule', label: t('live:alarms.rule'), width: 150, options: rules.map((r) => ({ value: r, label: ruleText(r) })) },
          { key: 'severity', label: t('live:alarms.severity'), width: 100, options: ['bad', 'warn'].map((s) => ({ value: s, label: t(`live:severity.${s}`) })) },
          { key: 'team', label: t('live:team'), width: 130, options: (dims?.teams ?? []).map((x) => ({ value: x.id, label: x.name })) },
        ]}
        onOpen={(a) => patch({ open: a.id }, true)}
        selected={open}
        empty={{ title: t('live:alarms.empty'), reason: t('live:alarms.empty_reason') }}
      />
      <AlarmDrawer id={open} onClose={() => patch({ open: undefined })} />
    </Page>
  )
}

/** What is kept quiet now; shown only when something is. */
function Mutes() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const mayAct = useAllowed('live.act')
  const mutes = useQuery({ queryKey: ['live-mutes'], queryFn: ({ signal }) => api.get<Mute[]>('/live/mutes', undefined, signal) })
  if (!mutes.data || mutes.data.length === 0) return null
  const end = async (m: Mute) => {
    try {
      await api.delete(`/live/mutes/${m.id}`)
      await queries.invalidateQueries({ queryKey: ['live-mutes'] })
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  return (
    <section className="lt-card" aria-label={t('live:mutes.title')}>
      <div className="lt-card-head"><h2>{t('live:mutes.title')} {mutes.data.length}</h2></div>
      <ul className="lt-mutes">
        {mutes.data.map((m) => (
          <li key={m.id} className="lt-row">
            <b>{m.object_name}</b> {ruleText(m.rule)} <span className="lt-muted">{t('live:mutes.until', { time: dateTime(m.until_ms), name: m.by_name })} · {m.reason}</span>
            <span className="lt-grow" />
            {mayAct && <Button size="small" onClick={() => void end(m)}>{t('live:mutes.end')}</Button>}
          </li>
        ))}
      </ul>
    </section>
  )
}
