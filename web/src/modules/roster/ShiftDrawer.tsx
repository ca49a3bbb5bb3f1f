// The form of a shift type, with its picture beside what is typed.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Select, Switch } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { EditDrawer } from '../../kit/EditDrawer'
import { today } from '../../kit/format'
import { shiftColours } from '../../kit/tokens'
import { clockOf, minutesOf } from './clock'
import { ShiftPicture } from './ShiftPicture'
import type { ShiftBreak, ShiftType } from './types'

type Values = {
  code: string; name: string; colour: string; earliest_start: string; latest_start: string; start_step: number; length_minutes: number; breaks: ShiftBreak[]
  team_ids: string[]; skill_ids: string[]; from_on: Dayjs; until_on?: Dayjs | null; note?: string
}

const blank = (): Values => ({ code: '', name: '', colour: 'blue', earliest_start: '08:00', latest_start: '08:00', start_step: 30, length_minutes: 540, breaks: [{ name: '', minutes: 60, paid: false, earliest: 180, latest: 300 }], team_ids: [], skill_ids: [], from_on: dayjs(today()) })
const toForm = (s: ShiftType): Values => ({
  ...s, breaks: s.breaks ?? [], team_ids: s.team_ids ?? [], skill_ids: s.skill_ids ?? [], earliest_start: clockOf(s.earliest_start), latest_start: clockOf(s.latest_start), from_on: dayjs(s.from_on), until_on: s.until_on ? dayjs(s.until_on) : null,
})

export function toBody(v: Values) {
  return {
    code: v.code.trim(), name: v.name.trim(), colour: v.colour, earliest_start: minutesOf(v.earliest_start) ?? -1, latest_start: minutesOf(v.latest_start) ?? -1, start_step: v.start_step, length_minutes: v.length_minutes,
    breaks: (v.breaks ?? []).map((b) => ({ name: b.name?.trim() ?? '', minutes: b.minutes ?? 0, paid: b.paid ?? false, earliest: b.earliest ?? 0, latest: b.latest ?? 0 })),
    team_ids: v.team_ids ?? [], skill_ids: v.skill_ids ?? [], from_on: v.from_on.format('YYYY-MM-DD'), until_on: v.until_on?.format('YYYY-MM-DD'), note: v.note?.trim() ?? '',
  }
}

type Props = { open: boolean; shift?: ShiftType; copy?: boolean; onClose: () => void; onSaved: () => Promise<unknown> }

