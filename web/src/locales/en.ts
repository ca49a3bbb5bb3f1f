// The words of one language that any page may need; each file of ./en is a namespace. Of some only their places in the navigation:
// the words of their pages come with en.late.ts.
import { nav as adherence } from './en/adherence.json'
import { nav as audit } from './en/audit.json'
import { nav as forecast } from './en/forecast.json'
import { nav as intraday } from './en/intraday.json'
import { nav as live } from './en/live.json'
import { nav as notice } from './en/notice.json'
import { nav as offers } from './en/offers.json'
import { nav as org } from './en/org.json'
import { nav as people } from './en/people.json'
import { nav as reported } from './en/reported.json'
import { nav as roster } from './en/roster.json'
import { nav as settings } from './en/settings.json'
import { nav as sources } from './en/sources.json'
import { nav as staffing } from './en/staffing.json'
import { nav as strategy } from './en/strategy.json'
import { nav as swaps } from './en/swaps.json'
import { nav as telephony } from './en/telephony.json'
import { nav as timeoff } from './en/timeoff.json'
const files = import.meta.glob<object>(['./en/*.json', '!./en/adherence.json', '!./en/audit.json', '!./en/forecast.json', '!./en/intraday.json', '!./en/live.json', '!./en/notice.json', '!./en/offers.json', '!./en/org.json', '!./en/people.json', '!./en/reported.json', '!./en/roster.json', '!./en/settings.json', '!./en/sources.json', '!./en/staffing.json', '!./en/strategy.json', '!./en/swaps.json', '!./en/telephony.json', '!./en/timeoff.json'], { eager: true, import: 'default' })
export default { ...Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./en/'.length, -'.json'.length), words])), adherence: { nav: adherence }, audit: { nav: audit }, forecast: { nav: forecast }, intraday: { nav: intraday }, live: { nav: live }, notice: { nav: notice }, offers: { nav: offers }, org: { nav: org }, people: { nav: people }, reported: { nav: reported }, roster: { nav: roster }, settings: { nav: settings }, sources: { nav: sources }, staffing: { nav: staffing }, strategy: { nav: strategy }, swaps: { nav: swaps }, telephony: { nav: telephony }, timeoff: { nav: timeoff } }
