// Operations managers open this before a contract, a benchmark or an argument: the same data under all twelve service-level
// definitions side by side. They decide which one is agreed, and see how many points the choice alone is worth.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { InputNumber } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { centreQuery } from '../../api/queries'
import { ChartCard } from '../../charts/ChartCard'
import { type Column, DataTable } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { Failure, Skeleton } from '../../kit/blocks'
import { count, percent, points } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import { useSearchState } from '../../kit/useSearchState'
import { DrillDrawer, type DrillTarget, useNames } from './Drill'
import { variantBadge } from './MetricSelect'
import { answerQuery, catalogueQuery, dataDayQuery, rangeFor } from './queries'
import { definitionLine } from './spell'
import { type Cell, type Metric, metricName } from './types'
import './metric.css'

const ORDER = ['sl-off', 'sl-ans', 'sl-neg', 'sl-pos', 'sl-ign', 'sl-shc', 'sl-shx', 'sl-flo', 'sl-nob', 'sl-rem', 'sl-evt', 'sl-pen']

type Line = { m: Metric; cell: Cell | undefined }

export function VariantsPage() {
  const { t, i18n } = useTranslation('metric')
  const zh = i18n.language !== 'en'
  const [search, patch] = useSearchState()
  const centre = useQuery(centreQuery).data
  const catalogue = useQuery(catalogueQuery)
  const names = useNames()
  const dataDay = useQuery(dataDayQuery).data
  const said = typeof search.from === 'string' && typeof search.to === 'string'
  const range = said ? { from: String(search.from), to: String(search.to) } : dataDay ? rangeFor('this_week', dataDay) : undefined
  const queue = search.queue === undefined ? undefined : String(search.queue).split(',')
  const threshold = typeof search.threshold === 'string' && /^\d+s$/.test(search.threshold) ? Number(search.threshold.slice(0, -1)) : undefined
  const short = typeof search.short_abandon === 'string' && /^\d+s$/.test(search.short_abandon) ? Number(search.short_abandon.slice(0, -1)) : undefined
  const metrics = useMemo(() => {
    const all = (catalogue.data ?? []).filter((m) => m.id.startsWith('sl-'))
    return [...all].sort((a, b) => order(a.id) - order(b.id))
  }, [catalogue.data])
  const filters = { queue: queue?.join(','), threshold: threshold ? `${threshold}s` : undefined, short_abandon: short ? `${short}s` : undefined }
  const q = useQuery({ ...answerQuery({ ...range, grain: 'total', metrics: metrics.map((m) => m.id).join(','), ...filters }), enabled: Boolean(range && metrics.length) })
  const [open, setOpen] = useState<DrillTarget | null>(null)
  const values = q.data?.total?.values ?? q.data?.rows[0]?.values
  const lines: Line[] = metrics.map((m) => ({ m, cell: values?.[m.id] }))
  const known = lines.map((l) => l.cell?.value).filter((v): v is number => typeof v === 'number')
  const high = known.length ? Math.max(...known) : undefined
  const low = known.length ? Math.min(...known) : undefined
  const spread = high !== undefined && low !== undefined ? high - low : undefined
  const parameters = { threshold_ms: (threshold ?? (centre?.service_level_threshold_ms ?? 20_000) / 1000) * 1000, short_abandon_ms: (short ?? (centre?.short_abandon_ms ?? 5000) / 1000) * 1000 }
  const base = lines.find((l) => l.m.id === (centre?.service_level_variant ?? 'sl-off'))?.cell?.value

  const columns: Column<Line>[] = [
    { id: 'variant', header: t('variants.variant'), width: 96, pin: true, sortable: true, value: (l) => l.m.id, cell: (l) => <Link to={'/metrics/$id' as string} params={{ id: l.m.id } as never}>{variantBadge(l.m.id)}</Link> },
    { id: 'name', header: t('catalogue.name'), width: 230, value: (l) => metricName(l.m, i18n.language), cell: (l) => metricName(l.m, i18n.language) },
    { id: 'definition', header: t('common:metric.definition'), width: 320, grow: true, value: (l) => definitionLine(l.m, names, zh, { ...l.m.parameters, ...parameters }), cell: (l) => definitionLine(l.m, names, zh, { ...l.m.parameters, ...parameters }) },
    { id: 'num', header: t('definition.numerator'), width: 96, align: 'right', sortable: true, value: (l) => l.cell?.num, cell: (l) => count(l.cell?.num) },
    { id: 'den', header: t('definition.denominator'), width: 96, align: 'right', sortable: true, value: (l) => l.cell?.den, cell: (l) => count(l.cell?.den) },
    {
      id: 'value',
      header: t('heat.service_level'),
      width: 110,
      align: 'right',
      sortable: true,
      value: (l) => l.cell?.value,
      cell: (l) =>
        l.cell?.value == null ? (
          <span className="lt-muted" title={l.cell?.reason}>—</span>
        ) : (
          <button type="button" className="mt-link" aria-label={`${variantBadge(l.m.id)} ${percent(l.cell.value)}, ${t('common:metric.drill')}`} onClick={() => openCell(l)}>
            <b>{percent(l.cell.value)}</b>
          </button>
        ),
    },
    {
      id: 'diff',
      header: t('variants.against', { id: variantBadge(centre?.service_level_variant ?? 'sl-off') ?? '' }),
      width: 120,
      align: 'right',
      sortable: true,
      value: (l) => (l.cell?.value != null && base != null ? l.cell.value - base : null),
      cell: (l) => (l.cell?.value != null && base != null ? points(l.cell.value - base) : '—'),
    },
    { id: 'mark', header: t('variants.mark'), width: 100, cell: (l) => (l.cell?.value == null || spread === 0 ? '' : l.cell.value === high ? <StatusTag tone="info" glyph="▲">{t('variants.highest')}</StatusTag> : l.cell.value === low ? <StatusTag tone="warn" glyph="▼">{t('variants.lowest')}</StatusTag> : '') },
  ]
  const openCell = (l: Line) =>
    l.cell &&
    range &&
    setOpen({ metric: l.m, cell: l.cell, title: `${variantBadge(l.m.id)} · ${range.from} ～ ${range.to}`, params: { ...filters, grain: 'total', from: q.data?.total?.start ?? q.data?.rows[0]?.start ?? range.from, to: q.data?.total?.end ?? q.data?.rows[0]?.end ?? range.to } })
  const { theme } = usePrefs()
  const ink = tokens[theme].ink
  const option = useMemo(() => {
    const sorted = lines.filter((l) => l.cell?.value != null)
    if (!sorted.length) return undefined
    const floor = Math.max(0, Math.floor(((low ?? 0) - 5) / 10) * 10)
    return {
      grid: { left: 70, right: 64, top: 8, bottom: 24 },
      tooltip: { trigger: 'item', valueFormatter: (v: unknown) => percent(v as number) },
      xAxis: { type: 'value', min: floor, max: 100, axisLabel: { formatter: '{value}%' } },
      yAxis: { type: 'category', inverse: true, data: sorted.map((l) => variantBadge(l.m.id)) },
      series: [
        {
          type: 'bar',
          barMaxWidth: 18,
          label: { show: true, position: 'right', formatter: (p: { value: number }) => percent(p.value), color: ink },
          data: sorted.map((l) => ({ value: l.cell?.value, itemStyle: { color: l.cell?.value === high ? '#2F8FC0' : l.cell?.value === low ? '#D9772B' : '#9DB4CC' } })),
          markArea: spread ? { silent: true, itemStyle: { color: 'rgba(227,178,60,0.14)' }, data: [[{ xAxis: low }, { xAxis: high }]] } : undefined,
        },
      ],
    }
    // lines follow the answer
  }, [q.data, metrics, low, high, ink])
  return (
    <Page title={t('variants.title')} crumbs={[{ label: t('catalogue.title'), to: '/metrics' }]} note={t('variants.note')}>
      <div className="lt-row">
        {range && <TimeRangePicker value={range} onChange={(r) => patch(r)} />}
        <DimensionPicker of="queue" value={queue} onChange={(v) => patch({ queue: v?.join(',') })} />
        <InputNumber aria-label={t('explorer.threshold')} prefix={<span className="lt-muted">T ≤</span>} suffix={t('unit.s')} min={1} max={600} style={{ width: 120 }} placeholder={String((centre?.service_level_threshold_ms ?? 20000) / 1000)} value={threshold ?? null} onChange={(v) => patch({ threshold: v ? `${v}s` : undefined })} />
        <InputNumber aria-label={t('explorer.short_abandon')} prefix={<span className="lt-muted">s ≤</span>} suffix={t('unit.s')} min={1} max={600} style={{ width: 120 }} placeholder={String((centre?.short_abandon_ms ?? 5000) / 1000)} value={short ?? null} onChange={(v) => patch({ short_abandon: v ? `${v}s` : undefined })} />
      </div>
      <section className="lt-card mt-spread" role="status">
        {spread === undefined ? (
          <span className="lt-muted">{q.isPending ? '…' : t('common:chart.empty')}</span>
        ) : (
          <>
            <span className="mt-kpi">{points(spread).replace(/^[▲+]/, '')}</span>
            <span>{t('variants.spread', { low: percent(low), high: percent(high) })}</span>
          </>
        )}
      </section>
      {q.isError ? (
        <section className="lt-card">
          <Failure error={q.error} onRetry={() => void q.refetch()} />
        </section>
      ) : (
        <>
          {catalogue.isPending || q.isPending ? (
            <section className="lt-card">
              <Skeleton lines={8} />
            </section>
          ) : (
            <>
              <VariantTable columns={columns} lines={lines} label={t('variants.table')} />
              <ChartCard<Line> id="variants-chart" title={t('variants.chart')} option={option} columns={columns.filter((c) => c.value)} rows={known.length ? lines : []} rowKey={(l) => l.m.id} height={320} />
            </>
          )}
        </>
      )}
      <DrillDrawer target={open} onClose={() => setOpen(null)} />
    </Page>
  )
}

function order(id: string): number {
  const i = ORDER.indexOf(id)
  return i < 0 ? ORDER.length : i
}

function VariantTable({ columns, lines, label }: { columns: Column<Line>[]; lines: Line[]; label: string }) {
  return (
    <section className="lt-card" aria-label={label}>
      <DataTable<Line> id="metric.variants" label={label} columns={columns} rows={lines} rowKey={(l) => l.m.id} />
    </section>
  )
}
