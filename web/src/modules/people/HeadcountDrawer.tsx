// Draws up a version of a headcount plan: months, requirement, classes, people who move on; classes can be proposed, and what is typed reckoned before it is kept.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Select } from 'antd'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText, fieldPath, fieldText } from '../../kit/fault'
import { count, decimal, today } from '../../kit/format'
import { nextMonths } from './headcount'
import type { HeadcountClass, HeadcountMoves, HeadcountOutcome, HeadcountPlan, HeadcountRequest, HeadcountRequirement } from './types'

type Values = Omit<HeadcountRequest, 'classes' | 'moves'> & { classes?: Partial<HeadcountClass>[]; moves?: Partial<HeadcountMoves>[] }
type Props = { open: boolean; plan?: HeadcountPlan; needs: HeadcountRequirement[]; onClose: () => void; onDone: (p: HeadcountPlan) => Promise<unknown> }

const usualTerms = { training_months: 1, ramp_months: 2, yield_percent: 80, graduation_percent: 90 }
const termsOf = (r?: HeadcountRequirement) => (r ? { ...usualTerms, training_months: r.training_months, ramp_months: r.ramp_months } : usualTerms)

/** What the server is sent; what is left empty is sent as it is refused. */
function requestOf(v: Values): HeadcountRequest {
  return {
    name: v.name ?? '', site_id: v.site_id ?? '', requirement_id: v.requirement_id ?? '', share_percent: v.share_percent ?? 100, first_month: v.first_month ?? '', months: v.months ?? 0, reason: v.reason ?? '',
    terms: { training_months: v.terms?.training_months ?? -1, ramp_months: v.terms?.ramp_months ?? -1, yield_percent: v.terms?.yield_percent ?? 0, graduation_percent: v.terms?.graduation_percent ?? 0 },
    classes: (v.classes ?? []).map((c) => ({ month: c?.month ?? '', people: c?.people ?? 0, yield_percent: c?.yield_percent ?? 0, graduation_percent: c?.graduation_percent ?? 0, training_months: c?.training_months ?? -1, ramp_months: c?.ramp_months ?? -1 })),
    moves: (v.moves ?? []).map((m) => ({ month: m?.month ?? '', people: m?.people ?? 0, kind: m?.kind ?? '', note: m?.note ?? '' })),
  }
}

