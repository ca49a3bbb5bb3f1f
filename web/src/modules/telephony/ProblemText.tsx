// What last went wrong with a live source, in the reader's language when the code is known.
import { failedText } from '../../kit/fault'
import { dateTime, none } from '../../kit/format'
import type { LiveStatus } from './live'

export function ProblemText({ source }: { source: { status: Pick<LiveStatus, 'problem' | 'problem_code' | 'problem_at'> } }) {
  const { problem, problem_code: code, problem_at: at } = source.status
  if (!problem && !code) return <>{none}</>
  return <span title={problem}>{dateTime(at)} · {failedText(code, problem ?? '')}</span>
}
