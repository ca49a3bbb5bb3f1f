// A scorecard: the total, each line against target, team and the period before, what moved the total, what to do next, and the
// half-hours of a day. Every figure opens the rows it was counted from.
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, day, percent, time, today } from '../../kit/format'
import { DefinitionPopover } from '../../kit/MetricCard'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { DrillDrawer, type DrillTarget } from '../metric/Drill'
import { answerQuery, catalogueQuery } from '../metric/queries'
import type { Cell, Metric, QueryRow } from '../metric/types'
import { glyphs, tones } from '../strategy/words'
import { Spark, type Spot } from './Spark'
import type { Card, CardLine } from './types'
import { deltaText, metricText, scoreText, signed, signOf, trendOf, turned, valueText, type PeriodKind } from './words'
import './scorecard.css'

type Props = { card: Card; extra?: ReactNode }

const askOf = (l: CardLine, person: string): Record<string, string> => ({ agent: person, ...(l.threshold_seconds !== undefined ? { threshold: `${l.threshold_seconds}s` } : {}) })

export function CardView({ card, extra }: Props) {
  const { t } = useTranslation()
  const reads = useAllowed('metric.read')
  const { data: metrics } = useQuery({ ...catalogueQuery, enabled: reads })
  const [open, setOpen] = useState<DrillTarget | null>(null)
  const about = (id: string) => metrics?.find((m) => m.id === id)
  const drill = (l: CardLine) => {
    const metric = about(l.metric)
    if (!metric || l.value === null || !l.from) return undefined
    const cell = { value: l.value, num: l.num, den: l.den, version: l.version ?? metric.version, grade: l.grade, repaired_share: l.repaired_share } as Cell
    return () => setOpen({ metric, cell, title: `${metricText(t, l)} · ${day(l.from)} – ${day(l.to)}`, params: { ...askOf(l, card.person_id), metric: l.metric, from: l.from, to: l.to } })
  }
  const empty = card.lines.every((l) => l.value === null)
  const lineOf = (id: string) => card.lines.find((l) => l.metric === id)
  const change = card.change === null ? undefined : card.change
  return (
    <div className="sc-body">
      <section className="lt-card" aria-label={t('scorecard:total')}>
        <div className="lt-card-head"><h2>{t('scorecard:total')}</h2><span className="lt-muted">{t('scorecard:total_help')}</span></div>
        <div className="sc-total">
          <b>{scoreText(card.score)}</b>
          {card.score !== null && <StatusTag tone={stateOf(card.score).tone} glyph={stateOf(card.score).glyph}>{t(`scorecard:state.${stateOf(card.score).state}`)}</StatusTag>}
          {change !== undefined && <span>{t('scorecard:against', { change: signed(change), from: day(card.before_from), to: day(card.before_to) })}</span>}
          {card.score !== null && card.known < 0.9995 && <span className="lt-muted">{t('scorecard:known', { share: percent(100 * card.known) })}</span>}
          {card.running && <span className="lt-muted">{t('scorecard:running')}</span>}
          {extra}
        </div>
      </section>
      {empty ? <section className="lt-card"><Empty title={t('scorecard:empty')} reason={t('scorecard:empty_reason')} /></section> : (
        <>
          <Lines card={card} about={about} drill={drill} />
          <div className="sc-pair">
            <section className="lt-card" aria-label={t('scorecard:next')}>
              <div className="lt-card-head"><h2>{t('scorecard:next')}</h2></div>
              {card.advice.length === 0 ? <Empty title={t('scorecard:next_none')} /> : (
                <ul className="sc-list">
                  {card.advice.map((a) => {
                    const l = lineOf(a.metric)
                    return l && (
                      <li key={a.metric}>
                        <span>{t(`scorecard:advice.${a.kind}`, { name: metricText(t, l), from: valueText(a.from_value, l.unit), to: valueText(a.to_value, l.unit), gain: scoreText(a.gain) })}</span>
                        <span className="lt-muted">{t([`scorecard:hint.${a.metric}`, 'scorecard:hint.other'])}</span>
                      </li>
                    )
                  })}
                </ul>
              )}
            </section>
            <section className="lt-card" aria-label={t('scorecard:moved')}>
              <div className="lt-card-head"><h2>{t('scorecard:moved')}</h2></div>
              {card.moves.length === 0 ? <Empty title={t('scorecard:moved_none')} /> : (
                <ul className="sc-list">
                  {card.moves.slice(0, 5).map((m) => {
                    const l = lineOf(m.metric)
                    return l && (
                      <li key={m.metric}>
                        <StatusTag tone={m.by > 0 ? 'good' : 'warn'} glyph={m.by > 0 ? '↑' : '↓'}>{signed(m.by)}</StatusTag>
                        <span>{metricText(t, l)}</span>
                        <span className="lt-muted">{valueText(l.before, l.unit)} → {valueText(l.value, l.unit)}</span>
                      </li>
                    )
                  })}
                </ul>
              )}
            </section>
          </div>
          {reads && <HalfHours card={card} about={about} onOpen={setOpen} />}
        </>
      )}
      <DrillDrawer target={open} onClose={() => setOpen(null)} />
    </div>
  )
}

