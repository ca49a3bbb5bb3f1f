// Minutes after midnight, written as a clock shows them.

/** 450 → 07:30; after midnight the hours begin again, with a mark of the next day. */
export function clockOf(minutes: number): string {
  const m = ((minutes % 1440) + 1440) % 1440
  const text = `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
  return minutes >= 1440 ? `${text}+1` : text
}

/** 8, 830, 8:30, 08：30 → minutes; undefined when it is no time. */
export function minutesOf(text: string | undefined): number | undefined {
  const m = /^\s*(\d{1,2})\s*[:：.]?\s*(\d{2})?\s*$/.exec(text ?? '')
  if (!m) return undefined
  const [h, min] = [Number(m[1]), Number(m[2] ?? '0')]
  return h > 23 || min > 59 ? undefined : h * 60 + min
}
