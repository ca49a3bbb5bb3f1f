// Twelve months at a glance: what is off, what is made up for, what is on.
import { useTranslation } from 'react-i18next'
import { day as dayText, today, weekdayName } from '../../kit/format'
import { entryName, entryOf, weeks, type Day, type Entry } from './calendar'
import './calendar.css'

type Props = { year: number; days: Day[]; entries: Entry[]; queue?: string; onOpen: (entry: Entry) => void; onNew?: (on: string) => void }

export function CalendarYear({ year, days, entries, queue, onOpen, onNew }: Props) {
  const { t, i18n } = useTranslation()
  const byDate = new Map(days.map((d) => [d.on, d]))
  const now = today()
  const words = (d: Day) =>
    [dayText(d.on), t(`calendar:kind.${d.kind}`), entryName(d, i18n.language), ...(d.events ?? []).map((e) => entryName(e, i18n.language))].filter(Boolean).join(' · ')
  const mark = (d: Day) => (d.kind === 'holiday' ? t('calendar:mark.holiday') : d.kind === 'makeup_workday' ? t('calendar:mark.makeup_workday') : '')
  const cell = (d: Day) => {
    const entry = entryOf(d, entries, queue)
    const inside = (
      <>
        <span aria-hidden="true">{Number(d.on.slice(8))}</span>
        {mark(d) && <i aria-hidden="true">{mark(d)}</i>}
        {(d.events ?? []).length > 0 && <i className="cal-dot" aria-hidden="true">◆</i>}
        <span className="lt-sr">{entry || !onNew ? words(d) : t('calendar:new_on', { on: words(d) })}</span>
      </>
    )
    if (entry) return <button type="button" title={words(d)} onClick={() => onOpen(entry)}>{inside}</button>
    if (onNew) return <button type="button" tabIndex={-1} title={words(d)} onClick={() => onNew(d.on)}>{inside}</button>
    return <span title={words(d)}>{inside}</span>
  }
  return (
    <div className="cal-year">
      {Array.from({ length: 12 }, (_, i) => i + 1).map((month) => {
        const rows = weeks(year, month)
        const head = new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(year, month - 1, 1)))
        return (
          <table key={month} className="cal-month lt-card">
            <caption>{head}</caption>
            <thead>
              <tr>{Array.from({ length: 7 }, (_, i) => <th key={i} scope="col">{weekdayName(`2026-06-0${i + 1}`).replace('周', '').slice(0, 2)}</th>)}</tr>
            </thead>
            <tbody>
              {rows.map((week, i) => (
                <tr key={i}>
                  {week.map((on, j) => {
                    const d = on ? byDate.get(on) : undefined
                    return <td key={j} className={d ? `is-${d.kind}${d.on === now ? ' is-today' : ''}` : undefined}>{d ? cell(d) : null}</td>
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        )
      })}
    </div>
  )
}
