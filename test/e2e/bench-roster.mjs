// How many frames a second the grid of a roster of 1,000 people and seven days
// draws while it is scrolled, in a browser whose processor is slowed down four
// times. The roster is the demo's own; its lines are told to the page over and
// over as those of more people, so that nothing but the page is measured.
//
// node bench-roster.mjs [PEOPLE] [SLOWER]; prints the figures and the limit.
import { startDemo } from './kit/server.mjs'

const limit = 40
const people = Number(process.argv[2] ?? 1000)
const slower = Number(process.argv[3] ?? 4)
const seconds = 6
const speed = 3000 // px a second: a hundred people

const server = await startDemo({ days: 30, plans: true })
process.env.LINGTING_URL = server.url
const { openBrowser, settled, signIn, visit } = await import('./kit/browser.mjs')
const b = await openBrowser()
try {
  await signIn(b.page, 'planner')
  await visit(b.page, '/rosters')
  await b.page.locator('main tbody tr').first().click()
  await b.page.waitForURL(/\/rosters\/[^?]+/)
  const id = new URL(b.page.url()).pathname
  await b.page.route(/\/rosters\/[^/]+\/lines$/, async (route) => {
    const own = await (await route.fetch()).json()
    const lines = Array.from({ length: people }, (_, i) => ({ ...own[i % own.length], person_id: `${own[i % own.length].person_id}-${i}`, agent_no: String(10_000 + i) }))
    await route.fulfill({ json: lines })
  })
  await visit(b.page, id)
  await b.page.locator('.rs-cell').first().waitFor()
  await settled(b.page)
  const rows = Number(await b.page.locator('[role=grid]').getAttribute('aria-rowcount')) - 1
  const days = Number(await b.page.locator('[role=grid]').getAttribute('aria-colcount')) - 2
  const cdp = await b.context.newCDPSession(b.page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower })
  await scrolled() // once to warm up
  const runs = []
  for (let i = 0; i < 3; i++) runs.push(await scrolled())
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  // What a frame takes of the processor, which other programs on the machine hardly change: four times that is what a frame takes
  // on a processor four times slower.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async () => (await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value
  const begin = await busy()
  const plain = await scrolled(true)
  const cpu = (1000 * (await busy() - begin)) / plain.frames
  b.clean()
  for (const r of runs) console.log(`  ${r.fps.toFixed(1)} frames a second; between two: median ${r.median.toFixed(1)} ms, p95 ${r.p95.toFixed(1)}, most ${r.most.toFixed(1)}; ${(100 * r.blank).toFixed(1)} % of the frames with rows not drawn yet`)
  console.log(`  not slowed down: ${plain.fps.toFixed(1)} frames a second, each ${cpu.toFixed(2)} ms of the page's main thread; ${slower} times that allows ${(1000 / (slower * cpu)).toFixed(0)} frames a second`)
  const fps = runs.map((r) => r.fps).sort((x, y) => x - y)[1]
  console.log(`roster of ${rows} people and ${days} days in Chromium ${b.context.browser()?.version() ?? await b.page.evaluate(() => /Chrome\/([\d.]+)/.exec(navigator.userAgent)?.[1])}, ${slower} times slower: ${fps.toFixed(1)} frames a second (limit ${limit}, ${fps >= limit ? 'held' : 'NOT HELD'})`)
  if (rows !== people || days !== 7) throw new Error(`${rows} people and ${days} days are shown`)
} finally {
  await b.close()
  await server.stop()
}

/** Scrolls the grid down at an even speed, by the clock or so far in each frame, and tells its frames. */
function scrolled(byFrame = false) {
  return b.page.evaluate(([seconds, speed, byFrame]) => new Promise((done) => {
    const box = document.querySelector('.rs-box')
    box.scrollTop = 0
    const between = []
    let begin, last, blank = 0
    const frame = (now) => {
      begin ??= now
      if (last !== undefined) between.push(now - last)
      last = now
      // The lowest row in sight, above the two lines at the foot.
      const at = box.getBoundingClientRect()
      const under = document.elementFromPoint(at.left + 300, at.bottom - 90)
      if (!under?.closest('[data-row]')) blank++
      if (now - begin < seconds * 1000) {
        box.scrollTop = byFrame ? box.scrollTop + speed / 60 : ((now - begin) / 1000) * speed
        requestAnimationFrame(frame)
        return
      }
      const sorted = [...between].sort((x, y) => x - y)
      const part = (p) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]
      done({ frames: between.length, fps: (1000 * between.length) / (last - begin), median: part(0.5), p95: part(0.95), most: sorted.at(-1), blank: blank / (between.length + 1) })
    }
    requestAnimationFrame(frame)
  }), [seconds, speed, byFrame])
}
