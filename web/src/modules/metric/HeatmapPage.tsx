// Operations managers, team leaders and planners open this every morning and after each peak: they decide which half-hours
// need people moved, breaks shifted or a rule changed, and they see what a good daily mean hides.
import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, InputNumber, Popover, Segmented, Select, Tooltip } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { centreQuery } from '../../api/queries'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { MetricCard } from '../../kit/MetricCard'
import { Page } from '../../kit/Page'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { useSearchState } from '../../kit/useSearchState'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { faultText } from '../../kit/fault'
import { count, dateTime, metricValue, percent, weekdayName } from '../../kit/format'
import { DayChart } from './DayChart'
import { DrillDrawer, type DrillTarget, useNames } from './Drill'
import { HeatGrid } from './HeatGrid'
import { HeatLegend } from './HeatLegend'
import { HeatTable } from './HeatTable'
import { KeptNote } from './KeptNote'
import { slotOf, slotSpan } from './civil'
import { type Scale, makeScale, referenceAim } from './heat'
import { type HeatSearch, heatFilters } from './heatState'
import { type Grid, type GridCell, buildGrid, outOfTarget, worst } from './heatgrid'
import { answerQuery, catalogueQuery, dataDayQuery, rangeFor } from './queries'
import { variantBadge } from './MetricSelect'
import { definitionLine } from './spell'
import { type Cell, type Metric, metricName } from './types'
import './metric.css'

/** Metrics of the strip and the switch; the first that exists of each line. */
const STRIP = [['answer-rate'], ['aht'], ['occ-2', 'occ-1', 'occ-3', 'occ-line'], ['abandon-rate']]

/** Offered contacts as a metric, for the bars under the map. */
const OFFERED: Metric = { id: 'offered', version: 1, name_zh: '', name_en: '', unit: 'count', direction: 'none', numerator: 'offered', denominator: '', group: 'volume', builtin: true, rev: 0 }

function pick(all: Metric[], ids: string[]): Metric | undefined {
  for (const id of ids) {
    const m = all.find((x) => x.id === id)
    if (m) return m
  }
  return undefined
}

