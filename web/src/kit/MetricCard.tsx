// One number with everything a person needs to trust it: target, difference, definition with today's numbers, grade, its rows.
import { InfoCircleOutlined } from '@ant-design/icons'
import { Popover } from 'antd'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Metric, MetricCell } from '../api/types'
import { reasonText } from './fault'
import { count, decimal, large, metricDelta, metricValue, percent, shownValue } from './format'
import { StatusTag, type Tone } from './StatusTag'

// The words of formulas come with the metric pages; they are fetched when the first note opens.
const DefinitionWords = lazy(() => import('../modules/metric/DefinitionWords'))

export function metricName(m: Pick<Metric, 'name_zh' | 'name_en' | 'id'> | undefined, language: string): string {
  return (language === 'en' ? m?.name_en : m?.name_zh) || m?.id || ''
}

/** Reached or missed, judged by the numbers as they are shown. */
export function reached(value: number, target: number, m: Pick<Metric, 'unit' | 'direction'>): boolean | undefined {
  if (m.direction === 'none') return undefined
  const [v, goal] = [shownValue(value, m.unit), shownValue(target, m.unit)]
  return m.direction === 'up' ? v >= goal : v <= goal
}

type Props = {
  metric: Metric | undefined
  cell: MetricCell | undefined
  title?: string
  target?: number
  /** What the difference is against, such as 上周同期. */
  compareLabel?: string
  /** Opens the rows the number was counted from. */
  onDrill?: () => void
  big?: boolean
  loading?: boolean
  note?: ReactNode
}

export function MetricCard({ metric, cell, title, target, compareLabel, onDrill, big, loading, note }: Props) {
  const { t, i18n } = useTranslation()
  const name = title ?? metricName(metric, i18n.language)
  const unit = metric?.unit ?? 'count'
  const value = cell?.value
  const known = typeof value === 'number'
  const ok = known && target !== undefined && metric ? reached(value, target, metric) : undefined
  const before = cell?.compare?.value
  const low = unit !== 'count' && typeof cell?.den === 'number' && cell.den > 0 && cell.den < 30
  const shown = !known ? '—' : unit === 'count' && big ? large(value) : metricValue(value, unit)
  return (
    <section className={'lt-metric' + (loading ? ' is-dimmed' : '')} aria-label={name} aria-busy={loading || undefined}>
      <div className="lt-metric-head">
        <h2 title={name}>{name}</h2>
        <DefinitionPopover metric={metric} cell={cell} />
        <span className="lt-grow" />
        <GradeMark cell={cell} />
      </div>
      <div className={'lt-metric-value' + (low ? ' is-low' : '')} title={!known ? (reasonText(cell?.reason) ?? t('common:metric.not_computable')) : low ? t('common:metric.low') : unit === 'count' ? count(value) : undefined}>
        {onDrill && known ? (
          <button type="button" onClick={onDrill} aria-label={`${name} ${shown}，${t('common:metric.drill')}`}>{shown}</button>
        ) : shown}
      </div>
      <div className="lt-metric-foot">
        {target !== undefined && metric && (
          <span>{t('common:metric.target')} {metric.direction === 'down' ? '≤' : metric.direction === 'up' ? '≥' : ''} {metricValue(target, unit)}</span>
        )}
        {ok !== undefined && <StatusTag tone={ok ? 'good' : 'bad'}>{t(ok ? 'common:metric.reached' : 'common:metric.missed')}</StatusTag>}
        {known && typeof before === 'number' && <span>{compareLabel} {metricDelta(value - before, unit)}</span>}
        {note}
      </div>
    </section>
  )
}

const gradeTone: Record<string, Tone> = { A: 'good', B: 'info', C: 'warn', D: 'bad' }

/** Shown only when the data behind a number are less than complete. */
export function GradeMark({ cell, always }: { cell: Pick<MetricCell, 'grade' | 'repaired_share'> | undefined; always?: boolean }) {
  const { t } = useTranslation()
  const grade = cell?.grade
  if (!grade || (grade === 'A' && !always)) return null
  const words = [t('common:metric.grade', { grade }), t(`common:grade.${grade}`)]
  if (cell?.repaired_share) words.push(t('common:metric.repaired', { share: percent(cell.repaired_share * 100) }))
  return <span title={words.join(' · ')}><StatusTag tone={gradeTone[grade] ?? 'muted'}>{grade}</StatusTag></span>
}

/** 口径: the formula, its version and the same formula with the numbers of this cell in it. */
export function DefinitionPopover({ metric, cell, children }: { metric: Metric | undefined; cell?: MetricCell; children?: ReactNode }) {
  const { t, i18n } = useTranslation()
  if (!metric) return null
  const name = metricName(metric, i18n.language)
  return (
    <Popover trigger={['click', 'hover']} mouseEnterDelay={0.3} content={<Definition metric={metric} cell={cell} />} title={name}>
      <button type="button" className="lt-help-tip" aria-label={`${name} ${t('common:metric.definition')}`}>{children ?? <InfoCircleOutlined aria-hidden="true" />}</button>
    </Popover>
  )
}

export function Definition({ metric, cell }: { metric: Metric; cell?: MetricCell }) {
  const { t } = useTranslation()
  const ratio = Boolean(metric.denominator) && metric.denominator !== '1'
  const scale = metric.scale ?? 1
  const times = metric.unit === 'percent' ? ' × 100%' : scale === 1 || scale === 0 ? '' : scale < 1 ? ` ÷ ${count(Math.round(1 / scale))}` : ` × ${count(scale)}`
  const num = (n: number) => (Number.isInteger(n) ? count(n) : decimal(n, 2))
  return (
    <div className="lt-definition">
      <div><span className="lt-muted">{t('common:metric.formula')}</span><br /><Suspense fallback={<code>{metric.numerator}{ratio ? ` ÷ (${metric.denominator})` : ''}</code>}><DefinitionWords metric={metric} /></Suspense>{times}</div>
      {cell && typeof cell.num === 'number' && (
        <div>
          <span className="lt-muted">{t('common:metric.today')}</span><br />
          <code>{num(cell.num)}{ratio && typeof cell.den === 'number' ? ` ÷ ${num(cell.den)}` : ''}{times}{typeof cell.value === 'number' ? ` = ${metricValue(cell.value, metric.unit)}` : ''}</code>
        </div>
      )}
      <div className="lt-muted">{metric.id} · {t('common:metric.version', { version: cell?.version ?? metric.version })}</div>
      {cell && <GradeMark cell={cell} always />}
    </div>
  )
}
