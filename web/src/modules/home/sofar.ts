// Today so far against the same hours of last week: a running day is never compared with a whole one.
import type { Metric, MetricRow } from '../../api/types'

function value(m: Pick<Metric, 'denominator' | 'scale'>, num: number, den: number): number | undefined {
  const scale = m.scale || 1
  if (!m.denominator || m.denominator === '1') return num * scale
  return den > 0 ? (num / den) * scale : undefined
}

/** Difference of a metric over the half-hours that are complete, from the sums of both days. */
export function differenceSoFar(rows: MetricRow[], m: Pick<Metric, 'id' | 'denominator' | 'scale'>, until: string): number | undefined {
  const sums = { num: 0, den: 0, oldNum: 0, oldDen: 0 }
  const end = Date.parse(until)
  let seen = false
  for (const row of rows) {
    if (!row.end || Date.parse(row.end) > end) continue
    const cell = row.values[m.id]
    if (!cell) continue
    sums.num += cell.num ?? 0
    sums.den += cell.den ?? 0
    if (cell.compare) {
      seen = true
      sums.oldNum += cell.compare.num ?? 0
      sums.oldDen += cell.compare.den ?? 0
    }
  }
  if (!seen) return undefined
  const [now, then] = [value(m, sums.num, sums.den), value(m, sums.oldNum, sums.oldDen)]
  return now === undefined || then === undefined ? undefined : now - then
}
