// The form of a year's plan: goals with the targets of their measures by quarter, the work that is to bring them about, and the money.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { EditDrawer } from '../../kit/EditDrawer'
import { today } from '../../kit/format'
import { catalogueQuery } from '../metric/queries'
import { goalsQuery, workQuery } from './queries'
import type { AnnualPlan, Goal } from './types'
import { readingName } from './words'

type Target = AnnualPlan['goals'][number]['targets'][number]
type Values = { year: number; owner: string; summary?: string; goals: { goal_id?: string; note?: string; initiatives?: string[]; targets?: Target[] }[]; budget: { name?: string; note?: string; quarters?: (number | null)[] }[] }

const points = ['threshold', 'target', 'stretch'] as const

/** The targets of a goal's measures as they stand, as a beginning for the quarters of a year. */
function targetsOf(goal: Goal | undefined, year: number): Target[] {
  return (goal?.measures ?? []).map((m) => {
    const on = (quarter: number) => `${year}-${String(3 * quarter + 3).padStart(2, '0')}-28`
    return {
      metric: m.metric, version: m.version, scope: m.scope, scope_id: m.scope_id, threshold_seconds: m.threshold_seconds, direction: m.direction,
      quarters: [0, 1, 2, 3].map((n) => { const at = [...m.targets].reverse().find((x) => x.from_on <= on(n)) ?? m.targets[0]!; return { threshold: at.threshold, target: at.target, stretch: at.stretch } }),
    }
  })
}

export function PlanDrawer({ which, from, plans, onClose, onSaved }: { which?: string; from?: AnnualPlan; plans: AnnualPlan[]; onClose: () => void; onSaved: (p: AnnualPlan) => Promise<void> }) {
  const { t } = useTranslation()
  const { data: goals } = useQuery(goalsQuery)
  const item = plans.find((p) => p.id === which)
  const initial = useMemo<Values>(() => {
    const source = item ?? (which === 'next' ? from : undefined)
    if (source) return { year: source.year, owner: source.owner, summary: source.summary, goals: structuredClone(source.goals), budget: structuredClone(source.budget) }
    const year = Number(today().slice(0, 4))
    const next = plans.some((p) => p.year === year) ? Math.max(...plans.map((p) => p.year)) + 1 : year
    return { year: next, owner: '', summary: '', goals: (goals ?? []).filter((g) => g.active).map((g) => ({ goal_id: g.id, note: '', initiatives: [], targets: targetsOf(g, next) })), budget: [] }
  }, [item, which, from, plans, goals])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <EditDrawer<Values>
      open={which === 'new' || which === 'next' || Boolean(item)} identity={which ?? ''} width={880} title={t(item ? 'strategy:annual.edit' : 'strategy:annual.add')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const body = {
          year: v.year, owner: v.owner.trim(), summary: v.summary?.trim() ?? '',
          goals: (v.goals ?? []).map((g) => ({ goal_id: g.goal_id ?? '', note: g.note?.trim() ?? '', initiatives: g.initiatives ?? [], targets: g.targets ?? [] })),
          budget: (v.budget ?? []).map((b) => ({ name: b.name?.trim() ?? '', note: b.note?.trim() ?? '', quarters: [0, 1, 2, 3].map((n) => b.quarters?.[n] ?? 0) })),
        }
        await onSaved(await (item ? api.put<AnnualPlan>(`/strategy/annual-plans/${encodeURIComponent(item.id)}`, body, item.rev) : api.post<AnnualPlan>('/strategy/annual-plans', body)))
      }}
    >
      <div className="st-two">
        <Form.Item name="year" label={t('strategy:annual.year')} rules={required(t('strategy:annual.year'))}><InputNumber min={1990} max={2100} disabled={Boolean(item) || which === 'next'} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="owner" label={t('strategy:goal.owner')} rules={required(t('strategy:goal.owner'))}><Input maxLength={100} /></Form.Item>
      </div>
      <Form.Item name="summary" label={t('strategy:annual.summary')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <h3>{t('strategy:annual.targets')}</h3>
      <Form.List name="goals">
        {(list, { add, remove }) => (
          <>
            {list.map((f) => <GoalFields key={f.key} name={f.name} onRemove={() => remove(f.name)} />)}
            <Button icon={<PlusOutlined />} style={{ marginBottom: 12 }} onClick={() => add({ initiatives: [], targets: [] })}>{t('strategy:annual.add_goal')}</Button>
          </>
        )}
      </Form.List>
      <h3>{t('strategy:annual.budget')}</h3>
      <Form.List name="budget">
        {(list, { add, remove }) => (
          <>
            {list.map((f) => (
              <div key={f.key} className="st-line is-budget">
                <Form.Item name={[f.name, 'name']} label={t('strategy:annual.line')} rules={required(t('strategy:annual.line'))}><Input maxLength={100} /></Form.Item>
                {[0, 1, 2, 3].map((n) => <Form.Item key={n} name={[f.name, 'quarters', n]} label={t('strategy:annual.quarter', { n: n + 1 })}><InputNumber min={0} max={1e12} controls={false} style={{ width: '100%' }} /></Form.Item>)}
                <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('strategy:annual.remove_line', { n: f.name + 1 })} onClick={() => remove(f.name)} />
              </div>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({ name: '', quarters: [0, 0, 0, 0] })}>{t('strategy:annual.add_line')}</Button>
          </>
        )}
      </Form.List>
    </EditDrawer>
  )
}