export function stateOf(score: number) {
  const state = score >= 120 ? 'exceeded' : score >= 100 ? 'reached' : score >= 60 ? 'near' : 'missed'
  return { state, tone: tones[state], glyph: glyphs[state] } as const
}

/** The numbers of the trend, by metric. */
function useTrend(card: Card): Map<string, Spot[]> {
  const reads = useAllowed('metric.read')
  const { from, grain } = trendOf(card.kind as PeriodKind, card.to)
  const asked = card.lines.filter((l) => l.threshold_seconds === undefined).map((l) => l.metric)
  const q = useQuery({ ...answerQuery({ agent: card.person_id, by: 'agent', metrics: asked.join(','), grain, from, to: card.to }), enabled: reads && asked.length > 0 })
  const out = new Map<string, Spot[]>()
  for (const id of asked) out.set(id, (q.data?.rows ?? []).filter((r) => r.start).map((r) => ({ at: r.start!.slice(5, 10), value: r.values[id]?.value ?? null })))
  return out
}

function Lines({ card, about, drill }: { card: Card; about: (id: string) => Metric | undefined; drill: (l: CardLine) => (() => void) | undefined }) {
  const { t } = useTranslation()
  const trend = useTrend(card)
  return (
    <div className="sc-cards">
      {card.lines.map((l) => {
        const name = metricText(t, l)
        const open = drill(l)
        const way = turned(l)
        const metric = about(l.metric)
        return (
          <section key={l.metric} className="lt-metric" aria-label={name}>
            <div className="lt-metric-head">
              <h2 title={name}>{name}</h2>
              {metric && <DefinitionPopover metric={metric} />}
              <span className="lt-grow" />
              {l.score !== null && <StatusTag tone={tones[l.state]} glyph={glyphs[l.state]}>{t('scorecard:points', { n: scoreText(l.score) })}</StatusTag>}
            </div>
            <div className="lt-row" style={{ flexWrap: 'nowrap' }}>
              <div className="lt-metric-value lt-grow">
                {open ? <button type="button" aria-label={`${name} ${valueText(l.value, l.unit)}，${t('common:metric.drill')}`} onClick={open}>{valueText(l.value, l.unit)}</button> : valueText(l.value, l.unit)}
              </div>
              <Spark spots={trend.get(l.metric) ?? []} unit={l.unit} name={name} />
            </div>
            <div className="lt-metric-foot">
              {l.points && <span title={t('scorecard:points_of', { threshold: valueText(l.points.threshold, l.unit), target: valueText(l.points.target, l.unit), stretch: valueText(l.points.stretch, l.unit) })}>{t(l.points_from === 'own' ? 'scorecard:target_own' : 'scorecard:target_set')} {signOf(l.direction)} {valueText(l.points.target, l.unit)}</span>}
              {l.median !== null && <span title={t('scorecard:median_of', { count: l.peers })}>{t('scorecard:median')} {valueText(l.median, l.unit)}</span>}
              {way && l.value !== null && l.before !== null && <span>{t(`scorecard:turned.${way}`, { by: deltaText(l.value - l.before, l.unit) })}</span>}
              {l.carried && l.from && <span>{t('scorecard:carried', { month: l.from.slice(0, 7) })}</span>}
              {l.weight > 0 ? <span>{t('scorecard:weight_of', { n: l.weight })}</span> : <span>{t('scorecard:shown_only')}</span>}
            </div>
          </section>
        )
      })}
    </div>
  )
}

