// The queues now, one line each: where people wait and whether the promise of this half-hour holds.
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../kit/blocks'
import { count, decimal } from '../../kit/format'
import { Elapsed, useQueueIds, useQueueRow } from './floor'
import type { QueueRow } from './types'
import { percentText, quotient } from './words'

export function QueueBoard({ only }: { only?: string[] }) {
  const { t } = useTranslation()
  const all = useQueueIds()
  const ids = only && only.length > 0 ? all.filter((id) => only.includes(id)) : all
  if (ids.length === 0) return <Empty title={t('live:queues.empty')} reason={t('live:queues.empty_reason')} />
  return (
    <div className="lt-table-box" tabIndex={0} role="region" aria-label={t('live:queues.title')}>
      <table className="lt-table lt-queue-board">
        <thead>
          <tr>
            <th scope="col">{t('live:queues.name')}</th>
            <th scope="col" className="lt-num">{t('live:queues.waiting')}</th>
            <th scope="col" className="lt-num">{t('live:queues.longest')}</th>
            <th scope="col" className="lt-num">{t('live:queues.half')}</th>
            <th scope="col" className="lt-num">{t('live:queues.today')}</th>
            <th scope="col" className="lt-num">{t('live:queues.offered')}</th>
            <th scope="col" className="lt-num">{t('live:queues.abandoned')}</th>
          </tr>
        </thead>
        <tbody>{ids.map((id) => <QueueLine key={id} id={id} />)}</tbody>
      </table>
    </div>
  )
}

const QueueLine = memo(function QueueLine({ id }: { id: string }) {
  const q = useQueueRow(id)
  if (!q) return null
  return (
    <tr>
      <th scope="row" title={q.name}>{q.name}</th>
      <td className="lt-num"><b>{count(q.waiting)}</b></td>
      <td className="lt-num">{q.since > 0 ? <Elapsed since={q.since} /> : '—'}</td>
      <td className="lt-num"><Level value={quotient(q.half_level, 100)} target={q.target} /></td>
      <td className="lt-num"><Level value={quotient(q.level, 100)} target={q.target} /></td>
      <td className="lt-num">{count(q.offered)}<OffForecast row={q} /></td>
      <td className="lt-num">{count(q.abandoned)}</td>
    </tr>
  )
})

/** How far what came until now is off what was forecast until now; marked when half-hours in a row leave the band. */
function OffForecast({ row: q }: { row: QueueRow }) {
  const { t } = useTranslation()
  if (!q.forecast || !q.forecast_past) return null
  const off = (q.offered / q.forecast_past - 1) * 100
  const far = Math.abs(q.outside ?? 0) >= 2
  return (
    <span className={far ? 'lt-off-forecast is-far' : 'lt-off-forecast'} title={t('live:queues.forecast_title', { past: decimal(q.forecast_past, 0), day: decimal(q.forecast, 0) })}>
      {far && <span aria-hidden="true">{q.outside! > 0 ? '▲' : '▼'}</span>} {off >= 0 ? '+' : ''}{decimal(off, 0)} %
      {far && <span className="lt-sr">{t(q.outside! > 0 ? 'live:alarm.forecast_above' : 'live:alarm.forecast_below')}</span>}
    </span>
  )
}

/** A service level with the sign that says whether it reaches its target. */
export function Level({ value, target }: { value: number | undefined; target: number }) {
  const { t } = useTranslation()
  if (value === undefined) return <>—</>
  const ok = value >= target
  return (
    <span className={ok ? 'lt-level' : 'lt-level is-bad'} title={`${t('live:kpi.target')} ≥ ${percentText(target)}`}>
      <span aria-hidden="true">{ok ? '✓' : '▲'}</span> {percentText(value)}
      <span className="lt-sr">{t(ok ? 'live:reached' : 'live:missed')}</span>
    </span>
  )
}
