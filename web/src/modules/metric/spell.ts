// A formula in words: measure ids become their names, signs become ÷ × −, so a definition reads like the trade writes it.
import { tokenize } from './formulaTokens'
import type { Metric } from './types'

export type Names = ReadonlyMap<string, string>

const SIGNS: Record<string, string> = { '/': '÷', '*': '×', '-': '−', '<=': '≤', '>=': '≥', '!=': '≠', '==': '=' }

export function spell(formula: string | undefined, names: Names, zh: boolean): string {
  if (!formula) return ''
  const tokens = tokenize(formula, (n) => names.has(n))
  let out = ''
  for (const t of tokens) {
    switch (t.kind) {
      case 'name': {
        const bare = t.text.replace(/`/g, '')
        const at = bare.indexOf('@')
        const id = at < 0 ? bare : bare.slice(0, at)
        out += (names.get(id) ?? id) + (at < 0 ? '' : ` v${bare.slice(at + 1)}`)
        break
      }
      case 'operator':
        out += ` ${SIGNS[t.text] ?? t.text} `
        break
      case 'paren':
        out += zh ? (t.text === '(' ? '（' : t.text === ')' ? '）' : t.text) : t.text
        break
      case 'comma':
        out += zh ? '，' : ', '
        break
      case 'space':
        out += ' '
        break
      default:
        out += t.text
    }
  }
  out = out.replace(/\s+/g, ' ').trim()
  return zh ? out.replace(/ ?([（）]) ?/g, '$1') : out.replace(/\( /g, '(').replace(/ \)/g, ')')
}

/** "20 秒内接起量" instead of "阈值内接起量": the words for T and s with the numbers in use. */
export function withParameters(text: string, p: { threshold_ms?: number; short_abandon_ms?: number }, zh: boolean): string {
  const seconds = (ms: number) => `${Math.round(ms / 100) / 10}`
  let out = text
  if (p.threshold_ms) {
    out = zh
      ? out.replaceAll('阈值内', `${seconds(p.threshold_ms)} 秒内`).replaceAll('超时接起', `超过 ${seconds(p.threshold_ms)} 秒接起`)
      : out.replaceAll('within T', `within ${seconds(p.threshold_ms)} s`)
  }
  if (p.short_abandon_ms) {
    out = zh
      ? out.replaceAll('非短时放弃', `超过 ${seconds(p.short_abandon_ms)} 秒放弃`).replaceAll('短时放弃', `${seconds(p.short_abandon_ms)} 秒内放弃`)
      : out.replaceAll('short abandons', `abandons within ${seconds(p.short_abandon_ms)} s`)
  }
  return out
}

/** The definition of a metric in one line, numerator ÷ denominator. */
export function definitionLine(
  m: Pick<Metric, 'numerator' | 'denominator' | 'formula' | 'parameters'>,
  names: Names,
  zh: boolean,
  parameters = m.parameters,
): string {
  const num = spell(m.numerator || m.formula, names, zh)
  const den = m.denominator && m.denominator !== '1' ? spell(m.denominator, names, zh) : ''
  const wrap = (s: string) => (/[+−]/.test(s) ? (zh ? `（${s}）` : `(${s})`) : s)
  const line = den ? (zh ? `${wrap(num)} ÷ ${wrap(den)}`.replaceAll('÷ （', '÷（').replaceAll('） ÷', '）÷') : `${wrap(num)} ÷ ${wrap(den)}`) : num
  return withParameters(line, parameters ?? {}, zh)
}
