// What became of each queue: how sure the model is, and what of the history it did not take as it is.
import { useTranslation } from 'react-i18next'
import { useState } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { Empty } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, day, none, percent } from '../../kit/format'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import type { Flag, ForecastQueue, Version } from './types'
import { flagDone } from './words'

const tones: Record<ForecastQueue['outcome'], Tone> = { made: 'good', short: 'warn', empty: 'muted' }
const share = (v: number | undefined) => (v === undefined ? none : percent(100 * v))

export function QueuesCard({ version, selected, onQueue }: { version: Version; selected?: string; onQueue: (id: string) => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<string | undefined>()
  const wanted = search.trim().toLowerCase()
  const rows = (version.queues ?? []).filter((q) => `${q.code} ${q.name}`.toLowerCase().includes(wanted))
  const columns: Column<ForecastQueue>[] = [
    { id: 'name', header: t('forecast:queue'), width: 200, pin: true, sortable: true, value: (q) => q.name, cell: (q) => q.name },
    { id: 'code', header: t('forecast:code'), width: 130, sortable: true, value: (q) => q.code, cell: (q) => q.code },
    { id: 'outcome', header: t('forecast:outcome'), width: 190, sortable: true, value: (q) => t(`forecast:outcomes.${q.outcome}`), cell: (q) => <StatusTag tone={tones[q.outcome]}>{t(`forecast:outcomes.${q.outcome}`)}</StatusTag> },
    { id: 'total', header: t('forecast:total'), width: 120, align: 'right', sortable: true, value: (q) => (q.outcome === 'made' ? q.total : null), cell: (q) => (q.outcome === 'made' ? count(Math.round(q.total)) : none) },
    { id: 'days', header: t('forecast:history_days'), width: 110, align: 'right', sortable: true, value: (q) => q.history_days, cell: (q) => count(q.history_days) },
    { id: 'wape', header: t('forecast:trial_wape'), width: 130, align: 'right', sortable: true, value: (q) => q.trial?.volume_wape, cell: (q) => share(q.trial?.volume_wape), help: t('forecast:trial_help') },
    { id: 'day_wape', header: t('forecast:trial_day'), width: 130, align: 'right', sortable: true, value: (q) => q.trial?.day_wape, cell: (q) => share(q.trial?.day_wape) },
    { id: 'bias', header: t('forecast:trial_bias'), width: 120, align: 'right', sortable: true, value: (q) => q.trial?.bias, cell: (q) => share(q.trial?.bias) },
    { id: 'handle', header: t('forecast:trial_handle'), width: 140, align: 'right', sortable: true, value: (q) => q.trial?.handle_wape, cell: (q) => share(q.trial?.handle_wape) },
    { id: 'flags', header: t('forecast:flags'), width: 100, grow: true, align: 'right', sortable: true, value: (q) => q.flags?.length ?? 0, cell: (q) => count(q.flags?.length ?? 0) },
  ]
  type Line = Flag & { queue: ForecastQueue }
  const flags: Line[] = (version.queues ?? []).filter((q) => !selected || q.queue_id === selected).flatMap((q) => (q.flags ?? []).map((f) => ({ ...f, queue: q }))).sort((a, b) => (a.day < b.day ? 1 : -1))
  const flagColumns: Column<Line>[] = [
    { id: 'day', header: t('forecast:day'), width: 150, pin: true, sortable: true, value: (f) => f.day, cell: (f) => day(f.day) },
    { id: 'queue', header: t('forecast:queue'), width: 200, sortable: true, value: (f) => f.queue.name, cell: (f) => f.queue.name },
    { id: 'kind', header: t('forecast:flag'), width: 320, grow: true, sortable: true, value: (f) => flagDone(t, f), cell: (f) => flagDone(t, f) },
    { id: 'actual', header: t('forecast:actual'), width: 110, align: 'right', sortable: true, value: (f) => f.actual, cell: (f) => (f.actual === null ? none : count(Math.round(f.actual))) },
    { id: 'expected', header: t('forecast:expected'), width: 110, align: 'right', sortable: true, value: (f) => f.expected || null, cell: (f) => (f.expected ? count(Math.round(f.expected)) : none) },
  ]
  return (
    <>
      <section className="lt-card" aria-label={t('forecast:queues')}>
        <div className="lt-card-head"><h2>{t('forecast:queues')}</h2><span className="lt-grow" /><Input type="search" allowClear aria-label={t('forecast:queue_search')} placeholder={t('forecast:queue_search')} style={{ width: 200 }} value={search} onChange={(e) => setSearch(e.target.value)} /></div>
        {rows.length === 0 ? <Empty title={t('common:table.empty_filtered')} /> : <DataTable<ForecastQueue> id="forecast.queues" label={t('forecast:queues')} columns={columns} rows={rows} rowKey={(q) => q.queue_id} selected={selected} sort={sort} onSort={setSort} onOpen={(q) => { if (q.outcome === 'made') onQueue(q.queue_id) }} maxHeight={320} />}
      </section>
      <section className="lt-card" aria-label={t('forecast:flags')}>
        <div className="lt-card-head"><h2>{t('forecast:flags')}</h2><span className="lt-muted">{t('forecast:flags_help')}</span><span className="lt-grow" /><Link to={'/forecast-history' as string} search={(selected ? { queue: selected } : {}) as never}><Button size="small">{t('forecast:treat.all')}</Button></Link></div>
        {flags.length === 0 ? <Empty title={t('forecast:no_flags')} /> : <DataTable<Line> id="forecast.flags" label={t('forecast:flags')} columns={flagColumns} rows={flags} rowKey={(f) => f.queue.queue_id + f.day + f.kind} onOpen={(f) => void navigate({ to: '/forecast-history' as string, search: { queue: f.queue.queue_id, open: f.queue.queue_id, on: f.day } as never })} maxHeight={260} />}
      </section>
    </>
  )
}
