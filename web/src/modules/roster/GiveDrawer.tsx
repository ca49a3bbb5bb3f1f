// To whom a rule set is given, from which day.
import { useQuery } from '@tanstack/react-query'
import { DatePicker, Form, Segmented, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { EditDrawer } from '../../kit/EditDrawer'
import { today } from '../../kit/format'
import type { RuleSet } from './types'

type Values = { whom: 'centre' | 'team' | 'person'; whom_ids: string[]; from_on: Dayjs }

export function GiveDrawer({ open, set, onClose, onSaved }: { open: boolean; set: RuleSet; onClose: () => void; onSaved: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const initial = useMemo<Values>(() => ({ whom: 'centre', whom_ids: [], from_on: dayjs(today()) }), [])
  return (
    <EditDrawer<Values>
      open={open} identity={set.id} title={t('roster:rule.give_title', { name: set.name })} saveLabel={t('roster:rule.give')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        await api.post(`/roster/rule-sets/${encodeURIComponent(set.id)}/given`, { whom: v.whom, whom_ids: v.whom === 'centre' ? [] : (v.whom_ids ?? []), from_on: v.from_on.format('YYYY-MM-DD') })
        await onSaved()
      }}
    >
      <Fields />
      <p className="lt-muted">{t('roster:rule.give_help')}</p>
    </EditDrawer>
  )
}

function Fields() {
  const { t } = useTranslation()
  const { data: dims } = useQuery(dimensionsQuery)
  const form = Form.useFormInstance<Values>()
  const whom = Form.useWatch('whom', form) ?? 'centre'
  const choice = inUse(whom === 'team' ? dims?.teams : dims?.agents).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))
  return (
    <>
      <Form.Item name="whom" label={t('roster:rule.whom')}>
        <Segmented options={(['centre', 'team', 'person'] as const).map((value) => ({ value, label: t(`roster:rule.whoms.${value}`) }))} onChange={() => form.setFieldValue('whom_ids', [])} />
      </Form.Item>
      {whom !== 'centre' && (
        <Form.Item name="whom_ids" label={t('roster:rule.whom_ids')} rules={[{ required: true, message: t('common:form.required', { label: t('roster:rule.whom_ids') }) }]}>
          <Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} options={choice} />
        </Form.Item>
      )}
      <Form.Item name="from_on" label={t('roster:rule.given_on')}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
    </>
  )
}
