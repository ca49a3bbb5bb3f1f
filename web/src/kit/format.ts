// Every number on the screen is written here, in Chinese and in English, by the rules of the design language.
import type { Unit } from '../api/types'
import { language as current, } from './i18n'
import type { Language } from './prefs'

export const none = '—'
const usable = (n: number | null | undefined): n is number => typeof n === 'number' && Number.isFinite(n)

const grouped = new Map<number, Intl.NumberFormat>()
function group(n: number, digits: number): string {
  let f = grouped.get(digits)
  if (!f) {
    f = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    grouped.set(digits, f)
  }
  const text = f.format(n)
  return text === '-0' || /^-0\.0+$/.test(text) ? text.slice(1) : text
}

export function count(n: number | null | undefined): string {
  return usable(n) ? group(n, Number.isInteger(n) ? 0 : 1) : none
}

export function decimal(n: number | null | undefined, digits = 1): string {
  return usable(n) ? group(n, digits) : none
}

/** Director view: 123.4 万 and 1.2 亿, or 1.23 M. Below 10,000 all digits. */
export function large(n: number | null | undefined, lang: Language = current()): string {
  if (!usable(n)) return none
  const a = Math.abs(n)
  if (a < 10_000) return count(n)
  if (lang === 'zh') return a >= 99_995_000 ? `${group(n / 1e8, 1)} 亿` : `${group(n / 1e4, 1)} 万`
  if (a >= 999_500_000) return `${group(n / 1e9, 2)} B`
  return a >= 999_500 ? `${group(n / 1e6, 2)} M` : `${group(n / 1e3, 1)} K`
}

/** A percentage (93.64 → 93.6%); from 99 on two decimals, so that 99.95 is not shown as 100. */
export function percent(n: number | null | undefined): string {
  if (!usable(n)) return none
  return `${group(n, percentDigits(n))}%`
}
export function percentDigits(n: number): number {
  return n >= 99 && n < 100 ? 2 : 1
}

/** A difference of percentages in points: ▲1.1pt, +1.1 pp. Zero carries no arrow. */
export function points(diff: number | null | undefined, lang: Language = current()): string {
  if (!usable(diff)) return none
  const shown = group(Math.abs(diff), 1)
  const zero = Number(shown) === 0
  if (lang === 'zh') return `${zero ? '' : diff > 0 ? '▲' : '▼'}${shown}pt`
  return `${zero ? '±' : diff > 0 ? '+' : '−'}${shown} pp`
}

/** A signed difference of plain numbers: ▲12, +12. */
export function delta(diff: number | null | undefined, digits = 0, lang: Language = current()): string {
  if (!usable(diff)) return none
  const shown = group(Math.abs(diff), digits)
  const zero = Number(shown.replaceAll(',', '')) === 0
  if (lang === 'zh') return `${zero ? '' : diff > 0 ? '▲' : '▼'}${shown}`
  return `${zero ? '±' : diff > 0 ? '+' : '−'}${shown}`
}

/** A relative change: +5.3%. */
export function change(now: number | null | undefined, before: number | null | undefined): string {
  if (!usable(now) || !usable(before) || before === 0) return none
  const p = ((now - before) / Math.abs(before)) * 100
  const shown = group(Math.abs(p), 1)
  return `${Number(shown) === 0 ? '±' : p > 0 ? '+' : '−'}${shown}%`
}

/** Milliseconds as 4′12″ / 4:12, from one hour on 7 小时 32 分 / 7 h 32 min. */
export function duration(ms: number | null | undefined, lang: Language = current()): string {
  if (!usable(ms)) return none
  const sign = ms < 0 ? '−' : ''
  const s = Math.round(Math.abs(ms) / 1000)
  if (s >= 3600) {
    const minutes = Math.round(s / 60)
    const [h, m] = [Math.floor(minutes / 60), minutes % 60]
    return lang === 'zh' ? `${sign}${group(h, 0)} 小时 ${m} 分` : `${sign}${group(h, 0)} h ${m} min`
  }
  const [m, rest] = [Math.floor(s / 60), String(s % 60).padStart(2, '0')]
  return lang === 'zh' ? `${sign}${m}′${rest}″` : `${sign}${m}:${rest}`
}

export const seconds = (s: number | null | undefined, lang?: Language): string => duration(usable(s) ? s * 1000 : s, lang)

/** Bytes of a file: 12.3 MB. */
export function bytes(n: number | null | undefined): string {
  if (!usable(n)) return none
  if (n < 1000) return `${n} B`
  if (n < 1e6) return `${group(n / 1e3, 1)} KB`
  return n < 1e9 ? `${group(n / 1e6, 1)} MB` : `${group(n / 1e9, 2)} GB`
}

