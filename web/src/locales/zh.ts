// The words of one language that any page may need; each file of ./zh is a namespace. Of the forecast only its place in the
// navigation and its faults: the words of its pages come with zh.late.ts.
import { errors, nav } from './zh/forecast.json'
const files = import.meta.glob<object>(['./zh/*.json', '!./zh/forecast.json'], { eager: true, import: 'default' })
export default { ...Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./zh/'.length, -'.json'.length), words])), forecast: { errors, nav } }