export function ShiftDrawer({ open, shift, copy, onClose, onSaved }: Props) {
  const { t } = useTranslation()
  const { data: dims } = useQuery(dimensionsQuery)
  const edited = copy ? undefined : shift
  const initial = useMemo<Values>(() => (shift ? { ...toForm(shift), ...(copy ? { code: '', from_on: dayjs(today()), until_on: null } : {}) } : blank()), [shift, copy])
  const required = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  const time = (label: string) => [required(label), { validator: (_: unknown, v: string) => (!v || minutesOf(v) !== undefined ? Promise.resolve() : Promise.reject(new Error(t('errors:field.time')))) }]
  const choice = (key: 'teams' | 'skills') => inUse(dims?.[key]).map((x) => ({ value: x.id, label: x.name }))
  return (
    <EditDrawer<Values>
      open={open} width={680} identity={`${shift?.id ?? ''}${copy ? '+' : ''}`} title={edited ? t('roster:shift.edit', { code: edited.code }) : t('roster:shift.add')} initial={initial} onClose={onClose}
      onReload={async () => (edited ? toForm(await api.get<ShiftType>(`/roster/shift-types/${encodeURIComponent(edited.id)}`)) : undefined)}
      onSave={async (v) => {
        if (edited) await api.put(`/roster/shift-types/${encodeURIComponent(edited.id)}`, toBody(v), edited.rev)
        else await api.post('/roster/shift-types', toBody(v))
        await onSaved()
      }}
    >
      <Form.Item noStyle shouldUpdate>{(form) => <Picture values={form.getFieldsValue() as Values} />}</Form.Item>
      <div className="ro-form-row" style={{ gridTemplateColumns: '120px minmax(0, 1fr) 160px' }}>
        <Form.Item name="code" label={t('roster:shift.code')} rules={[required(t('roster:shift.code'))]}><Input maxLength={20} /></Form.Item>
        <Form.Item name="name" label={t('roster:shift.name')} rules={[required(t('roster:shift.name'))]}><Input maxLength={100} /></Form.Item>
        <Form.Item name="colour" label={t('roster:shift.colour')}><Select options={Object.keys(shiftColours).map((value) => ({ value, label: <span className="lt-row ro-acts"><i className="ro-swatch" style={{ background: `var(--lt-shift-${value})` }} />{t(`roster:colours.${value}`)}</span> }))} /></Form.Item>
      </div>
      <div className="ro-form-row">
        <Form.Item name="earliest_start" label={t('roster:shift.earliest')} rules={time(t('roster:shift.earliest'))}><Input placeholder="08:00" /></Form.Item>
        <Form.Item name="latest_start" label={t('roster:shift.latest')} rules={time(t('roster:shift.latest'))}><Input placeholder="08:00" /></Form.Item>
        <Form.Item name="start_step" label={t('roster:shift.step')} rules={[required(t('roster:shift.step'))]}><InputNumber min={5} max={240} suffix={t('roster:minutes')} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="length_minutes" label={t('roster:shift.length')} rules={[required(t('roster:shift.length'))]}><InputNumber min={60} max={960} step={15} suffix={t('roster:minutes')} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item label={t('roster:shift.breaks')} extra={t('roster:shift.breaks_help')}>
        <Form.List name="breaks">
          {(fields, { add, remove }, { errors }) => (
            <>
              {fields.length > 0 && <div className="ro-break-row ro-break-head" aria-hidden="true"><span>{t('roster:shift.break_name')}</span><span>{t('roster:shift.break_minutes')}</span><span>{t('roster:shift.break_paid')}</span><span>{t('roster:shift.break_from')}</span><span>{t('roster:shift.break_to')}</span></div>}
              {fields.map((f, i) => (
                <div key={f.key} className="ro-break-row">
                  <Form.Item name={[f.name, 'name']} rules={[required(t('roster:shift.break_name'))]}><Input maxLength={100} aria-label={`${i + 1} ${t('roster:shift.break_name')}`} /></Form.Item>
                  <Form.Item name={[f.name, 'minutes']}><InputNumber min={5} max={180} aria-label={`${i + 1} ${t('roster:shift.break_minutes')}`} style={{ width: '100%' }} /></Form.Item>
                  <Form.Item name={[f.name, 'paid']} valuePropName="checked"><Switch aria-label={`${i + 1} ${t('roster:shift.break_paid')}`} /></Form.Item>
                  <Form.Item name={[f.name, 'earliest']}><InputNumber min={0} max={960} step={15} aria-label={`${i + 1} ${t('roster:shift.break_from')}`} style={{ width: '100%' }} /></Form.Item>
                  <Form.Item name={[f.name, 'latest']}><InputNumber min={0} max={960} step={15} aria-label={`${i + 1} ${t('roster:shift.break_to')}`} style={{ width: '100%' }} /></Form.Item>
                  <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${i + 1} ${t('common:action.delete')}`} onClick={() => remove(f.name)} />
                </div>
              ))}
              <Form.ErrorList errors={errors} />
              <Button size="small" icon={<PlusOutlined />} disabled={fields.length >= 8} onClick={() => add({ name: '', minutes: 10, paid: true, earliest: 60, latest: 120 })}>{t('roster:shift.add_break')}</Button>
            </>
          )}
        </Form.List>
      </Form.Item>
      <div className="ro-form-row" style={{ gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' }}>
        <Form.Item name="team_ids" label={t('roster:shift.teams')}><Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('roster:all')} options={choice('teams')} /></Form.Item>
        <Form.Item name="skill_ids" label={t('roster:shift.skills')}><Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('roster:all')} options={choice('skills')} /></Form.Item>
        <Form.Item name="from_on" label={t('roster:from_on')} rules={[required(t('roster:from_on'))]}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="until_on" label={t('roster:until_on')}><DatePicker style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="note" label={t('roster:note')}><Input.TextArea rows={2} maxLength={500} showCount /></Form.Item>
    </EditDrawer>
  )
}

function Picture({ values }: { values: Values }) {
  const { t } = useTranslation()
  const [from, to] = [minutesOf(values.earliest_start), minutesOf(values.latest_start)]
  const length = values.length_minutes
  if (from === undefined || to === undefined || to < from || !length) return <p className="lt-muted">{t('roster:shift.no_picture')}</p>
  const breaks = (values.breaks ?? []).filter((b) => b && b.minutes > 0 && b.latest >= b.earliest && b.latest + b.minutes <= length)
  const paid = length - breaks.filter((b) => !b.paid).reduce((n, b) => n + b.minutes, 0)
  return (
    <div style={{ marginBottom: 16 }}>
      <ShiftPicture shift={{ code: values.code, colour: values.colour, earliest_start: from, latest_start: to, length_minutes: length, breaks }} />
      <p className="lt-muted" style={{ margin: '4px 0 0' }}>{t('roster:shift.paid_said', { paid: hoursText(paid), length: hoursText(length) })}</p>
    </div>
  )
}

export const hoursText = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
