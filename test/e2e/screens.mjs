// Screenshots of every page in both languages and both colours into a folder:
// node screens.mjs FOLDER. LINGTING_URL names a server that runs already;
// without it a demo is started.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startDemo } from './kit/server.mjs'

const folder = process.argv[2]
if (!folder) {
  console.error('usage: node screens.mjs FOLDER')
  process.exit(1)
}
mkdirSync(folder, { recursive: true })
const server = process.env.LINGTING_URL ? { stop: async () => {} } : await startDemo({ days: 100, plans: true })
process.env.LINGTING_URL ??= server.url
const { openBrowser, prefer, settled, signIn, url, visit } = await import('./kit/browser.mjs')

const file = (route, ...rest) => join(folder, [route.replace(/^\/$/, 'home').replace(/^\//, '').replace(/[^\w-]+/g, '_'), ...rest].join('.') + '.png')
let taken = 0
async function shoot(page, path) {
  await page.screenshot({ path, animations: 'disabled' })
  taken++
}

/** Pages that are reached by opening something: the address after the opening. */
async function deeper(page) {
  const more = []
  for (const list of ['/queues', '/people', '/users', '/contacts', '/metrics', '/imports']) {
    await visit(page, list)
    const row = page.locator('main [role=row][tabindex], main tbody tr').first()
    if ((await row.count()) === 0) continue
    await row.click().catch(() => {})
    await settled(page)
    const at = new URL(page.url())
    if (at.pathname + at.search !== list) more.push(at.pathname + at.search)
  }
  return more
}

const b = await openBrowser()
try {
  for (const language of ['zh', 'en']) {
    for (const theme of ['light', 'dark']) {
      await prefer(b.page, { language, theme })
      await b.context.clearCookies()
      await b.page.goto(url + '/sign-in')
      await settled(b.page)
      await shoot(b.page, file('/sign-in', language, theme))
      await signIn(b.page)
      const routes = await b.page.locator('nav a.lt-nav-item').evaluateAll((links) => links.map((a) => a.getAttribute('href')))
      for (const route of [...routes, '/password', ...(await deeper(b.page))]) {
        await visit(b.page, route)
        await shoot(b.page, file(route, language, theme))
      }
    }
  }
} finally {
  await b.close()
}

const small = await openBrowser({ width: 390, height: 844 })
try {
  await small.page.goto(url + '/sign-in')
  await settled(small.page)
  await shoot(small.page, file('/sign-in', 'small'))
  await signIn(small.page)
  for (const route of ['/', '/heatmap', '/floor']) {
    await visit(small.page, route)
    await shoot(small.page, file(route, 'small'))
  }
} finally {
  await small.close()
}
await server.stop()
console.log(`${taken} screenshots in ${folder}`)
for (const fault of [...b.faults, ...small.faults]) console.log('fault: ' + fault)
