import { describe, expect, it } from 'vitest'
import { contrast, heatClasses, shiftColours, shiftInk, textPairs, tokens } from './tokens'

describe('tokens', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`${theme}: every text pair keeps WCAG AA`, () => {
      const low = textPairs
        .map(([text, ground]) => ({ text, ground, ratio: contrast(tokens[theme][text], tokens[theme][ground]) }))
        .filter((p) => p.ratio < 4.5)
      expect(low).toEqual([])
    })
    it(`${theme}: numbers in heat-map cells keep WCAG AA`, () => {
      expect(heatClasses[theme].filter((c) => contrast(c.fill, c.text) < 4.5)).toEqual([])
    })
    it(`${theme}: control fills stand out from the page (3 : 1)`, () => {
      for (const fill of ['accent', 'badFill'] as const) {
        expect(contrast(tokens[theme][fill], tokens[theme].surface)).toBeGreaterThanOrEqual(3)
      }
    })
  }
  it('codes on shifts keep WCAG AA', () => {
    expect(Object.entries(shiftColours).filter(([, fill]) => contrast(fill, shiftInk) < 4.5)).toEqual([])
  })
  it('contrast knows black on white', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21)
  })
})