/** The half-hours of one day: each opens its contacts. */
function HalfHours({ card, about, onOpen }: { card: Card; about: (id: string) => Metric | undefined; onOpen: (x: DrillTarget) => void }) {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const asked = card.lines.filter((l) => about(l.metric) && about(l.metric)!.group !== 'reported' && l.threshold_seconds === undefined)
  const chosen = asked.find((l) => l.metric === search.metric) ?? asked[0]
  const one = typeof search.day === 'string' && search.day >= card.from && search.day <= card.to ? search.day : undefined
  const grain = card.kind === 'day' || one ? '30m' : 'day'
  const [from, to] = one ? [one, one] : [card.from, card.to]
  const q = useQuery({ ...answerQuery({ agent: card.person_id, by: 'agent', metrics: asked.map((l) => l.metric).join(','), grain, from, to }), enabled: asked.length > 0 && from <= today() })
  if (!chosen) return null
  const rows = (q.data?.rows ?? []).filter((r) => r.start)
  const label = (r: QueryRow) => (grain === 'day' ? day(r.start!.slice(0, 10)) : `${time(r.start)}–${time(r.end)}`)
  const cellOf = (r: QueryRow, l: CardLine): Cell | undefined => r.values[l.metric]
  const go = (r: QueryRow) => {
    if (grain === 'day') return patch({ day: r.start!.slice(0, 10) }, true)
    const cell = cellOf(r, chosen)
    const metric = about(chosen.metric)
    if (metric && cell) onOpen({ metric, cell, title: `${day(from)} ${label(r)} · ${metricText(t, chosen)}`, params: { ...askOf(chosen, card.person_id), metric: chosen.metric, from: r.start, to: r.end } })
  }
  const columns: Column<QueryRow>[] = [
    { id: 'when', header: t(`scorecard:when.${grain === 'day' ? 'day' : 'half_hour'}`), width: 130, pin: true, value: label, cell: label },
    ...asked.map((l): Column<QueryRow> => ({ id: l.metric, header: metricText(t, l), width: 120, align: 'right', hidden: l.weight === 0 && l.metric !== 'answered', value: (r) => cellOf(r, l)?.value ?? null, cell: (r) => valueText(cellOf(r, l)?.value, l.unit) })),
  ]
  const title = t(grain === 'day' ? 'scorecard:days' : 'scorecard:half_hours')
  return (
    <section className="lt-card" aria-label={title}>
      <div className="lt-card-head">
        <h2>{title}{one ? ` · ${day(one)}` : ''}</h2>
        <span className="lt-muted">{t(grain === 'day' ? 'scorecard:days_help' : 'scorecard:half_hours_help', { name: metricText(t, chosen) })}</span>
        <span className="lt-grow" />
        {one && <button type="button" className="sc-figure" onClick={() => patch({ day: undefined })}>{t('scorecard:all_days')}</button>}
        {grain === '30m' && <Select size="small" aria-label={t('scorecard:opens')} style={{ width: 170 }} value={chosen.metric} options={asked.map((l) => ({ value: l.metric, label: metricText(t, l) }))} onChange={(metric) => patch({ metric })} />}
      </div>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : q.isPending ? <Skeleton lines={4} /> : rows.length === 0 ? <Empty title={t('scorecard:empty')} reason={t('scorecard:empty_reason')} /> : (
        <>
          <DataTable<QueryRow> id="scorecard.half-hours" label={title} columns={columns} rows={rows} rowKey={(r) => r.start!} onOpen={go} maxHeight={420} />
          <p className="lt-muted sc-help">{t('scorecard:rows', { count: rows.length, n: count(rows.length) })}</p>
        </>
      )}
    </section>
  )
}
