// Time zones the browser knows, the usual ones first, with today's offset.

const usual = ['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Hong_Kong', 'Asia/Taipei', 'Asia/Singapore', 'Asia/Tokyo', 'Europe/London', 'Europe/Berlin', 'America/New_York', 'America/Los_Angeles', 'UTC']

function offset(zone: string): string {
  const part = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date()).find((p) => p.type === 'timeZoneName')?.value ?? 'GMT'
  return part === 'GMT' ? 'UTC+00:00' : part.replace('GMT', 'UTC')
}

let options: { value: string; label: string }[] | undefined
export function zoneOptions(): { value: string; label: string }[] {
  if (!options) {
    const all = Intl.supportedValuesOf?.('timeZone') ?? usual
    options = [...usual, ...all.filter((z) => !usual.includes(z))].map((z) => ({ value: z, label: `${z} ${offset(z)}` }))
  }
  return options
}
