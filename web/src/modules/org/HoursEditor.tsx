// Opening hours by weekday: several spans a day, one row copied to others, always open when off.
import { CopyOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Dropdown, Input, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Hours, Weekday } from '../../api/types'

export const weekdays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const office: [string, string][] = [['08:00', '20:00']]

/** `8`, `830`, `8:30` → `08:30`; unreadable text stays as it is and is refused on save. */
export function clock(text: string): string {
  const m = /^\s*(\d{1,2})\s*[:：.]?\s*(\d{2})?\s*$/.exec(text)
  if (!m) return text.trim()
  const [h, min] = [Number(m[1]), Number(m[2] ?? '0')]
  return h > 24 || min > 59 || (h === 24 && min > 0) ? text.trim() : `${String(h).padStart(2, '0')}:${String(min).padStart(2, '0')}`
}

/** Words for what is wrong with one day's spans; undefined when nothing is. */
export function spansFault(spans: [string, string][]): 'time' | 'order' | 'overlap' | undefined {
  let last = ''
  for (const [from, to] of spans) {
    if (![from, to].every((x) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(x))) return 'time'
    if (from >= to) return 'order'
    if (from < last) return 'overlap'
    last = to
  }
  return undefined
}

export function hoursFault(hours: Hours | null | undefined) {
  for (const day of weekdays) {
    const fault = spansFault(hours?.[day] ?? [])
    if (fault) return { day, fault }
  }
  return undefined
}

type Props = { value?: Hours | null; onChange?: (h: Hours | null) => void; disabled?: boolean; id?: string }

export function HoursEditor({ value, onChange, disabled, id }: Props) {
  const { t } = useTranslation()
  const set = (day: Weekday, spans: [string, string][]) => onChange?.({ ...value, [day]: spans })
  const always = !value
  return (
    <div id={id} className="lt-hours">
      <label className="lt-row">
        <Switch size="small" checked={!always} disabled={disabled} aria-label={t('org:hours.limited')} onChange={(on) => onChange?.(on ? Object.fromEntries(weekdays.map((d) => [d, office])) as Hours : null)} />
        {t(always ? 'org:hours.always' : 'org:hours.limited')}
      </label>
      {!always && weekdays.map((day) => {
        const spans = value?.[day] ?? []
        const fault = spansFault(spans)
        return (
          <div key={day} className="lt-hours-day">
            <span className="lt-hours-name">{t(`common:weekday.${day}`)}</span>
            <div className="lt-hours-spans">
              {spans.length === 0 && <span className="lt-muted">{t('org:hours.closed')}</span>}
              {spans.map((span, i) => (
                <span key={i} className="lt-hours-span">
                  {[0, 1].map((end) => (
                    <Input
                      key={end}
                      size="small"
                      disabled={disabled}
                      value={span[end]}
                      status={fault ? 'error' : undefined}
                      aria-label={`${t(`common:weekday.${day}`)} ${t(end === 0 ? 'org:hours.from' : 'org:hours.to')}`}
                      aria-invalid={Boolean(fault)}
                      style={{ width: 64 }}
                      onChange={(e) => set(day, spans.map((s, j) => (j === i ? (end === 0 ? [e.target.value, s[1]] : [s[0], e.target.value]) : s)))}
                      onBlur={() => set(day, spans.map((s, j): [string, string] => (j === i ? [clock(s[0]), clock(s[1])] : s)))}
                    />
                  ))}
                  <Button type="text" size="small" disabled={disabled} icon={<DeleteOutlined />} aria-label={`${t(`common:weekday.${day}`)} ${t('common:action.delete')}`} onClick={() => set(day, spans.filter((_, j) => j !== i))} />
                </span>
              ))}
              <Button type="text" size="small" disabled={disabled} icon={<PlusOutlined />} aria-label={`${t(`common:weekday.${day}`)} ${t('org:hours.add')}`} onClick={() => set(day, [...spans, spans.length === 0 ? office[0]! : [spans[spans.length - 1]![1], '24:00']])} />
              <Dropdown
                trigger={['click']}
                disabled={disabled}
                menu={{
                  items: [
                    { key: 'work', label: t('org:hours.copy_work') },
                    { key: 'all', label: t('org:hours.copy_all') },
                  ],
                  onClick: ({ key }) => onChange?.({ ...value, ...Object.fromEntries((key === 'all' ? weekdays : weekdays.slice(0, 5)).map((d) => [d, spans])) }),
                }}
              >
                <Button type="text" size="small" icon={<CopyOutlined />} aria-label={`${t(`common:weekday.${day}`)} ${t('org:hours.copy')}`} />
              </Dropdown>
              {fault && <span className="lt-field-fault" role="alert">{t(`org:hours.fault_${fault}`)}</span>}
            </div>
          </div>
        )
      })}
    </div>
  )
}
