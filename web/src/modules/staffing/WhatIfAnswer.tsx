// What a scenario does: three cases side by side with bands, the busiest day, the queues, cross-training and leavers.
import { DownloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { HelpTip, Note } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { addDays, count, day, decimal, delta, none, percent } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import type { WhatIfAnswer, WhatIfCase, WhatIfQueueCase } from './types'
import { bandOf, curveRows, measures, whatIfOption, type CurveRow, type Measure } from './whatif'

export const shown = (m: Measure, v: number | null | undefined): string => (v === null || v === undefined ? none : m.percent ? percent(v) : decimal(v, m.digits))

/** A figure and its band under it. */
export function Figure({ m, of }: { m: Measure; of: WhatIfCase }) {
  const band = bandOf(m, of)
  return <>{shown(m, m.of(of))}{band && <small>{shown(m, band[0])} – {shown(m, band[1])}</small>}</>
}

export function modelText(t: (key: string, values?: Record<string, unknown>) => string, a: WhatIfAnswer): string {
  const names = [...new Set(a.about.queues.map((q) => t(`staffing:models.${q.model}`)))]
  if (a.outcome.cross.length > 0) names.push(t('staffing:whatif.simulation'))
  return t('staffing:whatif.model_value', { names: names.join(t('staffing:join')), formula: a.about.formula_version, scenario: a.about.scenario_version })
}

/** Saves scenarios as a workbook the server makes. */
export function useWorkbook() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const save = async (body: object) => {
    setBusy(true)
    try {
      await api.download('/staffing/what-if-workbooks', { lang: t('staffing:lang') }, `${t('staffing:nav.whatif')}.xlsx`, body)
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  return { busy, save }
}

type Props = { answer: WhatIfAnswer; dimmed: boolean; stale: boolean; told?: string; workbook: object; children?: ReactNode }

export function WhatIfAnswerCards({ answer, dimmed, stale, told, workbook, children }: Props) {
  const { t } = useTranslation()
  const book = useWorkbook()
  const o = answer.outcome
  const save = () => book.save(workbook)
  const name = (id: string) => answer.about.queues.find((q) => q.queue_id === id)?.name ?? id
  return (
    <>
      <section className="lt-card" aria-label={t('staffing:whatif.answer')} aria-busy={stale}>
        <div className="lt-card-head">
          <h2>{t('staffing:whatif.answer')}</h2>
          <span role="status" className="lt-muted">{stale ? t('staffing:whatif.stale') : (told ?? '')}</span>
          <span className="lt-grow" />
          <Button size="small" icon={<DownloadOutlined />} loading={book.busy} disabled={stale} onClick={() => void save()}>{t('common:action.export')}</Button>
        </div>
        <div className="lt-card-body" style={{ display: 'grid', gap: 12 }}>
          {answer.about.plan_model_version !== answer.about.formula_version && <Note kind="warn">{t('staffing:whatif.other_version', { plan: answer.about.plan_model_version, now: answer.about.formula_version })}</Note>}
          {o.kept.overloaded > 0 && <Note kind="warn">{t('staffing:whatif.overloaded', { n: o.kept.overloaded })}</Note>}
          <div className={`lt-whatif-table${dimmed ? ' is-dimmed' : ''}`}>
            <table className="lt-table" aria-label={t('staffing:whatif.answer')}>
              <thead>
                <tr>
                  <th scope="col">{t('staffing:whatif.measure.name')}</th>
                  {(['base', 'kept', 'adapted', 'difference'] as const).map((c) => <th key={c} scope="col" className="lt-num">{t(`staffing:whatif.case.${c}`)} <HelpTip label={t(`staffing:whatif.case.${c}`)}>{t(`staffing:whatif.case_help.${c}`)}</HelpTip></th>)}
                </tr>
              </thead>
              <tbody>
                {measures.filter((m) => m.id !== 'overloaded' || o.kept.overloaded > 0).map((m) => {
                  const [a, b] = [m.of(o.adapted), m.of(o.base)]
                  const diff = typeof a === 'number' && typeof b === 'number' ? a - b : undefined
                  return (
                    <tr key={m.id}>
                      <th scope="row">{t(`staffing:whatif.measure.${m.id}`)}</th>
                      <td className="lt-num"><Figure m={m} of={o.base} /></td>
                      <td className="lt-num"><Figure m={m} of={o.kept} /></td>
                      <td className="lt-num"><Figure m={m} of={o.adapted} /></td>
                      <td className="lt-num">{diff === undefined ? none : diff === 0 ? '0' : <b>{delta(diff, m.digits)}{m.percent ? ` ${t('staffing:whatif.points')}` : ''}</b>}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
          {o.attrition && <Note>{t('staffing:whatif.attrition', { months: decimal(o.attrition.months), leavers: decimal(o.attrition.leavers), cost: count(Math.round(o.attrition.cost)), missing: decimal(o.attrition.missing_fte) })}</Note>}
          {o.once > 0 && <Note>{o.payback_months === null || o.payback_months === undefined ? t('staffing:whatif.never_back', { once: count(o.once) }) : t('staffing:whatif.back', { once: count(o.once), months: decimal(o.payback_months) })}</Note>}
          <p className="lt-muted">{modelText(t, answer)} {t('staffing:whatif.band_note')}{o.band_every > 1 && ` ${t('staffing:whatif.band_every', { n: o.band_every })}`}</p>
        </div>
      </section>
      {o.cross.length > 0 && (
        <section className="lt-card" aria-label={t('staffing:whatif.cross_answer')}>
          <div className="lt-card-head"><h2>{t('staffing:whatif.cross_answer')}</h2></div>
          <div className="lt-card-body" style={{ display: 'grid', gap: 12 }}>
            {o.cross.map((s) => (
              <div key={s.queue_ids.join()} className={`lt-whatif-table${dimmed ? ' is-dimmed' : ''}`}>
                <p>{t('staffing:whatif.cross_said', { people: s.people, queues: s.queue_ids.map(name).join(t('staffing:join')), fte: decimal(s.fte), low: decimal(s.low_fte), high: decimal(s.high_fte), bound: percent(100 * s.bound), days: (s.on_days ?? []).map((d) => day(addDays(answer.about.first_on, d))).join(t('staffing:join')) || none, n: s.replications })}</p>
                {s.services.length > 0 && (
                  <table className="lt-table" aria-label={t('staffing:whatif.cross_service')}>
                    <thead><tr><th scope="col">{t('staffing:whatif.cross_service')}</th>{(['apart_percent', 'same_people_percent', 'fewer_people_percent'] as const).map((c) => <th key={c} scope="col" className="lt-num">{t(`staffing:whatif.${c}`)}</th>)}</tr></thead>
                    <tbody>{s.services.map((x) => <tr key={x.queue_id}><th scope="row">{name(x.queue_id)}</th><td className="lt-num">{percent(x.apart_percent)}</td><td className="lt-num">{percent(x.same_people_percent)}</td><td className="lt-num">{percent(x.fewer_people_percent)}</td></tr>)}</tbody>
                  </table>
                )}
              </div>
            ))}
          </div>
        </section>
      )}
      {children}
      <Curve answer={answer} dimmed={dimmed} onExport={save} />
      <Queues answer={answer} dimmed={dimmed} />
    </>
  )
}

function Curve({ answer, dimmed, onExport }: { answer: WhatIfAnswer; dimmed: boolean; onExport: () => Promise<void> }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const rows = useMemo(() => curveRows(answer), [answer])
  const option = useMemo(() => whatIfOption(rows, theme, { base: t('staffing:whatif.case.base'), kept: t('staffing:whatif.case.kept'), adapted: t('staffing:whatif.case.adapted'), band: t('staffing:whatif.band'), unit: t('staffing:unit.people') }), [rows, theme, t])
  const columns: Column<CurveRow>[] = [
    { id: 'at', header: t('staffing:interval'), width: 100, pin: true, value: (r) => r.at, cell: (r) => r.at },
    ...(['base', 'kept', 'adapted', 'low', 'high'] as const).map((id): Column<CurveRow> => ({ id, header: id === 'low' || id === 'high' ? t(`staffing:whatif.${id}`) : t(`staffing:whatif.case.${id}`), width: 140, align: 'right', grow: id === 'high', value: (r) => r[id], cell: (r) => decimal(r[id], 1) })),
  ]
  const on = day(addDays(answer.about.first_on, answer.outcome.busiest_day))
  return <ChartCard<CurveRow> id="staffing.whatif.curve" title={t('staffing:whatif.curve', { day: on })} summary={t('staffing:whatif.curve_summary', { day: on, base: decimal(answer.outcome.base.peak), adapted: decimal(answer.outcome.adapted.peak) })} option={option} columns={columns} rows={rows} rowKey={(r) => r.at} height={300} dimmed={dimmed} onExport={onExport} />
}

function Queues({ answer, dimmed }: { answer: WhatIfAnswer; dimmed: boolean }) {
  const { t } = useTranslation()
  const of = (x: WhatIfQueueCase) => answer.about.queues.find((q) => q.queue_id === x.queue_id)
  const number = (id: string, header: string, get: (x: WhatIfQueueCase) => number | null | undefined, show: (v: number | null | undefined) => string, width = 120): Column<WhatIfQueueCase> => ({ id, header, width, align: 'right', sortable: true, value: get, cell: (x) => show(get(x)) })
  const c = (id: string) => t(`staffing:whatif.case.${id}`)
  const columns: Column<WhatIfQueueCase>[] = [
    { id: 'queue', header: t('staffing:queue'), width: 170, pin: true, sortable: true, value: (x) => of(x)?.name, cell: (x) => of(x)?.name },
    number('base', `${t('staffing:whatif.fte')} ${c('base')}`, (x) => x.base.fte, (v) => decimal(v), 130),
    number('adapted', `${t('staffing:whatif.fte')} ${c('adapted')}`, (x) => x.adapted.fte, (v) => decimal(v), 130),
    number('change', t('staffing:whatif.fte_change'), (x) => x.adapted.fte - x.base.fte, (v) => delta(v, 1), 110),
    number('money', t('staffing:whatif.money_change'), (x) => x.adapted.money - x.base.money, (v) => delta(v), 180),
    number('level_base', `${t('staffing:whatif.measure.level_percent')} ${c('base')}`, (x) => x.base.level_percent, percent, 175),
    number('level_kept', `${t('staffing:whatif.measure.level_percent')} ${c('kept')}`, (x) => x.kept.level_percent, percent, 195),
    number('level', `${t('staffing:whatif.measure.level_percent')} ${c('adapted')}`, (x) => x.adapted.level_percent, percent, 195),
    number('abandoned', `${t('staffing:whatif.measure.abandonment_percent')} ${c('kept')}`, (x) => x.kept.abandonment_percent, percent, 195),
    { id: 'model', header: t('staffing:model'), width: 130, grow: true, value: (x) => `${t(`staffing:models.${of(x)?.model}`)} ${answer.about.formula_version}`, cell: (x) => `${t(`staffing:models.${of(x)?.model}`)} · ${answer.about.formula_version}` },
  ]
  const [sort, setSort] = useState<string>()
  return (
    <section className="lt-card" aria-label={t('staffing:queues')}>
      <div className="lt-card-head"><h2>{t('staffing:queues')}</h2><span className="lt-muted">{answer.outcome.cross.length > 0 ? t('staffing:whatif.queues_without_cross') : ''}</span></div>
      <DataTable<WhatIfQueueCase> id="staffing.whatif.queues" label={t('staffing:queues')} columns={columns} rows={answer.outcome.queues} rowKey={(x) => x.queue_id} sort={sort} onSort={setSort} maxHeight={360} dimmed={dimmed} />
    </section>
  )
}
