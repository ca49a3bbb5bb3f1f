// Words that the home page does without. As text they are a chunk of their own, apart from what zh.ts takes of the same files.
import audit from './zh/audit.json?raw'
import forecast from './zh/forecast.json?raw'
import intraday from './zh/intraday.json?raw'
import live from './zh/live.json?raw'
import org from './zh/org.json?raw'
import roster from './zh/roster.json?raw'
import settings from './zh/settings.json?raw'
import sources from './zh/sources.json?raw'
import staffing from './zh/staffing.json?raw'
import swaps from './zh/swaps.json?raw'
import telephony from './zh/telephony.json?raw'
import timeoff from './zh/timeoff.json?raw'
export default { audit: JSON.parse(audit) as object, forecast: JSON.parse(forecast) as object, intraday: JSON.parse(intraday) as object, live: JSON.parse(live) as object, org: JSON.parse(org) as object, roster: JSON.parse(roster) as object, settings: JSON.parse(settings) as object, sources: JSON.parse(sources) as object, staffing: JSON.parse(staffing) as object, swaps: JSON.parse(swaps) as object, telephony: JSON.parse(telephony) as object, timeoff: JSON.parse(timeoff) as object }
