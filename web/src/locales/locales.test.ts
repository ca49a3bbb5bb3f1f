// Both languages say the same things, and every key the code asks for exists.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = new URL('..', import.meta.url).pathname
type Words = { [key: string]: string | Words }

const plural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')
function read(language: string): Map<string, string> {
  const out = new Map<string, string>()
  for (const file of readdirSync(join(root, 'locales', language))) {
    const words = JSON.parse(readFileSync(join(root, 'locales', language, file), 'utf8')) as Words
    const flat = (w: Words, prefix: string): void => {
      for (const [k, v] of Object.entries(w)) {
        if (typeof v === 'string') out.set(prefix + k, v)
        else flat(v, `${prefix}${k}.`)
      }
    }
    flat(words, file.replace('.json', '') + ':')
  }
  return out
}
function sources(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) return sources(path)
    return /\.tsx?$/.test(name) && !name.includes('.test.') ? [path] : []
  })
}

describe('languages', () => {
  const [zh, en] = [read('zh'), read('en')]
  const names = (m: Map<string, string>) => new Set([...m.keys()].map(plural))
  it('have the same keys', () => {
    expect([...names(zh)].filter((k) => !names(en).has(k))).toEqual([])
    expect([...names(en)].filter((k) => !names(zh).has(k))).toEqual([])
  })
  it('name the same values in their texts', () => {
    const holes = (s: string) => [...s.matchAll(/\{\{\s*(\w+)/g)].map((m) => m[1]!).sort()
    const differ = [...zh].filter(([k, v]) => en.has(k) && JSON.stringify([...new Set(holes(v))]) !== JSON.stringify([...new Set(holes(en.get(k)!))]))
    expect(differ.map(([k]) => k)).toEqual([])
  })
  it('know every key used in the code', () => {
    const known = names(zh)
    const missing: string[] = []
    for (const path of sources(root)) {
      const code = readFileSync(path, 'utf8')
      // t('ns:key'), exists('ns:key'), label: 'ns:key' and conditional forms inside t(…)
      for (const m of code.matchAll(/['"`]([a-z_]+:[a-z][\w.]*[\w])['"]/g)) {
        if (!/^(https?|node|data|blob):/.test(m[1]!) && [...known].some((k) => k.startsWith(m[1]!.split(':')[0] + ':')) && !known.has(plural(m[1]!))) missing.push(`${path.slice(root.length)} ${m[1]}`)
      }
      // t(`ns:prefix.${x}`): something must begin so
      for (const m of code.matchAll(/`([a-z_]+:[\w.]*)\$\{/g)) {
        if (![...known].some((k) => k.startsWith(m[1]!.split(':')[0] + ':'))) continue // not a namespace
        if (![...known].some((k) => k.startsWith(m[1]!))) missing.push(`${path.slice(root.length)} ${m[1]}…`)
      }
    }
    expect(missing).toEqual([])
  })
  it('never leave a text empty', () => {
    expect([...zh, ...en].filter(([, v]) => v.trim() === '').map(([k]) => k)).toEqual([])
  })
})

