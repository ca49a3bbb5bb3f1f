import type { ReactNode } from 'react'
import { none } from './format'

export type Fact = { label: ReactNode; value: ReactNode; wide?: boolean }

/** Facts of one thing, label over value, as many columns as fit. */
export function DescriptionList({ facts, minWidth = 160 }: { facts: (Fact | false | null | undefined)[]; minWidth?: number }) {
  return (
    <dl className="lt-facts" style={{ gridTemplateColumns: `repeat(auto-fill, minmax(${minWidth}px, 1fr))` }}>
      {facts.filter((f): f is Fact => Boolean(f)).map((f, i) => (
        <div key={i} className={f.wide ? 'is-wide' : undefined}>
          <dt>{f.label}</dt>
          <dd>{f.value === null || f.value === undefined || f.value === '' ? none : f.value}</dd>
        </div>
      ))}
    </dl>
  )
}
