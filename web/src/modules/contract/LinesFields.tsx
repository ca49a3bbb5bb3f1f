// The lines of a contract or a template as fields of a form, with what their weights make together.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { metricsQuery } from '../../api/queries'
import { StatusTag } from '../../kit/StatusTag'
import { metricName } from '../../kit/MetricCard'
import type { Line } from './types'
import { rules, sumOf, weightText } from './words'

export type LineValues = Partial<Line>
export type WithLines = { lines: LineValues[] }

export const blankLine = (): LineValues => ({ direction: 'up', rule: 'linear' })

/** What the server is sent; a stretch left empty is the target. */
export function linesOf(values: LineValues[]): Line[] {
  return (values ?? []).map((l) => ({
    key: l.key ?? '', metric: l.metric ?? '', version: l.version ?? 0, threshold_seconds: l.threshold_seconds ?? undefined, direction: l.direction ?? 'up', rule: l.rule ?? 'linear',
    weight: l.weight ?? 0, threshold: l.threshold ?? 0, target: l.target ?? 0, stretch: l.stretch ?? l.target ?? 0, target_id: l.target_id ?? '', note: l.note ?? '',
  }))
}

export function LinesFields() {
  const { t } = useTranslation()
  const form = Form.useFormInstance<WithLines>()
  const lines = (Form.useWatch('lines', form) ?? []) as LineValues[]
  const sum = sumOf(lines)
  return (
    <>
      <Form.List name="lines">
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map((f) => <OneLine key={f.key} name={f.name} onRemove={() => remove(f.name)} />)}
            <div className="ct-sum">
              <Button icon={<PlusOutlined />} onClick={() => add(blankLine())}>{t('contract:line.add')}</Button>
              <span aria-live="polite">
                {sum === 100 ? <StatusTag tone="good">{t('contract:sum_right')}</StatusTag> : <StatusTag tone="bad">{sum < 100 ? t('contract:sum_missing', { sum: weightText(sum), n: weightText(Math.round(100 * (100 - sum)) / 100) }) : t('contract:sum_over', { sum: weightText(sum), n: weightText(Math.round(100 * (sum - 100)) / 100) })}</StatusTag>}
              </span>
            </div>
            <Form.ErrorList errors={errors} />
          </>
        )}
      </Form.List>
    </>
  )
}

function OneLine({ name, onRemove }: { name: number; onRemove: () => void }) {
  const { t, i18n } = useTranslation()
  const form = Form.useFormInstance<WithLines>()
  const { data: metrics } = useQuery(metricsQuery)
  const id = Form.useWatch(['lines', name, 'metric'], form) as string | undefined
  const chosen = metrics?.find((m) => m.id === id)
  const takesT = ((chosen as { takes?: string[] } | undefined)?.takes ?? []).includes('threshold_ms')
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const number = (field: 'threshold' | 'target' | 'stretch') => (
    <Form.Item name={[name, field]} label={t(`contract:line.${field}`)} rules={field === 'stretch' ? undefined : required(t(`contract:line.${field}`))}>
      <InputNumber style={{ width: '100%' }} placeholder={field === 'stretch' ? t('contract:line.no_stretch') : undefined} />
    </Form.Item>
  )
  const title = t('contract:line.n', { n: name + 1 })
  return (
    <div className="ct-group" role="group" aria-label={title}>
      <div className="lt-row"><b>{title}</b><span className="lt-grow" /><Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('contract:line.remove', { n: name + 1 })} onClick={onRemove} /></div>
      <div className="ct-two">
        <Form.Item name={[name, 'metric']} label={t('contract:line.metric')} rules={required(t('contract:line.metric'))}>
          <Select
            showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={380}
            options={(metrics ?? []).map((m) => ({ value: m.id, label: metricName(m, i18n.language), search: `${m.id} ${m.name_zh} ${m.name_en}` }))}
            onChange={(next) => {
              const d = metrics?.find((m) => m.id === next)?.direction
              if (d === 'up' || d === 'down') form.setFieldValue(['lines', name, 'direction'], d)
              form.setFieldValue(['lines', name, 'version'], 0)
              form.setFieldValue(['lines', name, 'threshold_seconds'], undefined)
            }}
          />
        </Form.Item>
        <Form.Item name={[name, 'rule']} label={t('contract:line.rule')} extra={undefined}><Select options={rules.map((value) => ({ value, label: t(`contract:rule.${value}`) }))} /></Form.Item>
      </div>
      <div className="ct-four">
        <Form.Item name={[name, 'weight']} label={t('contract:line.weight')} rules={required(t('contract:line.weight'))}><InputNumber min={0} max={100} precision={2} style={{ width: '100%' }} /></Form.Item>
        {number('threshold')}
        {number('target')}
        {number('stretch')}
        <Form.Item name={[name, 'direction']} label={t('contract:line.direction')}><Select options={(['up', 'down'] as const).map((value) => ({ value, label: t(`contract:direction.${value}`) }))} /></Form.Item>
        {takesT && <Form.Item name={[name, 'threshold_seconds']} label={t('contract:line.seconds')} rules={required(t('contract:line.seconds'))}><InputNumber min={0} max={86400} style={{ width: '100%' }} /></Form.Item>}
      </div>
      <Form.Item name={[name, 'note']} label={t('contract:line.note')}><Input maxLength={500} /></Form.Item>
      <Form.Item name={[name, 'key']} hidden><Input /></Form.Item>
      <Form.Item name={[name, 'version']} hidden><InputNumber /></Form.Item>
      <Form.Item name={[name, 'target_id']} hidden><Input /></Form.Item>
    </div>
  )
}
