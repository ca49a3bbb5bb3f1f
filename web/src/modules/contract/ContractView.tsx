// A contract as both sides see it: what it came to, its lines down to the contacts, what was negotiated, signed, scored and appealed.
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Note } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { dateTime, day, decimal, metricValue, none } from '../../kit/format'
import { reasonText } from '../../kit/fault'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { catalogueQuery } from '../metric/queries'
import { metricName } from '../metric/types'
import { Steps } from './Steps'
import type { Appeal, Entry, Line, LineScore, View } from './types'
import { aimText, barShare, differences, pointsText, scoreText, scoreTone, stateTones, totalText, weightText } from './words'
import './contract.css'

type Row = { line: Line; score?: LineScore; from: string }

export type Acts = { appeal?: (l: LineScore) => void; decide?: (a: Appeal) => void }

export function useMetricNames(): (id: string) => string {
  const { i18n } = useTranslation()
  const { data } = useQuery(catalogueQuery)
  return (id) => {
    const m = data?.find((x) => x.id === id)
    return m ? metricName(m, i18n.language) : id
  }
}

export function ContractView({ view, acts = {} }: { view: View; acts?: Acts }) {
  const [search] = useSearchState()
  const chosen = view.computation?.lines.find((l) => l.key === search.line)
  return (
    <>
      <TopCard view={view} />
      <LinesCard view={view} chosen={chosen?.key} onAppeal={acts.appeal} />
      {chosen && <Steps key={chosen.key} head={view} line={chosen} />}
      {view.changes.some((c) => c.state === 'proposed') && <ChangeCard view={view} />}
      {view.objections.length > 0 && <AppealsCard view={view} onDecide={acts.decide} />}
      {view.ledger.length > 0 && <LedgerCard view={view} />}
      <TrailCard view={view} />
    </>
  )
}

function TopCard({ view }: { view: View }) {
  const { t } = useTranslation()
  const x = view.computation
  const so = view.state === 'running' || view.state === 'agreed'
  const signed = view.signed_seq !== undefined && view.signed_seq > 0
  return (
    <section className="lt-card" aria-label={t('contract:total')}>
      <div className="ct-top">
        <div>
          <div className="lt-muted">{t(so ? 'contract:total_so_far' : signed ? 'contract:total_signed' : 'contract:total')}</div>
          <div className="ct-total" data-total={view.total ?? ''}>{totalText(view.total)}</div>
          <StatusTag tone={stateTones[view.state]}>{t(`contract:state.${view.state}`)}</StatusTag>
        </div>
        <div className="ct-facts">
          <DescriptionList facts={[
            { label: t('contract:person'), value: `${view.name} ${view.agent_no}` }, { label: t('contract:team'), value: view.team_name }, { label: t('contract:position'), value: view.position },
            { label: t('contract:superior'), value: view.superior_name }, { label: t('contract:period'), value: `${day(view.from_on)} – ${day(view.to_on)}` },
            { label: t('contract:whose'), value: view.scope === 'team' ? view.scope_team_name : t('contract:scope_person') },
            view.signatures.length > 0 && { label: t('contract:signatures'), value: <Signatures view={view} />, wide: true },
          ]} />
        </div>
      </div>
      {x && x.vetoed.length > 0 && <div className="ct-pick"><Note kind="bad">{t('contract:vetoed_note')}</Note></div>}
      {x && x.missing > 0 && <div className="ct-pick"><Note kind="warn">{t('contract:missing_note', { count: x.missing })}</Note></div>}
      {view.pending !== undefined && view.pending !== null && <div className="ct-pick"><Note kind="warn">{t('contract:pending_note', { total: totalText(view.total), pending: totalText(view.pending) })}</Note></div>}
    </section>
  )
}

function Signatures({ view }: { view: View }) {
  const { t } = useTranslation()
  return <>{view.signatures.map((s, i) => <div key={i}>{t(`contract:signed.${s.what}`, { day: s.from_on ? day(s.from_on) : '', seq: s.seq })} · {t(`contract:side.${s.side}`)} {s.name} · {dateTime(s.at_ms)}</div>)}</>
}

