// Values that decide numbers have a history: from which day a change holds, what held before, what is planned.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, InputNumber, Modal, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../api/client'
import { Failure, Note, Skeleton } from './blocks'
import { faultText, fieldPath, fieldText } from './fault'
import { dateTime, metricValue, none, today } from './format'
import { StatusTag } from './StatusTag'

export type ParameterName = 'threshold_ms' | 'target_percent' | 'short_abandon_ms' | 'repeat_window_hours'
export type ParameterPeriod = {
  id: string
  parameter: ParameterName
  value: number | null
  from_on: string | null
  to_on: string | null
  set_by: string
  set_ms: number
  why?: string
}

/** What a form holds of the day from which its changes hold. */
export type SinceValues = { from_on?: Dayjs | null; why?: string }
export type SinceBody = { from_on?: string; correction?: boolean; why?: string }

/** The day as the server wants it; a day that is over is a correction. */
export function sinceBody(v: SinceValues, now = today()): SinceBody {
  const on = v.from_on?.format('YYYY-MM-DD')
  return { from_on: on, ...(on && on < now ? { correction: true, why: v.why } : {}) }
}

/** What a period is on a day. */
export function stateOf(p: Pick<ParameterPeriod, 'from_on' | 'to_on'>, now: string): 'past' | 'now' | 'planned' {
  if (p.from_on && p.from_on > now) return 'planned'
  return p.to_on && p.to_on < now ? 'past' : 'now'
}

/** Fields ask for a parameter in seconds where the server keeps milliseconds. */
const perUnit: Record<ParameterName, number> = { threshold_ms: 1000, target_percent: 1, short_abandon_ms: 1000, repeat_window_hours: 1 }
const limits: Record<ParameterName, [number, number]> = { threshold_ms: [0, 3600], target_percent: [0, 100], short_abandon_ms: [0, 600], repeat_window_hours: [1, 2160] }

export function useParameterText(): (p: Pick<ParameterPeriod, 'parameter' | 'value'>) => string {
  const { t } = useTranslation()
  return ({ parameter, value }) => {
    if (value === null) return t('common:parameter.as_centre')
    if (parameter === 'target_percent') return metricValue(value, 'percent')
    return `${Number((value / perUnit[parameter]).toFixed(3))} ${t(parameter === 'repeat_window_hours' ? 'common:parameter.hours' : 'common:parameter.seconds')}`
  }
}

function DayFields({ past }: { past: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      {past && <Note kind="warn">{t('common:parameter.past_warning')}</Note>}
      <Form.Item
        name="why"
        hidden={!past}
        label={t('common:parameter.why')}
        rules={[({ getFieldValue }) => ({
          // Enter in the day's field submits before the page has drawn anew: the form itself knows the day.
          validator: (_, v?: string) => (sinceBody({ from_on: getFieldValue('from_on') as Dayjs | null }).correction && !v?.trim() ? Promise.reject(new Error(t('common:form.required', { label: t('common:parameter.why') }))) : Promise.resolve()),
        })]}
      >
        <Input maxLength={500} />
      </Form.Item>
    </>
  )
}

/** Asks, once one of the fields differs from what it was, from which day that holds. */
export function SinceFields({ before }: { before: Record<string, number | null | undefined> }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<SinceValues & Record<string, unknown>>()
  const values = (Form.useWatch([], form) ?? {}) as SinceValues & Record<string, unknown>
  const differs = Object.entries(before).some(([k, v]) => k in values && (values[k] ?? null) !== (v ?? null))
  if (!differs) return null
  const on = values.from_on?.format('YYYY-MM-DD')
  return (
    <div className="lt-quote">
      <Form.Item
        name="from_on"
        label={t('common:parameter.from')}
        initialValue={dayjs(today())}
        extra={on && on > today() ? t('common:parameter.planned_help', { on }) : t('common:parameter.from_help')}
        rules={[{ required: true, message: t('common:form.required', { label: t('common:parameter.from') }) }]}
      >
        <DatePicker allowClear={false} style={{ width: 180 }} />
      </Form.Item>
      <DayFields past={Boolean(on && on < today())} />
    </div>
  )
}

