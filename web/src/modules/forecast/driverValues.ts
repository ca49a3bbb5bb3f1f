// Values of a driver as text: a day and a value on each line, as it is pasted from a table.
export type DriverValue = { on: string; amount: number }
export type ValueProblem = { line: number; what: 'form' | 'date' | 'amount' | 'twice' }

const isDay = (on: string) => {
  const d = new Date(`${on}T00:00:00Z`)
  return !Number.isNaN(d.getTime()) && d.toISOString().slice(0, 10) === on
}

/** Reads lines like `2026-01-31 52,000`; a day may be written 2026/1/31, the separator be a comma, semicolon, tab or space. A first line without any digit is a heading. */
export function readValues(text: string): { values: DriverValue[]; problems: ValueProblem[] } {
  const values: DriverValue[] = []
  const problems: ValueProblem[] = []
  const seen = new Set<string>()
  text.split(/\r?\n/).forEach((raw, i) => {
    const line = raw.trim()
    if (line === '' || (i === 0 && !/\d/.test(line))) return
    const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,;，；]+(.+)$/.exec(line)
    if (!parts) return problems.push({ line: i + 1, what: 'form' })
    const on = `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`
    const amount = Number(parts[4]!.replace(/[,，\s"]/g, ''))
    if (!isDay(on)) problems.push({ line: i + 1, what: 'date' })
    else if (!Number.isFinite(amount) || amount < 0) problems.push({ line: i + 1, what: 'amount' })
    else if (seen.has(on)) problems.push({ line: i + 1, what: 'twice' })
    else {
      seen.add(on)
      values.push({ on, amount })
    }
    return undefined
  })
  return { values, problems }
}

export const writeValues = (values: DriverValue[]) => values.map((v) => `${v.on} ${v.amount}`).join('\n')
