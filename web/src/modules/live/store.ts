// The floor in the browser: one stream, one copy of the rows, and a subscription per thing, so that a
// tile is drawn again only when its own row changes.
import { flushSync } from 'react-dom'
import type { AgentRow, Alarm, Frame, Head, QueueRow, Strip } from './types'

/** Whether the server is heard: `since` is when it was heard last. */
export type Link = { state: 'connecting' | 'live' | 'lost'; since: number }

const silentAfter = 6000

export class FloorStore {
  head: Head | undefined
  link: Link = { state: 'connecting', since: Date.now() }
  readonly queues = new Map<string, QueueRow>()
  readonly agents = new Map<string, AgentRow>()
  readonly alarms = new Map<string, Alarm>()
  readonly strips = new Map<string, Strip>()
  queueIds: string[] = []
  agentIds: string[] = []
  /** All rows of a kind, made anew when one of them changes. */
  private lists = new Map<string, unknown[]>()
  private listeners = new Map<string, Set<() => void>>()
  private waiting: Frame[] = []
  private due = 0
  private source: EventSource | undefined
  private watch = 0
  private heard = 0
  private offset = 0
  private readonly url: string

  private readonly token: string | undefined
  private reading: AbortController | undefined

  /** A token, of a screen where nobody signs in, goes with the request and never into an address. */
  constructor(url: string, token?: string) {
    this.url = url
    this.token = token
  }

  /** The server's clock now, ms UTC. */
  now(): number {
    return Date.now() + this.offset
  }

  subscribe(key: string, fn: () => void): () => void {
    let set = this.listeners.get(key)
    if (!set) this.listeners.set(key, (set = new Set()))
    set.add(fn)
    return () => void set.delete(fn)
  }

  list<T>(kind: 'queues' | 'agents' | 'alarms' | 'strips'): T[] {
    let known = this.lists.get(kind)
    if (!known) this.lists.set(kind, (known = [...this[kind].values()]))
    return known as T[]
  }

  open(): void {
    if (this.source || this.reading) return
    this.heard ||= Date.now()
    this.watch ||= window.setInterval(() => this.listen(), 1000)
    if (this.token !== undefined) return void this.read(this.token)
    const source = new EventSource(this.url)
    this.source = source
    source.addEventListener('floor', (event) => {
      try {
        this.take(JSON.parse((event as MessageEvent<string>).data) as Frame)
      } catch {
        // half a message: the next whole one mends it
      }
    })
    // A stream that was refused does not come again by itself.
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED || this.source !== source) return
      this.source = undefined
      window.setTimeout(() => this.watch && this.open(), 3000)
    })
  }

  /** The stream read by hand: an EventSource cannot send a header. */
  private async read(token: string): Promise<void> {
    const reading = new AbortController()
    this.reading = reading
    try {
      const answer = await fetch(this.url, { headers: { 'X-Screen-Token': token }, signal: reading.signal })
      if (answer.ok && answer.body) {
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
        let rest = ''
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          rest += part.value
          const events = rest.split('\n\n')
          rest = events.pop() ?? ''
          for (const event of events) {
            const data = /^data: (.*)$/m.exec(event)?.[1]
            if (data && event.startsWith('event: floor')) this.take(JSON.parse(data) as Frame)
          }
        }
      }
    } catch {
      // cut off: begun again below
    }
    if (this.reading !== reading) return
    this.reading = undefined
    window.setTimeout(() => this.watch && this.open(), 3000)
  }

  close(): void {
    const reading = this.reading
    this.reading = undefined
    reading?.abort()
    this.source?.close()
    this.source = undefined
    clearInterval(this.watch)
    this.watch = 0
  }

  private listen(): void {
    const lost = Date.now() - this.heard > silentAfter
    const state = lost ? 'lost' : this.head ? 'live' : 'connecting'
    if (state === this.link.state) return
    this.link = { state, since: this.heard }
    this.tell(['link'])
  }

  /** Takes a message; all that came since the last picture are drawn together. */
  take(frame: Frame): void {
    this.heard = Date.now()
    if (frame.head) this.offset = frame.head.at - Date.now()
    this.waiting.push(frame)
    if (this.due) return
    // A hidden page gets no pictures; it still keeps up.
    this.due = document.hidden ? window.setTimeout(() => this.draw(), 500) : requestAnimationFrame(() => this.draw())
  }

  draw(): void {
    this.due = 0
    const frames = this.waiting
    this.waiting = []
    const changed = new Set<string>()
    performance.mark('floor-turn')
    for (const f of frames) this.apply(f, changed)
    if (this.link.state !== 'live' && this.head) {
      this.link = { state: 'live', since: this.heard }
      changed.add('link')
    }
    flushSync(() => this.tell(changed))
    performance.measure('floor-turn', 'floor-turn')
    performance.clearMarks('floor-turn')
  }

  private tell(keys: Iterable<string>): void {
    for (const key of keys) this.listeners.get(key)?.forEach((fn) => fn())
  }

  private apply(f: Frame, changed: Set<string>): void {
    if (f.head) {
      this.head = f.head
      changed.add('head')
    }
    const put = <T extends { id: string }>(kind: 'queues' | 'agents' | 'alarms' | 'strips', rows: T[] | undefined, gone?: string[]) => {
      const map = this[kind] as unknown as Map<string, T>
      let membership = false
      if (f.whole) {
        const now = new Set((rows ?? []).map((r) => r.id))
        for (const id of [...map.keys()]) {
          if (now.has(id)) continue
          map.delete(id)
          changed.add(`${kind}:${id}`)
          membership = true
        }
      }
      for (const id of gone ?? []) {
        if (map.delete(id)) {
          changed.add(`${kind}:${id}`)
          membership = true
        }
      }
      for (const row of rows ?? []) {
        membership ||= !map.has(row.id) || (kind === 'agents' && moved(map.get(row.id) as unknown as AgentRow, row as unknown as AgentRow))
        map.set(row.id, row)
        changed.add(`${kind}:${row.id}`)
      }
      if (membership || (rows?.length ?? 0) > 0) {
        this.lists.delete(kind)
        changed.add(kind)
      }
      return membership
    }
    if (put('queues', f.queues, f.queues_gone)) {
      this.queueIds = this.list<QueueRow>('queues').sort((a, b) => order.compare(a.code, b.code)).map((q) => q.id)
      changed.add('queue-ids')
    }
    if (put('agents', f.agents, f.agents_gone)) {
      this.agentIds = this.list<AgentRow>('agents').sort((a, b) => order.compare(a.no, b.no)).map((a) => a.id)
      changed.add('agent-ids')
    }
    put('alarms', f.alarms, f.alarms_gone)
    put('strips', f.strips)
  }
}

/** An agent of another team, or at another telephone, stands elsewhere on the page. */
const moved = (a: AgentRow, b: AgentRow): boolean => a.team !== b.team || a.extension !== b.extension

const order = new Intl.Collator(['zh-CN', 'en'], { numeric: true })
