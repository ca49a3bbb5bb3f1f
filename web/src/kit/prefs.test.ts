// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { getPrefs, setPrefs, wear } from './prefs'

test('a wallboard wears its colours without changing what the person chose', () => {
  setPrefs({ theme: 'dark' })
  wear('light')
  expect(getPrefs().theme).toBe('light')
  setPrefs({ navCollapsed: true })
  expect(getPrefs()).toMatchObject({ theme: 'light', navCollapsed: true })
  expect(JSON.parse(localStorage.getItem('lingting.prefs') ?? '{}')).toMatchObject({ theme: 'dark', navCollapsed: true })
  wear(undefined)
  expect(getPrefs().theme).toBe('dark')
})