export function HeatmapPage() {
  const { t, i18n } = useTranslation('metric')
  const { message } = App.useApp()
  const zh = i18n.language !== 'en'
  const [raw, patch] = useSearchState()
  const search = raw as HeatSearch
  const set = useCallback((change: Partial<HeatSearch>) => patch(change), [patch])
  const catalogue = useQuery(catalogueQuery)
  const centre = useQuery(centreQuery).data
  const dataDay = useQuery({ ...dataDayQuery, enabled: !search.from })
  const names = useNames()
  const all = useMemo(() => catalogue.data ?? [], [catalogue.data])

  const fallback = dataDay.data ? rangeFor('this_week', dataDay.data) : undefined
  const from = search.from ?? fallback?.from
  const to = search.to ?? fallback?.to
  const level = pick(all, [centre?.service_level_variant ?? 'sl-off', 'sl-off'])
  const metric = pick(all, [search.metric ?? '']) ?? level ?? all[0]
  const strip = useMemo(
    () => [level, ...STRIP.map((ids) => pick(all, ids))].filter((m): m is Metric => m !== undefined),
    [all, level],
  )
  const weekday = search.mode === 'weekday'
  const low = search.low ?? centre?.low_volume_min ?? 30

  const asked = useMemo(() => {
    const ids = new Set(['offered', ...strip.map((m) => m.id)])
    if (metric) ids.add(metric.id)
    return [...ids]
  }, [strip, metric])
  const params = { from, to, grain: '30m', metrics: asked.join(','), ...heatFilters(search) }
  const q = useQuery({ ...answerQuery(params), enabled: Boolean(from && to && metric), placeholderData: keepPreviousData })
  const answer = q.data
  const rows = useMemo(() => answer?.rows ?? [], [answer])

  // One queue alone is held against its own target. Targets have a history: each half-hour is held against that of its day.
  const ownQueue = Boolean(search.queue && !search.queue.includes(',') && answer?.parameters?.some((p) => p.queue))
  const scaleFor = useCallback(
    (m: Metric, given?: number): { scale: Scale; source: string } => {
      let max = 1
      for (const r of rows) max = Math.max(max, r.values[m.id]?.value ?? 0)
      const set = { serviceLevelTarget: answer?.total?.values[m.id]?.target ?? centre?.service_level_target_percent, mean: answer?.total?.values[m.id]?.value, max }
      const ref = referenceAim(m, set)
      if (given === undefined || ref.aim.kind === 'volume' || ref.aim.kind === 'band') return { scale: { ...makeScale(m.unit, ref.aim), ...(ref.source === 'centre' ? { byDay: m.unit } : {}) }, source: ref.source }
      return { scale: makeScale(m.unit, { ...ref.aim, target: given }), source: 'own' }
    },
    [rows, centre, answer],
  )
  const main = useMemo(() => (metric ? scaleFor(metric, search.target) : undefined), [metric, scaleFor, search.target])
  const grid = useMemo(
    () => (metric && main && from && to ? buildGrid(rows, { metric, from, to, mode: weekday ? 'weekday' : 'day', scale: main.scale, lowVolumeMin: low }) : undefined),
    [rows, metric, main, from, to, weekday, low],
  )
  const bad = useMemo(() => (grid && main && metric ? worst(grid, main.scale, metric.unit) : []), [grid, main, metric])
  const chart = useMemo(() => {
    const line = metric && metric.unit !== 'count' ? metric : level
    if (!line || !from || !to) return undefined
    const { scale } = scaleFor(line, line.id === metric?.id ? search.target : undefined)
    const options = { from, to, mode: weekday ? ('weekday' as const) : ('day' as const), scale, lowVolumeMin: low }
    return {
      metric: line,
      scale,
      level: buildGrid(rows, { ...options, metric: line }),
      volume: buildGrid(rows, { ...options, metric: OFFERED }),
    }
  }, [rows, metric, level, from, to, weekday, low, scaleFor, search.target])
  const [row, setRow] = useState<string>()
  const dayKey = row && grid?.keys.includes(row) ? row : (bad[0]?.cell.key ?? grid?.keys.find((_, i) => grid.cells[i]?.some(Boolean)) ?? grid?.keys[0])
  const [open, setOpen] = useState<DrillTarget | null>(null)

  const keyName = useCallback((key: string) => (key.length === 1 ? t(`weekday.${key}`) : `${weekdayName(key)} ${key}`), [t])
  const definition = useCallback(
    (m: Metric) => {
      const threshold = /^(\d+(?:\.\d+)?)s$/.exec(search.threshold ?? '')
      return definitionLine(m, names, zh, { ...m.parameters, ...(threshold ? { threshold_ms: Number(threshold[1]) * 1000 } : {}) })
    },
    [names, zh, search.threshold],
  )

  const openCell = useCallback(
    (cell: GridCell) => {
      if (!metric) return
      const filters = heatFilters(search)
      const choices = cell.spans.map((s) => {
        const r = rows.find((x) => x.start === s.start)
        return {
          label: slotOf(s.start).day,
          params: { ...filters, grain: '30m', from: s.start, to: s.end },
          cell: r?.values[metric.id] ?? { value: null, num: 0, den: 0 },
        }
      })
      const one = choices[0]
      if (!one) return
      setOpen({
        metric,
        title: `${keyName(cell.key)} ${slotSpan(cell.slot)}`,
        cell: { value: cell.value, num: cell.num, den: cell.den, version: cell.version, grade: cell.grade as never, repaired_share: cell.repairedShare, reason: cell.reason },
        params: one.params,
        choices,
        facts: metric.denominator === 'offered' || metric.id === 'offered' ? [] : [{ label: t('metric.offered'), value: count(cell.offered) }],
      })
    },
    [metric, rows, search, keyName, t],
  )

  const openTotal = (m: Metric, cell: Cell) =>
    setOpen({
      metric: m,
      cell,
      title: `${from} ～ ${to} · ${metricName(m, i18n.language)}`,
      params: { ...heatFilters(search), grain: 'total', from: answer?.total?.start ?? rows[0]?.start ?? from, to: answer?.total?.end ?? rows[rows.length - 1]?.end ?? to },
    })

  const scaleText = (s: Scale, m: Metric) => {
    const a = s.aim
    if (a.kind === 'up') return `≥ ${metricValue(a.target, m.unit)}`
    if (a.kind === 'down') return `≤ ${metricValue(a.target, m.unit)}`
    if (a.kind === 'band') return `${a.low}–${metricValue(a.high, m.unit)}`
    return ''
  }
  const exportExcel = () =>
    api.download('/metric-query.xlsx', { ...params, lang: zh ? 'zh' : 'en' }).catch((e: unknown) => void message.error(faultText(e)))

  const pending = !grid || !answer
  const dead = q.isError && !answer
  const quick = useMemo(() => {
    const offered = pick(all, ['offered'])
    return [...strip.slice(0, 2), ...(offered ? [offered] : []), ...strip.slice(2)]
  }, [all, strip])
  const switchOptions = useMemo(() => metricOptions(all, strip, i18n.language, t), [all, strip, i18n.language, t])

  return (
    <Page
      title={t('heat.title')}
      actions={
        <>
          {answer?.data_until && <span className="lt-muted">{t('common:time.until', { at: dateTime(answer.data_until) })}</span>}
          {from && to && <TimeRangePicker value={{ from, to }} maxDays={93} onChange={(r) => set(r)} />}
          <Button icon={<DownloadOutlined />} onClick={() => void exportExcel()}>
            {t('common:action.export')}
          </Button>
        </>
      }
    >
      <div className="lt-row">
        <Segmented aria-label={t('heat.metric')} value={metric?.id} onChange={(v) => set({ metric: String(v), target: undefined })} options={quick.map((m) => ({ value: m.id, label: shortName(m, i18n.language, t) }))} />
        <Select
          aria-label={t('heat.metric_all')}
          style={{ width: 190 }}
          value={metric?.id}
          options={switchOptions}
          showSearch={{ optionFilterProp: 'search' }}
          popupMatchSelectWidth={320}
          onChange={(v: string) => set({ metric: v, target: undefined })}
        />
        {(['queue', 'team'] as const).map((d) => (
          <DimensionPicker key={d} of={d} width={150} value={search[d]?.split(',')} onChange={(v) => set({ [d]: v?.join(',') })} />
        ))}
        <Segmented
          value={weekday ? 'weekday' : 'day'}
          onChange={(v) => set({ mode: v === 'weekday' ? 'weekday' : undefined })}
          options={[
            { value: 'day', label: t('heat.by_day') },
            { value: 'weekday', label: t('heat.by_weekday') },
          ]}
        />
      </div>

      {q.isError && answer && (
        <Note
          kind="bad"
          action={
            <Button size="small" onClick={() => void q.refetch()}>
              {t('common:action.retry')}
            </Button>
          }
        >
          {t('common:table.failed_stale')} {faultText(q.error)}
        </Note>
      )}
      <KeptNote answer={answer} from={from} />
      {dead && (
        <section className="lt-card">
          <Failure title={t('heat.failed')} error={q.error} onRetry={() => void q.refetch()} />
        </section>
      )}

      {!dead && <div className="mt-strip">
        {strip.map((m) => {
          const { scale, source } = scaleFor(m, m.id === metric?.id ? search.target : undefined)
          const cell = answer?.total?.values[m.id]
          const judged = outOfTarget(rows, m.id, scale, low)
          const aim = scale.aim
          return (
            <MetricCard
              key={m.id}
              metric={m}
              title={cardName(m, i18n.language, t)}
              cell={cell}
              loading={pending || q.isPlaceholderData}
              target={source !== 'mean' && (aim.kind === 'up' || aim.kind === 'down') ? aim.target : undefined}
              onDrill={cell && from && to ? () => openTotal(m, cell) : undefined}
              note={
                <>
                  {aim.kind === 'band' && <span>{t('heat.band', { low: aim.low, high: aim.high })}</span>}
                  {answer && aim.kind !== 'volume' && (
                    <Tooltip title={t('heat.out_tip', { aim: scaleText(scale, m), low, thin: judged.low })}>
                      <span className="mt-out">
                        {judged.judged === 0 ? (
                          t('heat.out_none')
                        ) : (
                          <>
                            {source === 'mean' ? t('heat.over_mean') : t('heat.out')} <b>{count(judged.out)}</b>/{count(judged.judged)} · <b>{percent((judged.share ?? 0) * 100)}</b>
                          </>
                        )}
                      </span>
                    </Tooltip>
                  )}
                </>
              }
            />
          )
        })}
      </div>}

      {!dead && <section className="lt-card" aria-busy={q.isFetching}>
        <div className="lt-card-head">
          <h2>
            {metric && main
              ? t(weekday ? 'heat.card_weekday' : 'heat.card', { metric: cardName(metric, i18n.language, t), unit: t(`unit.${metric.unit}`), low })
              : t('heat.title')}
          </h2>
          <span className="lt-grow" />
          {metric && (
            <Link to={'/metrics/$id' as string} params={{ id: metric.id } as never} className="lt-muted">
              {t('common:metric.definition')}{zh ? '：' : ': '}{definition(metric)}
            </Link>
          )}
          <Segmented
            size="small"
            value={search.table ? 'table' : 'map'}
            onChange={(v) => set({ table: v === 'table' ? true : undefined })}
            options={[
              { value: 'map', label: t('heat.as_map') },
              { value: 'table', label: t('common:chart.as_table') },
            ]}
          />
        </div>
        <div className="lt-card-body">
          {pending || !metric || !main ? (
            <Skeleton lines={8} />
          ) : (
            <>
              {search.table ? (
                <HeatTable grid={grid} metric={metric} keyName={keyName} onOpen={openCell} />
              ) : (
                <HeatGrid
                  grid={grid}
                  scale={main.scale}
                  label={t('heat.grid_label', { metric: cardName(metric, i18n.language, t) })}
                  say={(v) => `${cardName(metric, i18n.language, t)} ${metricValue(v, metric.unit)}`}
                  details={(c) => [
                    t('heat.tip_offered', { n: count(c.offered) }),
                    ...(metric.denominator && metric.unit !== 'count' ? [t('heat.tip_parts', { num: count(c.num), den: count(c.den) })] : []),
                    ...(c.grade && c.grade !== 'A' ? [t('heat.tip_grade', { grade: c.grade })] : []),
                  ]}
                  onOpen={openCell}
                  onRow={setRow}
                  dimmed={q.isPlaceholderData}
                />
              )}
              <div className="lt-row mt-heat-foot">
                <HeatLegend scale={main.scale} unit={metric.unit} low={low} />
                {main.scale.byDay && answer.total?.values[metric.id]?.target_mixed && <span className="lt-muted">{t('heat.target_mixed')}</span>}
                <span className="lt-grow" />
                {(main.scale.aim.kind === 'up' || main.scale.aim.kind === 'down') && (
                  <Popover
                    trigger="click"
                    title={t('heat.target_title')}
                    content={
                      <div className="mt-stack">
                        <InputNumber
                          aria-label={t('heat.target_title')}
                          min={0}
                          max={metric.unit === 'percent' ? 100 : undefined}
                          defaultValue={Math.round(main.scale.aim.target * 10) / 10}
                          suffix={t(`unit.${metric.unit}`)}
                          onPressEnter={(e) => set({ target: Number((e.target as HTMLInputElement).value) || undefined })}
                          onBlur={(e) => set({ target: Number(e.target.value) || undefined })}
                        />
                        <Button size="small" onClick={() => set({ target: undefined })}>
                          {t('heat.target_reset')}
                        </Button>
                      </div>
                    }
                  >
                    <Button size="small">
                      {t(`heat.target_from.${main.source === 'centre' && ownQueue ? 'queue' : main.source}`)} {scaleText(main.scale, metric)}
                    </Button>
                  </Popover>
                )}
              </div>
            </>
          )}
        </div>
      </section>}

      {!dead && <div className="mt-heat-lower">
        {chart && dayKey && answer && <DayChart {...chart} target={dayTarget(chart.level, dayKey, chart.scale)} label={cardName(chart.metric, i18n.language, t)} dayKey={dayKey} title={t('heat.chart', { day: keyName(dayKey) })} />}
        <section className="lt-card">
          <div className="lt-card-head">
            <h2>{t('heat.worst')}</h2>
            <span className="lt-muted">{t('heat.worst_note')}</span>
          </div>
          <div className="mt-worst">
            {pending ? (
              <Skeleton lines={5} />
            ) : bad.length === 0 ? (
              <Empty title={main?.scale.aim.kind === 'volume' ? t('heat.worst_none_volume') : grid?.cells.some((l) => l.some((c) => c?.class != null)) ? t('heat.worst_none') : t('heat.out_none')} />
            ) : (
              <ol>
                {bad.map(({ cell, short }) => (
                  <li key={`${cell.key} ${cell.slot}`}>
                    <button type="button" onClick={() => { setRow(cell.key); openCell(cell) }}>
                      <span className="mt-worst-chip" style={{ background: `var(--lt-heat-${cell.class})` }} aria-hidden="true" />
                      <span className="mt-worst-when">
                        {keyName(cell.key).replace(/ \d{4}-/, ' ')} {slotSpan(cell.slot)}
                      </span>
                      <b className="lt-num">{metric && metricValue(cell.value, metric.unit)}</b>
                      <span className="lt-muted lt-num">{short != null ? t('heat.short', { n: count(short) }) : t('heat.tip_offered', { n: count(cell.offered) })}</span>
                    </button>
                  </li>
                ))}
              </ol>
            )}
          </div>
        </section>
      </div>}
      <DrillDrawer target={open} onClose={() => setOpen(null)} />
    </Page>
  )
}

