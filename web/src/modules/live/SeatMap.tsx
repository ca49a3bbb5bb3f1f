// The floor as one would see it from above: who is at which seat, with the tiles of the agents on it.
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { Link } from '@tanstack/react-router'
import { useMemo, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { lanes, neighbour, planName, type Seat, type SeatPlan, type SeatPlanHead } from '../org/seatplan'
import { AgentTile } from './AgentTiles'
import { useAgentIds, useAgents, useFloor } from './floor'
import { placesOf, type Place } from './seatmap'
import { SeatDrawer } from './SeatDrawer'
import type { AgentRow } from './types'
import './seatmap.css'

type Props = {
  plan?: string
  team?: string
  state?: string
  search?: string
  arranging: boolean
  seat?: string
  onPlan: (id: string) => void
  onArrange: (on: boolean) => void
  onSeat: (id: string | undefined) => void
  onOpen: (agent: string) => void
}

export function SeatMap(p: Props) {
  const { t } = useTranslation()
  const manages = useAllowed('org.manage')
  const seats = useAllowed('org.seat')
  const plans = useQuery({ queryKey: ['seat-plans', 'list'], queryFn: ({ signal }) => api.get<SeatPlanHead[] | null>('/seat-plans', undefined, signal).then((x) => x ?? []) })
  // Without a choice: where most of one's own people sit.
  const chosen = plans.data?.find((x) => x.id === p.plan) ?? plans.data?.reduce<SeatPlanHead | undefined>((best, x) => (!best || x.people_count > best.people_count ? x : best), undefined)
  const plan = useQuery({ queryKey: ['seat-plans', 'plan', chosen?.id], enabled: Boolean(chosen), queryFn: ({ signal }) => api.get<SeatPlan>(`/seat-plans/${chosen!.id}`, undefined, signal), placeholderData: (old) => old })
  if (plans.isError) return <Failure error={plans.error} onRetry={() => void plans.refetch()} />
  if (plans.isPending) return <Skeleton />
  if (!chosen) return <Empty title={t('live:seats.none')} reason={t(manages ? 'live:seats.none_draw' : 'live:seats.none_ask')}>{manages && <Link to={'/seat-plans/new' as string}><Button type="primary">{t('live:seats.draw')}</Button></Link>}</Empty>
  return (
    <>
      <div className="lt-row lt-seat-bar">
        <Select aria-label={t('live:seats.plan')} style={{ minWidth: 220 }} value={chosen.id} options={plans.data.map((x) => ({ value: x.id, label: planName(x) }))} onChange={p.onPlan} />
        {seats && <Button aria-pressed={p.arranging} type={p.arranging ? 'primary' : 'default'} onClick={() => p.onArrange(!p.arranging)}>{t(p.arranging ? 'live:seats.arranged' : 'live:seats.arrange')}</Button>}
        {manages && <Link to={`/seat-plans/${chosen.id}` as string}>{t('live:seats.edit')}</Link>}
      </div>
      {p.arranging && <Note>{t('live:seats.arranging')}</Note>}
      {plan.isError ? <Failure error={plan.error} onRetry={() => void plan.refetch()} /> : plan.isPending ? <Skeleton /> : (
        <>
          {plan.data.seats.length === 0 ? <Empty title={t('live:seats.no_seats')} /> : p.state ? <ChosenSeats {...p} data={plan.data} /> : <Seats {...p} data={plan.data} />}
          <SeatDrawer seat={plan.data.seats.find((s) => s.id === p.seat)} onClose={() => p.onSeat(undefined)} />
        </>
      )}
    </>
  )
}

/** Drawn anew with every row: only while a state is chosen. */
function ChosenSeats(p: Props & { data: SeatPlan }) {
  useAgents()
  return <Seats {...p} />
}

function Seats({ data, team, state, search, arranging, onSeat, onOpen }: Props & { data: SeatPlan }) {
  const { t } = useTranslation()
  const store = useFloor()
  const ids = useAgentIds()
  const maySeat = useAllowed('org.seat')
  const places = useMemo(() => placesOf(data.seats, ids.flatMap((id) => store.agents.get(id) ?? [])), [data.seats, ids, store])
  const lane = useMemo(() => lanes(data), [data])
  const box = useRef<HTMLDivElement>(null)
  const wanted = search?.trim().toLowerCase()
  const fits = (a: Pick<AgentRow, 'name' | 'no' | 'team' | 'state' | 'over'> | undefined) =>
    a !== undefined && (!team || (a.team ?? '') === team) && (!state || (state === 'over' ? Boolean(a.over) : a.state === state)) && (!wanted || a.name.toLowerCase().includes(wanted) || a.no.toLowerCase().includes(wanted))
  const narrowed = Boolean(team || state || wanted)
  const dim = (place: Place): boolean => {
    if (!narrowed) return false
    if (place.kind === 'here') return !fits(store.agents.get(place.agent))
    if (place.kind !== 'own' || state) return true
    return !((!team || place.person.team_id === team) && (!wanted || place.person.name.toLowerCase().includes(wanted) || place.person.agent_no.toLowerCase().includes(wanted)))
  }
  const seated = new Set([...places.values()].flatMap((x) => (x.kind === 'here' ? [x.agent] : [])))
  const others = ids.filter((id) => !seated.has(id) && store.agents.get(id)?.state !== 'signed_out' && fits(store.agents.get(id)))
  const onKey = (e: KeyboardEvent) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key]
    const at = (e.target as HTMLElement).closest<HTMLElement>('[data-seat]')
    const from = data.seats.find((s) => s.id === at?.dataset.seat)
    if (!by || !from) return
    const buttons = data.seats.filter((s) => box.current?.querySelector(`[data-seat="${s.id}"] button`))
    const next = neighbour(buttons, from, by[0]!, by[1]!)
    if (!next) return
    e.preventDefault()
    box.current?.querySelector<HTMLElement>(`[data-seat="${next.id}"] button`)?.focus()
  }
  return (
    <>
      <div className="lt-seat-scroll" tabIndex={0} role="region" aria-label={planName(data)}>
        <div
          ref={box} className="lt-seat-map" role="group" aria-label={t('live:seats.keys')} onKeyDown={onKey}
          style={{ gridTemplateColumns: lane.columns.map((seat) => (seat ? 'minmax(74px, 1fr)' : '14px')).join(' '), gridTemplateRows: lane.rows.map((seat) => (seat ? 'minmax(46px, auto)' : '20px')).join(' ') }}
        >
          {data.fixtures.map((f, i) => (
            <span key={i} className={`lt-seat-fixture is-${f.kind}`} style={{ gridColumn: `${f.x + 1} / span ${f.w}`, gridRow: `${f.y + 1} / span ${f.h}` }} aria-hidden={f.kind === 'label' ? undefined : true}>{f.text}</span>
          ))}
          {data.seats.map((s) => {
            const place = places.get(s.id) ?? { kind: 'free' }
            return (
              <div key={s.id} data-seat={s.id} className={'lt-seat' + (dim(place) ? ' is-dim' : '')} style={{ gridColumn: s.x + 1, gridRow: s.y + 1 }}>
                {place.kind === 'here'
                  ? <AgentTile id={place.agent} seat={s.label} onOpen={arranging ? () => onSeat(s.id) : onOpen} />
                  : <SeatTile seat={s} place={place} onOpen={maySeat && (arranging || place.kind === 'free') && place.kind !== 'taken' ? () => onSeat(s.id) : undefined} />}
              </div>
            )
          })}
        </div>
      </div>
      <p className="lt-muted lt-seat-legend">{t('live:seats.legend')}</p>
      {others.length > 0 && (
        <section className="lt-tile-group" aria-label={t('live:seats.others')}>
          <h3>{t('live:seats.others')} <span className="lt-muted">{others.length}</span></h3>
          <div className="lt-tiles">{others.map((id) => <AgentTile key={id} id={id} onOpen={onOpen} />)}</div>
        </section>
      )}
    </>
  )
}

/** A seat where nobody of the floor is. */
function SeatTile({ seat, place, onOpen }: { seat: Seat; place: Exclude<Place, { kind: 'here' }>; onOpen?: () => void }) {
  const { t } = useTranslation()
  const name = place.kind === 'own' ? place.person.name : place.kind === 'taken' ? t('live:seats.taken') : t(seat.shared ? 'live:seats.shared' : 'live:seats.free')
  const below = place.kind === 'own' ? (place.at !== undefined ? t('live:seats.at', { seat: place.at }) : t('live:seats.away')) : ''
  const body = (
    <>
      <b>{name}</b>
      <span className="lt-tile-state"><span aria-hidden="true">{place.kind === 'taken' ? '' : seat.shared ? '⇄' : place.kind === 'free' ? '+' : '–'}</span><span className="lt-tile-doing">{below}</span><i className="lt-tile-seat">{seat.label}</i></span>
    </>
  )
  const className = `lt-tile is-seat is-${place.kind}`
  const title = [seat.label, name, below].filter(Boolean).join(' ')
  return onOpen ? <button type="button" className={className} title={title} onClick={onOpen}>{body}</button> : <div className={className} title={title}>{body}</div>
}
