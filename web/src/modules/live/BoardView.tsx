// A wallboard as it hangs on the wall: blocks on a fixed grid, each following only the rows it shows.
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { count, seconds } from '../../kit/format'
import { AgentTile, StateCounts } from './AgentTiles'
import { AlarmList } from './AlarmList'
import { columns, rows, type Block, type Board, type Config } from './board'
import { Elapsed, StaleBanner, useAgentIds, useAgents, useFloor, useHead, useQueues, useStrips, WallClock } from './floor'
import { against, targetOf } from './KpiStrip'
import { Level, QueueBoard } from './QueueBoard'
import { agentStateNames, type QueueRow, type Ratio } from './types'
import { added, doing, longestSince, lookOf, percentText, quotient, stateText, sum } from './words'
import './live.css'
import './board.css'

export function BoardView({ board }: { board: Board }) {
  return (
    <div className="lt-board-frame">
      <StaleBanner />
      <div className="lt-board" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` }}>
        {board.blocks.map((b) => <BlockFrame key={b.id} block={b} />)}
      </div>
    </div>
  )
}

export const BlockFrame = memo(function BlockFrame({ block }: { block: Block }) {
  const { t } = useTranslation()
  const c = block.config ?? {}
  const title = c.title || (c.metric ? t(`live:block_metric.${c.metric}`) : t(`live:block.${block.type}`))
  const bare = block.type === 'clock' || block.type === 'text'
  return (
    <section className={`lt-block is-${block.type}`} style={{ gridColumn: `${block.x + 1} / span ${block.w}`, gridRow: `${block.y + 1} / span ${block.h}` }} aria-label={title}>
      {!bare && <h2>{title}</h2>}
      <div className="lt-block-body"><BlockBody type={block.type} config={c} /></div>
    </section>
  )
})

function BlockBody({ type, config }: { type: Block['type']; config: Config }) {
  switch (type) {
    case 'number': return <NumberBlock config={config} />
    case 'target': return <TargetBlock config={config} />
    case 'queues': return <QueueBoard only={config.queues} />
    case 'states': return <StatesBlock config={config} />
    case 'over_limit': return <OverBlock config={config} />
    case 'tiles': return <TilesBlock config={config} />
    case 'heat': return <HeatBlock config={config} />
    case 'trend': return <TrendBlock config={config} />
    case 'ranking': return <RankingBlock config={config} />
    case 'clock': return <div className="lt-block-big"><WallClock /></div>
    case 'text': return <p className="lt-block-text">{config.text}</p>
    case 'alarms': return <AlarmList team={config.team} most={30} />
    case 'share': return <ShareBlock config={config} />
  }
}

function useChosen(config: Config): QueueRow[] {
  const all = useQueues()
  return useMemo(() => (config.queues?.length ? all.filter((q) => config.queues!.includes(q.id)) : all), [all, config.queues])
}
function useTeam(config: Config) {
  const all = useAgents()
  return useMemo(() => (config.team ? all.filter((a) => a.team === config.team) : all), [all, config.team])
}

function NumberBlock({ config }: { config: Config }) {
  const metric = config.metric ?? 'waiting'
  return ['agents', 'ready', 'talking'].includes(metric) ? <AgentNumber config={config} /> : <QueueNumber config={config} />
}

function AgentNumber({ config }: { config: Config }) {
  const agents = useTeam(config)
  const n = agents.filter((a) => (config.metric === 'agents' ? a.state !== 'signed_out' : a.state === config.metric)).length
  return <div className="lt-block-big">{count(n)}</div>
}

function QueueNumber({ config }: { config: Config }) {
  const { t } = useTranslation()
  const chosen = useChosen(config)
  const since = longestSince(chosen)
  switch (config.metric) {
    case 'longest': return <div className="lt-block-big">{since > 0 ? <Elapsed since={since} /> : '0:00'}</div>
    case 'offered': return <div className="lt-block-big">{count(sum(chosen, (q) => q.offered))}</div>
    case 'answered': return <div className="lt-block-big">{count(sum(chosen, (q) => q.answered))}</div>
    case 'abandoned': return <div className="lt-block-big">{count(sum(chosen, (q) => q.abandoned))}</div>
    default: return <><div className="lt-block-big">{count(sum(chosen, (q) => q.waiting))}</div><div className="lt-block-foot">{since > 0 ? <>{t('live:kpi.longest')} <Elapsed since={since} /></> : t('live:kpi.nobody')}</div></>
  }
}

function TargetBlock({ config }: { config: Config }) {
  const { t } = useTranslation()
  const chosen = useChosen(config)
  const head = useHead()
  const goals = head?.goals ?? {}
  const level = targetOf(chosen, head?.level_target ?? 80)
  const [offered, abandoned, answered] = [sum(chosen, (q) => q.offered), sum(chosen, (q) => q.abandoned), sum(chosen, (q) => q.answered)]
  const of: Record<string, { value?: number; goal?: number | null; up: boolean; text: (v: number) => string }> = {
    level: { value: quotient(added(chosen, (q) => q.level), 100), goal: level, up: true, text: percentText },
    half_level: { value: quotient(added(chosen, (q) => q.half_level), 100), goal: level, up: true, text: percentText },
    answer: { value: quotient([answered, offered], 100), goal: goals.answer_percent, up: true, text: percentText },
    abandon: { value: quotient([abandoned, offered], 100), goal: goals.abandon_percent, up: false, text: percentText },
    speed: { value: quotient(added(chosen, (q) => q.speed), 1 / 1000), goal: goals.speed_seconds, up: false, text: (v) => seconds(v) },
    handle: { value: quotient(added(chosen, (q) => q.handle), 1 / 1000), goal: goals.handle_seconds, up: false, text: (v) => seconds(v) },
  }
  const m = of[config.metric ?? 'level'] ?? of.level!
  const verdict = against(m.value, m.goal, m.up)
  return (
    <>
      <div className={'lt-block-big' + (verdict === 'bad' ? ' is-bad' : '')}>{m.value === undefined ? '—' : m.text(m.value)}</div>
      {m.goal != null && <div className={`lt-block-foot is-${verdict ?? 'none'}`}>{verdict === 'good' ? '✓' : verdict === 'bad' ? '▲' : ''} {t('live:kpi.target')} {m.up ? '≥' : '≤'} {m.text(m.goal)}</div>}
    </>
  )
}

function StatesBlock({ config }: { config: Config }) {
  return <StateCounts agents={useTeam(config)} />
}

function OverBlock({ config }: { config: Config }) {
  const { t } = useTranslation()
  const over = useTeam(config).filter((a) => a.over).sort((a, b) => a.since - b.since)
  if (over.length === 0) return <p className="lt-muted">{t('live:block_nobody_over')}</p>
  return <ul className="lt-block-list">{over.map((a) => <li key={a.id}><span className={`lt-alarm-mark is-${a.over}`} aria-hidden="true">{a.over === 'bad' ? '▲' : '◆'}</span> <b>{a.name}</b> {doing(a)} <span className="lt-grow" /><Elapsed since={a.since} /></li>)}</ul>
}

function TilesBlock({ config }: { config: Config }) {
  const store = useFloor()
  const ids = useAgentIds()
  const shown = useMemo(() => (config.team ? ids.filter((id) => store.agents.get(id)?.team === config.team) : ids), [ids, store, config.team])
  return <div className="lt-tiles">{shown.map((id) => <AgentTile key={id} id={id} />)}</div>
}

function useHalves(config: Config): { offered: number; abandoned: number; level: Ratio; forecast: number }[] {
  const strips = useStrips()
  return useMemo(() => {
    const chosen = config.queues?.length ? strips.filter((s) => config.queues!.includes(s.id)) : strips
    const n = chosen.reduce((most, s) => Math.max(most, s.offered.length), 0)
    return Array.from({ length: n }, (_, i) => ({
      offered: chosen.reduce((v, s) => v + (s.offered[i] ?? 0), 0),
      abandoned: chosen.reduce((v, s) => v + (s.abandoned[i] ?? 0), 0),
      forecast: chosen.reduce((v, s) => v + (s.forecast?.[i] ?? 0), 0),
      level: chosen.reduce<Ratio>((r, s) => [r[0] + (s.level[i]?.[0] ?? 0), r[1] + (s.level[i]?.[1] ?? 0)], [0, 0]),
    }))
  }, [strips, config.queues])
}

const halfName = (i: number) => `${String(Math.floor(i / 2)).padStart(2, '0')}:${i % 2 ? '30' : '00'}`

function HeatBlock({ config }: { config: Config }) {
  const halves = useHalves(config)
  const target = targetOf(useChosen(config), useHead()?.level_target ?? 80)
  return (
    <ol className="lt-block-heat">
      {halves.map((h, i) => {
        const v = quotient(h.level, 100)
        const step = v === undefined ? undefined : v >= target + 10 ? 5 : v >= target ? 4 : v >= target - 5 ? 2 : v >= target - 15 ? 1 : 0
        return <li key={i} title={`${halfName(i)} ${percentText(v)}`} style={step === undefined ? undefined : { background: `var(--lt-heat-${step})`, color: `var(--lt-heat-${step}-text)` }}>{i % 4 === 0 ? Math.floor(i / 2) : ''}<span className="lt-sr">{halfName(i)} {percentText(v)}</span></li>
      })}
    </ol>
  )
}

function TrendBlock({ config }: { config: Config }) {
  const { t } = useTranslation()
  const halves = useHalves(config)
  const of = (h: (typeof halves)[number]) => (config.metric === 'abandoned' ? h.abandoned : h.offered)
  const forecast = config.metric === 'abandoned' || !halves.some((h) => h.forecast > 0) ? [] : halves.map((h) => h.forecast)
  const most = Math.max(1, ...halves.map(of), ...forecast)
  return (
    <svg className="lt-block-trend" viewBox={`0 0 ${Math.max(halves.length, 1) * 10} 100`} preserveAspectRatio="none" role="img" aria-label={t('live:block_trend_text', { most })}>
      {halves.map((h, i) => <rect key={i} x={i * 10 + 1} width={8} y={100 - (of(h) / most) * 96} height={(of(h) / most) * 96}><title>{`${halfName(i)} ${of(h)}${forecast.length ? ` / ${t('live:queues.forecast_at', { value: Math.round(forecast[i]!) })}` : ''}`}</title></rect>)}
      {forecast.length > 0 && <polyline className="lt-trend-forecast" points={forecast.map((v, i) => `${i * 10 + 5},${100 - (v / most) * 96}`).join(' ')} />}
    </svg>
  )
}

function RankingBlock({ config }: { config: Config }) {
  const chosen = useChosen(config)
  const level = config.metric === 'level' || config.metric === 'half_level'
  const of = (q: QueueRow): number => (config.metric === 'half_level' ? (quotient(q.half_level, 100) ?? 999) : config.metric === 'level' ? (quotient(q.level, 100) ?? 999) : config.metric === 'abandoned' ? q.abandoned : q.waiting)
  const sorted = [...chosen].sort((a, b) => (level ? of(a) - of(b) : of(b) - of(a)))
  return <ol className="lt-block-list">{sorted.map((q, i) => <li key={q.id}><span className="lt-muted">{i + 1}</span> <span>{q.name}</span><span className="lt-grow" />{level ? <Level value={of(q) === 999 ? undefined : of(q)} target={q.target} /> : <b>{count(of(q))}</b>}</li>)}</ol>
}

function ShareBlock({ config }: { config: Config }) {
  return config.metric === 'offered' ? <QueueShare config={config} /> : <StateShare config={config} />
}

function StateShare({ config }: { config: Config }) {
  const agents = useTeam(config)
  const parts = agentStateNames.filter((s) => s !== 'signed_out').map((s) => ({ name: stateText(s), value: agents.filter((a) => a.state === s).length, colour: lookOf(s).colour }))
  return <Donut parts={parts} />
}

function QueueShare({ config }: { config: Config }) {
  const parts = useChosen(config).map((q, i) => ({ name: q.name, value: q.offered, colour: `var(--lt-series-${i % 7})` }))
  return <Donut parts={parts} />
}

function Donut({ parts }: { parts: { name: string; value: number; colour: string }[] }) {
  const all = parts.reduce((n, p) => n + p.value, 0)
  const shown = parts.filter((p) => p.value > 0)
  const starts = shown.map((_, i) => shown.slice(0, i).reduce((n, p) => n + p.value, 0))
  return (
    <div className="lt-block-donut">
      <svg viewBox="0 0 42 42" role="img" aria-label={shown.map((p) => `${p.name} ${p.value}`).join(' · ')}>
        {shown.map((p, i) => <circle key={p.name} cx="21" cy="21" r="15.9155" fill="none" strokeWidth="7" stroke={p.colour} strokeDasharray={`${(p.value / all) * 100} ${100 - (p.value / all) * 100}`} strokeDashoffset={25 - (starts[i]! / all) * 100} />)}
        <text x="21" y="23.5" textAnchor="middle">{count(all)}</text>
      </svg>
      <ul>{shown.map((p) => <li key={p.name}><i style={{ background: p.colour }} aria-hidden="true" />{p.name} <b>{count(p.value)}</b></li>)}</ul>
    </div>
  )
}