function LinesCard({ view, chosen, onAppeal }: { view: View; chosen?: string; onAppeal?: (l: LineScore) => void }) {
  const { t } = useTranslation()
  const [, patch] = useSearchState()
  const name = useMetricNames()
  const rows: Row[] = view.parts.flatMap((p) => p.lines.map((line) => ({ line, from: p.from_on, score: view.computation?.lines.find((s) => s.key === line.key) })))
  const parts = view.parts.length > 1
  const title = (r: Row) => `${name(r.line.metric)}${r.line.threshold_seconds !== undefined ? ` · ${t('contract:within', { n: r.line.threshold_seconds })}` : ''}`
  const value = (r: Row) => (r.score ? metricValue(r.score.value, r.line.unit as never) : none)
  const columns: Column<Row>[] = [
    { id: 'name', header: t('contract:line.metric'), width: 220, grow: true, value: title, cell: (r) => <span title={r.line.note || undefined}>{title(r)}</span> },
    ...(parts ? [{ id: 'from', header: t('contract:part_from'), width: 130, value: (r) => r.from, cell: (r) => day(r.from) } satisfies Column<Row>] : []),
    { id: 'weight', header: t('contract:line.weight'), width: 100, align: 'right', value: (r) => r.line.weight, cell: (r) => weightText(r.line.weight) },
    { id: 'target', header: t('contract:line.target'), width: 110, align: 'right', value: (r) => r.line.target, cell: (r) => aimText(r.score ? { ...r.line, target: r.score.target } : r.line) },
    { id: 'rule', header: t('contract:line.rule'), width: 110, value: (r) => t(`contract:rule.${r.line.rule}`), cell: (r) => <span title={pointsText(t, r.score ? { ...r.line, ...points(r.score) } : r.line)}>{t(`contract:rule.${r.line.rule}`)}</span> },
    { id: 'value', header: t('contract:line.value'), width: 110, align: 'right', value: (r) => r.score?.value ?? null, cell: (r) => <b title={r.score?.value === null ? reasonText(r.score.reason) : undefined}>{value(r)}{r.score?.decided ? ' *' : ''}</b> },
    { id: 'score', header: t('contract:line.score'), width: 80, align: 'right', value: (r) => r.score?.score ?? null, cell: (r) => scoreText(r.score?.score) },
    { id: 'bar', header: t('contract:line.bar'), width: 130, cell: (r) => r.score?.score !== null && r.score?.score !== undefined && <Bar line={r.score} /> },
    { id: 'counted', header: t('contract:line.counted'), width: 120, align: 'right', hidden: !parts && !view.computation?.missing, value: (r) => r.score?.counted ?? null, cell: (r) => (r.score ? `${decimal(r.score.counted, 2)}%` : none), help: t('contract:counted_help') },
    { id: 'points', header: t('contract:line.points'), width: 100, align: 'right', value: (r) => r.score?.points ?? null, cell: (r) => (r.score && r.score.score !== null ? decimal(r.score.points, 2) : none) },
    ...(onAppeal ? [{ id: 'act', header: '', width: 90, cell: (r) => r.score && <Button size="small" aria-label={`${t('contract:act.appeal')} ${title(r)}`} onClick={() => onAppeal(r.score!)}>{t('contract:act.appeal')}</Button> } satisfies Column<Row>] : []),
  ]
  return (
    <section className="lt-card" aria-label={t('contract:lines')}>
      <div className="lt-card-head"><h2>{t('contract:lines')}</h2><span className="lt-muted">{t(view.computation ? 'contract:lines_help' : 'contract:lines_plain')}</span></div>
      <DataTable<Row> id="contract.lines" label={t('contract:lines')} columns={columns} rows={rows} rowKey={(r) => r.line.key ?? ''} selected={chosen} onOpen={view.computation ? (r) => patch({ line: r.line.key === chosen ? undefined : r.line.key, day: undefined }, true) : undefined} maxHeight={520} />
      {parts && <p className="lt-muted ct-text">{t('contract:parts_help')}</p>}
    </section>
  )
}

