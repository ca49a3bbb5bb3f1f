// One alarm: what passed which threshold when, who has it, what was done, and what can be done now.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { DescriptionList } from '../../kit/DescriptionList'
import { faultText } from '../../kit/fault'
import { dateTime, duration, timeSeconds } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import type { Action, AlarmDetail } from './types'
import { alarmText, doing, ruleText, ruleValue } from './words'

export function AlarmDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer open={Boolean(id)} onClose={onClose} size={520} title={t('live:alarms.one')} closable={{ 'aria-label': t('common:action.close') }} destroyOnHidden>
      {id && <Detail key={id} id={id} />}
    </Drawer>
  )
}

function Detail({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const mayAct = useAllowed('live.act')
  const alarm = useQuery({ queryKey: ['live-alarms', 'one', id], queryFn: ({ signal }) => api.get<AlarmDetail>(`/live/alarms/${id}`, undefined, signal) })
  const people = useQuery({ queryKey: ['live-colleagues'], queryFn: ({ signal }) => api.get<{ id: string; name: string }[]>('/live/colleagues', undefined, signal), enabled: mayAct, staleTime: 60_000 })
  const done = (d: AlarmDetail) => {
    queries.setQueryData(['live-alarms', 'one', id], d)
    void queries.invalidateQueries({ queryKey: ['live-alarms'] })
  }
  const act = useMutation({
    mutationFn: ({ path, body, put }: { path: string; body: unknown; put?: boolean }) => (put ? api.put<AlarmDetail>(`/live/alarms/${id}/${path}`, body) : api.post<AlarmDetail>(`/live/alarms/${id}/${path}`, body)),
    onSuccess: done,
    onError: (error) => void message.error(faultText(error)),
  })
  if (alarm.isPending) return <Skeleton />
  if (alarm.isError) return <Failure error={alarm.error} onRetry={() => void alarm.refetch()} />
  const a = alarm.data
  return (
    <div className="lt-stack">
      <h2>{alarmText(a)}</h2>
      <DescriptionList
        facts={[
          { label: t('live:alarms.rule'), value: a.state ? `${ruleText(a.rule)} · ${doing({ state: a.state, reason: a.reason })}` : ruleText(a.rule) },
          { label: t('live:alarms.severity'), value: <StatusTag tone={a.severity}>{t(`live:severity.${a.severity}`)}</StatusTag> },
          { label: t('live:alarms.value'), value: t('live:alarms.value_of', { value: ruleValue(a.rule, a.value), bound: ruleValue(a.rule, a.bound) }) },
          { label: t('live:alarms.raised'), value: dateTime(a.raised_ms) },
          { label: t('live:alarms.cleared'), value: a.cleared_ms > 0 ? `${dateTime(a.cleared_ms)} · ${duration(a.cleared_ms - a.raised_ms)}` : t('live:alarms.open') },
          { label: t('live:alarms.acked'), value: a.acked_ms > 0 ? `${a.acked_by} ${timeSeconds(a.acked_ms)}` : t('live:alarms.not_acked') },
        ]}
      />
      {mayAct && (
        <>
          <div className="lt-row">
            {a.acked_ms === 0 && <Button type="primary" loading={act.isPending} onClick={() => act.mutate({ path: 'acknowledge', body: {} })}>{t('live:alarms.acknowledge')}</Button>}
            {a.object_kind === 'agent' && <Button onClick={() => act.mutate({ path: 'notes', body: { kind: 'talked' } })}>{t('live:alarms.talked')}</Button>}
          </div>
          <label className="lt-field">
            <span>{t('live:alarms.owner')}</span>
            <Select
              allowClear
              aria-label={t('live:alarms.owner')}
              placeholder={t('live:alarms.no_owner')}
              showSearch={{ optionFilterProp: 'label' }}
              value={a.owner_id || undefined}
              loading={people.isPending}
              options={(people.data ?? []).map((p) => ({ value: p.id, label: p.name }))}
              onChange={(v?: string) => act.mutate({ path: 'owner', body: { owner_id: v ?? '' }, put: true })}
            />
          </label>
          <Say label={t('live:alarms.note')} onSay={(text) => act.mutateAsync({ path: 'notes', body: { kind: 'note', text } })} />
          {a.cleared_ms === 0 && <MuteForm onMute={(v) => act.mutateAsync({ path: 'mute', body: v })} />}
        </>
      )}
      <h3>{t('live:alarms.actions')}</h3>
      {a.actions.length === 0 ? <Note>{t('live:alarms.no_actions')}</Note> : <Actions list={a.actions} />}
    </div>
  )
}

export function Actions({ list }: { list: Action[] }) {
  const { t } = useTranslation()
  return (
    <ul className="lt-actions">
      {list.map((x) => (
        <li key={x.id}>
          <span className="lt-muted">{dateTime(x.at_ms)}</span> <b>{t(`live:action.${x.kind}`)}</b> {x.by_name}
          {x.text && <div>{x.text}</div>}
        </li>
      ))}
    </ul>
  )
}

/** One line of words and its button. The words stay when they could not be kept. */
export function Say({ label, onSay }: { label: string; onSay: (text: string) => Promise<unknown> }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async () => {
    if (!text.trim()) return
    setBusy(true)
    try {
      await onSay(text.trim())
      setText('')
    } catch {
      // said by the mutation; what was typed is still there
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="lt-say">
      <Input className="lt-grow" aria-label={label} placeholder={label} maxLength={500} value={text} onChange={(e) => setText(e.target.value)} onPressEnter={(e) => !e.nativeEvent.isComposing && void send()} />
      <Button loading={busy} disabled={!text.trim()} onClick={() => void send()}>{t('live:add')}</Button>
    </div>
  )
}

function MuteForm({ onMute }: { onMute: (v: { minutes: number; reason: string }) => Promise<unknown> }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ minutes: number; reason: string }>()
  const [open, setOpen] = useState(false)
  if (!open) return <div><Button onClick={() => setOpen(true)}>{t('live:alarms.mute')}</Button></div>
  return (
    <Form form={form} layout="vertical" requiredMark={false} initialValues={{ minutes: 30 }} onFinish={(v) => void onMute(v).then(() => setOpen(false)).catch(() => undefined)}>
      <Form.Item name="minutes" label={t('live:alarms.mute_minutes')} rules={[{ required: true, message: t('common:form.required', { label: t('live:alarms.mute_minutes') }) }]}>
        <InputNumber min={1} max={1440} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="reason" label={t('live:alarms.mute_reason')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('live:alarms.mute_reason') }) }]}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <div className="lt-row">
        <Button htmlType="submit" type="primary">{t('live:alarms.mute')}</Button>
        <Button onClick={() => setOpen(false)}>{t('common:action.cancel')}</Button>
      </div>
    </Form>
  )
}
