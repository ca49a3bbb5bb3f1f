// The days of a plan in hours: what the targets cost.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { count, day, decimal, percent, weekdayName } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { hoursOption } from './chart'
import type { DayFigures, Plan } from './types'

type Props = { plan: Plan; days: DayFigures[]; on: string; dimmed: boolean; onDay: (on: string) => void }

export function DaysCard({ plan, days, on, dimmed, onDay }: Props) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const fte = (d: DayFigures) => d.scheduled_h / (plan.settings.full_time_hours / 5)
  const columns: Column<DayFigures>[] = [
    { id: 'on', header: t('staffing:day'), width: 150, pin: true, value: (d) => d.on, cell: (d) => (d.closed ? `${day(d.on)} · ${t('staffing:closed')}` : day(d.on)) },
    { id: 'contacts', header: t('staffing:contacts'), width: 110, align: 'right', value: (d) => d.contacts, cell: (d) => count(Math.round(d.contacts)) },
    { id: 'workload', header: t('staffing:workload_h'), width: 130, align: 'right', value: (d) => d.workload_h, cell: (d) => decimal(d.workload_h) },
    { id: 'agent_h', header: t('staffing:agent_h'), width: 130, align: 'right', value: (d) => d.agent_h, cell: (d) => decimal(d.agent_h) },
    { id: 'scheduled_h', header: t('staffing:scheduled_h'), width: 130, align: 'right', value: (d) => d.scheduled_h, cell: (d) => decimal(d.scheduled_h) },
    { id: 'fte', header: t('staffing:day_fte'), width: 120, align: 'right', value: fte, cell: (d) => decimal(fte(d)), help: t('staffing:day_fte_help', { hours: decimal(plan.settings.full_time_hours / 5) }) },
    { id: 'most', header: t('staffing:most'), width: 120, align: 'right', value: (d) => d.most_agents, cell: (d) => count(d.most_agents) },
    { id: 'level', header: t('staffing:level'), width: 130, align: 'right', value: (d) => d.level_percent, cell: (d) => percent(d.level_percent) },
    { id: 'occupancy', header: t('staffing:occupancy'), width: 120, align: 'right', grow: true, value: (d) => d.occupancy_percent, cell: (d) => percent(d.occupancy_percent) },
  ]
  const option = useMemo(() => (days.length === 0 ? undefined : hoursOption({
    labels: days.map((d) => `${d.on.slice(5)} ${weekdayName(d.on)}`), rows: days, theme, marked: days.findIndex((d) => d.on === on),
    words: { workload: t('staffing:workload_h'), agents: t('staffing:agent_h'), scheduled: t('staffing:scheduled_h'), unit: t('staffing:unit.hours') },
  })), [days, theme, on, t])
  return <ChartCard<DayFigures> id="staffing.days" title={t('staffing:days')} option={option} columns={columns} rows={days} rowKey={(d) => d.on} height={260} dimmed={dimmed} onClick={(e) => { const d = days[e.dataIndex]; if (d) onDay(d.on) }} onOpen={(d) => onDay(d.on)} />
}
