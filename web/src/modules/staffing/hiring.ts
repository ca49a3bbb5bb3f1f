// What is typed on the hiring page and what the server is asked; and the picture of its answer.
import type { EChartsCoreOption } from 'echarts/core'
import { tokens, type ThemeName } from '../../kit/tokens'
import type { HiringMonth, HiringPlan } from './types'

type Assumptions = HiringPlan['about']['assumptions']
/** Numbers as they are, lists as text. */
export type Typed = Omit<{ [K in keyof Assumptions]: number | null }, 'joining' | 'learning_percents'> & { joining: string; learning_percents: string }

/** A beginning for a centre of so many agents; sums of money are examples to be replaced. */
export function usual(agents: number): Typed {
  return {
    sure_percent: 50, hours_per_month: 174, shrinkage_percent: 30, occupancy_percent: 85, heads: agents, joining: '', attrition_percent: 3, new_attrition_percent: 6,
    lead_months: 1, training_months: 1, learning_percents: '60, 80', least_class: 6, most_class: 16, classes_per_month: 2, overtime_percent: 5, release_percent: 5,
    pay: 8000, overtime_pay: 13000, release_saves: 4000, per_class: 20000, per_hire: 3000, per_shortfall: 60000,
  }
}

/** "60, 80" and "60，80 %" are the same; what is no number is sent as it is refused: NaN becomes -1. */
export function readPercents(text: string): number[] {
  return text.split(/[,，、;；\s]+/).map((part) => part.replace('%', '')).filter(Boolean).map((part) => (Number.isInteger(Number(part)) ? Number(part) : -1))
}

/** "2027-02: 8, 2027-04: 6". */
export function readJoining(text: string): { month: string; people: number }[] {
  return text.split(/[,，、;；]+/).map((part) => part.trim()).filter(Boolean).map((part) => {
    const [, month = part.slice(0, 7), people = '-1'] = /^(\S+?)\s*[:：=\s]\s*(\d+)$/.exec(part) ?? []
    return { month, people: Number(people) }
  })
}

export function fromForm(v: Typed): Assumptions {
  const numbers = Object.fromEntries(Object.entries(v).filter(([key]) => key !== 'joining' && key !== 'learning_percents').map(([key, value]) => [key, value ?? 0]))
  return { ...numbers, joining: readJoining(v.joining ?? ''), learning_percents: readPercents(v.learning_percents ?? '') } as unknown as Assumptions
}

export function toForm(a: Assumptions): Typed {
  return { ...a, joining: (a.joining ?? []).map((j) => `${j.month}: ${j.people}`).join(', '), learning_percents: (a.learning_percents ?? []).join(', ') }
}

type Words = { need: string; capacity: string; overtime: string; short: string; training: string; unit: string }

/** Capacity with overtime and shortfall on top of it, under the line of what is needed; people in training as a dashed line. */
export function hiringOption(rows: HiringMonth[], theme: ThemeName, words: Words): EChartsCoreOption | undefined {
  if (rows.length === 0) return undefined
  const t = tokens[theme]
  const round = (v: number) => Math.round(v * 10) / 10
  const bar = (name: string, of: (m: HiringMonth) => number, itemStyle: object) => ({ name, type: 'bar', stack: 'people', data: rows.map((m) => round(of(m)) || null), itemStyle, barCategoryGap: '30%' })
  return {
    grid: { left: 56, right: 16, top: 36, bottom: 28 },
    legend: { right: 0, top: 0 },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: rows.map((m) => m.month) },
    yAxis: { type: 'value', name: words.unit, nameTextStyle: { align: 'right' } },
    series: [
      bar(words.capacity, (m) => m.capacity, { color: 'rgba(106,157,220,0.55)' }),
      bar(words.overtime, (m) => m.overtime, { color: '#2E8272', decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0.8, color: 'rgba(255,255,255,0.5)' } }),
      bar(words.short, (m) => m.short, { color: 'transparent', borderColor: t.badText, borderType: 'dashed', borderWidth: 1.5 }),
      { name: words.need, type: 'line', data: rows.map((m) => round(m.need)), itemStyle: { color: '#D15913' }, lineStyle: { color: '#D15913', width: 2 }, symbolSize: 6 },
      { name: words.training, type: 'line', data: rows.map((m) => round(m.in_training) || null), itemStyle: { color: t.ink3 }, lineStyle: { color: t.ink3, type: 'dashed' }, showSymbol: false },
    ],
  }
}
