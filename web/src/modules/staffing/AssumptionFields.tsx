// What a hiring plan is reckoned with, in groups; each field says its unit, and the server's complaint stands beside it.
import { Form, Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import type { HiringPlan } from './types'

type Name = keyof HiringPlan['about']['assumptions']
const groups: { id: string; fields: [Name, string, number?][] }[] = [
  { id: 'work', fields: [['sure_percent', '%'], ['hours_per_month', 'h'], ['shrinkage_percent', '%'], ['occupancy_percent', '%']] },
  { id: 'people', fields: [['heads', 'people'], ['attrition_percent', '%', 0.1], ['new_attrition_percent', '%', 0.1]] },
  { id: 'training', fields: [['lead_months', 'months'], ['training_months', 'months'], ['least_class', 'people'], ['most_class', 'people'], ['classes_per_month', '']] },
  { id: 'reserve', fields: [['overtime_percent', '%'], ['release_percent', '%']] },
  { id: 'money', fields: [['pay', '', 100], ['overtime_pay', '', 100], ['release_saves', '', 100], ['per_class', '', 1000], ['per_hire', '', 100], ['per_shortfall', '', 1000]] },
]
/** Lists that are written as text. */
const lists: Record<string, Name> = { people: 'joining', training: 'learning_percents' }

export function AssumptionFields({ faultAt }: { faultAt: (name: string) => string | undefined }) {
  const { t } = useTranslation()
  const unit = (u: string) => (u === 'people' || u === 'months' ? t(`staffing:hiring.unit.${u}`) : u)
  const item = (name: Name) => ({ name, label: t(`staffing:hiring.field.${name}`), validateStatus: faultAt(name) ? ('error' as const) : undefined, help: faultAt(name), tooltip: t(`staffing:hiring.help.${name}`, { defaultValue: '' }) || undefined })
  return groups.map((g) => (
    <fieldset key={g.id} className="lt-hiring-group">
      <legend>{t(`staffing:hiring.group.${g.id}`)}</legend>
      {g.fields.map(([name, u, step]) => <Form.Item key={name} {...item(name)}><InputNumber min={0} step={step ?? 1} suffix={unit(u)} style={{ width: '100%' }} /></Form.Item>)}
      {lists[g.id] && <Form.Item {...item(lists[g.id]!)}><Input placeholder={t(`staffing:hiring.example.${lists[g.id]}`)} /></Form.Item>}
    </fieldset>
  ))
}