type HistoryProps = {
  /** `/centre/parameters` or `/queues/{id}/parameters` */
  path: string
  names: ParameterName[]
  manage: boolean
  /** A queue may take the centre's value; the centre always has one. */
  ofQueue?: boolean
  onChanged: () => Promise<unknown>
}

/** Under the key of what the parameters belong to, so that both are read anew together. */
export const parametersKey = (path: string) => path.slice(1).split('/')

export function ParameterHistory({ path, names, manage, ofQueue, onChanged }: HistoryProps) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const text = useParameterText()
  const [adding, setAdding] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const list = useQuery({ queryKey: parametersKey(path), queryFn: async () => (await api.get<{ items: ParameterPeriod[] | null }>(path)).items ?? [] })
  const refresh = async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: parametersKey(path) }), queries.invalidateQueries({ queryKey: ['metric-query'] }), queries.invalidateQueries({ queryKey: ['metrics'] }), onChanged()])
  }
  const now = today()
  const remove = (p: ParameterPeriod) => {
    const past = p.from_on === null || p.from_on < now
    let why = ''
    modal.confirm({
      title: t('common:parameter.remove_title', { name: t(`common:parameter.name.${p.parameter}`), value: text(p), from: p.from_on ?? t('common:parameter.beginning') }),
      content: (
        <>
          <p>{t('common:parameter.remove_text')}</p>
          {past && (
            <>
              <Note kind="warn">{t('common:parameter.past_warning')}</Note>
              <label className="lt-field">
                <span>{t('common:parameter.why')}</span>
                <Input maxLength={500} onChange={(e) => { why = e.target.value }} />
              </label>
            </>
          )}
        </>
      ),
      okText: t('common:action.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common:action.cancel'),
      focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        setFault(null)
        try {
          await api.delete(`${path}/${p.id}`, past ? { correction: true, why } : undefined)
          void message.success(t('common:form.saved'))
          await refresh()
        } catch (error) {
          setFault(error)
        }
      },
    })
  }
  return (
    <section className="lt-section" aria-label={t('common:parameter.title')}>
      <div className="lt-row">
        <div><h2>{t('common:parameter.title')}</h2><span className="lt-muted">{t('common:parameter.text')}</span></div>
        <span className="lt-grow" />
        {manage && <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('common:parameter.add')}</Button>}
      </div>
      {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
      {list.isPending ? <Skeleton lines={3} /> : list.error ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : list.data.length === 0 ? (
        <p className="lt-muted">{t('common:parameter.empty')}</p>
      ) : (
        <div style={{ overflowX: 'auto' }}>
          <table className="lt-table" aria-label={t('common:parameter.title')}>
            <thead>
              <tr>
                {(['what', 'value', 'from_to', 'state', 'set_by'] as const).map((k) => <th key={k} scope="col">{t(`common:parameter.${k}`)}</th>)}
                <th scope="col"><span className="lt-sr">{t('common:action.delete')}</span></th>
              </tr>
            </thead>
            <tbody>
              {names.flatMap((name) => list.data.filter((p) => p.parameter === name).toReversed()).map((p) => {
                const state = stateOf(p, now)
                const last = p.from_on === null && !ofQueue
                return (
                  <tr key={p.id}>
                    <td>{t(`common:parameter.name.${p.parameter}`)}</td>
                    <td>{text(p)}</td>
                    <td>{p.from_on ?? t('common:parameter.beginning')} ～ {p.to_on ?? ''}</td>
                    <td><StatusTag tone={state === 'now' ? 'good' : state === 'planned' ? 'info' : 'muted'}>{t(`common:parameter.is.${state}`)}</StatusTag></td>
                    <td title={p.why}>{p.set_ms > 0 ? `${p.set_by} · ${dateTime(p.set_ms)}` : none}{p.why && <div className="lt-muted">{p.why}</div>}</td>
                    <td>{manage && !last && <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${t(`common:parameter.name.${p.parameter}`)} ${p.from_on ?? ''} ${t('common:action.delete')}`} onClick={() => remove(p)} />}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      {adding && <AddPeriod path={path} names={names} ofQueue={ofQueue} onClose={() => setAdding(false)} onSaved={refresh} />}
    </section>
  )
}

type AddValues = { parameter: ParameterName; value?: number | null; from_on?: Dayjs | null; to_on?: Dayjs | null; why?: string }

/** One value from a day on, or over a stretch of days. */
function AddPeriod({ path, names, ofQueue, onClose, onSaved }: { path: string; names: ParameterName[]; ofQueue?: boolean; onClose: () => void; onSaved: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<AddValues>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const parameter = Form.useWatch('parameter', form) ?? names[0]!
  const on = Form.useWatch('from_on', form)?.format('YYYY-MM-DD')
  const save = async (v: AddValues) => {
    setBusy(true)
    setFault(null)
    try {
      await api.post(path, {
        parameter: v.parameter, value: v.value == null ? null : Math.round(v.value * perUnit[v.parameter] * 1000) / 1000,
        ...sinceBody(v), to_on: v.to_on?.format('YYYY-MM-DD'),
      })
      void message.success(t('common:form.saved'))
      await onSaved()
      onClose()
    } catch (error) {
      setFault(error)
      if (error instanceof ApiError) form.setFields(error.fields.map((f) => ({ name: fieldPath(f.location) as never, errors: [fieldText(f)] })))
    } finally {
      setBusy(false)
    }
  }
  const unit = parameter === 'target_percent' ? '%' : t(parameter === 'repeat_window_hours' ? 'common:parameter.hours' : 'common:parameter.seconds')
  return (
    <Modal open title={t('common:parameter.add')} okText={t('common:action.save')} cancelText={t('common:action.cancel')} confirmLoading={busy} onCancel={onClose} onOk={() => form.submit()}>
      {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
      <Form<AddValues> form={form} layout="vertical" requiredMark={false} initialValues={{ parameter: names[0], from_on: dayjs(today()) }} onFinish={(v) => void save(v)}>
        <div className="lt-form-row">
          <Form.Item name="parameter" label={t('common:parameter.what')}>
            <Select options={names.map((n) => ({ value: n, label: t(`common:parameter.name.${n}`) }))} />
          </Form.Item>
          <Form.Item
            name="value"
            label={t('common:parameter.value')}
            extra={ofQueue ? t('common:parameter.empty_value') : undefined}
            rules={ofQueue ? [] : [{ required: true, message: t('common:form.required', { label: t('common:parameter.value') }) }]}
          >
            <InputNumber min={limits[parameter][0]} max={limits[parameter][1]} precision={parameter === 'repeat_window_hours' ? 0 : undefined} suffix={unit} style={{ width: '100%' }} />
          </Form.Item>
        </div>
        <div className="lt-form-row">
          <Form.Item name="from_on" label={t('common:parameter.from')} rules={[{ required: true, message: t('common:form.required', { label: t('common:parameter.from') }) }]}>
            <DatePicker style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item
            name="to_on"
            label={t('common:parameter.to')}
            extra={t('common:parameter.to_help')}
            dependencies={['from_on']}
            rules={[({ getFieldValue }) => ({ validator: (_, v: Dayjs | null) => (v && getFieldValue('from_on') && v.isBefore(getFieldValue('from_on') as Dayjs, 'day') ? Promise.reject(new Error(t('errors:field.before_from'))) : Promise.resolve()) })]}
          >
            <DatePicker style={{ width: '100%' }} />
          </Form.Item>
        </div>
        <DayFields past={Boolean(on && on < today())} />
        <button type="submit" hidden />
      </Form>
    </Modal>
  )
}
