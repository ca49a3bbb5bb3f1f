import { describe, expect, it } from 'vitest'
import { check, columnRefs, emptyDraft, emptyField, fromJson, guess, sampleValues, toJson } from './mapping'

const bank = {
  kind: 'calls' as const,
  delimiter: 'tab',
  zone: 'Asia/Jerusalem',
  ignore: [{ column: 'outcome', equals: 'PHANTOM' }],
  fields: {
    call: { join: ['line', 'call_id'], separator: '-' },
    queue: 'type',
    entered: { columns: ['q_start', 'vru_exit'], format: 'H:mm:ss', date: 'date', date_format: 'yyMMdd', zero_means_missing: true },
    outcome: { column: 'outcome', map: { AGENT: 'answered', HANG: 'abandoned' } },
    wait: { column: 'q_time', unit: 's' },
  },
}

describe('column mapping', () => {
  it('reads what the server keeps and writes the same back', () => {
    const d = fromJson(bank, 'calls')
    expect(check(d)).toEqual([])
    const json = toJson(d)
    expect(json).toEqual({ ...bank, fields: { ...bank.fields, queue: { column: 'type' } } })
    expect(toJson(fromJson(json, 'calls'))).toEqual(json)
  })
  it('says what is missing', () => {
    const codes = check(emptyDraft('calls')).map((p) => `${p.field} ${p.code}`)
    expect(codes).toEqual(['fields.call missing', 'fields.queue missing', 'fields.entered missing', 'fields.outcome need_outcome', 'fields.wait need_wait'])
    const d = emptyDraft('intervals')
    d.fields.answered_within = { ...emptyField(), refs: ['a'] }
    expect(check(d).map((p) => p.code)).toContain('need_threshold')
  })
  it('finds columns the file does not have, and bad rules', () => {
    const d = fromJson({ ...bank, ignore: [{ column: 'nope', matches: '(' }, { column: '', equals: '' }] }, 'calls')
    const p = check(d, ['line', 'call_id', 'type', 'q_start', 'vru_exit', 'date', 'outcome'])
    expect(p.map((x) => `${x.field} ${x.code}`)).toEqual([
      'fields.wait unknown_column',
      'ignore[0] unknown_column',
      'ignore[0] rule_pattern',
      'ignore[1] rule_column',
      'ignore[1] rule_value',
    ])
  })
  it('keeps only what a type of field can have', () => {
    const d = fromJson(bank, 'calls')
    const queue = d.fields.queue
    if (queue) Object.assign(queue, { unit: 's', format: 'iso', average_of: 'offered', minus: ['x'] })
    expect(toJson(d).fields.queue).toEqual({ column: 'type' })
  })
  it('guesses from the headers of the field, both languages', () => {
    const d = guess('calls', ['流水号', '技能组', '入队时间', '坐席工号', '等待时长（秒）', '通话时长（秒）', '主叫号码'])
    expect(d.fields.call?.refs).toEqual(['流水号'])
    expect(d.fields.queue?.refs).toEqual(['技能组'])
    expect(d.fields.wait).toMatchObject({ refs: ['等待时长（秒）'], unit: 's' })
    const i = guess('intervals', ['QueueName', 'TimeStamp', 'IntervalDuration', 'IncomingContactVolume', 'ContactsHandled'])
    expect(i.fields.offered?.refs).toEqual(['IncomingContactVolume'])
    expect(i.fields.answered?.refs).toEqual(['ContactsHandled'])
    expect(check(i)).toEqual([])
    expect(guess('calls', ['a', 'b']).fields).toEqual({})
  })
  it('names columns even when the header is missing or doubled', () => {
    expect(columnRefs(['a', 'b', 'a'], 4, true)).toEqual(['#1', 'b', '#3', '#4'])
    expect(columnRefs(null, 2, false)).toEqual(['#1', '#2'])
  })
  it('lists values to be mapped', () => {
    expect(sampleValues(['x'], ['y', 'x'], [['1', 'AGENT'], ['2', 'HANG'], ['3', 'AGENT'], ['4', '']])).toEqual(['AGENT', 'HANG'])
  })
  it('survives nonsense', () => {
    expect(fromJson(null, 'calls').fields).toEqual({})
    expect(fromJson({ fields: { queue: 3 } }, 'calls').fields.queue?.refs).toEqual(['3'])
  })
})
