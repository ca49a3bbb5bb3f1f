// All words of one language; each file of ./en is a namespace.
const files = import.meta.glob<object>('./en/*.json', { eager: true, import: 'default' })
export default Object.fromEntries(Object.entries(files).map(([path, words]) => [path.slice('./en/'.length, -'.json'.length), words]))
