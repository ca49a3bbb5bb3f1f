// Dates and half-hours of the centre, read off the RFC 3339 text itself: the server writes instants with the
// centre's offset, so the first 16 characters are the wall clock and no time-zone table is needed here.

export interface Slot {
  /** YYYY-MM-DD in the centre's zone. */
  day: string;
  /** Half-hour of the day, 0–47. */
  slot: number;
}

export const SLOTS = 48;

export function slotOf(start: string): Slot {
  const hour = Number(start.slice(11, 13));
  const minute = Number(start.slice(14, 16));
  return { day: start.slice(0, 10), slot: hour * 2 + (minute >= 30 ? 1 : 0) };
}

export function slotLabel(slot: number): string {
  const h = Math.floor(slot / 2);
  return `${String(h).padStart(2, '0')}:${slot % 2 ? '30' : '00'}`;
}

/** "14:30–15:00". */
export function slotSpan(slot: number): string {
  return `${slotLabel(slot)}–${slot === SLOTS - 1 ? '24:00' : slotLabel(slot + 1)}`;
}

const DAY_MS = 86_400_000;

function utc(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));
}

function text(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function addDays(day: string, n: number): string {
  return text(utc(day) + n * DAY_MS);
}

/** Days from `from` to `to`, both included; empty when `to` is before `from`. */
export function daysBetween(from: string, to: string): string[] {
  const out: string[] = [];
  for (let t = utc(from); t <= utc(to); t += DAY_MS) out.push(text(t));
  return out;
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: string): number {
  const d = new Date(utc(day)).getUTCDay();
  return d === 0 ? 7 : d;
}

/** The Monday of the week of `day`. */
export function mondayOf(day: string): string {
  return addDays(day, 1 - weekdayOf(day));
}

/** Monday to Sunday around `day`. */
export function weekOf(day: string): { from: string; to: string } {
  const from = mondayOf(day);
  return { from, to: addDays(from, 6) };
}

/** ISO 8601 week number. */
export function isoWeek(day: string): number {
  const thursday = utc(addDays(mondayOf(day), 3));
  const year = new Date(thursday).getUTCFullYear();
  const first = utc(mondayOf(`${year}-01-04`));
  return Math.round((utc(mondayOf(day)) - first) / (7 * DAY_MS)) + 1;
}

export function isDay(s: unknown): s is string {
  return typeof s === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(s) && text(utc(s)) === s;
}
