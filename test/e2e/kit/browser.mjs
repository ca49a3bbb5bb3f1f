// A browser with a fresh profile, on the system's Chromium. A test fails on
// any error of the page, any console.error and any request that leaves the
// server.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { password } from './server.mjs'

const url = process.env.LINGTING_URL
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

/** Opens a browser. `close` ends it; `faults` are what went wrong in pages so far. */
export async function openBrowser({ width = 1440, height = 900 } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'lingting-profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.LINGTING_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: flags,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    viewport: { width, height },
    acceptDownloads: true,
  })
  context.setDefaultTimeout(15_000)
  const faults = []
  const expected = [/\b401\b.*\/api\/v1\/session$/] // who is not signed in asks whether he is
  const watch = (page) => {
    page.on('pageerror', (e) => faults.push(`page error on ${page.url()}: ${e.message}`))
    page.on('console', (m) => {
      if (m.type() !== 'error') return
      const text = `${m.text()} ${m.location().url}`
      if (!expected.some((e) => e.test(text))) faults.push(`console on ${page.url()}: ${text}`)
    })
  }
  context.pages().forEach(watch)
  context.on('page', watch)
  context.on('request', (r) => {
    const to = r.url()
    if (!to.startsWith(url) && !/^(data|blob|about|chrome):/.test(to)) faults.push(`request left the server: ${to}`)
  })
  return {
    context,
    faults,
    page: context.pages()[0],
    /** An error answer of the server that the journey asks for. */
    expect: (pattern) => expected.push(pattern),
    /** Fails when a page did something it must not do. */
    clean: () => assert.deepEqual(faults.splice(0), [], 'pages must not err or leave the server'),
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** Sets language and colours as a person's earlier choice. */
export async function prefer(page, prefs) {
  await page.addInitScript((p) => {
    if (sessionStorage.getItem('prefs-set') === JSON.stringify(p)) return
    localStorage.setItem('lingting.prefs', JSON.stringify({ ...JSON.parse(localStorage.getItem('lingting.prefs') ?? '{}'), ...p }))
    sessionStorage.setItem('prefs-set', JSON.stringify(p))
  }, prefs)
}

/** Signs in by the form and waits for the shell. */
export async function signIn(page, login = 'admin', secret = password) {
  await page.goto(url + '/sign-in')
  await page.locator('input[autocomplete=username]').fill(login)
  await page.locator('input[autocomplete=current-password]').fill(secret)
  await page.locator('button[type=submit]').click()
  await page.locator('nav .lt-nav-item').first().waitFor({ state: 'attached' }) // on a telephone the navigation is folded away
}

/** Goes to a path and waits until nothing is loading any more. */
export async function visit(page, path) {
  await page.goto(url + path)
  await settled(page)
}

/** Waits until the page has asked and drawn everything. */
export async function settled(page) {
  await page.waitForLoadState('load')
  await page.locator('main, .lt-sign-in-card').first().waitFor()
  for (let quiet = 0; quiet < 3;) {
    const busy = await page.evaluate(() => {
      const asked = performance.getEntriesByType('resource').length
      const same = window.__asked === asked
      window.__asked = asked
      return !same || document.querySelector('.ant-skeleton-active, .ant-spin-spinning, [aria-busy=true]') !== null
    })
    quiet = busy ? 0 : quiet + 1
    await page.waitForTimeout(120)
  }
}

/** Fails on violations of WCAG A and AA. */
export async function accessible(page, where) {
  await page.evaluate(axeSource)
  const found = await page.evaluate(async () => {
    const r = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
    return r.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 4).map((n) => n.target.join(' ') + ' :: ' + (n.any[0]?.message ?? n.html).slice(0, 160)) }))
  })
  assert.deepEqual(found, [], `accessibility of ${where}`)
}

export { url }
