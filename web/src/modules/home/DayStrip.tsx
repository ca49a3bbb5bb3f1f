// One day in half-hours: the bar is the volume, its colour says whether the service level was reached.
import { useTranslation } from 'react-i18next'
import type { Metric, MetricRow } from '../../api/types'
import { count, metricValue, time } from '../../kit/format'
import { reached } from '../../kit/MetricCard'

/** The 48 half-hours of a day with their rows; one without contacts has none. */
export function slotsOf(rows: MetricRow[], zone?: string): { at: string; row: MetricRow | undefined }[] {
  const byTime = new Map(rows.map((r) => [r.start ? time(r.start, zone) : '', r]))
  return Array.from({ length: 48 }, (_, i) => {
    const at = `${String(i >> 1).padStart(2, '0')}:${i % 2 ? '30' : '00'}`
    return { at, row: byTime.get(at) }
  })
}

type Props = { rows: MetricRow[]; metric: Metric | undefined; id: string; target?: number; low: number }

export function DayStrip({ rows, metric, id, target, low }: Props) {
  const { t } = useTranslation()
  const bars = slotsOf(rows).map(({ at, row }) => {
    const n = row?.values.offered?.value ?? 0
    const value = row?.values[id]?.value
    const judged = n >= Math.max(1, low) && typeof value === 'number' && target !== undefined && metric ? reached(value, target, metric) : undefined
    return { at, n, value, judged }
  })
  const most = Math.max(1, ...bars.map((b) => b.n))
  const missed = bars.filter((b) => b.judged === false)
  const counted = bars.filter((b) => b.judged !== undefined)
  const [w, h] = [480, 120]
  const step = w / bars.length
  const words = t('home:strip', { missed: missed.length, all: counted.length })
  return (
    <figure className="lt-strip">
      <span className="lt-strip-max" aria-hidden="true">{t('home:most', { shown: count(most) })}</span>
      <svg viewBox={`0 0 ${w} ${h}`} preserveAspectRatio="none" role="img" aria-label={words}>
        {bars.map((b, i) => {
          const height = Math.max(b.n > 0 ? 2 : 0, (b.n / most) * (h - 4))
          return (
            <rect key={i} x={i * step + step * 0.08} y={h - height} width={step * 0.84} height={height} className={b.judged === undefined ? 'is-low' : b.judged ? 'is-good' : 'is-bad'}>
              <title>{`${b.at}  ${count(b.n)} ${t('common:unit.count')}  ${metricValue(b.value, metric?.unit ?? 'percent')}`}</title>
            </rect>
          )
        })}
      </svg>
      <div className="lt-strip-axis" aria-hidden="true">{bars.map((b, i) => (i % 8 === 0 ? <span key={b.at} style={{ left: `${(i / bars.length) * 100}%` }}>{b.at}</span> : null))}</div>
      <figcaption>
        <span>{words}</span>
        <span className="lt-strip-key"><i className="is-good" />{t('common:metric.reached')}</span>
        <span className="lt-strip-key"><i className="is-bad" />{t('common:metric.missed')}</span>
        <span className="lt-strip-key"><i className="is-low" />{t('home:low')}</span>
      </figcaption>
    </figure>
  )
}
