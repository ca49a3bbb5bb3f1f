import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, settled, signIn, url, visit } from '../kit/browser.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

test('the language changes without a reload and is kept', async () => {
  await visit(b.page, '/queues')
  await b.page.evaluate(() => { window.kept = true })
  assert.equal(await b.page.locator('h1').first().innerText(), '队列')
  await b.page.locator('.lt-switch button[lang=en]').click()
  await b.page.locator('h1', { hasText: 'Queues' }).waitFor()
  assert.equal(await b.page.evaluate(() => window.kept), true)
  assert.equal(await b.page.evaluate(() => document.documentElement.lang), 'en')
  await b.page.reload()
  await b.page.locator('h1', { hasText: 'Queues' }).waitFor()
  await b.page.locator('.lt-switch button[lang=zh]').click()
  await b.page.locator('h1', { hasText: '队列' }).waitFor()
  b.clean()
})

test('dark colours are chosen, kept and set before the first paint', async () => {
  await b.page.getByRole('button', { name: '切换到深色' }).click()
  const theme = () => b.page.evaluate(() => document.documentElement.dataset.theme)
  await b.page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
  await b.page.reload({ waitUntil: 'commit' })
  assert.equal(await b.page.waitForFunction(() => document.documentElement.dataset.theme).then((h) => h.jsonValue()), 'dark')
  await settled(b.page)
  await b.page.getByRole('button', { name: '切换到浅色' }).click()
  assert.equal(await theme(), 'light')
  b.clean()
})

test('the keyboard alone opens pages: palette, letters, help, Escape', async () => {
  await visit(b.page, '/')
  await b.page.keyboard.press('Control+k')
  await b.page.getByRole('combobox').fill('people')
  await b.page.keyboard.press('Enter')
  await b.page.waitForURL(/\/people/)
  await settled(b.page)
  await b.page.locator('h1').first().click()
  await b.page.keyboard.press('g')
  await b.page.keyboard.press('d')
  await b.page.waitForURL(/\/queues/)
  await settled(b.page)
  await b.page.keyboard.press('?')
  const help = b.page.getByRole('dialog')
  await help.waitFor()
  await b.page.keyboard.press('Escape')
  await help.waitFor({ state: 'hidden' })
  await b.page.keyboard.press('/')
  assert.equal(await b.page.evaluate(() => document.activeElement?.getAttribute('type')), 'search')
  b.clean()
})

test('an address that leads nowhere says so and leads home', async () => {
  await b.page.goto(url + '/no-such-page')
  await b.page.getByText('没有这个页面').waitFor()
  await b.page.getByRole('link', { name: '回到首页' }).or(b.page.getByRole('button', { name: '回到首页' })).click()
  await b.page.waitForURL(url + '/')
  b.clean()
})
