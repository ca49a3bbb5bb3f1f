// Words and signs of the floor, shared by its pages and boards.
import i18next from 'i18next'
import { decimal, percent, seconds } from '../../kit/format'
import { agentStates } from '../../kit/tokens'
import type { AgentState, Alarm, QueueRow, Ratio } from './types'

const looks: Record<AgentState, { colour: string; glyph: string }> = {
  ready: agentStates.ready, ringing: agentStates.ringing, talking: agentStates.talking, hold: agentStates.hold,
  wrap_up: agentStates.acw, aux: agentStates.break, signed_out: agentStates.offline,
}
export const lookOf = (state: AgentState) => looks[state] ?? looks.signed_out

export const stateText = (state: string): string => i18next.t(`live:state.${state}`)

/** What an agent does, the reason of an absence included. */
export const doing = (a: { state: string; reason?: string }): string => (a.state === 'aux' && a.reason ? i18next.t(`live:reason.${a.reason}`, { defaultValue: a.reason }) : stateText(a.state))

/** What is scheduled; a centre's own activities are told by their code. */
export const plannedText = (activity: string | undefined): string => (activity ? i18next.t(`live:planned.${activity}`, { defaultValue: activity }) : '')

/** A value in the unit of the rule. */
export function ruleValue(rule: string, value: number): string {
  switch (rule) {
    case 'queue_longest_wait':
    case 'agent_state':
    case 'agent_adherence':
    case 'source_silent':
      return seconds(value)
    case 'queue_level_gap':
      return `${decimal(value, 1)} pt`
    case 'queue_off_forecast':
      return `${decimal(value, 0)} ${i18next.t('live:unit.halves')}`
    default:
      return decimal(value, 0)
  }
}

/** The unit values of a rule are entered in. */
export function ruleUnit(rule: string): string {
  switch (rule) {
    case 'queue_level_gap':
      return 'pt'
    case 'queue_waiting':
    case 'queue_abandoned':
      return i18next.t('live:unit.contacts')
    case 'queue_off_forecast':
      return i18next.t('live:unit.halves')
    default:
      return i18next.t('live:unit.seconds')
  }
}

export const ruleText = (rule: string): string => i18next.t(`live:rule.${rule}`)

/** An alarm in one line: what it is about and what passed which threshold. */
export function alarmText(a: Alarm): string {
  const what = a.rule === 'queue_off_forecast' ? i18next.t(`live:alarm.forecast_${a.reason ?? 'above'}`) : a.rule === 'agent_state' ? i18next.t('live:alarm.state', { state: doing({ state: a.state ?? '', reason: a.reason }) }) : i18next.t(`live:alarm.${a.rule}`)
  return `${a.object_name} ${what} ${ruleValue(a.rule, a.value)}`
}

export const sum = (rows: QueueRow[], of: (q: QueueRow) => number): number => rows.reduce((n, q) => n + of(q), 0)
export function added(rows: QueueRow[], of: (q: QueueRow) => Ratio): Ratio {
  return rows.reduce<Ratio>((r, q) => [r[0] + of(q)[0], r[1] + of(q)[1]], [0, 0])
}
/** Σ numerator ÷ Σ denominator, undefined when it cannot be computed. */
export const quotient = ([num, den]: Ratio, scale: number): number | undefined => (den > 0 ? (scale * num) / den : undefined)
export const percentText = (v: number | undefined): string => (v === undefined ? '—' : percent(v))

/** When the longest of all these queues entered; 0: nobody waits. */
export function longestSince(rows: QueueRow[]): number {
  return rows.reduce((at, q) => (q.since > 0 && (at === 0 || q.since < at) ? q.since : at), 0)
}
