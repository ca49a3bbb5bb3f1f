import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, openBrowser, settled, signIn, url } from '../kit/browser.mjs'

let b
before(async () => { b = await openBrowser() })
after(async () => { await b.close() })

test('someone who is not signed in is led to the sign-in page and back', async () => {
  await b.page.goto(url + '/queues')
  await b.page.waitForURL(/\/sign-in/)
  await accessible(b.page, 'sign-in')
  b.clean()
})

test('a wrong password is refused in words and nothing is revealed', async () => {
  b.expect(/\b401\b/)
  await b.page.goto(url + '/sign-in')
  await b.page.locator('input[autocomplete=username]').fill('planner')
  await b.page.locator('input[autocomplete=current-password]').fill('not the password')
  await b.page.locator('button[type=submit]').click()
  const wrong = await b.page.locator('[role=alert] .lt-alert').innerText()
  await b.page.locator('input[autocomplete=username]').fill('nobody')
  await b.page.locator('button[type=submit]').click()
  await b.page.waitForResponse((r) => r.url().endsWith('/api/v1/session') && r.status() === 401)
  assert.match(wrong, /\p{Script=Han}/u)
  assert.equal(await b.page.locator('[role=alert] .lt-alert').innerText(), wrong)
  await accessible(b.page, 'sign-in with an error')
  b.clean()
})

test('the right password opens the home page; signing out closes it', async () => {
  await signIn(b.page, 'admin')
  await settled(b.page)
  assert.equal(new URL(b.page.url()).pathname, '/')
  await b.page.locator('.lt-user').click()
  await b.page.getByRole('menuitem', { name: '退出登录' }).click()
  await b.page.waitForURL(/\/sign-in/)
  await b.page.goto(url + '/')
  await b.page.waitForURL(/\/sign-in/)
  b.clean()
})
