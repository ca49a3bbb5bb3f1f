// The design language in one place: every colour of the product, light and dark.
// Text pairs are tested to WCAG AA (4.5 : 1) in tokens.test.ts.

export type ThemeName = 'light' | 'dark'

const light = {
  ink: '#1B2733',
  ink2: '#44525F',
  ink3: '#5C6B7A',
  placeholder: '#616E7B',
  line: '#E3E8ED',
  line2: '#EDF0F3',
  surface: '#FFFFFF',
  layout: '#F4F6F8',
  head: '#F3F5F8',
  hover: '#F0F4F9',
  selected: '#E3EBF5',
  accent: '#1F5AA8',
  accentHover: '#194B8E',
  accentText: '#1F5AA8',
  onAccent: '#FFFFFF',
  goodText: '#2A6C93',
  warnText: '#8F5A00',
  badText: '#90131A',
  goodFill: '#2F8FC0',
  warnFill: '#E3B23C',
  badFill: '#B5261E',
  goodSoft: '#E8F3F9',
  warnSoft: '#FBF3DD',
  badSoft: '#FBEAE9',
  neutralSoft: '#EDF0F3',
  onGoodFill: '#0B1117',
  onWarnFill: '#1B2733',
  onBadFill: '#FFFFFF',
  shadow: 'rgba(27, 39, 51, 0.14)',
  mask: 'rgba(27, 39, 51, 0.42)',
}

export type Tokens = typeof light
export type TokenName = keyof Tokens

const dark: Tokens = {
  ink: '#E6EBF0',
  ink2: '#BCC7D1',
  ink3: '#9AA8B5',
  placeholder: '#93A1AE',
  line: '#2A3642',
  line2: '#212C36',
  surface: '#151E27',
  layout: '#0F161D',
  head: '#1A2530',
  hover: '#1D2935',
  selected: '#22364C',
  accent: '#316DBD',
  accentHover: '#3B75C2',
  accentText: '#84B3EE',
  onAccent: '#FFFFFF',
  goodText: '#4FBCD9',
  warnText: '#F2C94C',
  badText: '#F28A7B',
  goodFill: '#39B7D3',
  warnFill: '#F2C94C',
  badFill: '#E8604F',
  goodSoft: '#14303B',
  warnSoft: '#332C17',
  badSoft: '#3A1F1E',
  neutralSoft: '#23303C',
  onGoodFill: '#0B1117',
  onWarnFill: '#0B1117',
  onBadFill: '#0B1117',
  shadow: 'rgba(0, 0, 0, 0.5)',
  mask: 'rgba(0, 0, 0, 0.6)',
}

export const tokens: Record<ThemeName, Tokens> = { light, dark }

/** Text on background pairs the application draws. Each keeps 4.5 : 1. */
export const textPairs: [TokenName, TokenName][] = [
  ...(['ink', 'ink2', 'ink3', 'placeholder'] as const).flatMap((text) =>
    (['surface', 'layout', 'head', 'hover'] as const).map((ground): [TokenName, TokenName] => [text, ground]),
  ),
  ...(['accentText', 'goodText', 'warnText', 'badText'] as const).flatMap((text) =>
    (['surface', 'layout', 'head', 'hover'] as const).map((ground): [TokenName, TokenName] => [text, ground]),
  ),
  ['ink', 'selected'],
  ['ink2', 'selected'],
  ['ink3', 'selected'],
  ['accentText', 'selected'],
  ['onAccent', 'accent'],
  ['onAccent', 'accentHover'],
  ['goodText', 'goodSoft'],
  ['warnText', 'warnSoft'],
  ['badText', 'badSoft'],
  ['ink', 'goodSoft'],
  ['ink', 'warnSoft'],
  ['ink', 'badSoft'],
  ['ink2', 'neutralSoft'],
  ['ink3', 'neutralSoft'],
  ['onGoodFill', 'goodFill'],
  ['onWarnFill', 'warnFill'],
  ['onBadFill', 'badFill'],
]

/** Diverging classes around the target, worst first; the fourth is the target band. */
export const heatClasses: Record<ThemeName, { fill: string; text: string }[]> = {
  light: [
    { fill: '#8C2F0B', text: '#FFFFFF' },
    { fill: '#D9772B', text: '#1B2733' },
    { fill: '#F3C59A', text: '#1B2733' },
    { fill: '#F3F4F6', text: '#1B2733' },
    { fill: '#B9D3EA', text: '#1B2733' },
    { fill: '#74A6D3', text: '#1B2733' },
  ],
  dark: [
    { fill: '#F08A5D', text: '#0B1117' },
    { fill: '#C4682A', text: '#0B1117' },
    { fill: '#5E3B22', text: '#F3E3D3' },
    { fill: '#1F2933', text: '#E6EBF0' },
    { fill: '#23425F', text: '#E6EBF0' },
    { fill: '#4F8CC4', text: '#0B1117' },
  ],
}

/** Agent states: edge colour and glyph. */
export const agentStates = {
  ready: { colour: '#40C2A6', glyph: '○' },
  ringing: { colour: '#D5F9FE', glyph: '◔' },
  talking: { colour: '#3A6CD0', glyph: '●' },
  hold: { colour: '#C29BE8', glyph: '‖' },
  acw: { colour: '#E7D04C', glyph: '◆' },
  break: { colour: '#717376', glyph: '◌' },
  offline: { colour: '#39424C', glyph: '–' },
  over: { colour: '#E8604F', glyph: '▲' },
} as const

/** Colours of shift types, told apart by all three kinds of dichromacy; the type's code stands on them in `shiftInk`. */
export const shiftColours = {
  blue: '#7FB2E5', orange: '#EFA345', green: '#4DB894', yellow: '#EFE25A', sky: '#B9DFF5', red: '#E58460', purple: '#D29ABD', grey: '#C3CBD3',
} as const
export type ShiftColour = keyof typeof shiftColours
export const shiftInk = '#14202B'

/** Series colours of charts, told apart by all three kinds of dichromacy. */
export const series: Record<ThemeName, string[]> = {
  light: ['#6A9DDC', '#D15913', '#2E8272', '#7F3DB1', '#B58A00', '#102443', '#8A96A3'],
  dark: ['#7FB0EE', '#E98A4B', '#4FB5A2', '#B88AE0', '#E3C65A', '#C9D6E4', '#8796A5'],
}

export const font =
  'Inter, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif'
export const mono = '"JetBrains Mono", Consolas, "Noto Sans Mono CJK SC", ui-monospace, monospace'

/** CSS custom properties (`--lt-ink-2` and so on) of one theme. */
export function cssVariables(theme: ThemeName): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(tokens[theme])) {
    const kebab = name.replace(/([A-Z]|\d+)/g, (m) => '-' + m.toLowerCase())
    out['--lt-' + kebab] = value
  }
  heatClasses[theme].forEach((c, i) => {
    out[`--lt-heat-${i}`] = c.fill
    out[`--lt-heat-${i}-text`] = c.text
  })
  series[theme].forEach((c, i) => {
    out[`--lt-series-${i}`] = c
  })
  for (const [name, value] of Object.entries(shiftColours)) out[`--lt-shift-${name}`] = value
  out['--lt-shift-ink'] = shiftInk
  return out
}

/** WCAG relative luminance contrast of two #RRGGBB colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const lum = (hex: string) => {
    const [r, g, bl] = [1, 3, 5].map((i) => {
      const c = parseInt(hex.slice(i, i + 2), 16) / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * bl!
  }
  const [hi, lo] = [lum(a), lum(b)].sort((x, y) => y - x)
  return (hi! + 0.05) / (lo! + 0.05)
}
