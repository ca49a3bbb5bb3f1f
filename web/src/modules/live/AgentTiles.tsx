// Every agent as a tile, by team: who does what for how long, and who needs a look.
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../kit/blocks'
import { Elapsed, useAgentIds, useAgentRow, useAgents, useFloor } from './floor'
import { agentStateNames, type AgentRow } from './types'
import { doing, lookOf, plannedText, stateText } from './words'

const overMark = { warn: '◆', bad: '▲' }

export const AgentTile = memo(function AgentTile({ id, seat, onOpen }: { id: string; seat?: string; onOpen?: (id: string) => void }) {
  const { t } = useTranslation()
  const a = useAgentRow(id)
  if (!a) return null
  const look = lookOf(a.state)
  const body = (
    <>
      <b>{a.name}</b>
      <span className="lt-tile-state">
        <span aria-hidden="true" className="lt-tile-glyph" style={a.over ? undefined : { color: 'var(--lt-ink-2)' }}>{a.over ? overMark[a.over] : look.glyph}</span>
        {a.state !== 'signed_out' && <Elapsed since={a.since} />}
        <span className="lt-tile-doing">{doing(a)}</span>
        {a.off && <span className="lt-tile-off" title={t('live:off_title', { planned: plannedText(a.planned) })}><span aria-hidden="true">⊘</span><span className="lt-sr">{t('live:off')}</span></span>}
        {a.over && <span className="lt-sr">{t('live:over')}</span>}
        {seat !== undefined && <i className="lt-tile-seat">{seat}</i>}
      </span>
    </>
  )
  const className = 'lt-tile' + (a.over ? ` is-${a.over}` : '') + (a.off_over && !a.over ? ` is-off-${a.off_over}` : '') + (a.state === 'signed_out' ? ' is-out' : '') + (seat === undefined ? '' : ' has-seat')
  return onOpen ? (
    <button type="button" className={className} style={{ borderInlineStartColor: a.over ? undefined : look.colour }} onClick={() => onOpen(id)} title={[a.name, a.no, seat, doing(a)].filter(Boolean).join(' ')}>{body}</button>
  ) : (
    <div className={className} style={{ borderInlineStartColor: a.over ? undefined : look.colour }}>{body}</div>
  )
})

/** How many are in which state; a state is also a filter when one can be chosen. */
export function StateCounts({ agents, chosen, onChoose }: { agents: AgentRow[]; chosen?: string; onChoose?: (state: string | undefined) => void }) {
  const { t } = useTranslation()
  const counts = useMemo(() => {
    const n: Record<string, number> = { over: 0, off: 0 }
    for (const a of agents) {
      n[a.state] = (n[a.state] ?? 0) + 1
      if (a.over) n.over!++
      if (a.off) n.off!++
    }
    return n
  }, [agents])
  const parts = [...agentStateNames, 'over' as const, 'off' as const].map((state) => {
    const words = state === 'over' ? t('live:over') : state === 'off' ? t('live:off') : stateText(state)
    const inner = <><span aria-hidden="true" className="lt-count-mark" style={{ background: state === 'over' ? 'var(--lt-bad-fill)' : state === 'off' ? 'var(--lt-warn-fill)' : lookOf(state).colour }} />{words} <b>{counts[state] ?? 0}</b></>
    if (!onChoose) return <span key={state} className="lt-count">{inner}</span>
    return <button key={state} type="button" className="lt-count" aria-pressed={chosen === state} onClick={() => onChoose(chosen === state ? undefined : state)}>{inner}</button>
  })
  return <div className="lt-counts" role="group" aria-label={t('live:states')}>{parts}</div>
}

type Props = { teams: { id: string; name: string }[]; team?: string; state?: string; search?: string; onOpen: (id: string) => void }

export function AgentTiles({ teams, team, state, search, onOpen }: Props) {
  const { t } = useTranslation()
  const store = useFloor()
  const ids = useAgentIds()
  // Which tiles are shown depends on the rows only when a state is chosen.
  return state ? <ChosenTiles {...{ teams, team, state, search, onOpen }} /> : <Tiles ids={narrow(ids, (id) => store.agents.get(id), team, undefined, search)} teams={teams} onOpen={onOpen} empty={t('live:agents.empty')} />
}

function ChosenTiles({ teams, team, state, search, onOpen }: Props) {
  const { t } = useTranslation()
  const store = useFloor()
  useAgents()
  return <Tiles ids={narrow(store.agentIds, (id) => store.agents.get(id), team, state, search)} teams={teams} onOpen={onOpen} empty={t('live:agents.none_so')} />
}

function narrow(ids: string[], row: (id: string) => AgentRow | undefined, team?: string, state?: string, search?: string): string[] {
  const wanted = search?.trim().toLowerCase()
  return ids.filter((id) => {
    const a = row(id)
    if (!a) return false
    if (team && (a.team ?? '') !== team) return false
    if (state && (state === 'over' ? !a.over : state === 'off' ? !a.off : a.state !== state)) return false
    return !wanted || a.name.toLowerCase().includes(wanted) || a.no.toLowerCase().includes(wanted)
  })
}

function Tiles({ ids, teams, onOpen, empty }: { ids: string[]; teams: Props['teams']; onOpen: (id: string) => void; empty: string }) {
  const { t } = useTranslation()
  const store = useFloor()
  const groups = useMemo(() => {
    const byTeam = new Map<string, string[]>()
    for (const id of ids) {
      const team = store.agents.get(id)?.team ?? ''
      byTeam.set(team, [...(byTeam.get(team) ?? []), id])
    }
    const place = (id: string) => (teams.findIndex((x) => x.id === id) + teams.length + 1) % (teams.length + 1) // in the order of their codes, those in no team last
    const named = [...byTeam].map(([id, members]) => ({ id, name: teams.find((x) => x.id === id)?.name ?? '', members }))
    return named.sort((a, b) => place(a.id) - place(b.id))
  }, [ids, teams, store])
  if (ids.length === 0) return <Empty title={empty} />
  return groups.map((g) => (
    <section key={g.id} className="lt-tile-group" aria-label={g.name || t('live:no_team')}>
      <h3>{g.name || t('live:no_team')} <span className="lt-muted">{g.members.length}</span></h3>
      <div className="lt-tiles">{g.members.map((id) => <AgentTile key={id} id={id} onOpen={onOpen} />)}</div>
    </section>
  ))
}
