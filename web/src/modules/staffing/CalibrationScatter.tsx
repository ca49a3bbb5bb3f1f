// Simulated against actual service level: how near the points lie to the line of equals.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { day, percent, points } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { scatterOption } from './calibration'
import type { CalibrationFigures, CalibrationOpened, CalibrationQueue } from './types'

export function CalibrationScatter({ of: c, queue, onExport }: { of: CalibrationOpened; queue?: CalibrationQueue; onExport: () => Promise<void> }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const rows = useMemo(() => (c.days ?? []).filter((d) => d.queue_id === (queue?.queue_id ?? '')), [c.days, queue])
  const columns: Column<CalibrationFigures>[] = [
    { id: 'on', header: t('staffing:day'), width: 150, pin: true, value: (d) => d.on, cell: (d) => day(d.on) },
    { id: 'actual', header: t('staffing:calibration.actual_level'), width: 150, align: 'right', value: (d) => d.actual.level, cell: (d) => percent(d.actual.level) },
    { id: 'simulated', header: t('staffing:calibration.simulated_level'), width: 150, align: 'right', value: (d) => d.simulated.level, cell: (d) => percent(d.simulated.level) },
    { id: 'deviation', header: t('staffing:calibration.deviation'), width: 150, align: 'right', grow: true, value: (d) => d.deviation, cell: (d) => points(d.deviation) },
  ]
  const option = useMemo(() => (rows.length === 0 ? undefined : scatterOption({
    rows, theme,
    words: { actual: t('staffing:calibration.actual_level'), simulated: t('staffing:calibration.simulated_level'), within: t('staffing:calibration.in_band'), off: t('staffing:calibration.off_band'), equal: t('staffing:calibration.equal') },
    tip: (d) => [`<b>${day(d.on)}</b>`, `${t('staffing:calibration.actual_level')} ${percent(d.actual.level)}`, `${t('staffing:calibration.simulated_level')} ${percent(d.simulated.level)}`, `${t('staffing:calibration.deviation')} ${points(d.deviation)}`].join('<br/>'),
  })), [rows, theme, t])
  return (
    <ChartCard<CalibrationFigures>
      id="staffing.calibration.scatter" title={t('staffing:calibration.scatter', { name: queue?.name ?? t('staffing:calibration.all') })} summary={t('staffing:calibration.scatter_summary')}
      option={option} columns={columns} rows={rows} rowKey={(d) => d.on} height={340} onExport={onExport}
    />
  )
}
