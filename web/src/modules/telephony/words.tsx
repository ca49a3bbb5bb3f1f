// Small pieces the telephony and metric pages share: outcome, grade and flags, always glyph + word.
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import type { Contact, Grade, Outcome } from './types'

const outcomes: Record<Outcome, { glyph: string; tone: Tone }> = {
  answered: { glyph: '✓', tone: 'good' },
  abandoned: { glyph: '▲', tone: 'bad' },
  left: { glyph: '◆', tone: 'warn' },
  waiting: { glyph: '◔', tone: 'muted' },
  talking: { glyph: '●', tone: 'info' },
}

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation('telephony')
  const m = outcomes[outcome] ?? { glyph: '–', tone: 'muted' as Tone }
  return (
    <StatusTag tone={m.tone} glyph={m.glyph}>
      {t(`outcome.${outcome}`, { defaultValue: outcome })}
    </StatusTag>
  )
}

const grades: Record<Grade, { glyph: string; tone: Tone }> = {
  A: { glyph: '✓', tone: 'good' },
  B: { glyph: '✓', tone: 'muted' },
  C: { glyph: '◆', tone: 'warn' },
  D: { glyph: '▲', tone: 'bad' },
}

export function GradeTag({ grade, words }: { grade?: Grade | '' | string | null; words?: boolean }) {
  const { t } = useTranslation('telephony')
  const m = grades[grade as Grade]
  if (!m) return <span className="lt-muted">—</span>
  return (
    <Tooltip title={t(`grade.${grade}.text`)}>
      <span>
        <StatusTag tone={m.tone} glyph={m.glyph}>
          {grade}
          {words ? ` ${t(`grade.${grade}.name`)}` : ''}
        </StatusTag>
      </span>
    </Tooltip>
  )
}

export function FlagTag({ flag, plain }: { flag: string; plain?: boolean }) {
  const { t } = useTranslation('telephony')
  const tag = <span className="tel-flag">{t(`flag.${flag}.name`, { defaultValue: flag })}</span>
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
