// When in the weeks most agents are needed: days down, intervals across.
import { useMemo, useState } from 'react'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { day, weekdayName } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { clockOf, heatOption, heatRow, heatSpan } from './chart'
import type { DayFigures, Plan } from './types'
import { people } from './words'

type Props = { plan: Plan; days: DayFigures[]; on: string; dimmed: boolean; onDay: (on: string) => void }
type Of = 'agents' | 'scheduled'

export function HeatCard({ plan, days, on, dimmed, onDay }: Props) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const [of, setOf] = useState<Of>('agents')
  const [from, until] = useMemo(() => heatSpan(days), [days])
  const slots = useMemo(() => Array.from({ length: until - from }, (_, i) => from + i), [from, until])
  const columns: Column<DayFigures>[] = [
    { id: 'on', header: t('staffing:day'), width: 150, pin: true, value: (d) => d.on, cell: (d) => day(d.on) },
    ...slots.map((k): Column<DayFigures> => ({ id: clockOf(k, plan.grain_minutes), header: clockOf(k, plan.grain_minutes), width: 64, align: 'right', value: (d) => d[of][k], cell: (d) => people(d[of][k]) })),
  ]
  const option = useMemo(() => (slots.length === 0 ? undefined : heatOption({
    rows: days.map((d) => `${d.on === on ? '▸ ' : ''}${d.on.slice(5)} ${weekdayName(d.on)}`), columns: slots.map((k) => clockOf(k, plan.grain_minutes)), theme,
    value: (row, column) => days[row]![of][slots[column]!] ?? 0,
    tip: (row, column) => { const [d, k] = [days[row]!, slots[column]!]; return `<b>${day(d.on)} ${clockOf(k, plan.grain_minutes)}</b><br/>${t('staffing:agents')} ${people(d.agents[k])}<br/>${t('staffing:scheduled')} ${people(d.scheduled[k])}` },
  })), [days, slots, of, theme, on, plan.grain_minutes, t])
  return (
    <ChartCard<DayFigures>
      id="staffing.heat"
      title={t('staffing:heat')}
      summary={t('staffing:heat_summary')}
      option={option}
      columns={columns}
      rows={days}
      rowKey={(d) => d.on}
      height={106 + 22 * days.length}
      dimmed={dimmed}
      emptyReason={t('staffing:nobody')}
      onClick={(e) => { const d = days[heatRow(e.dataIndex, days.length, slots.length)]; if (d) onDay(d.on) }}
      onOpen={(d) => onDay(d.on)}
      extra={<Segmented size="small" aria-label={t('staffing:heat_of')} value={of} onChange={setOf} options={(['agents', 'scheduled'] as const).map((value) => ({ value, label: t(`staffing:${value}`) }))} />}
    />
  )
}
