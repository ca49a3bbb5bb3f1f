// Chooses queues, teams, agents, … of the centre; several at once, found by name, code or agent ID.
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery } from '../api/queries'
import type { Dimensions, Ref } from '../api/types'

export type DimensionKey = 'queue' | 'team' | 'agent' | 'site' | 'skill' | 'channel' | 'call_type'
const field: Record<DimensionKey, keyof Dimensions> = {
  queue: 'queues', team: 'teams', agent: 'agents', site: 'sites', skill: 'skills', channel: 'channels', call_type: 'call_types',
}

type Props = { of: DimensionKey; value: string[] | undefined; onChange: (ids: string[] | undefined) => void; width?: number; single?: boolean }

export function DimensionPicker({ of, value, onChange, width = 190, single }: Props) {
  const { t, i18n } = useTranslation()
  const { data, isPending, isError } = useQuery(dimensionsQuery)
  const options = ((data?.[field[of]] ?? []) as (Ref | string)[]).map((o) => {
    if (typeof o !== 'string') {
      const label = o.code && o.code !== o.name ? `${o.name} ${o.code}` : o.name || o.code || o.id
      return { value: o.id, label: o.archived ? t('common:dimension.archived', { name: label }) : label }
    }
    const key = `common:channel.${o}`
    return { value: o, label: of === 'channel' && i18n.exists(key) ? t(key) : o }
  })
  const name = t(`common:dimension.${of}`)
  return (
    <Select<string[] | string>
      aria-label={name}
      mode={single ? undefined : 'multiple'}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      maxTagCount="responsive"
      style={{ width }}
      popupMatchSelectWidth={false}
      placeholder={t('common:dimension.all', { name })}
      loading={isPending}
      status={isError ? 'error' : undefined}
      options={options}
      value={single ? value?.[0] : (value ?? [])}
      onChange={(v) => onChange(v === undefined || v.length === 0 ? undefined : Array.isArray(v) ? v : [v])}
    />
  )
}
