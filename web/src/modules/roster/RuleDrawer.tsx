// The form of a rule set: every rule is said as a sentence while it is typed, and what cannot hold together is told at once.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { HelpTip, Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { shiftTypesQuery } from './queries'
import type { Rule, RuleConflict, RuleSet } from './types'
import { conflictText, isKind, keptAs, kinds, pays, sentence, sourceText, typed, type RuleKind, type Unit } from './words'

type Values = { name: string; note?: string; rules: Rule[] }

const blank: Values = { name: '', note: '', rules: [{ kind: 'paid_week', max: 2400, weight: 0 }] }
const body = (v: Values) => ({ name: v.name?.trim() ?? '', note: v.note?.trim() ?? '', rules: (v.rules ?? []).map(clean) })

/** What the kind has no use for is not sent. */
function clean(r: Rule): Rule {
  const of = isKind(r.kind) ? kinds[r.kind] : undefined
  return {
    kind: r.kind, weight: pays(r.kind) ? 0 : (r.weight ?? 0), source: r.source, note: r.note,
    min: of?.min ? (r.min ?? undefined) : undefined, max: of?.max ? (r.max ?? undefined) : undefined,
    ...(r.kind === 'succession' ? { shift_ids: r.shift_ids ?? [], then_ids: r.then_ids ?? [] } : {}),
  }
}

type Props = { open: boolean; set?: RuleSet; begin?: Values; onClose: () => void; onSaved: (set: RuleSet) => Promise<unknown> }