/** The value of a metric in its unit. Seconds are written as a duration. */
export function metricValue(value: number | null | undefined, unit: Unit, lang: Language = current()): string {
  if (!usable(value)) return none
  switch (unit) {
    case 'percent':
      return percent(value)
    case 'seconds':
      return seconds(value, lang)
    case 'count':
      return count(value)
    case 'per_hour':
    case 'erlang':
    case 'points':
    case 'hours':
      return decimal(value, 1)
    default:
      return decimal(value, 2)
  }
}

/** The number a person reads, so that a colour is chosen by what is shown. */
export function shownValue(value: number, unit: Unit): number {
  const digits = unit === 'percent' ? percentDigits(value) : unit === 'count' || unit === 'seconds' ? 0 : unit === 'ratio' ? 2 : 1
  const f = 10 ** digits
  return Math.round(value * f) / f
}

export function metricDelta(diff: number | null | undefined, unit: Unit, lang: Language = current()): string {
  if (!usable(diff)) return none
  if (unit === 'percent') return points(diff, lang)
  if (unit === 'seconds') {
    const text = seconds(Math.abs(diff), lang)
    if (Math.round(diff) === 0) return lang === 'zh' ? text : `±${text}`
    return (lang === 'zh' ? (diff > 0 ? '▲' : '▼') : diff > 0 ? '+' : '−') + text
  }
  return delta(diff, unit === 'count' ? 0 : 1, lang)
}

// ---- time, always in the centre's zone ------------------------------------

let zone = 'Asia/Shanghai'
export function setZone(name: string | undefined): void {
  if (!name) return
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    zone = name
  } catch {
    // a zone this browser does not know: the last one stays
  }
}
export const centreZone = (): string => zone

const parts = new Map<string, Intl.DateTimeFormat>()
function wall(at: Date, tz: string) {
  let f = parts.get(tz)
  if (!f) {
    f = new Intl.DateTimeFormat('en-GB', {
      timeZone: tz, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    })
    parts.set(tz, f)
  }
  const v: Record<string, string> = {}
  for (const p of f.formatToParts(at)) v[p.type] = p.value
  return { date: `${v.year!.padStart(4, '0')}-${v.month}-${v.day}`, time: `${v.hour}:${v.minute}`, second: v.second! }
}

type Instant = string | number | Date | null | undefined
function instant(at: Instant): Date | undefined {
  if (at === null || at === undefined || at === '') return undefined
  const d = at instanceof Date ? at : new Date(at)
  return Number.isNaN(d.getTime()) ? undefined : d
}

const zhDays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
const enDays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const enMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A calendar day `2026-11-22` → `2026-11-22 周日` / `Sun 22 Nov 2026`. */
export function day(on: string | null | undefined, lang: Language = current()): string {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(on ?? '')
  if (!m) return none
  const d = new Date(Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3])))
  const text = `${m[1]}-${m[2]}-${m[3]}`
  if (lang === 'zh') return `${text} ${zhDays[d.getUTCDay()]}`
  return `${enDays[d.getUTCDay()]} ${Number(m[3])} ${enMonths[Number(m[2]) - 1]} ${m[1]}`
}

export function weekdayName(on: string, lang: Language = current()): string {
  const d = new Date(`${on.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(d.getTime()) ? none : (lang === 'zh' ? zhDays : enDays)[d.getUTCDay()]!
}

/** ISO week number of a calendar day. */
export function weekNumber(on: string): number {
  const d = new Date(`${on.slice(0, 10)}T00:00:00Z`)
  d.setUTCDate(d.getUTCDate() + 4 - (d.getUTCDay() || 7))
  return Math.ceil(((d.getTime() - Date.UTC(d.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7)
}

/** The calendar day of an instant in the centre's zone, as `2026-11-22`. */
export function dayOf(at: Instant, tz = zone): string {
  const d = instant(at)
  return d ? wall(d, tz).date : none
}
export function time(at: Instant, tz = zone): string {
  const d = instant(at)
  return d ? wall(d, tz).time : none
}
export function timeSeconds(at: Instant, tz = zone): string {
  const d = instant(at)
  if (!d) return none
  const w = wall(d, tz)
  return `${w.time}:${w.second}`
}
export function dateTime(at: Instant, lang: Language = current(), tz = zone): string {
  const d = instant(at)
  if (!d) return none
  const w = wall(d, tz)
  if (lang === 'zh') return `${w.date} ${w.time}`
  const [y, m, dd] = w.date.split('-')
  return `${Number(dd)} ${enMonths[Number(m) - 1]} ${y} ${w.time}`
}

/** Today in the centre's zone. */
export const today = (now: Date = new Date(), tz = zone): string => wall(now, tz).date

/** Moves a calendar day; no time zone is involved. */
export function addDays(on: string, days: number): string {
  const d = new Date(`${on}T00:00:00Z`)
  d.setUTCDate(d.getUTCDate() + days)
  return d.toISOString().slice(0, 10)
}
