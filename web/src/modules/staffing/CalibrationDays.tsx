// The days with both sides; actual counts open exactly the contacts they were counted from.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, day, decimal, percent, points, seconds } from '../../kit/format'
import type { CalibrationFigures, CalibrationOpened, CalibrationQueue } from './types'

export function CalibrationDays({ of: c, queue }: { of: CalibrationOpened; queue?: CalibrationQueue }) {
  const { t } = useTranslation()
  const reads = useAllowed('telephony.read')
  const ids = queue ? queue.queue_id : (c.queues ?? []).map((q) => q.queue_id).join(',')
  const [sort, setSort] = useState<string | undefined>('on')
  const opens = (d: CalibrationFigures, n: number, outcome?: string) =>
    reads && n > 0 ? <Link to={'/contacts' as string} search={{ from: d.on, to: d.on, queue: ids, outcome } as never}>{count(n)}</Link> : count(n)
  const causes = (d: CalibrationFigures) => (d.causes ?? []).map((x) => t(`staffing:calibration.cause.${x}`)).join(t('staffing:join'))
  const columns: Column<CalibrationFigures>[] = [
    { id: 'on', header: t('staffing:day'), width: 150, pin: true, sortable: true, value: (d) => d.on, cell: (d) => day(d.on) },
    { id: 'offered', sortable: true, header: t('staffing:calibration.offered'), width: 110, align: 'right', value: (d) => d.actual.offered, cell: (d) => opens(d, d.actual.offered) },
    { id: 'actual', sortable: true, header: t('staffing:calibration.actual_level'), width: 140, align: 'right', value: (d) => d.actual.level, cell: (d) => percent(d.actual.level) },
    { id: 'simulated', sortable: true, header: t('staffing:calibration.simulated_level'), width: 150, align: 'right', value: (d) => d.simulated.level, cell: (d) => percent(d.simulated.level) },
    { id: 'deviation', sortable: true, header: t('staffing:calibration.deviation'), width: 130, align: 'right', value: (d) => d.deviation, cell: (d) => <b>{points(d.deviation)}</b>, help: t('staffing:calibration.deviation_help') },
    { id: 'half', header: t('staffing:calibration.half'), width: 125, align: 'right', value: (d) => d.half_width, cell: (d) => (d.half_width === undefined ? points(undefined) : `± ${decimal(d.half_width)}`), help: t('staffing:calibration.half_help') },
    { id: 'spread', sortable: true, header: t('staffing:calibration.spread'), width: 160, align: 'right', value: (d) => d.spread, cell: (d) => decimal(d.spread), help: t('staffing:calibration.spread_help') },
    { id: 'answered', sortable: true, header: t('staffing:calibration.answered'), width: 110, align: 'right', value: (d) => d.actual.answered, cell: (d) => opens(d, d.actual.answered, 'answered') },
    { id: 'answered_sim', header: t('staffing:calibration.answered_sim'), width: 160, align: 'right', value: (d) => d.simulated.answered, cell: (d) => decimal(d.simulated.answered) },
    { id: 'gone', sortable: true, header: t('staffing:calibration.gone'), width: 160, align: 'right', value: (d) => d.actual.gone, cell: (d) => count(d.actual.gone), help: t('staffing:calibration.gone_help') },
    { id: 'gone_sim', header: t('staffing:calibration.gone_sim'), width: 180, align: 'right', value: (d) => d.simulated.gone, cell: (d) => decimal(d.simulated.gone) },
    { id: 'asa', sortable: true, header: t('staffing:calibration.asa'), width: 150, align: 'right', value: (d) => d.actual.asa_s, cell: (d) => seconds(d.actual.asa_s) },
    { id: 'asa_sim', header: t('staffing:calibration.asa_sim'), width: 150, align: 'right', value: (d) => d.simulated.asa_s, cell: (d) => seconds(d.simulated.asa_s) },
    ...(queue ? [] : [
      { id: 'occupancy', header: t('staffing:calibration.occupancy'), width: 120, align: 'right', value: (d) => d.actual.occupancy, cell: (d) => percent(d.actual.occupancy) } satisfies Column<CalibrationFigures>,
      { id: 'occupancy_sim', header: t('staffing:calibration.occupancy_sim'), width: 170, align: 'right', value: (d) => d.simulated.occupancy, cell: (d) => percent(d.simulated.occupancy) } satisfies Column<CalibrationFigures>,
    ]),
    { id: 'causes', header: t('staffing:calibration.causes'), width: 360, grow: true, value: causes, cell: causes, help: t('staffing:calibration.causes_help') },
  ]
  const rows = (c.days ?? []).filter((d) => d.queue_id === (queue?.queue_id ?? ''))
  const title = t('staffing:calibration.days', { name: queue?.name ?? t('staffing:calibration.all') })
  return (
    <section className="lt-card" aria-label={title}>
      <div className="lt-card-head"><h2>{title}</h2></div>
      <DataTable<CalibrationFigures> id="staffing.calibration.days" label={title} columns={columns} rows={rows} rowKey={(d) => d.on} maxHeight={480} sort={sort} onSort={setSort} />
    </section>
  )
}
