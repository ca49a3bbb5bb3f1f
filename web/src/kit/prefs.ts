// What a person chose for this browser: language, colours, density, column settings.
import { useSyncExternalStore } from 'react'
import type { Density } from './theme'
import type { ThemeName } from './tokens'

export type Language = 'zh' | 'en'
export type Prefs = { language: Language; theme: ThemeName; density: Density; navCollapsed: boolean; columns: Record<string, string[]> }

const key = 'lingting.prefs'
const defaults: Prefs = { language: 'zh', theme: 'light', density: 'compact', navCollapsed: false, columns: {} }

function read(): Prefs {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Prefs>
    return {
      ...defaults,
      ...kept,
      language: kept.language === 'en' ? 'en' : 'zh',
      theme: kept.theme === 'dark' ? 'dark' : 'light',
      density: kept.density === 'comfortable' ? 'comfortable' : 'compact',
      columns: kept.columns && typeof kept.columns === 'object' ? kept.columns : {},
    }
  } catch {
    return defaults // storage is blocked or holds something else: the defaults work
  }
}

let current: Prefs = typeof localStorage === 'undefined' ? defaults : read()
// What is shown: the choice, in the colours a wallboard asks for while it hangs there.
let shown = current
let worn: ThemeName | undefined
const listeners = new Set<() => void>()

export function getPrefs(): Prefs {
  return shown
}

function show(): void {
  shown = worn ? { ...current, theme: worn } : current
  listeners.forEach((l) => l())
}

/** Shows other colours until told undefined; what the person chose stays. */
export function wear(theme: ThemeName | undefined): void {
  worn = theme
  show()
}

export function setPrefs(patch: Partial<Prefs>): void {
  current = { ...current, ...patch }
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch {
    // kept for this page only
  }
  show()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePrefs(): Prefs {
  return useSyncExternalStore(subscribe, getPrefs, () => defaults)
}