function GoalFields({ name, onRemove }: { name: number; onRemove: () => void }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const { data: goals } = useQuery(goalsQuery)
  const { data: work } = useQuery(workQuery)
  const { data: catalogue } = useQuery(catalogueQuery)
  const goalId = Form.useWatch(['goals', name, 'goal_id'], form) as string | undefined
  const targets = (Form.useWatch(['goals', name, 'targets'], form) as Target[] | undefined) ?? []
  const goal = goals?.find((g) => g.id === goalId)
  const metricName = (id: string) => { const m = catalogue?.find((x) => x.id === id); return m ? readingName(t, { metric: m.id, name_zh: m.name_zh, name_en: m.name_en }) : id }
  const label = t('strategy:annual.goal_n', { n: name + 1, name: goal?.name ?? '' })
  return (
    <div className="st-group" role="group" aria-label={label}>
      <div className="lt-row"><b>{label}</b><span className="lt-grow" /><Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('strategy:annual.remove_goal', { n: name + 1 })} onClick={onRemove} /></div>
      <div className="st-two">
        <Form.Item name={[name, 'goal_id']} label={t('strategy:goal.name')} rules={[{ required: true, message: t('common:form.required', { label: t('strategy:goal.name') }) }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={(goals ?? []).filter((g) => g.active || g.id === goalId).map((g) => ({ value: g.id, label: g.name }))} onChange={(id: string) => form.setFieldValue(['goals', name, 'targets'], targetsOf(goals?.find((g) => g.id === id), form.getFieldValue('year') as number))} />
        </Form.Item>
        <Form.Item name={[name, 'initiatives']} label={t('strategy:nav.initiatives')}><Select mode="multiple" options={(work?.items ?? []).filter((w) => w.goal_id === goalId).map((w) => ({ value: w.id, label: w.name }))} /></Form.Item>
      </div>
      <Form.Item name={[name, 'targets']} hidden noStyle><Input /></Form.Item>
      {targets.map((target, i) => (
        <table key={`${target.metric} ${i}`} className="st-quarters">
          <thead><tr><th>{metricName(target.metric)}</th>{[1, 2, 3, 4].map((n) => <th key={n}>{t('strategy:annual.quarter', { n })}</th>)}</tr></thead>
          <tbody>
            {points.map((point) => (
              <tr key={point}>
                <th scope="row">{t(`strategy:measure.${point}`)}</th>
                {[0, 1, 2, 3].map((n) => (
                  <td key={n}><Form.Item name={[name, 'targets', i, 'quarters', n, point]} style={{ margin: 0 }} rules={[{ required: true, message: t('common:form.required', { label: t(`strategy:measure.${point}`) }) }]}><InputNumber controls={false} style={{ width: '100%' }} aria-label={`${metricName(target.metric)} ${t('strategy:annual.quarter', { n: n + 1 })} ${t(`strategy:measure.${point}`)}`} /></Form.Item></td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
      <Form.Item name={[name, 'note']} label={t('strategy:arrow.note')}><Input maxLength={2000} /></Form.Item>
    </div>
  )
}
