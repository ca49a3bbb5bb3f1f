// Who is at which seat now: where the telephone says they are goes before where they were put.
import type { Seat, SeatedPerson } from '../org/seatplan'
import type { AgentRow } from './types'

/** `here`: an agent of the floor. `own`: somebody's seat who is not on the floor, or (`at`) somewhere else. `taken`: by someone out of sight. */
export type Place =
  | { kind: 'here'; agent: string }
  | { kind: 'own'; person: SeatedPerson; at?: string }
  | { kind: 'taken' }
  | { kind: 'free' }

const fold = (s: string) => s.trim().toLowerCase()

export function placesOf(seats: readonly Seat[], agents: Iterable<Pick<AgentRow, 'id' | 'extension' | 'since'>>): Map<string, Place> {
  const rows = new Map<string, Pick<AgentRow, 'id' | 'extension' | 'since'>>()
  const byExtension = new Map<string, Pick<AgentRow, 'id' | 'extension' | 'since'>>()
  for (const a of agents) {
    rows.set(a.id, a)
    if (!a.extension) continue
    const other = byExtension.get(fold(a.extension))
    // Two at one telephone: the one whose state is the younger has it now.
    if (!other || a.since > other.since) byExtension.set(fold(a.extension), a)
  }
  const out = new Map<string, Place>()
  const seen = new Map<string, string>() // agent → label of the seat they are at
  const put = (seat: Seat, agent: string) => {
    out.set(seat.id, { kind: 'here', agent })
    seen.set(agent, seat.label)
  }
  for (const s of seats) {
    const a = s.extension ? byExtension.get(fold(s.extension)) : undefined
    if (a) put(s, a.id)
  }
  // Seats of the day before seats for good: who sits elsewhere today is not at their own.
  for (const s of [...seats].sort((a, b) => Number(b.shared) - Number(a.shared))) {
    if (out.has(s.id)) continue
    if (!s.person) {
      out.set(s.id, { kind: s.taken ? 'taken' : 'free' })
      continue
    }
    const row = rows.get(s.person.id)
    const elsewhere = seen.get(s.person.id) ?? (row?.extension && s.extension && fold(row.extension) !== fold(s.extension) ? row.extension : undefined)
    if (elsewhere !== undefined) out.set(s.id, { kind: 'own', person: s.person, at: elsewhere })
    else if (row) put(s, row.id)
    else out.set(s.id, { kind: 'own', person: s.person })
  }
  return out
}
