// Every page of the navigation in both languages and both colours, one page
// Chinese on light and English on dark, the next the other way round: it opens
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

for (const [l, language] of ['zh', 'en'].entries()) {
  for (const [c, theme] of ['light', 'dark'].entries()) {
    test(`every page, ${language}, ${theme}`, async (t) => {
      assert.ok(routes.length > 5, `only ${routes.length} pages in the navigation`)
      await prefer(b.page, { language, theme })
      for (const [i, route] of routes.entries()) {
        if ((i + l + c) % 2 === 1) continue
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
