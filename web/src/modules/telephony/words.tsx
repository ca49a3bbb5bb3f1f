// Small pieces the telephony and metric pages share: outcome, grade and flags, always glyph + word.
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Contact, Grade, Outcome } from './types'

const outcomeMark: Record<Outcome, { glyph: string; tone: string }> = {
  answered: { glyph: '✓', tone: 'good' },
  abandoned: { glyph: '▲', tone: 'bad' },
  left: { glyph: '◆', tone: 'warn' },
  waiting: { glyph: '◔', tone: 'neutral' },
  talking: { glyph: '●', tone: 'neutral' },
}

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation('telephony')
  const m = outcomeMark[outcome] ?? { glyph: '–', tone: 'neutral' }
  return (
    <span className={`lt-mark lt-mark-${m.tone}`}>
      <span aria-hidden="true">{m.glyph}</span> {t(`outcome.${outcome}`, { defaultValue: outcome })}
    </span>
  )
}

const gradeMark: Record<Grade, { glyph: string; tone: string }> = {
  A: { glyph: '✓', tone: 'good' },
  B: { glyph: '✓', tone: 'neutral' },
  C: { glyph: '◆', tone: 'warn' },
  D: { glyph: '▲', tone: 'bad' },
}

export function GradeTag({ grade, words }: { grade?: Grade | '' | string | null; words?: boolean }) {
  const { t } = useTranslation('telephony')
  const m = gradeMark[grade as Grade]
  if (!m) return <span className="lt-muted">—</span>
  const tag = (
    <span className={`lt-mark lt-mark-${m.tone}`}>
      <span aria-hidden="true">{m.glyph}</span> {grade}
      {words ? ` ${t(`grade.${grade}.name`)}` : ''}
    </span>
  )
  return <Tooltip title={t(`grade.${grade}.text`)}>{tag}</Tooltip>
}

export function FlagTag({ flag, plain }: { flag: string; plain?: boolean }) {
  const { t } = useTranslation('telephony')
  const tag = <span className="lt-flag">{t(`flag.${flag}.name`, { defaultValue: flag })}</span>
  return plain ? tag : <Tooltip title={t(`flag.${flag}.text`, { defaultValue: flag })}>{tag}</Tooltip>
}

export function agentText(c: Pick<Contact, 'agent'>): string {
  if (!c.agent) return '—'
  const { agent_no, name } = c.agent
  return agent_no && name && agent_no !== name ? `${name} ${agent_no}` : name || agent_no
}

export function queueText(c: Pick<Contact, 'queue'>): string {
  return c.queue ? c.queue.name || c.queue.code : '—'
}
