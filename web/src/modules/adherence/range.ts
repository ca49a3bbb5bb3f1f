// The days a page of adherence is about, from its address.
import { addDays, today } from '../../kit/format'
import type { Range } from '../../kit/timeRange'
import type { SearchState } from '../../kit/useSearchState'

export function rangeOf(search: SearchState): Range {
  const from = search.from as string | undefined
  const to = search.to as string | undefined
  return { from: from ?? addDays(to ?? today(), -6), to: to ?? today() }
}
