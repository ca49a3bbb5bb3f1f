// A telephone exchange that works now: writes rows of an Asterisk queue_log, as they happen, to a file the server follows.
import { appendFileSync, writeFileSync } from 'node:fs'

const queues = ['credit-card', 'savings', 'vip-care']

export function agentNumbers(n = 58) {
  const out = []
  for (let i = 0; out.length < n; i++) out.push(`8${(i % 3) + 1}${String(Math.floor(i / 3) + 1).padStart(2, '0')}`)
  return out
}

/** Starts the exchange: people sign in, calls come about every `gap` milliseconds. `stop` lets it fall silent. */
export function startFeeder(file, { agents = agentNumbers(), gap = 400, talk = 20_000, seed = 7 } = {}) {
  let state = seed
  const random = () => ((state = (state * 1103515245 + 12345) % 2147483648) / 2147483648)
  let call = 0
  const free = []
  const waiting = []
  const timers = new Set()
  const later = (ms, fn) => {
    const id = setTimeout(() => { timers.delete(id); fn() }, ms)
    timers.add(id)
  }
  const row = (...fields) => appendFileSync(file, `${Math.floor(Date.now() / 1000)}|${fields.join('|')}\n`)
  writeFileSync(file, '')
  for (const [i, a] of agents.entries()) {
    for (const q of queues) row('MANAGER', q, a, 'ADDMEMBER', '')
    if (i % 9 === 8) row('NONE', 'NONE', a, 'PAUSEALL', ['小休', '用餐', '培训'][i % 3])
    else free.push(a)
  }
  const connect = () => {
    while (free.length > 0 && waiting.length > 0) {
      const a = free.splice(Math.floor(random() * free.length), 1)[0]
      const c = waiting.shift()
      if (c.gone) { free.push(a); continue }
      c.taken = true
      const held = Math.round((Date.now() - c.at) / 1000)
      row(c.id, c.queue, a, 'CONNECT', held, `${c.id}.9`, 2)
      const spent = 3000 + random() * talk * 2
      later(spent, () => {
        row(c.id, c.queue, a, random() < 0.7 ? 'COMPLETECALLER' : 'COMPLETEAGENT', held, Math.round(spent / 1000), 1)
        later(1500, () => { free.push(a); connect() })
      })
    }
  }
  const arrive = () => {
    const c = { id: `${Math.floor(Date.now() / 1000)}.${++call}`, queue: queues[Math.floor(random() ** 2 * 3)], at: Date.now() }
    row(c.id, c.queue, 'NONE', 'ENTERQUEUE', '', `138${String(10_000_000 + call).slice(-8)}`, 1)
    waiting.push(c)
    later(8000 + random() * 60_000, () => {
      if (c.taken) return
      c.gone = true
      row(c.id, c.queue, 'NONE', 'ABANDON', 1, 1, Math.round((Date.now() - c.at) / 1000))
    })
    later(random() * 1500, connect)
    later(gap * (0.4 + 1.2 * random()), arrive)
  }
  arrive()
  return { stop: () => { for (const id of timers) clearTimeout(id); timers.clear() }, calls: () => call }
}
