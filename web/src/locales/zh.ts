// All words of one language; each file of ./zh is a namespace.
const files = import.meta.glob<object>('./zh/*.json', { eager: true, import: 'default' })
export default Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./zh/'.length, -'.json'.length), words]))
