// One's shifts as an iCalendar file (RFC 5545), in the centre's zone.
import { addDays } from '../../kit/format'
import type { OwnDay } from './types'

const escaped = (s: string) => s.replace(/([\\,;])/g, '\\$1').replace(/\n/g, '\\n')

export function calendarOf(days: OwnDay[], zone: string, name: (d: OwnDay) => string): string {
  const at = (on: string, minutes: number) => {
    const date = addDays(on, Math.floor(minutes / 1440)).replaceAll('-', '')
    const m = ((minutes % 1440) + 1440) % 1440
    return `${date}T${String(Math.floor(m / 60)).padStart(2, '0')}${String(m % 60).padStart(2, '0')}00`
  }
  const events = days.filter((d) => d.type_id).flatMap((d) => [
    'BEGIN:VEVENT', `UID:${d.on}-${d.roster_id}@lingting`, `DTSTAMP:${at(d.on, 0)}Z`, `DTSTART;TZID=${zone}:${at(d.on, d.begins ?? 0)}`, `DTEND;TZID=${zone}:${at(d.on, d.ends ?? 0)}`, `SUMMARY:${escaped(name(d))}`, 'END:VEVENT',
  ])
  return `${['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Lingting//Roster//ZH', 'CALSCALE:GREGORIAN', ...events, 'END:VCALENDAR'].join('\r\n')}\r\n`
}
