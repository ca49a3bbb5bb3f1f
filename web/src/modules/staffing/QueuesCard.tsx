// What became of each queue: by which targets and formula, how patient its contacts are, and what it takes.
import { useState } from 'react'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, decimal, none } from '../../kit/format'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import type { Plan, PlanQueue } from './types'
import { targetText } from './words'

const tones: Record<PlanQueue['outcome'], Tone> = { made: 'good', 'no-forecast': 'muted', 'no-handle': 'warn' }

export function QueuesCard({ plan, selected, onQueue }: { plan: Plan; selected?: string; onQueue: (id: string) => void }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<string | undefined>()
  const wanted = search.trim().toLowerCase()
  const rows = (plan.queues ?? []).filter((q) => `${q.code} ${q.name}`.toLowerCase().includes(wanted))
  const patience = (q: PlanQueue) => {
    const p = q.patience
    if (p.from === 'unknown') return t('staffing:patience_from.unknown')
    return t(`staffing:patience_from.${p.from}`, { seconds: count(Math.round(p.seconds ?? 0)), error: count(Math.round(p.standard_error_s ?? 0)) })
  }
  const ifMade = (q: PlanQueue, v: number) => (q.outcome === 'made' ? v : null)
  const columns: Column<PlanQueue>[] = [
    { id: 'name', header: t('staffing:queue'), width: 180, pin: true, sortable: true, value: (q) => q.name, cell: (q) => q.name },
    { id: 'code', header: t('staffing:code'), width: 120, sortable: true, hidden: true, value: (q) => q.code, cell: (q) => q.code },
    { id: 'outcome', header: t('staffing:outcome'), width: 140, sortable: true, value: (q) => t(`staffing:outcomes.${q.outcome}`), cell: (q) => <StatusTag tone={tones[q.outcome]}>{t(`staffing:outcomes.${q.outcome}`)}</StatusTag> },
    { id: 'target', header: t('staffing:target'), width: 280, value: (q) => targetText(t, q.target), cell: (q) => targetText(t, q.target) },
    { id: 'model', header: t('staffing:model'), width: 200, sortable: true, value: (q) => (q.model ? t(`staffing:models.${q.model}`) : null), cell: (q) => (q.model ? `${t(`staffing:models.${q.model}`)} · ${q.notation}` : none) },
    { id: 'patience', header: t('staffing:patience'), width: 230, sortable: true, value: (q) => (q.outcome === 'made' ? (q.patience.seconds ?? null) : null), cell: (q) => (q.outcome === 'made' ? patience(q) : none), help: t('staffing:patience_help') },
    { id: 'contacts', header: t('staffing:contacts'), width: 110, align: 'right', sortable: true, value: (q) => ifMade(q, q.contacts), cell: (q) => (q.outcome === 'made' ? count(Math.round(q.contacts)) : none) },
    { id: 'agent_h', header: t('staffing:agent_h'), width: 120, align: 'right', sortable: true, value: (q) => ifMade(q, q.agent_h), cell: (q) => decimal(ifMade(q, q.agent_h)) },
    { id: 'scheduled_h', header: t('staffing:scheduled_h'), width: 120, align: 'right', sortable: true, value: (q) => ifMade(q, q.scheduled_h), cell: (q) => decimal(ifMade(q, q.scheduled_h)) },
    { id: 'most', header: t('staffing:most'), width: 110, align: 'right', grow: true, sortable: true, value: (q) => ifMade(q, q.most_agents), cell: (q) => (q.outcome === 'made' ? count(q.most_agents) : none) },
  ]
  return (
    <section className="lt-card" aria-label={t('staffing:queues')}>
      <div className="lt-card-head"><h2>{t('staffing:queues')}</h2><span className="lt-grow" /><Input type="search" allowClear aria-label={t('staffing:queue_search')} placeholder={t('staffing:queue_search')} style={{ width: 200 }} value={search} onChange={(e) => setSearch(e.target.value)} /></div>
      {rows.length === 0 ? <Empty title={t('common:table.empty_filtered')} /> : <DataTable<PlanQueue> id="staffing.queues" label={t('staffing:queues')} columns={columns} rows={rows} rowKey={(q) => q.queue_id} selected={selected} sort={sort} onSort={setSort} onOpen={(q) => { if (q.outcome === 'made') onQueue(q.queue_id) }} maxHeight={360} />}
    </section>
  )
}
