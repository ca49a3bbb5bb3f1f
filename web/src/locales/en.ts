// The words of one language that any page may need; each file of ./en is a namespace. Of some only their places in the navigation:
// the words of their pages come with en.late.ts.
import { nav as audit } from './en/audit.json'
import { nav as forecast } from './en/forecast.json'
import { nav as roster } from './en/roster.json'
import { nav as settings } from './en/settings.json'
import { nav as staffing } from './en/staffing.json'
import { nav as telephony } from './en/telephony.json'
import { nav as timeoff } from './en/timeoff.json'
const files = import.meta.glob<object>(['./en/*.json', '!./en/audit.json', '!./en/forecast.json', '!./en/roster.json', '!./en/settings.json', '!./en/staffing.json', '!./en/telephony.json', '!./en/timeoff.json'], { eager: true, import: 'default' })
export default { ...Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./en/'.length, -'.json'.length), words])), audit: { nav: audit }, forecast: { nav: forecast }, roster: { nav: roster }, settings: { nav: settings }, staffing: { nav: staffing }, telephony: { nav: telephony }, timeoff: { nav: timeoff } }
