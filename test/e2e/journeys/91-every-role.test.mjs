// Each of the ten roles signs in and opens every page its navigation offers:
// none errs, none refuses. The floor moves for those who see it, and the pages
// of a team leader and an agent fit a telephone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser, settled, signIn, visit } from '../kit/browser.mjs'

const logins = ['admin', 'director', 'operations', 'planner', 'leader', 'qa', 'trainer', 'complaints', 'manager', 'agent']
const onTelephone = ['leader', 'agent']

const routesOf = (page) => page.locator('nav a.lt-nav-item').evaluateAll((links) => links.map((a) => a.getAttribute('href')))

for (const login of logins) {
  test(`${login} opens every page`, async () => {
    const b = await openBrowser()
    try {
      await signIn(b.page, login)
      const routes = await routesOf(b.page)
      assert.ok(routes.length >= 3, `only ${routes} in the navigation`)
      for (const route of routes) {
        await b.page.locator(`nav a.lt-nav-item[href="${route}"]`).click()
        await settled(b.page)
        assert.notEqual((await b.page.locator('h1').first().innerText()).trim(), '', route)
        b.clean()
      }
      if (routes.includes('/floor')) {
        await visit(b.page, '/floor')
        const shown = () => b.page.locator('main').innerText()
        const first = await shown()
        await b.page.waitForFunction((text) => document.querySelector('main').innerText !== text, first, { timeout: 60_000 })
        b.clean()
      }
    } finally {
      await b.close()
    }
  })
}

for (const login of onTelephone) {
  test(`${login} on a telephone: every page fits its width`, async () => {
    const b = await openBrowser({ width: 390, height: 844 })
    try {
      await signIn(b.page, login)
      for (const route of await routesOf(b.page)) {
        await visit(b.page, route)
        const over = await b.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        assert.ok(over <= 0, `${route} is ${over} pixels wider than the screen`)
        b.clean()
      }
    } finally {
      await b.close()
    }
  })
}
