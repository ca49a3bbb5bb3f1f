// Every page of the navigation in both languages and both colours: it opens
// without an error, has a heading, and holds WCAG A and AA.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, openBrowser, prefer, signIn, visit } from '../kit/browser.mjs'

let b, routes
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
  routes = await b.page.locator('nav a.lt-nav-item').evaluateAll((links) => links.map((a) => a.getAttribute('href')))
  routes.push('/password')
})
after(async () => { await b.close() })

for (const language of ['zh', 'en']) {
  for (const theme of ['light', 'dark']) {
    test(`every page, ${language}, ${theme}`, async (t) => {
      assert.ok(routes.length > 5, `only ${routes.length} pages in the navigation`)
      await prefer(b.page, { language, theme })
      for (const route of routes) {
        await t.test(route, async () => {
          await visit(b.page, route)
          assert.equal(await b.page.evaluate(() => document.documentElement.dataset.theme), theme)
          const heading = (await b.page.locator('h1').first().innerText()).trim()
          assert.notEqual(heading, '')
          assert.equal(/\p{Script=Han}/u.test(heading), language === 'zh', `heading ${heading}`)
          await accessible(b.page, `${route} ${language} ${theme}`)
          b.clean()
        })
      }
    })
  }
}
