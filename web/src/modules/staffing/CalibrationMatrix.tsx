// Which queue misses when: queues down, days or months across, the deviation in points in each cell.
import { Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { points, weekdayName } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { matrixOption, together } from './calibration'
import type { CalibrationFigures, CalibrationOpened } from './types'

type Row = { id: string; name: string; cells: (number | null)[] }

export function CalibrationMatrix({ of: c, onExport, onQueue }: { of: CalibrationOpened; onExport: () => Promise<void>; onQueue: (id: string) => void }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const [by, setBy] = useState<'day' | 'month'>('day')
  const keys = useMemo(() => [...new Set((c.days ?? []).map((d) => (by === 'day' ? d.on : d.on.slice(0, 7))))].sort(), [c.days, by])
  const rows = useMemo<Row[]>(() => {
    const of = new Map<string, CalibrationFigures[]>()
    for (const d of c.days ?? []) of.set(`${d.queue_id} ${by === 'day' ? d.on : d.on.slice(0, 7)}`, [...(of.get(`${d.queue_id} ${by === 'day' ? d.on : d.on.slice(0, 7)}`) ?? []), d])
    return [{ id: '', name: t('staffing:calibration.all') }, ...(c.queues ?? []).map((q) => ({ id: q.queue_id, name: q.name }))].map((q) => ({ ...q, cells: keys.map((k) => together(of.get(`${q.id} ${k}`) ?? []).deviation ?? null) }))
  }, [c, keys, by, t])
  const label = (k: string) => (by === 'day' ? `${k.slice(5)} ${weekdayName(k)}` : k)
  const columns: Column<Row>[] = [
    { id: 'queue', header: t('staffing:queue'), width: 180, pin: true, value: (r) => r.name, cell: (r) => r.name },
    ...keys.map((k, i): Column<Row> => ({ id: k, header: label(k), width: 96, align: 'right', value: (r) => r.cells[i], cell: (r) => points(r.cells[i]) })),
  ]
  const option = useMemo(() => (keys.length === 0 ? undefined : matrixOption({
    rows: rows.map((r) => r.name), columns: keys.map((k) => (by === 'day' ? k.slice(5) : k)), theme, value: (row, column) => rows[row]!.cells[column] ?? null,
    tip: (row, column) => `<b>${rows[row]!.name}</b><br/>${label(keys[column]!)}<br/>${t('staffing:calibration.deviation')} ${points(rows[row]!.cells[column])}`,
  })), [rows, keys, by, theme, t])
  return (
    <ChartCard<Row>
      id="staffing.calibration.matrix"
      title={t('staffing:calibration.matrix')}
      summary={t('staffing:calibration.matrix_summary')}
      option={option}
      columns={columns}
      rows={keys.length === 0 ? [] : rows}
      rowKey={(r) => r.id || 'all'}
      onExport={onExport}
      height={64 + 26 * rows.length}
      onClick={(e) => { const value = (e.data as { value?: number[] } | undefined)?.value; if (value) onQueue(rows[rows.length - 1 - value[1]!]!.id) }}
      onOpen={(r) => onQueue(r.id)}
      extra={<Segmented size="small" aria-label={t('staffing:calibration.matrix_by')} value={by} onChange={setBy} options={(['day', 'month'] as const).map((value) => ({ value, label: t(`staffing:calibration.by.${value}`) }))} />}
    />
  )
}
