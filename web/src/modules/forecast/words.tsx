import { useTranslation } from 'react-i18next'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import type { Status } from './types'

const tones: Record<Status, Tone> = { draft: 'muted', approved: 'info', locked: 'good' }

/** How far a version has come. */
export function VersionStatus({ status }: { status: Status }) {
  const { t } = useTranslation()
  return <StatusTag tone={tones[status]}>{t(`forecast:status.${status}`)}</StatusTag>
}
