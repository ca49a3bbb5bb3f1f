// Fails the build when a page grows over its budget: start ≤ 350 KB, any page ≤ 600 KB, any chunk ≤ 250 KB (gzip).
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const limits = { start: 350, page: 600, chunk: 250 }
const kb = (n) => n / 1000
const sizes = new Map()
const size = (file) => {
  if (!sizes.has(file)) {
    const path = join(dist, file)
    sizes.set(file, existsSync(path + '.gz') ? statSync(path + '.gz').size : gzipSync(readFileSync(path)).length)
  }
  return sizes.get(file)
}
const closure = (keys) => {
  const seen = new Set()
  const files = new Set()
  const visit = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    const entry = manifest[key]
    files.add(entry.file)
    for (const css of entry.css ?? []) files.add(css)
    for (const next of entry.imports ?? []) visit(next)
  }
  keys.forEach(visit)
  return files
}
const total = (keys) => kb([...closure(keys)].reduce((sum, file) => sum + size(file), 0))

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const zh = Object.keys(manifest).find((key) => /locales\/zh\.ts$/.test(key))
const shell = Object.keys(manifest).find((key) => /app\/Shell\.tsx$/.test(key))
const pages = Object.keys(manifest).filter((key) => /modules\/.*Page\.tsx$/.test(key))
const over = []
for (const page of pages) {
  const bare = /SignInPage/.test(page)
  const start = /SignInPage|HomePage/.test(page)
  const n = total([entry, zh, page, ...(bare ? [] : [shell])].filter(Boolean))
  console.log(`${n.toFixed(0).padStart(5)} KB  ${page}`)
  if (n > (start ? limits.start : limits.page)) over.push(`${page}: ${n.toFixed(0)} KB`)
}
for (const { file } of Object.values(manifest)) {
  const n = kb(size(file))
  if (n > limits.chunk) over.push(`${file}: ${n.toFixed(0)} KB`)
  if (n > 60) console.log(`${n.toFixed(0).padStart(5)} KB  chunk ${file}`)
}
rmSync(join(dist, '.vite'), { recursive: true })
if (over.length > 0) {
  console.error('over budget (gzip):\n' + over.join('\n'))
  process.exit(1)
}