export function RuleDrawer({ open, set, begin, onClose, onSaved }: Props) {
  const { t } = useTranslation()
  const initial = useMemo<Values>(() => set ?? begin ?? blank, [set, begin])
  return (
    <EditDrawer<Values>
      open={open} width={760} identity={set?.id ?? begin?.name ?? ''} title={set ? t('roster:rule.edit') : t('roster:rule.add')} initial={initial} onClose={onClose}
      onReload={async () => (set ? api.get<RuleSet>(`/roster/rule-sets/${encodeURIComponent(set.id)}`) : undefined)}
      onSave={async (v) => onSaved(set ? await api.put<RuleSet>(`/roster/rule-sets/${encodeURIComponent(set.id)}`, body(v), set.rev) : await api.post<RuleSet>('/roster/rule-sets', body(v)))}
    >
      <Form.Item name="name" label={t('roster:rule.name')} rules={[{ required: true, message: t('common:form.required', { label: t('roster:rule.name') }) }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="note" label={t('roster:note')}><Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} /></Form.Item>
      <Form.Item noStyle shouldUpdate>{(form) => <Conflicts values={form.getFieldsValue(true) as Values} />}</Form.Item>
      <Form.List name="rules">
        {(fields, { add, remove }, { errors }) => (
          <fieldset className="ro-rules" aria-label={t('roster:rule.rules')}>
            <legend>{t('roster:rule.rules')} <HelpTip label={t('roster:rule.weight')}>{t('roster:rule.weight_help')}</HelpTip></legend>
            {fields.map((f, i) => (
              <div key={f.key} className="ro-rule" role="group" aria-label={t('roster:rule.nth', { n: i + 1 })}>
                <b className="ro-rule-n">{i + 1}</b>
                <RuleFields at={f.name} n={i + 1} />
                <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${i + 1} ${t('common:action.delete')}`} onClick={() => remove(f.name)} />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button icon={<PlusOutlined />} disabled={fields.length >= 60} onClick={() => add({ kind: 'work_run', max: 6, weight: 0 })}>{t('roster:rule.add_rule')}</Button>
          </fieldset>
        )}
      </Form.List>
    </EditDrawer>
  )
}

function RuleFields({ at, n }: { at: number; n: number }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const { data: types } = useQuery(shiftTypesQuery)
  const rule = Form.useWatch(['rules', at], form) as Rule | undefined
  const kind = (rule?.kind ?? 'work_run') as RuleKind
  const of = kinds[kind]
  const unit = of.unit as Unit | undefined
  const shifts = (types ?? []).map((x) => ({ value: x.id, label: `${x.code} ${x.name}` }))
  return (
    <div className="ro-rule-body">
      <div className="ro-rule-fields">
        <Form.Item name={[at, 'kind']} style={{ flex: '1 1 200px' }}>
          <Select
            aria-label={`${n} ${t('roster:rule.rule')}`} showSearch={{ optionFilterProp: 'label' }} options={Object.keys(kinds).map((value) => ({ value, label: t(`roster:rule.kinds.${value}`) }))}
            onChange={() => form.setFieldValue(['rules', at, 'source'], undefined)}
          />
        </Form.Item>
        {of.min && <Form.Item name={[at, 'min']}><Amount unit={unit} label={`${n} ${t('roster:rule.min')}`} prefix={t('roster:rule.min')} /></Form.Item>}
        {of.max && <Form.Item name={[at, 'max']}><Amount unit={unit} label={`${n} ${t('roster:rule.max')}`} prefix={t('roster:rule.max')} /></Form.Item>}
        {kind === 'succession' && <Form.Item name={[at, 'shift_ids']} style={{ flex: '1 1 160px' }}><Select mode="multiple" aria-label={`${n} ${t('roster:rule.after')}`} placeholder={t('roster:rule.after')} options={shifts} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>}
        {kind === 'succession' && <Form.Item name={[at, 'then_ids']} style={{ flex: '1 1 160px' }}><Select mode="multiple" aria-label={`${n} ${t('roster:rule.then')}`} placeholder={t('roster:rule.then')} options={shifts} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>}
        {!pays(kind) && <Form.Item name={[at, 'weight']}><Weight n={n} /></Form.Item>}
        <Form.Item name={[at, 'source']} hidden><Input /></Form.Item>
      </div>
      {rule && <p className="ro-sentence">{sentence(t, rule, (id) => types?.find((x) => x.id === id)?.name ?? id)}{rule.source && <small>{sourceText(t, rule)}</small>}</p>}
    </div>
  )
}

type AmountProps = { unit?: Unit; label: string; prefix: string; id?: string; value?: number; onChange?: (v: number | undefined) => void }

function Amount({ unit, label, prefix, id, value, onChange }: AmountProps) {
  const { t } = useTranslation()
  return <InputNumber id={id} aria-label={label} prefix={<span className="lt-muted">{prefix}</span>} suffix={unit && t(`roster:rule.inputs.${unit}`)} min={0} step={unit === 'percent' ? 10 : 1} value={typed(unit, value)} onChange={(v) => onChange?.(keptAs(unit, v))} style={{ width: 150 }} />
}

/** Hard, or a weight. */
function Weight({ n, id, value, onChange }: { n: number; id?: string; value?: number; onChange?: (v: number) => void }) {
  const { t } = useTranslation()
  const soft = (value ?? 0) > 0
  return (
    <span className="lt-row ro-acts">
      <Select id={id} aria-label={`${n} ${t('roster:rule.strength')}`} style={{ width: 132 }} value={soft ? 'soft' : 'hard'} onChange={(v) => onChange?.(v === 'soft' ? 10 : 0)} options={[{ value: 'hard', label: t('roster:rule.hard') }, { value: 'soft', label: t('roster:rule.soft') }]} />
      {soft && <InputNumber aria-label={`${n} ${t('roster:rule.weight')}`} min={0.1} max={1000000} value={value} onChange={(v) => { if (v) onChange?.(v) }} style={{ width: 84 }} />}
    </span>
  )
}

/** What cannot hold together, a moment after the last key. */
function Conflicts({ values }: { values: Values }) {
  const { t } = useTranslation()
  const asked = JSON.stringify((values.rules ?? []).filter(Boolean).map(clean))
  const [late, setLate] = useState(asked)
  useEffect(() => {
    const timer = setTimeout(() => setLate(asked), 400)
    return () => clearTimeout(timer)
  }, [asked])
  const { data } = useQuery({
    queryKey: ['roster', 'conflicts', late], retry: false, placeholderData: keepPreviousData, enabled: late !== '[]',
    // What is not whole yet has no conflicts to tell; saving says what is wrong.
    queryFn: () => api.post<RuleConflict[]>('/roster/rule-checks', { name: '', rules: JSON.parse(late) as Rule[] }).catch((): RuleConflict[] => []),
  })
  return data && data.length > 0 ? <div style={{ marginBottom: 12 }}><Note kind="bad"><b>{t('roster:rule.conflict_title')}</b>{data.map((c, i) => <span key={i} style={{ display: 'block' }}>{conflictText(t, c)}</span>)}</Note></div> : null
}
