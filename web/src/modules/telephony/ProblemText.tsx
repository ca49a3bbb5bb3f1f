// What last went wrong with a live source, in the reader's language when the code is known.
import { useTranslation } from 'react-i18next'
import { dateTime, none } from '../../kit/format'
import type { LiveStatus } from './live'

export function ProblemText({ source }: { source: { status: Pick<LiveStatus, 'problem' | 'problem_code' | 'problem_at'> } }) {
  const { t, i18n } = useTranslation()
  const { problem, problem_code: code, problem_at: at } = source.status
  if (!problem && !code) return <>{none}</>
  const known = code && i18n.language !== 'en' && i18n.exists(`errors:${code}`)
  return <span title={problem}>{dateTime(at)} · {known ? t(`errors:${code}`) : problem}</span>
}
