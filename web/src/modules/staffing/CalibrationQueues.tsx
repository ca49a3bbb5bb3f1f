// What was learnt of each queue, and how far its days are off.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, percent, points, seconds } from '../../kit/format'
import { share, size } from './calibration'
import type { CalibrationOpened, CalibrationQueue } from './types'

export function CalibrationQueues({ of: c, selected, onQueue }: { of: CalibrationOpened; selected?: string; onQueue: (id: string) => void }) {
  const { t } = useTranslation()
  const [sort, setSort] = useState<string | undefined>('queue')
  const columns: Column<CalibrationQueue>[] = [
    { id: 'queue', sortable: true, header: t('staffing:queue'), width: 180, pin: true, value: (q) => q.name, cell: (q) => (q.queue_id === selected ? <b>{q.name}</b> : q.name) },
    { id: 'contacts', sortable: true, header: t('staffing:calibration.contacts'), width: 100, align: 'right', value: (q) => q.contacts, cell: (q) => count(q.contacts) },
    { id: 'within', sortable: true, header: t('staffing:calibration.within'), width: 180, align: 'right', value: (q) => q.month.within, cell: (q) => share(q.month.within, q.month.days), help: t('staffing:calibration.within_help') },
    { id: 'chance', header: t('staffing:calibration.by_chance'), width: 130, align: 'right', value: (q) => q.month.chance, cell: (q) => count(q.month.chance), help: t('staffing:calibration.by_chance_help') },
    { id: 'actual', sortable: true, header: t('staffing:calibration.actual_level'), width: 140, align: 'right', value: (q) => q.month.actual, cell: (q) => percent(q.month.actual) },
    { id: 'simulated', sortable: true, header: t('staffing:calibration.simulated_level'), width: 150, align: 'right', value: (q) => q.month.simulated, cell: (q) => percent(q.month.simulated) },
    { id: 'bias', sortable: true, header: t('staffing:calibration.bias'), width: 120, align: 'right', value: (q) => q.month.deviation, cell: (q) => <b>{points(q.month.deviation)}</b>, help: t('staffing:calibration.bias_help') },
    { id: 'absolute', sortable: true, header: t('staffing:calibration.absolute'), width: 220, align: 'right', value: (q) => q.month.absolute, cell: (q) => size(t, q.month.absolute), help: t('staffing:calibration.absolute_help') },
    { id: 'patience', header: t('staffing:calibration.patience'), width: 170, align: 'right', value: (q) => q.patience_median_s, cell: (q) => (q.patience_median_s === undefined ? t('staffing:calibration.patient') : `${seconds(q.patience_median_s)}${q.patience_pooled ? ` ${t('staffing:calibration.pooled')}` : ''}`), help: t('staffing:calibration.patience_help') },
    { id: 'handle', sortable: true, header: t('staffing:calibration.handle'), width: 130, align: 'right', value: (q) => q.handle_s, cell: (q) => seconds(q.handle_s) },
    { id: 'head', header: t('staffing:calibration.head_start'), width: 130, align: 'right', value: (q) => q.head_start_s, cell: (q) => count(q.head_start_s), help: t('staffing:calibration.head_start_help') },
    { id: 'lost', header: t('staffing:calibration.lost'), width: 150, align: 'right', value: (q) => q.lost, cell: (q) => count(q.lost), help: t('staffing:calibration.lost_help') },
    { id: 'agents', header: t('staffing:calibration.agents'), width: 90, align: 'right', grow: true, value: (q) => q.agents, cell: (q) => count(q.agents) },
  ]
  const title = t('staffing:calibration.queues')
  const rows = c.queues ?? []
  return (
    <section className="lt-card" aria-label={title}>
      <div className="lt-card-head"><h2>{title}</h2></div>
      <DataTable<CalibrationQueue> id="staffing.calibration.queues" label={title} columns={columns} rows={rows} rowKey={(q) => q.queue_id} selected={selected} maxHeight={360} sort={sort} onSort={setSort} onOpen={(q) => onQueue(q.queue_id)} />
    </section>
  )
}
