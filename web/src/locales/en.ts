// The words of one language that any page may need; each file of ./en is a namespace. Of the forecast, of staffing and of telephony only their
// places in the navigation: the words of their pages come with en.late.ts.
import { nav as forecast } from './en/forecast.json'
import { nav as staffing } from './en/staffing.json'
import { nav as telephony } from './en/telephony.json'
const files = import.meta.glob<object>(['./en/*.json', '!./en/forecast.json', '!./en/staffing.json', '!./en/telephony.json'], { eager: true, import: 'default' })
export default { ...Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./en/'.length, -'.json'.length), words])), forecast: { nav: forecast }, staffing: { nav: staffing }, telephony: { nav: telephony } }
