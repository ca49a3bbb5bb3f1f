// The words of one language that any page may need; each file of ./zh is a namespace. Of the forecast, of staffing and of telephony only their
// places in the navigation: the words of their pages come with zh.late.ts.
import { nav as forecast } from './zh/forecast.json'
import { nav as staffing } from './zh/staffing.json'
import { nav as telephony } from './zh/telephony.json'
const files = import.meta.glob<object>(['./zh/*.json', '!./zh/forecast.json', '!./zh/staffing.json', '!./zh/telephony.json'], { eager: true, import: 'default' })
export default { ...Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./zh/'.length, -'.json'.length), words])), forecast: { nav: forecast }, staffing: { nav: staffing }, telephony: { nav: telephony } }
