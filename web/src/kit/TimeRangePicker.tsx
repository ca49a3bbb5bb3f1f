// Whole days from–to: presets, previous and next, free choice; everything by keyboard.
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { today, weekNumber } from './format'
import { daysOf, presetRange, presets, stepRange, type Preset, type Range } from './timeRange'

type Props = { value: Range; onChange: (r: Range) => void; weekStart?: string; maxDays?: number; only?: readonly Preset[] }

export function TimeRangePicker({ value, onChange, weekStart, maxDays, only = presets }: Props) {
  const { t } = useTranslation()
  const now = today()
  const preset = only.find((p) => {
    const r = presetRange(p, now, weekStart)
    return r.from === value.from && r.to === value.to
  })
  const week = daysOf(value) === 7 ? t('common:time.week', { week: weekNumber(value.from), from: value.from.slice(5), to: value.to.slice(5) }) : undefined
  return (
    <div className="lt-row lt-range" role="group" aria-label={t('common:time.range')}>
      <Select
        aria-label={t('common:time.range')}
        style={{ width: 108 }}
        popupMatchSelectWidth={false}
        value={preset ?? 'custom'}
        options={[...only.map((p) => ({ value: p as string, label: t(`common:time.${p}`) })), ...(preset ? [] : [{ value: 'custom', label: t('common:time.custom') }])]}
        onChange={(p) => p !== 'custom' && onChange(presetRange(p as Preset, now, weekStart))}
      />
      <Button icon={<LeftOutlined />} aria-label={t('common:time.previous')} title={t('common:time.previous')} onClick={() => onChange(stepRange(value, -1))} />
      <DatePicker.RangePicker
        value={[dayjs(value.from), dayjs(value.to)]}
        allowClear={false}
        style={{ width: 232 }}
        format="YYYY-MM-DD"
        disabledDate={maxDays ? (d, { from }) => Boolean(from && Math.abs(d.diff(from, 'day')) >= maxDays) : undefined}
        onChange={(range) => {
          if (range?.[0] && range[1]) onChange({ from: range[0].format('YYYY-MM-DD'), to: range[1].format('YYYY-MM-DD') })
        }}
        aria-label={t('common:time.range')}
      />
      <Button icon={<RightOutlined />} aria-label={t('common:time.next')} title={t('common:time.next')} onClick={() => onChange(stepRange(value, 1))} />
      {week && <span className="lt-muted">{week}</span>}
    </div>
  )
}
