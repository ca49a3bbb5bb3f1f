// A period as people write it: 14:30, 2026-11-22 周日, 第 47 周（11-16～11-22）, 2026-11, 2026 年第 4 季度.
import { addDays, isoWeek, mondayOf, weekdayOf } from './civil'
import type { Grain } from './types'

const zhDays = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日']
const enDays = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export function periodText(start: string | undefined, grain: Grain, language: string, short = false): string {
  if (!start) return ''
  const zh = language !== 'en'
  const day = start.slice(0, 10)
  const time = start.slice(11, 16)
  const weekday = (zh ? zhDays : enDays)[weekdayOf(day)] ?? ''
  switch (grain) {
    case '5m':
    case '15m':
    case '30m':
    case '60m':
      return short ? `${day.slice(5)} ${time}` : `${day} ${time}`
    case 'day':
      return short ? `${day.slice(5)} ${weekday}` : `${day} ${weekday}`
    case 'week': {
      const monday = mondayOf(day)
      const week = isoWeek(day)
      if (short) return zh ? `第 ${week} 周` : `W${week}`
      return zh ? `第 ${week} 周（${monday.slice(5)}～${addDays(monday, 6).slice(5)}）` : `W${week} (${monday.slice(5)} – ${addDays(monday, 6).slice(5)})`
    }
    case 'month':
      return day.slice(0, 7)
    case 'quarter': {
      const quarter = Math.ceil(Number(day.slice(5, 7)) / 3)
      return zh && !short ? `${day.slice(0, 4)} 年第 ${quarter} 季度` : `${day.slice(0, 4)} Q${quarter}`
    }
    case 'year':
      return day.slice(0, 4)
    case 'total':
      return ''
  }
}
