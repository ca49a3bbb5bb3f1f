import type { ReactNode } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'muted'
const glyphs: Record<Tone, string> = { good: '✓', warn: '◆', bad: '▲', info: '●', muted: '–' }

/** A state in glyph, word and colour, so that none of the three carries it alone. */
export function StatusTag({ tone, children, glyph }: { tone: Tone; children: ReactNode; glyph?: string }) {
  return (
    <span className={`lt-tag is-${tone}`}>
      <span aria-hidden="true" className="lt-tag-glyph">{glyph ?? glyphs[tone]}</span>
      {children}
    </span>
  )
}
