import { useQuery, useQueryClient } from '@tanstack/react-query'
import { DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { EditDrawer } from '../../kit/EditDrawer'
import { Note } from '../../kit/blocks'
import { metricValue, today } from '../../kit/format'
import { FormulaEditor } from './FormulaEditor'
import { addDays } from './civil'
import { type CheckAnswer, dataDayQuery, rangeFor } from './queries'
import type { Metric, QueryAnswer, Unit } from './types'

type Values = {
  id: string
  name_zh: string
  name_en: string
  unit: Unit
  direction: 'up' | 'down' | 'none'
  formula: string
  group: string
  effective_on?: Dayjs
  note?: string
}

/** A new derived KPI, or the next version of one (`of`). */
export function MetricEdit({ open, of, onClose, onSaved }: { open: boolean; of?: Metric; onClose: () => void; onSaved: (id: string) => void }) {
  const { t } = useTranslation('metric')
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const formula = Form.useWatch('formula', form)
  const unit = Form.useWatch('unit', form) ?? 'ratio'
  const [checked, setChecked] = useState<CheckAnswer | null>(null)
  const initial: Values = of
    ? {
        id: of.id,
        name_zh: of.name_zh,
        name_en: of.name_en,
        unit: of.unit,
        direction: of.direction,
        formula: of.formula || composed(of),
        group: of.group,
        effective_on: dayjs(addDays(today(), 1)),
      }
    : { id: '', name_zh: '', name_en: '', unit: 'percent', direction: 'none', formula: '', group: 'custom' }
  const save = async (v: Values) => {
    const body = { name_zh: v.name_zh.trim(), name_en: v.name_en.trim(), unit: v.unit, direction: v.direction, formula: v.formula, group: v.group }
    const saved = of
      ? await api.post<Metric>(`/metrics/${encodeURIComponent(of.id)}/versions`, { ...body, effective_on: v.effective_on?.format('YYYY-MM-DD'), note: v.note?.trim() || undefined }, { rev: of.rev })
      : await api.post<Metric>('/metrics', { id: v.id, ...body })
    await queries.invalidateQueries({ queryKey: ['metrics'] })
    onSaved(saved?.id ?? v.id)
  }
  return (
    <EditDrawer<Values>
      open={open}
      width={680}
      form={form}
      identity={of ? `${of.id}@${of.version}` : 'new'}
      title={of ? t('edit.version_title', { id: of.id, next: of.version + 1 }) : t('edit.title')}
      initial={initial}
      onClose={onClose}
      onSave={save}
      below={<Preview formula={formula} unit={unit} ok={checked?.ok === true} />}
    >
      {of && <Note>{t('edit.version_note')}</Note>}
      {of && (
        <Form.Item name="effective_on" label={t('edit.effective_on')} extra={t('edit.effective_help')} rules={[{ required: true }]}>
          <DatePicker allowClear={false} format="YYYY-MM-DD" />
        </Form.Item>
      )}
      {!of && (
        <Form.Item
          name="id"
          label={t('edit.id')}
          extra={t('edit.id_help')}
          rules={[{ required: true, message: t('common:form.required', { label: t('edit.id') }) }, { pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, message: t('edit.id_rule') }, { max: 60 }]}
        >
          <Input autoComplete="off" spellCheck={false} className="lt-mono" maxLength={60} />
        </Form.Item>
      )}
      <div className="mt-two">
        <Form.Item name="name_zh" label={t('edit.name_zh')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('edit.name_zh') }) }]}>
          <Input maxLength={80} lang="zh" />
        </Form.Item>
        <Form.Item name="name_en" label={t('edit.name_en')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('edit.name_en') }) }]}>
          <Input maxLength={80} lang="en" />
        </Form.Item>
        <Form.Item name="unit" label={t('catalogue.unit')}>
          <Select options={['percent', 'count', 'seconds', 'per_hour', 'ratio', 'erlang', 'points', 'hours', 'money'].map((u) => ({ value: u, label: t(`unit_name.${u}`) }))} />
        </Form.Item>
        <Form.Item name="direction" label={t('catalogue.direction')}>
          <Select options={['up', 'down', 'none'].map((d) => ({ value: d, label: t(`direction.${d}`) }))} />
        </Form.Item>
      </div>
      <Form.Item
        name="formula"
        label={t('formula.label')}
        rules={[
          { required: true, message: t('common:form.required', { label: t('formula.label') }) },
          { validator: () => (checked && !checked.ok ? Promise.reject(new Error(t('formula.not_ok'))) : Promise.resolve()) },
        ]}
      >
        <FormulaEditor onChecked={setChecked} />
      </Form.Item>
      {of && (
        <Form.Item name="note" label={t('edit.note')}>
          <Input.TextArea maxLength={400} autoSize={{ minRows: 2, maxRows: 4 }} />
        </Form.Item>
      )}
    </EditDrawer>
  )
}

/** A built-in metric as one formula, to start the next version from. */
export function composed(m: Pick<Metric, 'numerator' | 'denominator' | 'scale'>): string {
  const wrap = (s: string) => (/[+-]/.test(s) ? `(${s})` : s)
  const base = m.denominator && m.denominator !== '1' ? `${wrap(m.numerator)} / ${wrap(m.denominator)}` : m.numerator
  if (!m.scale || m.scale === 1) return base
  const inverse = 1 / m.scale
  return Number.isInteger(inverse) && inverse > 1 ? `${base} / ${inverse}` : `${m.scale} * ${base}`
}

/** The formula over last week's data: one number a day, before anything is saved. */
function Preview({ formula, unit, ok }: { formula?: string; unit: Unit; ok: boolean }) {
  const { t } = useTranslation('metric')
  const dataDay = useQuery(dataDayQuery).data
  const range = dataDay ? rangeFor('last_week', dataDay) : undefined
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(ok ? (formula ?? '') : ''), 200)
    return () => clearTimeout(timer)
  }, [formula, ok])
  const q = useQuery({
    queryKey: ['metric-preview', settled, range],
    enabled: settled !== '' && range !== undefined,
    retry: false,
    queryFn: ({ signal }) => api.post<QueryAnswer>('/metrics/preview', { formula: settled, unit, from: range?.from, to: range?.to, grain: 'day' }, { signal }),
  })
  if (!ok || !range) return null
  return (
    <section aria-label={t('edit.preview')} aria-live="polite">
      <h3>{t('edit.preview')}</h3>
      <p className="lt-muted">{t('edit.preview_range', range)}</p>
      {q.isError ? (
        <p className="lt-muted">{t('edit.preview_failed')}</p>
      ) : (
        <table className="mt-table">
          <thead>
            <tr>
              {(q.data?.rows ?? []).map((r) => (
                <th key={r.start} scope="col" className="lt-num">
                  {r.start?.slice(5, 10)}
                </th>
              ))}
              <th scope="col" className="lt-num">
                {t('explorer.total')}
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              {(q.data?.rows ?? []).map((r) => (
                <td key={r.start} className="lt-num">
                  {metricValue(Object.values(r.values)[0]?.value, unit)}
                </td>
              ))}
              <td className="lt-num">
                <b>{metricValue(Object.values(q.data?.total?.values ?? {})[0]?.value, unit)}</b>
              </td>
            </tr>
          </tbody>
        </table>
      )}
    </section>
  )
}
