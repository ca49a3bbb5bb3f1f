import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import type { Flag, HistoryDay, Status } from './types'
import { clock } from './clock'

const tones: Record<Status, Tone> = { draft: 'muted', approved: 'info', locked: 'good' }

/** How far a version has come. */
export function VersionStatus({ status }: { status: Status }) {
  const { t } = useTranslation()
  return <StatusTag tone={tones[status]}>{t(`forecast:status.${status}`)}</StatusTag>
}

const span = (d: { from_minute?: number; to_minute?: number }) => ({ from: clock(d.from_minute ?? 0), to: clock(d.to_minute ?? 0) })

/** What is done about a day: what the planner said, or the rule. */
export function doneAbout(t: TFunction, d: Pick<HistoryDay, 'found' | 'treatment' | 'from_minute' | 'to_minute'>): string {
  const x = d.treatment
  if (!x) return t(d.found ? `forecast:flag_kind.${d.found}` : 'forecast:how_ruled', span(d))
  return x.treatment === 'repair' ? t('forecast:how_repaired', span(x)) : t(`forecast:how_done.${x.treatment}`)
}

/** What was done about a flagged day by the forecast it is in. */
export const flagDone = (t: TFunction, f: Flag): string => (f.treatment ? `${t(`forecast:found.${f.kind}`, span(f))} · ${t(`forecast:how_said.${f.treatment}`)}` : t(`forecast:flag_kind.${f.kind}`, span(f)))
