// The column mapping of a calls or intervals file: the editor's draft, its checks, and the JSON the server reads.
// The server checks again against the file; this side only spares a round trip and explains while typing.

export type MappingKind = 'calls' | 'intervals'
export type FieldType = 'text' | 'time' | 'duration' | 'count' | 'outcome' | 'length'
export type FieldInfo = { name: string; type: FieldType; required: boolean }

const f = (name: string, type: FieldType, required = false): FieldInfo => ({ name, type, required })

export const FIELDS: Record<MappingKind, FieldInfo[]> = {
  calls: [
    f('call', 'text', true), f('queue', 'text', true), f('entered', 'time', true), f('outcome', 'outcome'),
    f('agent', 'text'), f('customer', 'text'), f('channel', 'text'), f('call_type', 'text'),
    f('link', 'text'), f('answered', 'time'), f('left', 'time'), f('ended', 'time'),
    f('wait', 'duration'), f('ring', 'duration'), f('talk', 'duration'), f('hold', 'duration'),
    f('holds', 'count'), f('wrap_up', 'duration'), f('by', 'text'), f('to', 'text'),
  ],
  intervals: [
    f('queue', 'text', true), f('start', 'time', true), f('length', 'length', true), f('channel', 'text'),
    f('threshold', 'duration'), f('offered', 'count'), f('answered', 'count'),
    f('abandoned', 'count'), f('left', 'count'), f('answered_within', 'count'),
    f('abandoned_within', 'count'), f('answered_wait', 'duration'), f('abandoned_wait', 'duration'),
    f('max_wait', 'duration'), f('talk', 'duration'), f('hold', 'duration'), f('wrap_up', 'duration'),
  ],
}

export const SOURCES = ['column', 'columns', 'join', 'sum', 'const'] as const
export type SourceKind = (typeof SOURCES)[number]
export const UNITS = ['auto', 's', 'ms', 'min', 'h', 'd', 'hms'] as const
export const FORMATS = ['auto', 'iso', 'yyyy-MM-dd HH:mm:ss', 'yyyy/M/d H:mm', 'H:mm:ss', 'h:mm:ss a', 'yyMMdd', 'epoch', 'epoch_ms', 'excel'] as const
const COUNTS = ['offered', 'answered', 'abandoned', 'left', 'answered_within', 'abandoned_within']

export type DraftField = {
  source: SourceKind
  refs: string[]
  separator: string
  const: string
  minus: string[]
  map: { from: string; to: string }[]
  default: string
  format: string
  date: string
  date_format: string
  after: string[]
  unit: string
  average_of: string
  percent_of: string
  fraction_of: string
  zero_means_missing: boolean
}

export type RuleTest = 'equals' | 'in' | 'empty' | 'matches'
export type DraftRule = { column: string; test: RuleTest; value: string; not: boolean }

export type Draft = {
  kind: MappingKind
  delimiter: string
  quote: string
  encoding: string
  decimal: string
  no_header: boolean
  skip_lines: number
  zone: string
  ignore: DraftRule[]
  fields: Record<string, DraftField | undefined>
}

export function emptyField(source: SourceKind = 'column'): DraftField {
  return {
    source, refs: [], separator: '', const: '', minus: [], map: [], default: '', format: '', date: '', date_format: '', after: [],
    unit: '', average_of: '', percent_of: '', fraction_of: '', zero_means_missing: false,
  }
}

export function emptyDraft(kind: MappingKind): Draft {
  return { kind, delimiter: '', quote: '', encoding: '', decimal: '', no_header: false, skip_lines: 0, zone: '', ignore: [], fields: {} }
}

export type Problem = { field: string; code: string; values?: Record<string, string> }

