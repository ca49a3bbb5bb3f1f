// Months, quarters and years as people plan by them.
/** First and last day of the period of a kind that a day lies in. */
export function periodOf(kind: 'month' | 'quarter' | 'year', on: string): [string, string] {
  const [year, month] = [Number(on.slice(0, 4)), Number(on.slice(5, 7))]
  const months = kind === 'year' ? 12 : kind === 'quarter' ? 3 : 1
  const first = Math.floor((month - 1) / months) * months
  const text = (m: number, d: number) => new Date(Date.UTC(year, m, d)).toISOString().slice(0, 10)
  return [text(first, 1), text(first + months, 0)]
}
