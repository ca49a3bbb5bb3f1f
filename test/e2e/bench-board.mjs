// How long one turn of a wallboard with 200 tiles keeps the browser's main
// thread: taking the message, scripting, style, layout and paint, from the
// browser's own trace. A centre of 200 agents works meanwhile and tells 200
// events a second.
//
// node bench-board.mjs [SECONDS]; prints the figures and the limit.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { summary, turnsOf } from './kit/trace.mjs'
import { binary, until } from './kit/server.mjs'

const limit = 16
const tiles = 200
const seconds = Number(process.argv[2] ?? 30)

const stage = spawn(binary, ['bench', '--live', '--stay', '--agents', String(tiles), '--rate', '200', '--pages', '1', '--hours', '2'], { stdio: ['ignore', 'pipe', 'pipe'] })
let log = ''
let at
let ended = false
stage.stderr.on('data', (d) => { log = (log + d).slice(-20_000) })
stage.on('exit', () => { ended = true })
createInterface({ input: stage.stdout }).on('line', (line) => { at ??= JSON.parse(line) })
const stop = async () => {
  stage.kill('SIGTERM')
  await until('the floor stops', 60, () => ended).catch(() => stage.kill('SIGKILL'))
}

try {
  await until('the floor works', 240, () => {
    if (ended) throw new Error('it ended')
    return at
  })
  process.env.LINGTING_URL = at.url
  const { openBrowser } = await import('./kit/browser.mjs')
  const b = await openBrowser({ width: 1920, height: 1080 })
  try {
    await b.context.addCookies([{ name: at.cookie, value: at.value, url: at.url }])
    await b.page.goto(`${at.url}/wall/board/${at.board}`)
    await until('the board shows all tiles', 60, async () => (await b.page.locator('.lt-tile').count()) === tiles)
    await b.page.waitForTimeout(5000)
    const trace = await traced(b, seconds)
    const { turns, clocks } = turnsOf(trace)
    b.clean()
    const all = summary(turns.map((t) => t.total))
    const cpu = summary(turns.map((t) => t.cpu))
    const part = (name) => summary(turns.map((t) => t[name])).median.toFixed(1)
    console.log(`a board of ${tiles} tiles in ${await version(b)}, ${turns.length} turns in ${seconds} s, ms of the page's main thread for one turn:`)
    console.log(`  median ${all.median.toFixed(1)}  p95 ${all.p95.toFixed(1)}  most ${all.most.toFixed(1)}  (of the processor: median ${cpu.median.toFixed(1)}  p95 ${cpu.p95.toFixed(1)})`)
    console.log(`  median of the parts: message ${part('message')}  scripting ${part('script')}  style and layout ${part('layout')}  paint ${part('paint')}`)
    const tick = summary(clocks)
    console.log(`  frames that only moved clocks: ${clocks.length}, median ${tick.median.toFixed(1)}  p95 ${tick.p95.toFixed(1)}  most ${tick.most.toFixed(1)}`)
    console.log(`board of ${tiles} tiles: one turn p95 ${all.p95.toFixed(1)} ms (limit ${limit}, ${all.p95 <= limit ? 'held' : 'NOT HELD'})`)
    if (turns.length < seconds) throw new Error('the board hardly moved')
  } finally {
    await b.close()
  }
} catch (e) {
  console.error(log)
  throw e
} finally {
  await stop()
}

async function version(b) {
  return 'Chromium ' + (b.context.browser()?.version() ?? await b.page.evaluate(() => /Chrome\/([\d.]+)/.exec(navigator.userAgent)?.[1]))
}

/** The browser's trace of the page over some seconds. */
async function traced(b, length) {
  const cdp = await b.context.newCDPSession(b.page)
  const events = []
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...value))
  const complete = new Promise((done) => cdp.once('Tracing.tracingComplete', done))
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing', 'toplevel', '__metadata'] },
  })
  await b.page.waitForTimeout(length * 1000)
  await cdp.send('Tracing.end')
  await complete
  return events
}