const points = (s: LineScore) => ({ threshold: s.threshold, target: s.target, stretch: s.stretch })

function Bar({ line }: { line: LineScore }) {
  return (
    <div className={`ct-bar is-${scoreTone(line.score)}`} role="img" aria-label={`${scoreText(line.score)} / 120`}>
      <i style={{ width: `${barShare(line)}%` }} /><b style={{ left: `${100 * (60 / 120)}%` }} /><b style={{ left: `${100 * (100 / 120)}%` }} />
    </div>
  )
}

function Differences({ before, after }: { before: Line[]; after: Line[] }) {
  const { t } = useTranslation()
  const name = useMetricNames()
  const all = differences(before, after)
  if (all.length === 0) return <p className="lt-muted">{t('contract:diff.none')}</p>
  return (
    <ul className="ct-diff">
      {all.map((d) => (
        <li key={d.key}>
          {d.kind === 'changed' ? d.fields.map((f) => t('contract:diff.changed', { name: name(d.line.metric), field: t(`contract:line.${f.field === 'threshold_seconds' ? 'seconds' : f.field}`), before: ruled(f.field, f.before), after: ruled(f.field, f.after) })).join('; ') : t(`contract:diff.${d.kind}`, { name: name(d.line.metric), weight: weightText(d.line.weight) })}
        </li>
      ))}
    </ul>
  )

  function ruled(field: string, v: string): string {
    return field === 'rule' ? t(`contract:rule.${v}` as 'contract:rule.linear') : field === 'direction' ? t(`contract:direction.${v}` as 'contract:direction.up') : v
  }
}

function ChangeCard({ view }: { view: View }) {
  const { t } = useTranslation()
  const c = view.changes.find((x) => x.state === 'proposed')!
  const name = useMetricNames()
  return (
    <section className="lt-card" aria-label={t('contract:change.title')}>
      <div className="lt-card-head"><h2>{t('contract:change.title')}</h2><span className="lt-muted">{t('contract:change.from', { day: day(c.from_on) })}</span></div>
      <p className="ct-text">{c.reason}</p>
      <ul className="ct-diff">{c.lines.map((l) => <li key={l.key}>{name(l.metric)} · {weightText(l.weight)} · {aimText(l)} · {t(`contract:rule.${l.rule}`)}</li>)}</ul>
      <p className="lt-muted ct-text">{t('contract:parts_help')}</p>
    </section>
  )
}

