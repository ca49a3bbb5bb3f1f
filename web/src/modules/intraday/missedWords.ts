// Finding the stretch of a day that was missed.
import type { MissingQueue } from './types'

export type Span = { from: number; to: number }

/** The stretch of intervals below the target that lost most contacts; a single good interval does not end it. Undefined: nothing was missed. */
export function worst(q: MissingQueue, grain: number): Span | undefined {
  let best: (Span & { late: number }) | undefined
  let now: (Span & { late: number }) | undefined
  const end = () => {
    if (now && now.late > (best?.late ?? 0)) best = now
    now = undefined
  }
  for (const s of q.slots) {
    const late = s.level_percent === null ? 0 : ((q.target_percent - s.level_percent) / 100) * s.contacts
    if (late > 0) now = now && s.at - now.to <= grain ? { from: now.from, to: s.at + grain, late: now.late + late } : (end(), { from: s.at, to: s.at + grain, late })
    else if (now && s.at - now.to >= grain) end()
  }
  end()
  return best && { from: best.from, to: best.to }
}
