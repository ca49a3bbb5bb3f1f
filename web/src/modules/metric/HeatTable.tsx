import { useTranslation } from 'react-i18next'
import { Empty } from '../../kit/blocks'
import { metricValue } from '../../kit/format'
import { SLOTS, slotSpan } from './civil'
import type { Grid, GridCell } from './heatgrid'
import type { Metric } from './types'

/** The same numbers as a plain table: half-hours down, days across. */
export function HeatTable({ grid, metric, keyName, onOpen }: { grid: Grid; metric: Metric; keyName: (k: string) => string; onOpen: (c: GridCell) => void }) {
  const { t } = useTranslation('metric')
  const slots = Array.from({ length: SLOTS }, (_, i) => i).filter((s) => grid.cells.some((line) => line[s]))
  if (slots.length === 0) return <Empty title={t('common:chart.empty')} />
  return (
    <div className="mt-scroll mt-heat-table" tabIndex={0} role="region" aria-label={t('common:chart.as_table')}>
      <table className="mt-table">
        <thead>
          <tr>
            <th scope="col">{t('heat.half_hour')}</th>
            {grid.keys.map((k) => (
              <th key={k} scope="col" className="lt-num">
                {keyName(k)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {slots.map((s) => (
            <tr key={s}>
              <th scope="row">{slotSpan(s)}</th>
              {grid.keys.map((k, i) => {
                const cell = grid.cells[i]?.[s]
                return (
                  <td key={k} className={`lt-num${cell?.low ? ' lt-muted' : ''}`}>
                    {cell ? (
                      <button type="button" className="mt-link" onClick={() => onOpen(cell)}>
                        {cell.missed && <span aria-label={t('heat.missed')}>▲ </span>}
                        {metricValue(cell.value, metric.unit)}
                      </button>
                    ) : (
                      <span className="lt-muted">—</span>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
