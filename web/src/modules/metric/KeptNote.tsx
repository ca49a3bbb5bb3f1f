import { useTranslation } from 'react-i18next'
import { Note } from '../../kit/blocks'
import type { QueryAnswer } from './types'

/** Says quietly that the days asked for begin before numbers, or the contacts behind them, are kept. */
export function KeptNote({ answer, from }: { answer: QueryAnswer | undefined; from: string | undefined }) {
  const { t } = useTranslation('metric')
  const before = (since: string | undefined) => (since && from && from < since ? since : undefined)
  const numbers = before(answer?.kept_since)
  const rows = before(answer?.rows_since)
  if (!numbers && !rows) return null
  return (
    <Note>
      {numbers && t('kept.numbers', { day: numbers })}
      {rows && rows !== numbers && <> {t('kept.rows', { day: rows })}</>}
    </Note>
  )
}
