// Planners, operations managers and directors' staff open this many times a day: they ask for any number by any cut, hold it
// against last week or the target, and decide whether something changed or only looks so.
import { DeleteOutlined, DownloadOutlined, LinkOutlined, SaveOutlined } from '@ant-design/icons'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Dropdown, Form, Input, Modal, Segmented, Select } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { useAllowed } from '../../app/access'
import { ColumnSettings } from '../../kit/ColumnSettings'
import { type Column, DataTable } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { Page } from '../../kit/Page'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { Empty, Failure, HelpTip, Note, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { count, dateTime, metricValue } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { DrillDrawer, type DrillTarget, useNames } from './Drill'
import { ExplorerChart } from './ExplorerChart'
import { KeptNote } from './KeptNote'
import { MetricSelect } from './MetricSelect'
import { cellDelta, deltaText } from './compare'
import { type ExplorerState, FILTER_KEYS, MAX_DIMENSIONS, bareId, parseState, queryParams, writeState } from './explorerState'
import { type FlatRow, autoChart, crossTable, flatRows } from './pivot'
import { type View, answerQuery, catalogueQuery, dataDayQuery, rangeFor, viewsQuery } from './queries'
import { definitionLine } from './spell'
import { periodText } from './period'
import { type Cell, DIMENSIONS, type Dimension, GRAINS, type Grain, type Metric, metricName } from './types'
import './metric.css'

/** A view replaces the whole question: what it does not say is not kept from the page. */
const NOTHING: Partial<ExplorerState> = { from: undefined, to: undefined, threshold: undefined, short_abandon: undefined, repeat_window: undefined, sort: undefined }

export function ExplorerPage() {
  const { t, i18n } = useTranslation('metric')
  const { message } = App.useApp()
  const zh = i18n.language !== 'en'
  const [search, patch] = useSearchState()
  const state = useMemo(() => parseState(search), [search])
  const catalogue = useQuery(catalogueQuery)
  const dataDay = useQuery({ ...dataDayQuery, enabled: !state.from })
  const fallback = dataDay.data ? rangeFor('this_week', dataDay.data) : undefined
  const full: ExplorerState = useMemo(() => ({ ...state, from: state.from ?? fallback?.from, to: state.to ?? fallback?.to }), [state, fallback?.from, fallback?.to])
  const names = useNames()

  const set = useCallback(
    (change: Partial<ExplorerState>) => {
      const next = { ...state, ...change }
      const written = writeState(next)
      const cleared = Object.fromEntries(Object.keys(search).map((k) => [k, undefined]))
      patch({ ...cleared, ...written, ...(next.by.length === 0 ? { by: ',' } : {}) })
    },
    [state, search, patch],
  )

  const params = queryParams(full)
  const q = useQuery({ ...answerQuery(params), enabled: Boolean(full.from), placeholderData: keepPreviousData })
  const answer = q.data
  const metrics = useMemo(() => {
    const all = catalogue.data ?? []
    return full.metrics
      .map((key) => ({ key, m: answer?.metrics.find((x) => x.id === bareId(key)) ?? all.find((x) => x.id === bareId(key)) }))
      .filter((x): x is { key: string; m: Metric } => x.m !== undefined)
  }, [full.metrics, answer, catalogue.data])
  const rows = useMemo(() => answer?.rows ?? [], [answer])
  const by = full.by
  const [open, setOpen] = useState<DrillTarget | null>(null)
  const [more, setMore] = useState(false)

  const filters = useMemo(() => {
    const out: Record<string, string> = {}
    for (const k of FILTER_KEYS) if (full.filters[k]?.length) out[k] = (full.filters[k] ?? []).join(',')
    for (const k of ['threshold', 'short_abandon', 'repeat_window'] as const) if (full[k]) out[k] = full[k] as string
    return out
  }, [full])

  const drill = useCallback(
    (row: { start?: string; end?: string; dims: FlatRow['dims'] }, m: Metric, cell: Cell, whole = false) => {
      const dims = Object.fromEntries((whole ? [] : by).map((d) => [d, row.dims[d]?.id]).filter((x): x is [Dimension, string] => Boolean(x[1])))
      const when = whole ? t('explorer.total') : periodText(row.start, full.grain, i18n.language)
      const title = [when, ...(whole ? [] : by.map((d) => row.dims[d]?.name || row.dims[d]?.code)), metricName(m, i18n.language)].filter(Boolean).join(' · ')
      setOpen({
        metric: m,
        cell,
        title,
        params: { ...filters, ...dims, grain: whole ? 'total' : full.grain, from: row.start ?? answer?.total?.start ?? full.from, to: row.end ?? answer?.total?.end ?? full.to },
      })
    },
    [by, filters, full, answer, t, i18n.language],
  )

  const value = useCallback(
    (row: { start?: string; end?: string; dims: FlatRow['dims'] }, key: string, m: Metric, cell: Cell | undefined, whole: boolean) => {
      if (!cell) return <span className="lt-muted">—</span>
      if (cell.value == null) {
        return (
          <span className="lt-muted" title={cell.reason ? t(`reason.${cell.reason}`, { defaultValue: cell.reason }) : t('heat.not_computable')}>
            —
          </span>
        )
      }
      return (
        <button
          type="button"
          className={`mt-link${cell.grade === 'C' || cell.grade === 'D' ? ' mt-doubt' : ''}`}
          title={`${count(cell.num)}${m.denominator && m.unit !== 'count' ? ` ÷ ${count(cell.den)}` : ''}`}
          aria-label={`${metricName(m, i18n.language)} ${metricValue(cell.value, m.unit)}, ${t('common:metric.drill')}`}
          data-key={key}
          onClick={() => drill(row, m, cell, whole)}
        >
          {metricValue(cell.value, m.unit)}
          {(cell.grade === 'C' || cell.grade === 'D') && <sup title={t('heat.tip_grade', { grade: cell.grade })}>{cell.grade}</sup>}
        </button>
      )
    },
    [drill, t, i18n.language],
  )

  const unitText = useCallback((m: Metric) => (['per_hour', 'erlang', 'points', 'hours', 'money'].includes(m.unit) ? t(`unit.${m.unit}`) : ''), [t])
  type Line = FlatRow & { whole?: boolean; cells?: (Cell | undefined)[] }

  const dimColumns = useMemo<Column<Line>[]>(
    () =>
      by.map((d) => ({
        id: `by_${d}`,
        header: t(`common:dimension.${d}`),
        width: d === 'agent' || d === 'queue' ? 140 : 110,
        pin: true,
        sortable: true,
        value: (r) => dimText(r.dims[d], d, t),
        cell: (r) => (r.whole ? '' : dimText(r.dims[d], d, t)),
      })),
    [by, t],
  )
  const flat = useMemo<Line[]>(() => flatRows(rows, by), [rows, by])
  const flatColumns = useMemo<Column<Line>[]>(() => {
    const out: Column<Line>[] = []
    if (full.grain !== 'total') {
      out.push({
        id: 'start',
        header: t(`grain.${full.grain}`),
        width: full.grain === 'day' || full.grain === 'week' ? 150 : 140,
        pin: true,
        sortable: true,
        value: (r) => (r.start ? Date.parse(r.start) : null),
        cell: (r) => (r.whole ? <b>{t('explorer.total')}</b> : periodText(r.start, full.grain, i18n.language)),
      })
    }
    out.push(...dimColumns)
    if (full.grain === 'total' && by.length === 0) out.push({ id: 'whole', header: t('explorer.range'), width: 120, pin: true, cell: () => <b>{t('explorer.total')}</b> })
    else if (full.grain === 'total' && out[0]) {
      const c = out[0]
      out[0] = { ...c, cell: (r) => (r.whole ? <b>{t('explorer.total')}</b> : c.cell(r)) }
    }
    for (const { key, m } of metrics) {
      const unit = unitText(m)
      out.push({
        id: key,
        header: `${metricName(m, i18n.language)}${key.includes('@') ? ` v${key.split('@')[1]}` : ''}${unit ? ` (${unit})` : ''}`,
        width: Math.min(260, Math.max(112, 72 + (metricName(m, i18n.language).length + unit.length + (unit ? 2 : 0)) * (zh ? 13 : 7.4))),
        align: 'right',
        sortable: true,
        help: definitionLine(m, names, zh),
        value: (r) => valueOf(r, key)?.value,
        cell: (r) => value(r, key, m, valueOf(r, key), Boolean(r.whole)),
      })
      if (full.compare) {
        out.push({
          id: `${key}:compare`,
          header: t(`explorer.compare_head.${full.compare}`),
          width: 92,
          align: 'right',
          sortable: true,
          value: (r) => valueOf(r, key)?.compare?.value,
          cell: (r) => <span className="lt-muted">{metricValue(valueOf(r, key)?.compare?.value, m.unit)}</span>,
        })
        out.push({
          id: `${key}:delta`,
          header: t('explorer.delta'),
          width: 92,
          align: 'right',
          sortable: true,
          value: (r) => cellDelta(valueOf(r, key), m.unit, m.direction)?.amount,
          cell: (r) => <DeltaText cell={valueOf(r, key)} m={m} />,
        })
      }
    }
    return out
  }, [full.grain, full.compare, by.length, dimColumns, metrics, names, zh, t, i18n.language, value, unitText])

  const cross = full.layout === 'cross' && full.grain !== 'total' && metrics.length > 0
  const crossMetric = metrics[0]
  const crossed = useMemo(() => (cross && crossMetric ? crossTable(rows, by, crossMetric.key) : undefined), [cross, crossMetric, rows, by])
  const crossLines = useMemo<Line[]>(() => (crossed?.rows ?? []).map((r) => ({ key: r.key || 'all', dims: r.dims, values: {}, cells: r.cells })), [crossed])
  const crossColumns = useMemo<Column<Line>[]>(() => {
    if (!crossed || !crossMetric) return []
    const first = by.length ? dimColumns : [{ id: 'whole', header: t('explorer.range'), width: 120, pin: true, cell: () => t('explorer.total') }]
    return [
      ...first,
      ...crossed.columns.map((c, i): Column<Line> => ({
        id: c.start,
        header: periodText(c.start, full.grain, i18n.language, true),
        width: 92,
        align: 'right',
        sortable: true,
        value: (r) => r.cells?.[i]?.value,
        cell: (r) => value({ start: c.start, end: c.end, dims: r.dims }, crossMetric.key, crossMetric.m, r.cells?.[i], false),
      })),
    ]
  }, [crossed, crossMetric, by.length, dimColumns, full.grain, i18n.language, t, value])

  const footer = useMemo<Line | undefined>(
    () => (answer?.total && !cross && rows.length > 1 ? { key: 'total', dims: {}, values: answer.total.values ?? {}, start: answer.total.start, end: answer.total.end, whole: true } : undefined),
    [answer, cross, rows.length],
  )
  const kind = full.chart === 'auto' ? autoChart(rows, full.grain) : full.chart
  const exportExcel = () => api.download('/metric-query.xlsx', { ...params, lang: zh ? 'zh' : 'en' }).catch((e: unknown) => void message.error(faultText(e)))
  const share = async () => {
    const url = new URL(window.location.href)
    for (const [k, v] of Object.entries(writeState(full))) url.searchParams.set(k, v)
    try {
      await navigator.clipboard.writeText(url.href)
      void message.success(t('explorer.copied'))
    } catch {
      void message.info(url.href, 8)
    }
  }

  return (
    <Page
      title={t('explorer.title')}
      actions={
        <>
          {answer?.data_until && <span className="lt-muted">{t('common:time.until', { at: dateTime(answer.data_until) })}</span>}
          <ViewMenu state={full} onLoad={(p) => set({ ...NOTHING, ...parseState(p) })} />
          <Button icon={<LinkOutlined />} onClick={() => void share()}>
            {t('explorer.share')}
          </Button>
          <Button icon={<DownloadOutlined />} onClick={() => void exportExcel()}>
            {t('common:action.export')}
          </Button>
        </>
      }
    >
      <div className="lt-card mt-ask">
        <div className="lt-row">
          {full.from && full.to && <TimeRangePicker value={{ from: full.from, to: full.to }} onChange={(r) => set(r)} />}
          <label className="mt-field">
            <span>{t('explorer.grain')}</span>
            <Select
              style={{ width: 104 }}
              aria-label={t('explorer.grain')}
              value={full.grain}
              options={GRAINS.map((g) => ({ value: g, label: t(`grain.${g}`) }))}
              onChange={(grain: Grain) => set({ grain })}
            />
          </label>
          <label className="mt-field">
            <span>{t('explorer.by')}</span>
            <Select
              mode="multiple"
              maxCount={MAX_DIMENSIONS}
              style={{ minWidth: 150 }}
              aria-label={t('explorer.by')}
              placeholder={t('explorer.by_none')}
              value={by}
              options={DIMENSIONS.map((d) => ({ value: d, label: t(`common:dimension.${d}`) }))}
              onChange={(v: Dimension[]) => set({ by: v })}
            />
          </label>
          <label className="mt-field">
            <span>{t('explorer.compare')}</span>
            <Select
              style={{ width: 132 }}
              aria-label={t('explorer.compare')}
              value={full.compare}
              options={(['', 'last_week', 'weekday_mean', 'target'] as const).map((c) => ({ value: c, label: t(`explorer.compare_with.${c || 'none'}`) }))}
              onChange={(compare: ExplorerState['compare']) => set({ compare })}
            />
          </label>
          {full.compare && <HelpTip label={t('explorer.compare')}>{t(`explorer.compare_help.${full.compare}`)}</HelpTip>}
        </div>
        <div className="lt-row mt-top">
          <MetricSelect all={catalogue.data ?? []} value={full.metrics} onChange={(v) => set({ metrics: v.length ? v : ['offered'] })} />
        </div>
        <div className="lt-row">
          {(['queue', 'team', 'agent', 'site', 'skill', 'channel', 'call_type'] as const)
            .filter((d, i) => more || i < 3 || full.filters[d]?.length)
            .map((d) => (
              <DimensionPicker key={d} of={d} width={136} value={full.filters[d]} onChange={(v) => set({ filters: { ...full.filters, [d]: v } })} />
            ))}
          {(more || full.filters.weekday?.length) && (
            <Select
              mode="multiple"
              maxTagCount={1}
              style={{ minWidth: 120 }}
              aria-label={t('common:dimension.weekday')}
              placeholder={t('common:dimension.weekday')}
              value={full.filters.weekday ?? []}
              options={[1, 2, 3, 4, 5, 6, 7].map((n) => ({ value: String(n), label: t(`weekday.${n}`) }))}
              onChange={(v: string[]) => set({ filters: { ...full.filters, weekday: v } })}
            />
          )}
          <SpanInput label={t('explorer.threshold')} unit="s" value={full.threshold} onChange={(threshold) => set({ threshold })} />
          {(more || full.short_abandon) && <SpanInput label={t('explorer.short_abandon')} unit="s" value={full.short_abandon} onChange={(short_abandon) => set({ short_abandon })} />}
          <Button type="link" aria-expanded={more} onClick={() => setMore(!more)}>
            {t(more ? 'explorer.fewer' : 'explorer.more')}
          </Button>
        </div>
      </div>

      {q.isError && answer && <Note kind="bad">{`${t('common:table.failed_stale')} ${faultText(q.error)}`}</Note>}
      <KeptNote answer={answer} from={full.from} />

      {kind !== 'none' && metrics.length > 0 && rows.length > 0 && (
        <ExplorerChart rows={rows} by={by} metrics={metrics} grain={full.grain} kind={kind} chosen={full.chart} dimText={(d, v) => dimText(v, d, t)} onChoose={(chart) => set({ chart })} />
      )}

      <section className="lt-card mt-result">
        <div className="lt-card-head">
          <h2>{cross && crossMetric ? t('explorer.table_cross', { metric: metricName(crossMetric.m, i18n.language) }) : t('explorer.table')}</h2>
          <span className="lt-muted" aria-live="polite">
            {answer ? t('explorer.rows', { n: count(rows.length), ms: count(Math.round(answer.elapsed_ms ?? 0)) }) : ''}
          </span>
          <span className="lt-grow" />
          {kind === 'none' && rows.length > 0 && (
            <Button size="small" onClick={() => set({ chart: 'auto' })}>
              {t('explorer.show_chart')}
            </Button>
          )}
          {full.grain !== 'total' && (
            <Segmented
              size="small"
              value={full.layout}
              onChange={(v) => set({ layout: v as ExplorerState['layout'] })}
              options={[
                { value: 'flat', label: t('explorer.flat') },
                { value: 'cross', label: t('explorer.cross') },
              ]}
            />
          )}
          {!cross && <ColumnSettings id="explorer" columns={flatColumns} />}
        </div>
        {q.isPending ? (
          <Skeleton lines={10} />
        ) : q.isError && !answer ? (
          <Failure error={q.error} onRetry={() => void q.refetch()} />
        ) : rows.length === 0 ? (
          <Empty title={t('common:chart.empty')} reason={t('explorer.empty_hint')}>
            {Object.values(full.filters).some((v) => v?.length) && <Button onClick={() => set({ filters: {} })}>{t('common:action.reset')}</Button>}
          </Empty>
        ) : (
          <DataTable<Line>
            id={cross ? 'explorer-cross' : 'explorer'}
            label={t('explorer.table')}
            columns={cross ? crossColumns : flatColumns}
            rows={cross ? crossLines : flat}
            rowKey={(r) => r.key}
            sort={full.sort}
            onSort={(sort) => set({ sort })}
            dimmed={q.isPlaceholderData}
            footer={footer}
            maxHeight={512}
          />
        )}
      </section>
      <DrillDrawer target={open} onClose={() => setOpen(null)} />
    </Page>
  )
}

/** A metric asked with a pinned version answers under its bare id or under the id as asked. */
function valueOf(r: { values: Record<string, Cell> }, key: string): Cell | undefined {
  return r.values[key] ?? r.values[bareId(key)]
}

function DeltaText({ cell, m }: { cell: Cell | undefined; m: Metric }) {
  const { t, i18n } = useTranslation('metric')
  const d = cellDelta(cell, m.unit, m.direction)
  const text = deltaText(d, i18n.language)
  if (!text) return <span className="lt-muted">—</span>
  const tone = d?.better == null ? '' : d.better ? 'mt-good' : 'mt-bad'
  return (
    <span className={tone}>
      {text}
      {d?.better != null && <span className="lt-sr"> {d.better ? t('explorer.better') : t('explorer.worse')}</span>}
    </span>
  )
}

function dimText(v: { id: string; code?: string; name?: string } | undefined, d: Dimension, t: TFunction): string {
  if (!v) return t('explorer.none_of')
  if (d === 'weekday') return t(`weekday.${v.id}`, { defaultValue: v.name || v.id })
  if (d === 'hour') return v.name || `${String(v.id).padStart(2, '0')}:00`
  if (d === 'channel') return t(`common:channel.${v.id}`, { defaultValue: v.name || v.id })
  if (d === 'call_type') return t(`call_type.${v.id}`, { defaultValue: v.name || v.id })
  return v.name || v.code || (v.id && v.id !== 'none' ? v.id : '') || t('explorer.none_of')
}

function SpanInput({ label, unit, value, onChange }: { label: string; unit: string; value?: string; onChange: (v: string | undefined) => void }) {
  const { t } = useTranslation('metric')
  const number = value?.replace(/[a-z]+$/, '') ?? ''
  return (
    <Input
      style={{ width: 168 }}
      prefix={<span className="lt-muted">{label}</span>}
      suffix={t('unit.s')}
      aria-label={label}
      inputMode="decimal"
      defaultValue={number}
      key={number}
      placeholder={t('explorer.default')}
      onPressEnter={(e) => (e.target as HTMLInputElement).blur()}
      onBlur={(e) => {
        const v = e.target.value.trim()
        if (v === number) return
        onChange(/^\d+(\.\d+)?$/.test(v) ? `${v}${unit}` : undefined)
      }}
    />
  )
}

function ViewMenu({ state, onLoad }: { state: ExplorerState; onLoad: (p: Record<string, string>) => void }) {
  const { t } = useTranslation('metric')
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const mayShare = useAllowed('view.share')
  const views = useQuery(viewsQuery)
  const mine = (views.data ?? []).filter((v) => v.page === 'explorer')
  const [saving, setSaving] = useState(false)
  const [form] = Form.useForm<{ name: string; shared: boolean; relative: boolean }>()
  const save = useMutation({
    mutationFn: (v: { name: string; shared: boolean; relative: boolean }) => {
      const params = writeState(v.relative ? { ...state, from: undefined, to: undefined } : state)
      return api.post('/views', { name: v.name.trim(), page: 'explorer', params, shared: v.shared ?? false })
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['views'] })
      setSaving(false)
      form.resetFields()
      void message.success(t('explorer.view_saved'))
    },
    onError: (e) => void message.error(faultText(e)),
  })
  const remove = (v: View) =>
    modal.confirm({
      title: t('explorer.view_delete', { name: v.name }),
      content: v.shared ? t('explorer.view_delete_shared') : undefined,
      okText: t('common:action.delete'),
      cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          await api.delete(`/views/${encodeURIComponent(v.id)}`)
          await queries.invalidateQueries({ queryKey: ['views'] })
        } catch (e) {
          void message.error(faultText(e))
        }
      },
    })
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: mine.length
            ? mine.map((v) => ({
                key: v.id,
                label: (
                  <span className="lt-row">
                    <span className="lt-grow">
                      {v.name}
                      {v.shared && <span className="lt-muted"> · {t('explorer.shared')}</span>}
                    </span>
                    <Button
                      type="text"
                      size="small"
                      icon={<DeleteOutlined />}
                      aria-label={t('explorer.view_delete', { name: v.name })}
                      onClick={(e) => {
                        e.stopPropagation()
                        remove(v)
                      }}
                    />
                  </span>
                ),
                onClick: () => onLoad(v.params ?? {}),
              }))
            : [{ key: 'none', label: t('explorer.view_none'), disabled: true }],
        }}
      >
        <Button>{t('explorer.views')}</Button>
      </Dropdown>
      <Button icon={<SaveOutlined />} onClick={() => setSaving(true)}>
        {t('explorer.view_save')}
      </Button>
      <Modal
        open={saving}
        title={t('explorer.view_save')}
        onCancel={() => setSaving(false)}
        onOk={() => form.submit()}
        okText={t('common:action.save')}
        cancelText={t('common:action.cancel')}
        confirmLoading={save.isPending}
      >
        <Form form={form} layout="vertical" initialValues={{ shared: false, relative: true }} onFinish={(v) => save.mutate(v)}>
          <Form.Item name="name" label={t('explorer.view_name')} rules={[{ required: true, whitespace: true, max: 80 }]}>
            <Input autoFocus maxLength={80} />
          </Form.Item>
          <Form.Item name="relative" valuePropName="checked">
            <Checkbox>{t('explorer.view_relative')}</Checkbox>
          </Form.Item>
          {mayShare && (
            <Form.Item name="shared" valuePropName="checked">
              <Checkbox>{t('explorer.view_shared')}</Checkbox>
            </Form.Item>
          )}
        </Form>
      </Modal>
    </>
  )
}
