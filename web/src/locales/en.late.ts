// Words that the home page does without. As text they are a chunk of their own, apart from what en.ts takes of the same files.
import audit from './en/audit.json?raw'
import forecast from './en/forecast.json?raw'
import intraday from './en/intraday.json?raw'
import live from './en/live.json?raw'
import org from './en/org.json?raw'
import roster from './en/roster.json?raw'
import settings from './en/settings.json?raw'
import sources from './en/sources.json?raw'
import staffing from './en/staffing.json?raw'
import swaps from './en/swaps.json?raw'
import telephony from './en/telephony.json?raw'
import timeoff from './en/timeoff.json?raw'
export default { audit: JSON.parse(audit) as object, forecast: JSON.parse(forecast) as object, intraday: JSON.parse(intraday) as object, live: JSON.parse(live) as object, org: JSON.parse(org) as object, roster: JSON.parse(roster) as object, settings: JSON.parse(settings) as object, sources: JSON.parse(sources) as object, staffing: JSON.parse(staffing) as object, swaps: JSON.parse(swaps) as object, telephony: JSON.parse(telephony) as object, timeoff: JSON.parse(timeoff) as object }
