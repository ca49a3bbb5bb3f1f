// The weeks of a plan: hours and full-time people, what the manager answers for.
import { useTranslation } from 'react-i18next'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, day, decimal, percent } from '../../kit/format'
import type { Plan, WeekFigures } from './types'

export function WeeksCard({ plan, weeks, dimmed }: { plan: Plan; weeks: WeekFigures[]; dimmed: boolean }) {
  const { t } = useTranslation()
  const columns: Column<WeekFigures>[] = [
    { id: 'week', header: t('staffing:week'), width: 270, pin: true, value: (w) => w.from, cell: (w) => `${day(w.from)} – ${day(w.to)}` },
    { id: 'contacts', header: t('staffing:contacts'), width: 110, align: 'right', value: (w) => w.contacts, cell: (w) => count(Math.round(w.contacts)) },
    { id: 'workload', header: t('staffing:workload_h'), width: 130, align: 'right', value: (w) => w.workload_h, cell: (w) => decimal(w.workload_h) },
    { id: 'agent_h', header: t('staffing:agent_h'), width: 130, align: 'right', value: (w) => w.agent_h, cell: (w) => decimal(w.agent_h) },
    { id: 'scheduled_h', header: t('staffing:scheduled_h'), width: 130, align: 'right', value: (w) => w.scheduled_h, cell: (w) => decimal(w.scheduled_h) },
    { id: 'fte', header: 'FTE', width: 100, align: 'right', value: (w) => w.fte, cell: (w) => <b>{decimal(w.fte)}</b>, help: t('staffing:fte_help', { hours: decimal(plan.settings.full_time_hours) }) },
    { id: 'most', header: t('staffing:most'), width: 120, align: 'right', value: (w) => w.most_agents, cell: (w) => count(w.most_agents) },
    { id: 'level', header: t('staffing:level'), width: 130, align: 'right', value: (w) => w.level_percent, cell: (w) => percent(w.level_percent) },
    { id: 'occupancy', header: t('staffing:occupancy'), width: 120, align: 'right', grow: true, value: (w) => w.occupancy_percent, cell: (w) => percent(w.occupancy_percent) },
  ]
  return (
    <section className="lt-card" aria-label={t('staffing:weeks')}>
      <div className="lt-card-head"><h2>{t('staffing:weeks')}</h2></div>
      <DataTable<WeekFigures> id="staffing.weeks" label={t('staffing:weeks')} columns={columns} rows={weeks} rowKey={(w) => w.from} maxHeight={320} dimmed={dimmed} />
    </section>
  )
}
