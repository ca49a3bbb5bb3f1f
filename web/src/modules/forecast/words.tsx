import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { percent } from '../../kit/format'
import type { Flag, HistoryDay, PeopleAbout, Status, Version } from './types'
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

/** Whether who works is in a queue's handle times, and why. */
export function peopleWhy(t: TFunction, p: PeopleAbout): string {
  const figures = { plain: percent(100 * (p.plain ?? 0)), with: percent(100 * (p.with ?? 0)), days: p.tried_days, roster: p.roster_days }
  return t(`forecast:people.why.${p.why}`, figures) + (p.used ? t(p.roster_days > 0 ? 'forecast:people.by_roster' : 'forecast:people.by_weeks', figures) : '')
}

/** The same of the queue that is shown; undefined of all together and of forecasts made before it was asked. */
export function peopleSaid(t: TFunction, version: Version, queue: string | undefined): string | undefined {
  const about = version.queues?.find((q) => q.queue_id === queue)?.people
  return about && peopleWhy(t, about)
}
