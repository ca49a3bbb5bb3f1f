// What a goal is and how it is measured, in one form.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Select, Switch } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse, metricsQuery } from '../../api/queries'
import { EditDrawer } from '../../kit/EditDrawer'
import { today } from '../../kit/format'
import { metricName } from '../../kit/MetricCard'
import { goalsQuery } from './queries'
import type { Goal, GoalRequest } from './types'
import { perspectives } from './words'

type TargetValues = { from_on: Dayjs; threshold: number; target: number; stretch: number }
type MeasureValues = Omit<GoalRequest['measures'][number], 'targets'> & { targets: TargetValues[] }
type Values = Omit<GoalRequest, 'measures'> & { measures: MeasureValues[] }

const blankTarget = (): TargetValues => ({ from_on: dayjs(`${today().slice(0, 4)}-01-01`), threshold: undefined as never, target: undefined as never, stretch: undefined as never })
const toForm = (g: Goal): Values => ({ ...g, measures: g.measures.map((m) => ({ ...m, targets: m.targets.map((x) => ({ ...x, from_on: dayjs(x.from_on) })) })) })

export function GoalDrawer({ open, item, onClose }: { open: boolean; item?: Goal; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const initial = useMemo<Values>(() => (item ? toForm(item) : { perspective: 'customer', name: '', description: '', owner: '', place: 10, active: true, measures: [] }), [item])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <EditDrawer<Values>
      open={open} identity={item?.id ?? ''} width={760} title={t(item ? 'strategy:goal.edit' : 'strategy:goal.add')} initial={initial} onClose={onClose}
      onReload={async () => { const latest = (await queries.fetchQuery({ ...goalsQuery, staleTime: 0 })).find((g) => g.id === item?.id); return latest && toForm(latest) }}
      onSave={async (v) => {
        const body: GoalRequest = {
          perspective: v.perspective, name: v.name.trim(), description: v.description?.trim() ?? '', owner: v.owner.trim(), place: v.place ?? 0, active: v.active ?? true,
          measures: (v.measures ?? []).map((m) => ({
            metric: m.metric, version: m.version ?? 0, scope: m.scope, scope_id: m.scope === 'centre' ? '' : (m.scope_id ?? ''), threshold_seconds: m.threshold_seconds ?? undefined, direction: m.direction, weight: m.weight,
            targets: (m.targets ?? []).map((x) => ({ from_on: x.from_on.format('YYYY-MM-DD'), threshold: x.threshold, target: x.target, stretch: x.stretch ?? x.target })),
          })),
        }
        if (item) await api.put(`/strategy/goals/${encodeURIComponent(item.id)}`, body, item.rev)
        else await api.post('/strategy/goals', body)
        await queries.invalidateQueries({ queryKey: ['strategy'] })
      }}
    >
      <div className="st-two">
        <Form.Item name="name" label={t('strategy:goal.name')} rules={required(t('strategy:goal.name'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="perspective" label={t('strategy:goal.perspective')}><Select options={perspectives.map((value) => ({ value, label: t(`strategy:perspective.${value}`) }))} /></Form.Item>
        <Form.Item name="owner" label={t('strategy:goal.owner')} rules={required(t('strategy:goal.owner'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="place" label={t('strategy:goal.place')}><InputNumber min={0} max={1000} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="description" label={t('strategy:goal.description')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      {item && <Form.Item name="active" label={t('strategy:goal.active')} extra={t('strategy:goal.active_help')} valuePropName="checked"><Switch /></Form.Item>}
      <Form.List name="measures">
        {(fields, { add, remove }) => (
          <>
            {fields.map((f) => <MeasureFields key={f.key} name={f.name} onRemove={() => remove(f.name)} />)}
            <Button icon={<PlusOutlined />} onClick={() => add({ scope: 'centre', direction: 'up', weight: 1, targets: [blankTarget()] })}>{t('strategy:measure.add')}</Button>
          </>
        )}
      </Form.List>
    </EditDrawer>
  )
}

function MeasureFields({ name, onRemove }: { name: number; onRemove: () => void }) {
  const { t, i18n } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const { data: metrics } = useQuery(metricsQuery)
  const { data: dims } = useQuery(dimensionsQuery)
  const scope = Form.useWatch(['measures', name, 'scope'], form) as string | undefined
  const metric = Form.useWatch(['measures', name, 'metric'], form) as string | undefined
  const chosen = metrics?.find((m) => m.id === metric)
  const takesT = ((chosen as { takes?: string[] } | undefined)?.takes ?? []).includes('threshold_ms')
  const versions = (chosen as { versions?: { version: number; effective_on: string }[] } | undefined)?.versions ?? []
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const number = (label: string, field: 'threshold' | 'target' | 'stretch', at: number) => (
    <Form.Item name={[at, field]} label={label} rules={field === 'stretch' ? undefined : required(label)}><InputNumber style={{ width: '100%' }} placeholder={field === 'stretch' ? t('strategy:measure.no_stretch') : undefined} /></Form.Item>
  )
  return (
    <div className="st-group" role="group" aria-label={t('strategy:measure.n', { n: name + 1 })}>
      <div className="lt-row"><b>{t('strategy:measure.n', { n: name + 1 })}</b><span className="lt-grow" /><Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('strategy:measure.remove', { n: name + 1 })} onClick={onRemove} /></div>
      <div className="st-two">
        <Form.Item name={[name, 'metric']} label={t('strategy:measure.metric')} rules={required(t('strategy:measure.metric'))}>
          <Select
            showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={380}
            options={(metrics ?? []).filter((m) => m.unit !== 'count').map((m) => ({ value: m.id, label: metricName(m, i18n.language), search: `${m.id} ${m.name_zh} ${m.name_en}` }))}
            onChange={(id) => { const d = metrics?.find((m) => m.id === id)?.direction; if (d === 'up' || d === 'down') form.setFieldValue(['measures', name, 'direction'], d) }}
          />
        </Form.Item>
        <Form.Item name={[name, 'version']} label={t('strategy:measure.version')}><Select options={[{ value: 0, label: t('strategy:measure.in_force') }, ...versions.map((v) => ({ value: v.version, label: t('common:metric.version', { version: v.version }) }))]} placeholder={t('strategy:measure.in_force')} /></Form.Item>
        <Form.Item name={[name, 'scope']} label={t('strategy:measure.scope')}><Select options={(['centre', 'site', 'team'] as const).map((value) => ({ value, label: t(`strategy:scope.${value}`) }))} onChange={() => form.setFieldValue(['measures', name, 'scope_id'], undefined)} /></Form.Item>
        {scope && scope !== 'centre' && <Form.Item name={[name, 'scope_id']} label={t(`strategy:scope.${scope}`)} rules={required(t(`strategy:scope.${scope}`))}><Select showSearch={{ optionFilterProp: 'label' }} options={inUse(scope === 'site' ? dims?.sites : dims?.teams).map((x) => ({ value: x.id, label: x.name }))} /></Form.Item>}
        <Form.Item name={[name, 'direction']} label={t('strategy:measure.direction')}><Select options={(['up', 'down'] as const).map((value) => ({ value, label: t(`strategy:direction.${value}`) }))} /></Form.Item>
        <Form.Item name={[name, 'weight']} label={t('strategy:measure.weight')} rules={required(t('strategy:measure.weight'))}><InputNumber min={0.1} max={100} style={{ width: '100%' }} /></Form.Item>
        {takesT && <Form.Item name={[name, 'threshold_seconds']} label={t('strategy:measure.seconds')}><InputNumber min={0} max={86400} placeholder={t('strategy:measure.of_queue')} style={{ width: '100%' }} /></Form.Item>}
      </div>
      <Form.List name={[name, 'targets']}>
        {(fields, { add, remove }) => (
          <>
            {fields.map((f) => (
              <div key={f.key} className="st-line">
                <Form.Item name={[f.name, 'from_on']} label={t('strategy:measure.from_on')} rules={required(t('strategy:measure.from_on'))}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
                {number(t('strategy:measure.threshold'), 'threshold', f.name)}
                {number(t('strategy:measure.target'), 'target', f.name)}
                {number(t('strategy:measure.stretch'), 'stretch', f.name)}
                <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('strategy:measure.remove_target', { n: f.name + 1 })} disabled={fields.length === 1} onClick={() => remove(f.name)} />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined />} style={{ marginBottom: 12 }} onClick={() => add(blankTarget())}>{t('strategy:measure.add_target')}</Button>
          </>
        )}
      </Form.List>
    </div>
  )
}
