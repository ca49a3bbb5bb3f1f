// The words of one language that any page may need; each file of ./zh is a namespace. Of some only their places in the navigation:
// the words of their pages come with zh.late.ts.
import { nav as adherence } from './zh/adherence.json'
import { nav as audit } from './zh/audit.json'
import { nav as forecast } from './zh/forecast.json'
import { nav as intraday } from './zh/intraday.json'
import { nav as live } from './zh/live.json'
import { nav as notice } from './zh/notice.json'
import { nav as offers } from './zh/offers.json'
import { nav as org } from './zh/org.json'
import { nav as people } from './zh/people.json'
import { nav as reported } from './zh/reported.json'
import { nav as roster } from './zh/roster.json'
import { nav as settings } from './zh/settings.json'
import { nav as sources } from './zh/sources.json'
import { nav as staffing } from './zh/staffing.json'
import { nav as strategy } from './zh/strategy.json'
import { nav as swaps } from './zh/swaps.json'
import { nav as telephony } from './zh/telephony.json'
import { nav as timeoff } from './zh/timeoff.json'
const files = import.meta.glob<object>(['./zh/*.json', '!./zh/adherence.json', '!./zh/audit.json', '!./zh/forecast.json', '!./zh/intraday.json', '!./zh/live.json', '!./zh/notice.json', '!./zh/offers.json', '!./zh/org.json', '!./zh/people.json', '!./zh/reported.json', '!./zh/roster.json', '!./zh/settings.json', '!./zh/sources.json', '!./zh/staffing.json', '!./zh/strategy.json', '!./zh/swaps.json', '!./zh/telephony.json', '!./zh/timeoff.json'], { eager: true, import: 'default' })
export default { ...Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./zh/'.length, -'.json'.length), words])), adherence: { nav: adherence }, audit: { nav: audit }, forecast: { nav: forecast }, intraday: { nav: intraday }, live: { nav: live }, notice: { nav: notice }, offers: { nav: offers }, org: { nav: org }, people: { nav: people }, reported: { nav: reported }, roster: { nav: roster }, settings: { nav: settings }, sources: { nav: sources }, staffing: { nav: staffing }, strategy: { nav: strategy }, swaps: { nav: swaps }, telephony: { nav: telephony }, timeoff: { nav: timeoff } }