/** What is wrong with the draft by itself; field names as the server writes them ("fields.queue"). */
export function check(d: Draft, columns?: readonly string[]): Problem[] {
  const out: Problem[] = []
  const add = (field: string, code: string, values?: Record<string, string>) => out.push({ field, code, values })
  const known = new Set(columns ?? [])
  const ref = (at: string, r: string) => {
    if (columns && !known.has(r) && !/^#?\d+$/.test(r)) add(at, 'unknown_column', { column: r })
  }
  for (const info of FIELDS[d.kind]) {
    const at = `fields.${info.name}`
    const x = d.fields[info.name]
    if (!x) {
      if (info.required) add(at, 'missing')
      continue
    }
    if (x.source === 'const' ? x.const === '' : x.refs.length === 0) add(at, 'no_source')
    for (const r of [...x.refs, ...x.minus, ...x.after, ...(x.date ? [x.date] : [])]) ref(at, r)
    if (info.type === 'time' && x.date_format && !x.date) add(at, 'date_missing')
    const of = [x.average_of, x.percent_of, x.fraction_of].filter(Boolean)
    if (of.length > 1) add(at, 'one_of')
    for (const c of of) if (!d.fields[c]) add(at, 'of_missing', { count: c })
  }
  d.ignore.forEach((r, i) => {
    const at = `ignore[${i}]`
    if (!r.column) add(at, 'rule_column')
    else ref(at, r.column)
    if (r.test !== 'empty' && r.value === '') add(at, 'rule_value')
    if (r.test === 'matches') {
      try {
        new RegExp(r.value)
      } catch {
        add(at, 'rule_pattern')
      }
    }
  })
  const has = (...names: string[]) => names.some((n) => d.fields[n])
  if (d.kind === 'calls') {
    if (!has('outcome', 'agent', 'answered')) add('fields.outcome', 'need_outcome')
    if (!has('wait', 'answered')) add('fields.wait', 'need_wait')
  } else {
    if (!has('offered', 'answered', 'abandoned')) add('fields.offered', 'need_count')
    if (has('answered_within', 'abandoned_within') && !has('threshold')) add('fields.threshold', 'need_threshold')
  }
  return out
}

type JsonField = Partial<{
  column: string
  columns: string[]
  join: string[]
  separator: string
  const: string
  sum: string[]
  minus: string[]
  map: Record<string, string>
  default: string
  format: string
  date: string
  date_format: string
  after: string[]
  unit: string
  average_of: string
  percent_of: string
  fraction_of: string
  zero_means_missing: boolean
}>
type JsonRule = { column: string; equals?: string; in?: string[]; empty?: boolean; matches?: string; not?: boolean }
export type MappingJson = {
  kind: MappingKind
  delimiter?: string
  quote?: string
  encoding?: string
  decimal?: string
  no_header?: boolean
  skip_lines?: number
  zone?: string
  ignore?: JsonRule[]
  fields: Record<string, JsonField | string | number>
}

/** The JSON of a draft; what a type of field cannot have is left out. */
export function toJson(d: Draft): MappingJson {
  const out: MappingJson = { kind: d.kind, fields: {} }
  if (d.delimiter) out.delimiter = d.delimiter
  if (d.quote) out.quote = d.quote
  if (d.encoding) out.encoding = d.encoding
  if (d.decimal) out.decimal = d.decimal
  if (d.no_header) out.no_header = true
  if (d.skip_lines) out.skip_lines = d.skip_lines
  if (d.zone) out.zone = d.zone
  if (d.ignore.length) {
    out.ignore = d.ignore.map((r): JsonRule => {
      const rule: JsonRule = { column: r.column }
      if (r.test === 'equals') rule.equals = r.value
      else if (r.test === 'in') rule.in = r.value.split(/[,，\n]/).map((s) => s.trim()).filter(Boolean)
      else if (r.test === 'empty') rule.empty = true
      else rule.matches = r.value
      if (r.not) rule.not = true
      return rule
    })
  }
  for (const info of FIELDS[d.kind]) {
    const x = d.fields[info.name]
    if (!x) continue
    const y: JsonField = {}
    if (x.source === 'column') y.column = x.refs[0] ?? ''
    else if (x.source === 'const') y.const = x.const
    else y[x.source] = x.refs
    if (x.source === 'join' && x.separator) y.separator = x.separator
    const number = info.type === 'count' || info.type === 'duration'
    if (number && x.minus.length) y.minus = x.minus
    if (x.map.length) y.map = Object.fromEntries(x.map.filter((m) => m.from !== '').map((m) => [m.from, m.to]))
    if (x.default) y.default = x.default
    if (info.type === 'time') {
      if (x.format && x.format !== 'auto') y.format = x.format
      if (x.date) y.date = x.date
      if (x.date_format && x.date_format !== 'auto') y.date_format = x.date_format
      if (x.after.length) y.after = x.after
    }
    if (info.type === 'duration' && x.unit && x.unit !== 'auto') y.unit = x.unit
    if (number && d.kind === 'intervals') {
      if (x.average_of) y.average_of = x.average_of
      if (x.percent_of) y.percent_of = x.percent_of
      if (x.fraction_of) y.fraction_of = x.fraction_of
    }
    if (x.zero_means_missing) y.zero_means_missing = true
    out.fields[info.name] = y
  }
  return out
}

const strings = (v: unknown): string[] => (Array.isArray(v) ? v.map(String) : [])

/** A saved mapping as a draft; what it does not know stays at its default. */
export function fromJson(json: unknown, kind: MappingKind): Draft {
  const j = (typeof json === 'object' && json !== null ? json : {}) as Partial<MappingJson>
  const d = emptyDraft(j.kind === 'intervals' || j.kind === 'calls' ? j.kind : kind)
  d.delimiter = j.delimiter ?? ''
  d.quote = j.quote ?? ''
  d.encoding = j.encoding ?? ''
  d.decimal = j.decimal ?? ''
  d.no_header = j.no_header === true
  d.skip_lines = j.skip_lines ?? 0
  d.zone = j.zone ?? ''
  d.ignore = (j.ignore ?? []).map((r) => ({
    column: String(r.column ?? ''),
    test: r.equals !== undefined ? 'equals' : r.in ? 'in' : r.empty ? 'empty' : 'matches',
    value: r.equals ?? r.in?.join(', ') ?? r.matches ?? '',
    not: r.not === true,
  }))
  for (const info of FIELDS[d.kind]) {
    const y = j.fields?.[info.name]
    if (y === undefined) continue
    const x = emptyField()
    if (typeof y !== 'object') {
      x.refs = [String(y)]
      d.fields[info.name] = x
      continue
    }
    if (y.const !== undefined) {
      x.source = 'const'
      x.const = y.const
    } else if (y.columns) {
      x.source = 'columns'
      x.refs = strings(y.columns)
    } else if (y.join) {
      x.source = 'join'
      x.refs = strings(y.join)
      x.separator = y.separator ?? ''
    } else if (y.sum) {
      x.source = 'sum'
      x.refs = strings(y.sum)
    } else if (y.column !== undefined) x.refs = [String(y.column)]
    x.minus = strings(y.minus)
    x.map = Object.entries(y.map ?? {}).map(([from, to]) => ({ from, to }))
    x.default = y.default ?? ''
    x.format = y.format ?? ''
    x.date = y.date === undefined ? '' : String(y.date)
    x.date_format = y.date_format ?? ''
    x.after = strings(y.after)
    x.unit = y.unit ?? ''
    x.average_of = y.average_of ?? ''
    x.percent_of = y.percent_of ?? ''
    x.fraction_of = y.fraction_of ?? ''
    x.zero_means_missing = y.zero_means_missing === true
    d.fields[info.name] = x
  }
  return d
}

const plain = (s: string) => s.toLowerCase().replace(/[（(].*?[)）]/g, '').replace(/[\s_\-.]/g, '')

// Headers seen in the field, both languages; the first that fits wins.
const HINTS: Record<MappingKind, Record<string, string[]>> = {
  calls: {
    call: ['callid', 'contactid', 'uniqueid', 'sessionid', '呼叫编号', '呼叫id', '通话id', '流水号', '会话编号'],
    queue: ['queue', 'queuename', 'skillgroup', 'skill', 'vdn', '队列', '技能组', '业务队列', 'type'],
    entered: ['enqueuetime', 'queuestart', 'qstart', 'entertime', 'starttime', 'calltime', '入队时间', '进入队列时间', '呼入时间', '开始时间'],
    outcome: ['outcome', 'result', 'status', 'disposition', '结果', '呼叫结果', '通话状态'],
    agent: ['agent', 'agentid', 'agentno', 'server', 'operator', '坐席', '座席', '工号', '坐席工号'],
    customer: ['customer', 'customerid', 'caller', 'callerid', 'ani', 'phone', '主叫', '主叫号码', '客户号码', '客户'],
    channel: ['channel', 'media', '渠道'],
    call_type: ['calltype', 'direction', '呼叫类型', '业务类型'],
    answered: ['answertime', 'connecttime', 'serstart', '应答时间', '接通时间'],
    ended: ['endtime', 'hanguptime', 'serexit', '结束时间', '挂机时间'],
    wait: ['wait', 'waittime', 'qtime', 'queuetime', 'holdtime', '等待时长', '排队时长', '等待时间'],
    ring: ['ring', 'ringtime', '振铃时长'],
    talk: ['talk', 'talktime', 'sertime', 'duration', 'callduration', '通话时长', '通话时间'],
    hold: ['hold', '保持时长'],
    wrap_up: ['acw', 'wrapup', 'wraptime', 'aftercallwork', '整理时长', '话后时长', '话后处理时长'],
  },
  intervals: {
    queue: ['queue', 'queuename', 'skillgroup', '队列', '技能组'],
    start: ['timestamp', 'datetime', 'start', 'starttime', 'interval', 'statstime', 'date', 'time', '时段', '开始时间', '统计时间', '日期'],
    length: ['intervalduration', 'length', 'duration', '时长', '粒度'],
    channel: ['channel', 'channeltype', '渠道'],
    offered: ['offered', 'calls', 'incoming', 'incomingcontactvolume', 'callsoffered', 'received', '呼入量', '人工请求量', '来电量'],
    answered: ['answered', 'handled', 'contactshandled', 'callshandled', '接起量', '接通量', '应答量'],
    abandoned: ['abandoned', 'callsabandoned', '放弃量', '呼损量'],
    left: ['overflow', 'flowout', 'callsoverflow', '溢出量'],
    answered_within: ['answeredwithin', '20秒接起量', '阈值内接起量'],
    max_wait: ['maxwait', 'longestwait', '最长等待'],
    talk: ['talktime', 'averagetalktime', '通话时长'],
  },
}

const UNIT_HINT: Record<string, string> = { ms: 'ms', 毫秒: 'ms', sec: 's', 秒: 's', min: 'min', 分: 'min' }

/** A first draft from the headers of a file: only confident guesses, each column once. */
export function guess(kind: MappingKind, columns: readonly string[]): Draft {
  const d = emptyDraft(kind)
  const used = new Set<string>()
  for (const info of FIELDS[kind]) {
    const hints = HINTS[kind][info.name] ?? []
    let best: string | undefined
    for (const h of hints) {
      best = columns.find((c) => !used.has(c) && plain(c) === h) ?? best
      if (best) break
    }
    best ??= columns.find((c) => !used.has(c) && hints.some((h) => h.length > 4 && plain(c).startsWith(h)))
    if (!best) continue
    used.add(best)
    const x = emptyField()
    x.refs = [best]
    if (info.type === 'duration') for (const [h, u] of Object.entries(UNIT_HINT)) if (best.toLowerCase().endsWith(h) || best.includes(`(${h})`) || best.includes(`（${h}）`)) x.unit = u
    if (kind === 'intervals' && info.type === 'duration' && /^(avg|average|mean|平均)/i.test(best)) x.average_of = 'answered'
    d.fields[info.name] = x
  }
  return d
}

/** Column references of a file: header names, or #1, #2 … where the header is missing or doubled. */
export function columnRefs(header: readonly string[] | null | undefined, width: number, hasHeader: boolean): string[] {
  const seen = new Map<string, number>()
  for (const h of header ?? []) seen.set(h, (seen.get(h) ?? 0) + 1)
  return Array.from({ length: Math.max(width, header?.length ?? 0) }, (_, i) => {
    const name = hasHeader ? header?.[i] : undefined
    return name && seen.get(name) === 1 ? name : `#${i + 1}`
  })
}

/** Distinct values of a column in the sample, for the value map. */
export function sampleValues(refs: readonly string[], columns: readonly string[], sample: readonly (readonly string[])[], limit = 20): string[] {
  const at = refs.map((r) => columns.indexOf(r)).filter((i) => i >= 0)
  const out = new Set<string>()
  for (const row of sample) for (const i of at) if (row[i]) out.add(row[i] as string)
  return [...out].slice(0, limit)
}

export const countFields = COUNTS