/** A name short enough for a switch: the variant is told by the badge and the definition line. */
function shortName(m: Metric, language: string, t: TFunction): string {
  if (m.group === 'service_level') return t('heat.service_level')
  if (['aht', 'offered', 'abandon-rate'].includes(m.id)) return t(`heat.short_name.${m.id}`)
  return metricName(m, language).replace(/\s*[A-Z]{2,3}-\w+.*$/, '')
}

function cardName(m: Metric, language: string, t: TFunction): string {
  const badge = variantBadge(m.id)
  return badge ? `${shortName(m, language, t)} ${badge}` : metricName(m, language)
}

/** The target of one row of the map, for the line of its chart. */
function dayTarget(grid: Grid, key: string, scale: Scale): number | undefined {
  if (scale.aim.kind !== 'up' && scale.aim.kind !== 'down') return undefined
  const own = scale.byDay ? grid.cells[grid.keys.indexOf(key)]?.findLast((c) => c?.target != null)?.target : undefined
  return own ?? scale.aim.target
}

function metricOptions(all: Metric[], strip: Metric[], language: string, t: TFunction) {
  const option = (m: Metric) => ({ value: m.id, label: metricName(m, language), search: `${m.id} ${m.name_zh} ${m.name_en}` })
  const first = new Set(strip.map((m) => m.id))
  const groups = new Map<string, Metric[]>()
  for (const m of all) if (!first.has(m.id)) groups.set(m.group, [...(groups.get(m.group) ?? []), m])
  return [
    { label: t('heat.often'), options: strip.map(option) },
    ...[...groups].map(([g, list]) => ({ label: t(`group.${g}`), options: list.map(option) })),
  ]
}

