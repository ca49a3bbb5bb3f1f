// The words of one language that any page may need; each file of ./en is a namespace. Of the forecast only its place in the
// navigation and its faults: the words of its pages come with en.late.ts.
import { errors, nav } from './en/forecast.json'
const files = import.meta.glob<object>(['./en/*.json', '!./en/forecast.json'], { eager: true, import: 'default' })
export default { ...Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./en/'.length, -'.json'.length), words])), forecast: { errors, nav } }
