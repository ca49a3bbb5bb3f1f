// Why no roster can be made: whose hard rules cannot be kept together, and the fewest of them that cannot.
import { useTranslation } from 'react-i18next'
import type { Job } from '../../api/types'
import { clashText, type Clash } from './violations'

export function Clashes({ job }: { job: Job }) {
  const { t } = useTranslation()
  const clashes = (job.result as { clashes?: Clash[] } | undefined)?.clashes ?? []
  if (clashes.length === 0) return null
  return (
    <ul className="rs-list" aria-label={t('roster:clash.title')}>
      {clashes.map((c) => <li key={c.person_id}><b>{c.name}</b> {c.agent_no}{t('roster:clash.together')}<ul className="rs-list">{c.rules.map((r, i) => <li key={i}>{clashText(t, r)}</li>)}</ul></li>)}
    </ul>
  )
}
