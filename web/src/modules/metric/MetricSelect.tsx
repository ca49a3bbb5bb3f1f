import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type Metric, metricName } from './types'

/** Search and pick metrics, grouped; the twelve service-level variants carry their short id as a badge. */
export function MetricSelect({ all, value, onChange, max }: { all: Metric[]; value: string[]; onChange: (v: string[]) => void; max?: number }) {
  const { t, i18n } = useTranslation('metric')
  const options = useMemo(() => {
    const groups = new Map<string, Metric[]>()
    for (const m of all) groups.set(m.group, [...(groups.get(m.group) ?? []), m])
    return [...groups].map(([g, list]) => ({
      label: t(`group.${g}`, { defaultValue: g }),
      options: list.map((m) => ({ value: m.id, label: metricName(m, i18n.language), badge: variantBadge(m.id), search: `${m.id} ${m.name_zh} ${m.name_en}` })),
    }))
  }, [all, i18n.language, t])
  return (
    <Select
      mode="multiple"
      className="mt-metric-select"
      aria-label={t('explorer.metrics')}
      placeholder={t('explorer.metrics_pick')}
      value={value}
      maxCount={max}
      options={options}
      showSearch={{ optionFilterProp: 'search' }}
      popupMatchSelectWidth={380}
      optionRender={(o) => (
        <span className="lt-row">
          <span className="lt-grow">{o.label}</span>
          <span className="mt-badge">{(o.data as { badge?: string }).badge ?? String(o.value)}</span>
        </span>
      )}
      onChange={onChange}
    />
  )
}

/** "sl-off" → "SL-OFF", the id of the metric reference. */
export function variantBadge(id: string): string | undefined {
  return /^(sl|occ|ut|fcr)-/.test(id) ? id.toUpperCase() : undefined
}