function AppealsCard({ view, onDecide }: { view: View; onDecide?: (a: Appeal) => void }) {
  const { t } = useTranslation()
  const name = useMetricNames()
  const lines = view.parts.flatMap((p) => p.lines)
  return (
    <section className="lt-card" aria-label={t('contract:appeals')}>
      <div className="lt-card-head"><h2>{t('contract:appeals')}</h2></div>
      <ul className="ct-list">
        {view.objections.map((a) => (
          <li key={a.id}>
            <div className="lt-row">
              <StatusTag tone={a.state === 'open' ? 'warn' : a.state === 'upheld' ? 'good' : 'muted'}>{t(`contract:appeal.${a.state}`)}</StatusTag>
              <b>{name(lines.find((l) => l.key === a.line)?.metric ?? a.line)}</b><span className="lt-muted">{dateTime(a.at_ms)}</span>
              {a.state === 'open' && view.may.decide && onDecide && <Button size="small" type="primary" onClick={() => onDecide(a)}>{t('contract:act.decide')}</Button>}
            </div>
            <p>{a.words}</p>
            {a.answer && <p>{t('contract:appeal.answer', { name: a.decided_by, words: a.answer })}{a.value !== undefined && a.value !== null ? ` ${t('contract:appeal.value', { value: metricValue(a.value, lines.find((l) => l.key === a.line)?.unit as never) })}` : ''}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}

type Change = { entry: Entry; key: string; before: string; after: string; scoreBefore: string; scoreAfter: string }

function LedgerCard({ view }: { view: View }) {
  const { t } = useTranslation()
  const name = useMetricNames()
  const lines = view.parts.flatMap((p) => p.lines)
  const of = (key: string) => lines.find((l) => l.key === key)
  const changes: Change[] = view.ledger.flatMap((entry) => entry.changed.map((c) => ({ entry, key: c.key, before: metricValue(c.before.value, of(c.key)?.unit as never), after: metricValue(c.after.value, of(c.key)?.unit as never), scoreBefore: scoreText(c.before.score), scoreAfter: scoreText(c.after.score) })))
  const columns: Column<Entry>[] = [
    { id: 'seq', header: t('contract:ledger.seq'), width: 70, align: 'right', value: (e) => e.seq, cell: (e) => e.seq },
    { id: 'at', header: t('contract:ledger.at'), width: 170, value: (e) => dateTime(e.computed_ms), cell: (e) => dateTime(e.computed_ms) },
    { id: 'cause', header: t('contract:ledger.cause'), width: 150, value: (e) => t(`contract:cause.${e.cause}`), cell: (e) => t(`contract:cause.${e.cause}`) },
    { id: 'total', header: t('contract:total'), width: 90, align: 'right', value: (e) => e.computation.total ?? null, cell: (e) => <b>{totalText(e.computation.total)}</b> },
    { id: 'changed', header: t('contract:ledger.changed'), width: 260, grow: true, value: (e) => changed(e), cell: (e) => changed(e) || none },
    { id: 'signed', header: t('contract:ledger.signed'), width: 90, value: (e) => (e.seq === view.signed_seq ? t('contract:ledger.yes') : ''), cell: (e) => (e.seq === view.signed_seq ? <StatusTag tone="good">{t('contract:ledger.yes')}</StatusTag> : none) },
    { id: 'print', header: t('contract:ledger.print'), width: 130, value: (e) => e.fingerprint, cell: (e) => <span className="lt-mono">{e.fingerprint}</span>, help: t('contract:ledger.print_help') },
  ]
  return (
    <section className="lt-card" aria-label={t('contract:ledger.title')}>
      <div className="lt-card-head"><h2>{t('contract:ledger.title')}</h2><span className="lt-muted">{t('contract:ledger.help')}</span></div>
      <DataTable<Entry> id="contract.ledger" label={t('contract:ledger.title')} columns={columns} rows={view.ledger} rowKey={(e) => String(e.seq)} maxHeight={300} />
    </section>
  )

  function changed(e: Entry): string {
    return changes.filter((c) => c.entry === e).map((c) => t('contract:ledger.was', { name: name(of(c.key)?.metric ?? c.key), before: c.before, after: c.after, score_before: c.scoreBefore, score_after: c.scoreAfter })).join('; ')
  }
}

function TrailCard({ view }: { view: View }) {
  const { t } = useTranslation()
  const told = view.trail.map((m, i) => ({ m, before: [...view.trail.slice(0, i)].reverse().find((x) => x.lines && x.lines.length > 0)?.lines }))
  return (
    <section className="lt-card" aria-label={t('contract:trail')}>
      <div className="lt-card-head"><h2>{t('contract:trail')}</h2></div>
      <ul className="ct-list">
        {told.map(({ m, before }, i) => (
          <li key={i}>
            <div className="lt-row"><b>{t(`contract:move.${m.kind}`)}</b><span>{t(`contract:side.${m.side}`)}{m.side !== 'system' ? ` ${m.name}` : ''}</span><span className="lt-muted">{dateTime(m.at_ms)}</span></div>
            {m.words && <p>{m.words}</p>}
            {m.lines && m.lines.length > 0 && before && (m.kind === 'proposed' || m.kind === 'countered') && <Differences before={before} after={m.lines} />}
          </li>
        ))}
      </ul>
    </section>
  )
}
