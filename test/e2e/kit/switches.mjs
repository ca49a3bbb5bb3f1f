// Scripted switches that speak the real protocols: an Asterisk manager interface and a FreeSWITCH event socket, with one queue.
import { createServer } from 'node:net'

/** Listens on a free port of loopback; `serve` talks to who comes. */
async function listen(serve) {
  const open = new Set()
  const server = createServer((socket) => {
    open.add(socket)
    socket.setEncoding('utf8')
    socket.on('error', () => {}) // the server hangs up as it likes
    socket.on('close', () => open.delete(socket))
    serve(socket)
  })
  await new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', done)
  })
  return {
    address: `127.0.0.1:${server.address().port}`,
    /** Breaks every connection. */
    drop: () => open.forEach((s) => s.destroy()),
    stop: () => new Promise((done) => {
      open.forEach((s) => s.destroy())
      server.close(done)
    }),
  }
}

/** Gives every message of a connection, up to an empty line, to `take`. */
function messages(socket, end, take) {
  let text = ''
  socket.on('data', (part) => {
    text += part
    for (let at; (at = text.indexOf(end)) >= 0;) {
      const message = text.slice(0, at)
      text = text.slice(at + end.length)
      take(message)
    }
  })
}

const seconds = () => Math.floor(Date.now() / 1000)

/** An Asterisk with the queue `sales`; `call` lets somebody call, be served by an agent and hang up. */
export async function startAsterisk({ user = 'lingting', secret = 's3cret' } = {}) {
  const heard = new Set()
  const say = (socket, ...lines) => socket.write(lines.join('\r\n') + '\r\n\r\n')
  const booted = seconds() - 3600
  const door = await listen((socket) => {
    socket.on('close', () => heard.delete(socket))
    socket.write('Asterisk Call Manager/9.0.0\r\n')
    messages(socket, '\r\n\r\n', (text) => {
      const action = Object.fromEntries(text.split('\r\n').map((l) => l.split(/: (.*)/s).slice(0, 2)))
      const id = `ActionID: ${action.ActionID}`
      switch (action.Action) {
        case 'Login':
          if (action.Username !== user || action.Secret !== secret) {
            say(socket, 'Response: Error', id, 'Message: Authentication failed')
            socket.end()
            return
          }
          say(socket, 'Response: Success', id, 'Message: Authentication accepted')
          say(socket, 'Event: FullyBooted', 'Privilege: system,all', `Uptime: ${seconds() - booted}`, 'Status: Fully Booted')
          heard.add(socket)
          return
        case 'QueueStatus':
          say(socket, 'Response: Success', id, 'EventList: start', 'Message: Queue status will follow')
          say(socket, 'Event: QueueParams', id, 'Queue: sales', 'Max: 0', 'Strategy: rrmemory', 'Calls: 0')
          say(socket, 'Event: QueueMember', id, 'Queue: sales', 'Name: Ann', 'Location: SIP/ann', 'Membership: dynamic', `LoginTime: ${booted}`, 'Status: 1', 'Paused: 0')
          say(socket, 'Event: QueueStatusComplete', id, 'EventList: Complete', 'ListItems: 2')
          return
        case 'CoreShowChannels':
          say(socket, 'Response: Success', id, 'EventList: start', 'Message: Channels will follow')
          say(socket, 'Event: CoreShowChannelsComplete', id, 'EventList: Complete', 'ListItems: 0')
          return
        default:
          say(socket, 'Response: Success', id)
      }
    })
  })
  let calls = 0
  return {
    ...door,
    user,
    secret,
    call() {
      const at = seconds() - 30
      const call = `${at}.${++calls}`
      const tell = (ago, name, ...lines) => heard.forEach((s) => say(s, `Event: ${name}`, 'Privilege: agent,all', `Timestamp: ${seconds() - ago}.000000`,
        'Channel: SIP/in-1', 'CallerIDNum: 13800001234', `Uniqueid: ${call}`, `Linkedid: ${call}`, 'Queue: sales', ...lines))
      const agent = ['DestChannel: SIP/ann-1', 'Interface: SIP/ann', 'MemberName: Ann']
      tell(30, 'QueueCallerJoin', 'Position: 1', 'Count: 1')
      tell(25, 'AgentCalled', ...agent)
      tell(20, 'QueueCallerLeave', 'Position: 1', 'Count: 0')
      tell(20, 'AgentConnect', ...agent, 'HoldTime: 10', 'RingTime: 5')
      tell(1, 'AgentComplete', ...agent, 'HoldTime: 10', 'TalkTime: 19', 'Reason: caller')
    },
  }
}

/** A FreeSWITCH with the queue `support`; `call` lets somebody call and give up. */
export async function startFreeswitch({ secret = 'ClueCon' } = {}) {
  const heard = new Set()
  const booted = seconds() - 3600
  const reply = (socket, text) => socket.write(`Content-Type: command/reply\nReply-Text: ${text}\n\n`)
  const body = (socket, text) => socket.write(`Content-Type: api/response\nContent-Length: ${Buffer.byteLength(text)}\n\n${text}`)
  const tables = {
    'uptime': () => `${seconds() - booted}\n`,
    'global_getvar core_uuid': () => 'core-e2e',
    'callcenter_config agent list': () => `name|type|contact|status|state|last_status_change\nBea|callback|user/bea|Available|Waiting|${booted}\n+OK\n`,
    'callcenter_config queue list': () => 'name|strategy\nsupport|longest-idle-agent\n+OK\n',
    'callcenter_config queue list members support': () => 'queue|uuid|session_uuid|cid_number|joined_epoch|bridge_epoch|serving_agent|state\n+OK\n',
  }
  const door = await listen((socket) => {
    socket.on('close', () => heard.delete(socket))
    socket.write('Content-Type: auth/request\n\n')
    messages(socket, '\n\n', (text) => {
      const line = text.trim()
      if (line === `auth ${secret}`) return reply(socket, '+OK accepted')
      if (line.startsWith('auth ')) return reply(socket, '-ERR invalid')
      if (line.startsWith('event plain')) {
        heard.add(socket)
        return reply(socket, '+OK event listener enabled plain')
      }
      if (line.startsWith('api ')) return body(socket, (tables[line.slice(4)] ?? (() => '-ERR command not found\n'))())
      return reply(socket, '-ERR command not found')
    })
  })
  let calls = 0
  return {
    ...door,
    secret,
    call() {
      const id = `e2e-${seconds()}-${++calls}`
      const tell = (ago, fields) => {
        const text = Object.entries({ 'Event-Subclass': 'callcenter::info', 'Event-Name': 'CUSTOM', 'Core-UUID': 'core-e2e', 'Event-Date-Timestamp': `${seconds() - ago}000000`,
          'CC-Queue': 'support', 'CC-Member-UUID': `m-${id}`, 'CC-Member-Session-UUID': id, 'CC-Member-CID-Number': '13800005678', ...fields })
          .map(([k, v]) => `${k}: ${encodeURIComponent(v)}\n`).join('') + '\n'
        heard.forEach((s) => s.write(`Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-plain\n\n${text}`))
      }
      const joined = `${seconds() - 20}`
      tell(20, { 'CC-Action': 'member-queue-start' })
      tell(1, { 'CC-Action': 'member-queue-end', 'CC-Cause': 'Cancel', 'CC-Cancel-Reason': 'BREAK_OUT', 'CC-Member-Joined-Time': joined, 'CC-Member-Leaving-Time': `${seconds() - 1}` })
    },
  }
}