export function HeadcountDrawer({ open, plan, needs, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const initial = useMemo<Values>(() => {
    if (plan) return { name: plan.name, site_id: plan.site_id, requirement_id: needs.some((n) => n.id === plan.requirement_id) ? plan.requirement_id : undefined, share_percent: plan.share_percent, first_month: plan.first_month, months: plan.months, reason: plan.reason, terms: plan.terms, classes: plan.classes ?? [], moves: plan.moves ?? [] }
    const first = nextMonths(today(), 1)[0]!
    return { name: t('people:headcount.name_usual', { month: first }), requirement_id: needs[0]?.id, share_percent: 100, first_month: first, months: 12, reason: '', terms: termsOf(needs[0]), classes: [], moves: [] }
  }, [plan, needs, t])
  return (
    <EditDrawer<Values>
      open={open} identity={plan?.id ?? ''} width={860} title={t(plan ? 'people:headcount.edit' : 'people:headcount.add')} initial={initial} onClose={onClose}
      onSave={async (v) => onDone(await (plan ? api.put<HeadcountPlan>(`/headcount-plans/${encodeURIComponent(plan.id)}`, requestOf(v), plan.rev) : api.post<HeadcountPlan>('/headcount-plans', requestOf(v))))}
    >
      <Fields needs={needs} />
    </EditDrawer>
  )
}

function Fields({ needs }: { needs: HeadcountRequirement[] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const form = Form.useFormInstance<Values>()
  const { data: dims } = useQuery(dimensionsQuery)
  const [busy, setBusy] = useState('')
  const [tried, setTried] = useState<HeadcountOutcome>()
  const site = Form.useWatch('site_id', form) as string | undefined
  const first = Form.useWatch('first_month', form) as string | undefined
  const length = (Form.useWatch('months', form) as number | null | undefined) ?? 0
  const terms = Form.useWatch('terms', form) as Values['terms'] | undefined
  const need = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const w = (key: string) => t(`people:headcount.${key}`)
  const months = useMemo(() => nextMonths(today(), 12).map((value) => ({ value })), [])
  const inside = useMemo(() => (first ? [first, ...nextMonths(`${first}-01`, Math.max(length - 1, 0))].map((value) => ({ value })) : []), [first, length])
  const number = (name: (string | number)[], label: string, min: number, max: number, suffix?: ReactNode, width: number | string = '100%') => <Form.Item name={name} label={label} rules={need(label)}><InputNumber min={min} max={max} suffix={suffix} style={{ width }} /></Form.Item>
  /** Faults of what was asked stand beside their fields, as they do on saving. */
  const ask = async <T,>(what: string, path: string): Promise<T | undefined> => {
    setBusy(what)
    try {
      return await api.post<T>(path, requestOf(form.getFieldsValue(true) as Values))
    } catch (error) {
      const faults = error instanceof ApiError ? error.fields : []
      form.setFields(faults.map((f) => ({ name: fieldPath(f.location) as never, errors: [fieldText(f)] })))
      void message.error(faultText(error))
    } finally {
      setBusy('')
    }
    return undefined
  }
  const reckon = async () => setTried(await ask<HeadcountOutcome>('try', '/headcount-trials'))
  const propose = async () => {
    const classes = await ask<HeadcountClass[]>('propose', '/headcount-proposals')
    if (!classes) return
    form.setFieldValue('classes', classes)
    await reckon()
  }
  return (
    <>
      <div className="pe-two">
        <Form.Item name="name" label={t('people:name_of')} rules={need(t('people:name_of'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="requirement_id" label={w('requirement')} extra={needs.length === 0 ? w('no_requirements') : undefined}><Select allowClear options={needs.map((n) => ({ value: n.id, label: t('people:headcount.requirement_of', { name: n.name, day: n.as_of_on }) }))} onChange={(id?: string) => id && form.setFieldValue('terms', { ...termsOf(needs.find((n) => n.id === id)), yield_percent: terms?.yield_percent ?? 80, graduation_percent: terms?.graduation_percent ?? 90 })} /></Form.Item>
        <Form.Item name="site_id" label={w('scope')}><Select allowClear placeholder={w('centre')} options={inUse(dims?.sites).map((x) => ({ value: x.id, label: x.name }))} /></Form.Item>
        {site ? number(['share_percent'], w('share_percent'), 0, 100, '%') : <span />}
        <Form.Item name="first_month" label={w('first_month')} rules={need(w('first_month'))}><Select options={months} /></Form.Item>
        {number(['months'], w('months'), 3, 24)}
      </div>
      <fieldset className="pe-rows">
        <legend>{w('terms')}</legend>
        <p className="lt-muted">{w('terms_help')}</p>
        <div className="hc-four">
          {number(['terms', 'training_months'], w('training_months'), 0, 12)}
          {number(['terms', 'ramp_months'], w('ramp_months'), 0, 12)}
          {number(['terms', 'yield_percent'], w('yield_percent'), 1, 100, '%')}
          {number(['terms', 'graduation_percent'], w('graduation_percent'), 1, 100, '%')}
        </div>
      </fieldset>
      <fieldset className="pe-rows">
        <legend>{w('classes')}</legend>
        <div className="lt-row"><Button loading={busy === 'propose'} onClick={() => void propose()}>{w('propose')}</Button><Button loading={busy === 'try'} onClick={() => void reckon()}>{w('try')}</Button></div>
        <p className="lt-muted">{w('propose_help')}</p>
        {tried && (
          <div aria-live="polite" style={{ marginBottom: 8 }}>
            <Note kind={tried.totals.short_in > 0 ? 'warn' : 'info'}>
              {tried.totals.short_in > 0
                ? t('people:headcount.tried_short', { n: tried.totals.short_in, month: tried.totals.worst_month, gap: decimal(-tried.totals.worst_gap, 1), cost: count(Math.round(tried.totals.gap_cost + tried.totals.hire_cost)) })
                : t('people:headcount.tried_good', { heads: decimal(tried.months.at(-1)?.closing ?? 0, 1), cost: count(Math.round(tried.totals.gap_cost + tried.totals.hire_cost)) })}
            </Note>
          </div>
        )}
        <Form.List name="classes">
          {(rows, { add, remove }) => (
            <>
              {rows.map((row) => (
                <div key={row.key} className="pe-row hc-row" role="group" aria-label={t('people:headcount.class_n', { n: row.name + 1 })}>
                  <Form.Item name={[row.name, 'month']} label={w('begin_month')} rules={need(w('begin_month'))}><Select options={inside} /></Form.Item>
                  {number([row.name, 'people'], w('class_people'), 1, 500)}
                  {number([row.name, 'yield_percent'], w('yield_percent'), 1, 100, '%')}
                  {number([row.name, 'graduation_percent'], w('graduation_percent'), 1, 100, '%')}
                  {number([row.name, 'training_months'], w('training_months'), 0, 12)}
                  {number([row.name, 'ramp_months'], w('ramp_months'), 0, 12)}
                  <Form.Item label=" " colon={false}><Button icon={<DeleteOutlined />} aria-label={t('people:headcount.remove_class', { n: row.name + 1 })} onClick={() => remove(row.name)} /></Form.Item>
                </div>
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add({ month: first, people: 10, ...(terms ?? usualTerms) })}>{w('add_class')}</Button>
            </>
          )}
        </Form.List>
      </fieldset>
      <fieldset className="pe-rows">
        <legend>{w('moves')}</legend>
        <Form.List name="moves">
          {(rows, { add, remove }) => (
            <>
              {rows.map((row) => (
                <div key={row.key} className="pe-row hc-row" role="group" aria-label={t('people:headcount.move_n', { n: row.name + 1 })}>
                  <Form.Item name={[row.name, 'month']} label={w('month')} rules={need(w('month'))}><Select options={inside} /></Form.Item>
                  {number([row.name, 'people'], w('people'), 1, 500)}
                  <Form.Item name={[row.name, 'kind']} label={w('kind')} rules={need(w('kind'))}><Select options={(['promotion', 'move'] as const).map((value) => ({ value, label: w(`kinds.${value}`) }))} /></Form.Item>
                  <Form.Item name={[row.name, 'note']} label={t('people:note')} style={{ flex: 3 }}><Input maxLength={100} /></Form.Item>
                  <Form.Item label=" " colon={false}><Button icon={<DeleteOutlined />} aria-label={t('people:headcount.remove_move', { n: row.name + 1 })} onClick={() => remove(row.name)} /></Form.Item>
                </div>
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add({ month: first, people: 1, kind: 'promotion', note: '' })}>{w('add_move')}</Button>
            </>
          )}
        </Form.List>
      </fieldset>
      <Form.Item name="reason" label={w('reason')} extra={w('reason_help')} rules={need(w('reason'))}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </>
  )
}
