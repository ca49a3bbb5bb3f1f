// One step down from a line: the days of its part, the half-hours of a day, and the contacts of a half-hour.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, day, metricValue, time, today } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { DrillDrawer, type DrillTarget } from '../metric/Drill'
import { answerQuery, catalogueQuery } from '../metric/queries'
import { metricName, type Cell, type QueryRow } from '../metric/types'
import type { Head, LineScore } from './types'
import { askOf, refOf } from './words'

export function Steps({ head, line }: { head: Head; line: LineScore }) {
  const { t, i18n } = useTranslation()
  const [search, patch] = useSearchState()
  const [open, setOpen] = useState<DrillTarget | null>(null)
  const { data: metrics } = useQuery(catalogueQuery)
  const ref = refOf(line)
  const metric = metrics?.find((m) => m.id === line.metric)
  const name = metric ? metricName(metric, i18n.language) : line.metric
  const one = typeof search.day === 'string' ? search.day : undefined
  const grain = one ? '30m' : 'day'
  const last = line.to_on < today() ? line.to_on : today()
  const told = metric?.group === 'reported'
  const ask = askOf(head, line)
  const params = { ...ask, metrics: ref, grain, from: one ?? line.from_on, to: one ?? last }
  const begun = line.from_on <= today()
  const q = useQuery({ ...answerQuery(params), enabled: begun && !told })
  const cellOf = (r: QueryRow): Cell | undefined => r.values[ref] ?? r.values[line.metric]
  const rows = (q.data?.rows ?? []).filter((r) => r.start && (cellOf(r)?.value !== null || (cellOf(r)?.den ?? 0) > 0 || (cellOf(r)?.num ?? 0) > 0))
  const label = (r: QueryRow) => (one ? `${time(r.start)}–${time(r.end)}` : day(r.start!.slice(0, 10)))
  const whole = () => metric && setOpen({ metric, cell: { value: line.value, num: line.num, den: line.den, version: line.version, grade: 'A', repaired_share: 0 } as Cell, title: `${day(line.from_on)} – ${day(last)} · ${name}`, params: { ...ask, metric: ref, from: line.from_on, to: last } })
  const go = (r: QueryRow) => {
    if (!one) return patch({ day: r.start!.slice(0, 10) }, true)
    const cell = cellOf(r)
    if (metric && cell) setOpen({ metric, cell, title: `${day(one)} ${label(r)} · ${name}`, params: { ...ask, metric: ref, from: r.start, to: r.end } })
  }
  const columns: Column<QueryRow>[] = [
    { id: 'when', header: t(one ? 'contract:step.half_hour' : 'contract:step.day'), width: 160, grow: true, value: label, cell: label },
    { id: 'value', header: t('contract:line.value'), width: 140, align: 'right', value: (r) => cellOf(r)?.value ?? null, cell: (r) => metricValue(cellOf(r)?.value, line.unit as never) },
    { id: 'num', header: t('contract:step.num'), width: 130, align: 'right', value: (r) => cellOf(r)?.num ?? null, cell: (r) => count(cellOf(r)?.num) },
    { id: 'den', header: t('contract:step.den'), width: 130, align: 'right', value: (r) => cellOf(r)?.den ?? null, cell: (r) => count(cellOf(r)?.den) },
  ]
  const total = q.data?.total
  const cell = total && cellOf(total)
  return (
    <section className="lt-card" aria-label={t('contract:step.title')}>
      <div className="lt-card-head">
        <h2>{name}</h2>
        {!told && <Segmented size="small" aria-label={t('contract:step.title')} value={grain} options={[{ value: 'day', label: t('contract:step.days') }, ...(one ? [{ value: '30m', label: day(one) }] : [])]} onChange={(g) => g === 'day' && patch({ day: undefined })} />}
        <span className="lt-muted">{t(told ? 'contract:step.told' : 'contract:step.help')}</span>
        <span className="lt-grow" />
        {metric && line.value !== null && !line.decided && <Button size="small" onClick={whole}>{t('contract:step.rows')}</Button>}
        <Link to={'/explorer' as string} search={{ ...ask, metrics: ref, grain: told ? 'total' : grain, by: '', from: one ?? line.from_on, to: one ?? last } as never}>{t('contract:step.explorer')}</Link>
      </div>
      {line.decided && <div className="ct-pick"><Note>{t('contract:decided_note')}</Note></div>}
      {told ? <p className="ct-text">{t('contract:step.sum', { value: metricValue(line.value, line.unit as never), num: count(line.num), den: count(line.den) })}</p>
        : q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : q.isPending && begun ? <Skeleton lines={4} /> : rows.length === 0 ? <Empty title={t('contract:step.empty')} reason={t('contract:step.empty_reason')} /> : (
          <>
            <DataTable<QueryRow> id="contract.steps" label={t('contract:step.title')} columns={columns} rows={rows} rowKey={(r) => r.start!} onOpen={go} maxHeight={460} />
            <p className="lt-muted ct-text">{t('contract:step.sum', { value: metricValue(cell?.value, line.unit as never), num: count(cell?.num), den: count(cell?.den) })}</p>
          </>
        )}
      <DrillDrawer target={open} onClose={() => setOpen(null)} />
    </section>
  )
}
