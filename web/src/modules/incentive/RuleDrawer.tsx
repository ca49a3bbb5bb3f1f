// A rule as it is written, worked out for a real person while it is typed.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse, metricsQuery } from '../../api/queries'
import { Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { day, today } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { LineView } from './LineView'
import { ladderQuery } from './queries'
import type { Body, Example, Rule } from './types'
import { kinds } from './words'

type VariableValues = { key?: string; metric?: string; seconds?: number | null }
type Values = { name?: string; kind: Body['kind']; pays: Body['pays']; effective_on: Dayjs; levels?: string[]; teams?: string[]; positions?: string[]; variables?: VariableValues[]; formula?: string; gate?: string; share?: string; share_by?: string; cap?: number | null; note?: string }

export function bodyOf(v: Values): Body {
  return {
    name: v.name ?? '', kind: v.kind, pays: v.pays, effective_on: v.effective_on?.format('YYYY-MM-DD') ?? '', for: { levels: v.levels ?? [], teams: v.teams ?? [], positions: v.positions ?? [] },
    variables: (v.variables ?? []).map((x) => ({ key: x?.key ?? '', metric: x?.metric ?? '', ...(x?.seconds === null || x?.seconds === undefined ? {} : { seconds: x.seconds }) })),
    formula: v.formula ?? '', gate: v.gate ?? '', share: v.kind === 'team' ? (v.share ?? 'even') : '', share_by: v.kind === 'team' && v.share === 'variable' ? (v.share_by ?? '') : '',
    cap_cents: v.pays === 'points' ? Math.round(v.cap ?? 0) : Math.round((v.cap ?? 0) * 100), note: v.note ?? '',
  }
}

const blank = (): Values => ({ name: '', kind: 'piece', pays: 'money', effective_on: dayjs(today()).startOf('month'), levels: [], teams: [], positions: [], variables: [{ key: 'calls', metric: 'answered' }], formula: '', gate: '', share: 'even', cap: null, note: '' })

export function RuleDrawer({ open, rule, onClose }: { open: boolean; rule?: Rule; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const last = rule?.versions[0]
  const initial = useMemo<Values>(() => (last
    ? { ...last, ...last.for, effective_on: dayjs(today()).startOf('month').add(1, 'month'), share: last.share || 'even', cap: last.cap_cents ? (last.pays === 'points' ? last.cap_cents : last.cap_cents / 100) : null }
    : blank()), [last])
  return (
    <EditDrawer<Values>
      open={open} identity={rule ? `${rule.id} ${rule.rev}` : ''} width={720} title={last ? t('incentive:rule.edit', { name: last.name }) : t('incentive:rule.add')} initial={initial} onClose={onClose}
      fieldOf={(path) => (path[0] === 'for' ? [path[1]!] : path[0] === 'cap_cents' ? ['cap'] : undefined)}
      onSave={async (v) => {
        const body = bodyOf(v)
        if (rule) await api.post(`/incentive-rules/${encodeURIComponent(rule.id)}/versions`, body, { rev: rule.rev })
        else await api.post('/incentive-rules', body)
        await queries.invalidateQueries({ queryKey: ['incentive'] })
      }}
    >
      <Fields versioned={Boolean(rule)} />
    </EditDrawer>
  )
}

function Fields({ versioned }: { versioned: boolean }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const { data: dims } = useQuery(dimensionsQuery)
  const { data: metrics } = useQuery(metricsQuery)
  const { data: ladder } = useQuery(ladderQuery)
  const kind = Form.useWatch('kind', form)
  const pays = Form.useWatch('pays', form)
  const share = Form.useWatch('share', form)
  const variables = Form.useWatch('variables', form)
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const english = t('incentive:lang') === 'en'
  return (
    <>
      {versioned && <Note>{t('incentive:rule.version_note')}</Note>}
      <div className="in-two">
        <Form.Item name="name" label={t('incentive:rule.name')} rules={required(t('incentive:rule.name'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="effective_on" label={t('incentive:rule.effective_on')} extra={t('incentive:rule.effective_help')} rules={required(t('incentive:rule.effective_on'))}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="kind" label={t('incentive:rule.kind')}><Select options={kinds.map((value) => ({ value, label: t(`incentive:kind.${value}`) }))} /></Form.Item>
        <Form.Item name="pays" label={t('incentive:rule.pays')}><Radio.Group options={['money', 'points'].map((value) => ({ value, label: t(`incentive:pays.${value}`) }))} /></Form.Item>
      </div>
      {kind && <p className="lt-muted">{t(`incentive:kind_help.${kind}`)}</p>}
      <div className="in-two">
        <Form.Item name="levels" label={t('incentive:rule.levels')}><Select mode="multiple" placeholder={t('incentive:everybody')} options={['newcomer', 'skilled', 'expert'].map((value) => ({ value, label: t(`people:level.${value}`) }))} /></Form.Item>
        <Form.Item name="teams" label={t('incentive:rule.teams')}><Select mode="multiple" placeholder={t('incentive:everybody')} showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.teams).map((x) => ({ value: x.id, label: x.name }))} /></Form.Item>
        <Form.Item name="positions" label={t('incentive:rule.positions')}><Select mode="multiple" placeholder={t('incentive:everybody')} options={(ladder?.ladder.positions ?? []).map((x) => ({ value: x.code, label: english ? x.name_en || x.name : x.name }))} /></Form.Item>
        <Form.Item name="cap" label={t(pays === 'points' ? 'incentive:rule.cap_points' : 'incentive:rule.cap_money')} extra={t('incentive:rule.cap_help')}><InputNumber min={0} max={1e8} precision={pays === 'points' ? 0 : 2} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.List name="variables">
        {(fields, ops) => (
          <>
            {fields.map((f, n) => (
              <div key={f.key} className="in-variable">
                <Form.Item name={[f.name, 'key']} label={`${t('incentive:rule.key')} ${n + 1}`} rules={required(t('incentive:rule.key'))}><Input maxLength={30} /></Form.Item>
                <Form.Item name={[f.name, 'metric']} label={`${t('incentive:rule.metric')} ${n + 1}`} rules={required(t('incentive:rule.metric'))}><Select showSearch={{ optionFilterProp: 'label' }} options={(metrics ?? []).map((m) => ({ value: m.id, label: `${english ? m.name_en : m.name_zh} ${m.id}` }))} /></Form.Item>
                <Form.Item name={[f.name, 'seconds']} label={`${t('incentive:rule.seconds')} ${n + 1}`}><InputNumber min={0} max={3600} precision={0} style={{ width: '100%' }} /></Form.Item>
                <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('common:action.delete')} ${t('incentive:rule.key')} ${n + 1}`} disabled={fields.length === 1} onClick={() => ops.remove(f.name)} />
              </div>
            ))}
            {fields.length < 10 && <Button type="dashed" size="small" icon={<PlusOutlined />} style={{ marginBottom: 16 }} onClick={() => ops.add({})}>{t('incentive:rule.add_variable')}</Button>}
          </>
        )}
      </Form.List>
      <Form.Item name="formula" className="in-formula" label={t(kind === 'team' ? 'incentive:rule.formula_team' : 'incentive:rule.formula')} extra={t('incentive:rule.formula_help')} rules={required(t('incentive:rule.formula'))}><Input.TextArea rows={2} maxLength={2000} spellCheck={false} placeholder={kind ? t(`incentive:kind_example.${kind}`) : undefined} /></Form.Item>
      <Form.Item name="gate" className="in-formula" label={t('incentive:rule.gate')} extra={t('incentive:rule.gate_help')}><Input.TextArea rows={1} maxLength={2000} spellCheck={false} placeholder="qa >= 85" /></Form.Item>
      {kind === 'team' && (
        <div className="in-two">
          <Form.Item name="share" label={t('incentive:rule.share')}><Radio.Group options={[{ value: 'even', label: t('incentive:share.even') }, { value: 'variable', label: t('incentive:share.variable') }]} /></Form.Item>
          {share === 'variable' && <Form.Item name="share_by" label={t('incentive:rule.share_by')} rules={required(t('incentive:rule.share_by'))}><Select options={(variables ?? []).filter((x) => x?.key).map((x) => ({ value: x.key!, label: x.key! }))} /></Form.Item>}
        </div>
      )}
      <Form.Item name="note" label={t('incentive:rule.note')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <LiveExample />
    </>
  )
}

/** What a person would have earned last month by the rule as it stands. */
function LiveExample() {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const values = Form.useWatch([], form) as Values | undefined
  const { data: dims } = useQuery(dimensionsQuery)
  const people = inUse(dims?.agents)
  const [chosen, setChosen] = useState<string>()
  const person = chosen ?? people[0]?.id
  const typed = values?.effective_on ? JSON.stringify(bodyOf(values)) : ''
  const [body, setBody] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setBody(typed), 400)
    return () => clearTimeout(timer)
  }, [typed])
  const q = useQuery({ queryKey: ['incentive-example', body, person], enabled: body !== '', retry: false, placeholderData: keepPreviousData, queryFn: () => api.post<Example>('/incentive-examples', { rule: JSON.parse(body) as Body, person_id: person ?? '' }) })
  const told = [...(q.data?.formula ?? []).map((d) => ({ at: t('incentive:rule.formula'), ...d })), ...(q.data?.gate ?? []).map((d) => ({ at: t('incentive:rule.gate'), ...d }))]
  return (
    <section aria-label={t('incentive:example')} aria-live="polite">
      <div className="lt-row" style={{ marginBottom: 8 }}>
        <b>{t('incentive:example')}</b>
        {q.data?.from_on && <span className="lt-muted">{day(q.data.from_on)} – {day(q.data.to_on)}</span>}
        <span className="lt-grow" />
        <Select aria-label={t('incentive:person')} style={{ width: 200 }} value={person} showSearch={{ optionFilterProp: 'label' }} options={people.map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))} onChange={setChosen} />
      </div>
      {told.map((d, i) => <p key={i}><StatusTag tone={d.severity === 'warning' ? 'warn' : 'bad'}>{d.at}: {t(`metric:errors.${d.code}`, { subject: d.subject, defaultValue: d.message })}{d.suggestion && ` → ${d.suggestion}`}</StatusTag></p>)}
      {q.data?.lines.map((l, i) => <LineView key={i} line={l} />)}
      {q.data && q.data.lines.length === 0 && told.length === 0 && <p className="lt-muted">{t(q.data.from_on ? 'incentive:not_for' : 'incentive:not_whole')}</p>}
    </section>
  )
}
