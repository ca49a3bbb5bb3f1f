// The figures at the top of the floor, each with its target: how bad is it, and is it getting worse in this half-hour.
import { useTranslation } from 'react-i18next'
import { count, seconds } from '../../kit/format'
import { Elapsed, useAgents, useHead, useQueues } from './floor'
import type { QueueRow } from './types'
import { added, longestSince, percentText, quotient, sum } from './words'

type Verdict = 'good' | 'bad' | undefined
const marks = { good: '✓', bad: '▲' }

export function Kpi({ title, value, verdict, children }: { title: string; value: React.ReactNode; verdict?: Verdict; children?: React.ReactNode }) {
  return (
    <section className="lt-kpi" aria-label={title}>
      <h2>{title}</h2>
      <div className="lt-kpi-value">{value}</div>
      <div className={'lt-kpi-foot' + (verdict ? ` is-${verdict}` : '')}>
        {verdict && <span aria-hidden="true">{marks[verdict]} </span>}
        {children}
      </div>
    </section>
  )
}

export function against(value: number | undefined, target: number | null | undefined, up: boolean): Verdict {
  if (value === undefined || target === undefined || target === null) return undefined
  return (up ? value >= target : value <= target) ? 'good' : 'bad'
}

/** The target all these queues share, else the centre's. */
export function targetOf(rows: QueueRow[], centre: number): number {
  const first = rows[0]?.target
  return first !== undefined && rows.every((q) => q.target === first) ? first : centre
}

export function KpiStrip() {
  const { t } = useTranslation()
  const rows = useQueues()
  const agents = useAgents()
  const head = useHead()
  const goals = head?.goals ?? {}
  const level = quotient(added(rows, (q) => q.level), 100)
  const half = quotient(added(rows, (q) => q.half_level), 100)
  const target = targetOf(rows, head?.level_target ?? 80)
  const [offered, answered, abandoned] = [sum(rows, (q) => q.offered), sum(rows, (q) => q.answered), sum(rows, (q) => q.abandoned)]
  const answerRate = quotient([answered, offered], 100)
  const speed = quotient(added(rows, (q) => q.speed), 1 / 1000)
  const handle = quotient(added(rows, (q) => q.handle), 1 / 1000)
  const since = longestSince(rows)
  const here = agents.filter((a) => a.state !== 'signed_out')
  const over = agents.filter((a) => a.over).length
  const goal = (text: string | undefined) => (text ? `${t('live:kpi.target')} ${text}` : '')
  return (
    <div className="lt-kpis">
      <Kpi title={t('live:kpi.waiting')} value={count(sum(rows, (q) => q.waiting))}>
        {since > 0 ? <>{t('live:kpi.longest')} <Elapsed since={since} /></> : t('live:kpi.nobody')}
      </Kpi>
      <Kpi title={t('live:kpi.level')} value={percentText(level)} verdict={against(level, target, true)}>
        {goal(`≥ ${percentText(target)}`)} · {t('live:kpi.half')} {percentText(half)}
      </Kpi>
      <Kpi title={t('live:kpi.answer')} value={percentText(answerRate)} verdict={against(answerRate, goals.answer_percent, true)}>
        {goal(goals.answer_percent == null ? undefined : `≥ ${percentText(goals.answer_percent)}`)} {count(answered)} / {count(offered)}
      </Kpi>
      <Kpi title={t('live:kpi.abandoned')} value={count(abandoned)} verdict={against(quotient([abandoned, offered], 100), goals.abandon_percent, false)}>
        {percentText(quotient([abandoned, offered], 100))} {goal(goals.abandon_percent == null ? undefined : `≤ ${percentText(goals.abandon_percent)}`)} · {t('live:kpi.half')} {count(sum(rows, (q) => q.half_abandoned))}
      </Kpi>
      <Kpi title={t('live:kpi.handle')} value={handle === undefined ? '—' : seconds(handle)} verdict={against(handle, goals.handle_seconds, false)}>
        {goal(goals.handle_seconds == null ? undefined : `≤ ${seconds(goals.handle_seconds)}`)} {t('live:kpi.speed')} {speed === undefined ? '—' : seconds(speed)}
      </Kpi>
      <Kpi title={t('live:kpi.agents')} value={count(here.length)} verdict={over > 0 ? 'bad' : undefined}>
        {over > 0 && `${t('live:over')} ${over} · `}{t('live:state.ready')} {here.filter((a) => a.state === 'ready').length} · {t('live:state.talking')} {here.filter((a) => a.state === 'talking').length}
      </Kpi>
    </div>
  )
}
