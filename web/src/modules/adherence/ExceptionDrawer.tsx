// Explaining a time of one's own, or entering one for a person or a team: a reason, and the time it is about.
import { useQuery } from '@tanstack/react-query'
import { App, DatePicker, Form, Input, Segmented, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { EditDrawer } from '../../kit/EditDrawer'
import { centreZone, dayOf, timeSeconds } from '../../kit/format'
import { instantOf } from './instant'
import type { Exception } from './types'
import { reasons } from './words'

type Values = { whom: 'team' | 'person'; team_id?: string; person_id?: string; on?: Dayjs; from_ms: string; to_ms: string; reason?: string; note?: string }

/** The time a new exception is about; of oneself, or of somebody. */
export type About = { from_ms: number; to_ms: number; person_id?: string }

type Props = { open: boolean; about?: About; others?: boolean; onClose: () => void; onSaved: () => Promise<unknown> }

export function ExceptionDrawer({ open, about, others, onClose, onSaved }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const initial = useMemo<Values & { on: Dayjs }>(() => {
    const from = about?.from_ms ?? Date.now() - 3_600_000
    return { whom: about?.person_id ? 'person' : 'team', person_id: about?.person_id, on: dayjs(dayOf(from)), from_ms: about ? timeSeconds(from) : `${timeSeconds(from).slice(0, 2)}:00`, to_ms: about ? timeSeconds(about.to_ms) : `${timeSeconds(from + 3_600_000).slice(0, 2)}:00`, reason: others ? 'system' : undefined, note: '' }
  }, [about, others])
  return (
    <EditDrawer<Values>
      open={open} width={480} title={t(others ? 'adherence:enter' : 'adherence:explain_title')} saveLabel={t(others ? 'common:action.save' : 'adherence:send')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const on = (v.on ?? initial.on).format('YYYY-MM-DD')
        const from = instantOf(on, v.from_ms, centreZone()) ?? 0
        let to = instantOf(on, v.to_ms, centreZone()) ?? 0
        if (to <= from && about && about.to_ms > about.from_ms && dayOf(about.to_ms) !== dayOf(about.from_ms)) to = instantOf(dayjs(on).add(1, 'day').format('YYYY-MM-DD'), v.to_ms, centreZone()) ?? 0
        const body = { from_ms: from, to_ms: to, reason: v.reason ?? '', note: v.note?.trim() ?? '' }
        const whom = v.whom === 'team' ? { team_id: v.team_id ?? '' } : { person_id: v.person_id ?? '' }
        await api.post<Exception>(others ? '/adherence/exceptions' : '/own/adherence/exceptions', others ? { ...body, ...whom } : body)
        void message.success(t(others ? 'common:form.saved' : 'adherence:sent'))
        await onSaved()
      }}
    >
      <Fields others={others} />
    </EditDrawer>
  )
}

function Fields({ others }: { others?: boolean }) {
  const { t } = useTranslation()
  const { data: dims } = useQuery({ ...dimensionsQuery, enabled: Boolean(others) })
  const form = Form.useFormInstance<Values>()
  const whom = Form.useWatch('whom', form)
  const reason = Form.useWatch('reason', form)
  const required = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  const clock = (label: string) => [required(label), { pattern: /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, message: t('errors:field.time') }]
  return (
    <>
      {others && (
        <>
          <Form.Item name="whom" label={t('adherence:whom')}><Segmented options={(['team', 'person'] as const).map((v) => ({ value: v, label: t(`adherence:whom_${v}`) }))} /></Form.Item>
          {whom === 'person'
            ? <Form.Item name="person_id" label={t('adherence:person')} rules={[required(t('adherence:person'))]}><Select showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.agents).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))} /></Form.Item>
            : <Form.Item name="team_id" label={t('adherence:team')} rules={[required(t('adherence:team'))]}><Select showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.teams).map((x) => ({ value: x.id, label: x.name }))} /></Form.Item>}
          <Form.Item name="on" label={t('adherence:on')} rules={[required(t('adherence:on'))]}><DatePicker allowClear={false} inputReadOnly style={{ width: '100%' }} /></Form.Item>
        </>
      )}
      <div className="ad-two">
        <Form.Item name="from_ms" label={t('adherence:from')} rules={clock(t('adherence:from'))}><Input inputMode="numeric" placeholder="09:00" /></Form.Item>
        <Form.Item name="to_ms" label={t('adherence:to')} rules={clock(t('adherence:to'))}><Input inputMode="numeric" placeholder="09:10" /></Form.Item>
      </div>
      <Form.Item name="reason" label={t('adherence:why')} rules={[required(t('adherence:why'))]}><Select options={reasons.map((value) => ({ value, label: t(`adherence:reason.${value}`) }))} /></Form.Item>
      <Form.Item name="note" label={t('adherence:note')} rules={reason === 'other' ? [required(t('adherence:note'))] : []}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
    </>
  )
}
