// Wishes before a roster is made: the planner opens a round, the agent states wishes on the telephone, a roster tells what it keeps; and the own roster
// as a calendar.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, agent, b, accessible, openBrowser, signIn, visit
before(async () => {
  server = await startDemo({ days: 40, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'planner')
  agent = await openBrowser({ width: 390, height: 844 })
  await signIn(agent.page, 'agent')
})
after(async () => {
  await agent?.close()
  await b?.close()
  await server?.stop()
})

const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()

test('the planner opens a round', async () => {
  await visit(b.page, '/wishes')
  await b.page.locator('main').getByText('意愿征集').first().waitFor() // the demo's planner has opened one
  await accessible(b.page, 'rounds of wishes')
  await b.page.locator('.lt-page-head').getByRole('button', { name: '发起征集' }).click()
  await drawer(b.page).getByLabel('名称').fill('')
  await drawer(b.page).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer(b.page).locator('.ant-form-item-explain-error').first().waitFor() // a name is needed
  await accessible(b.page, 'opening a round')
  b.clean()
})

test('the agent states a wish, and sees what is kept', async () => {
  const p = agent.page
  await visit(p, '/my-wishes')
  await p.getByRole('button', { name: /编\s*辑/ }).last().click()
  await drawer(p).getByText('想休息').click()
  await drawer(p).getByText('非常想').click()
  await accessible(p, 'a wish')
  await drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByText('想休息（非常想）').first().waitFor()
  await accessible(p, 'my wishes')
  agent.clean()
})

test('the agent subscribes to the own roster', async () => {
  const p = agent.page
  await visit(p, '/my-roster?feed=1')
  await drawer(p).getByRole('button', { name: '生成地址' }).click()
  const address = await drawer(p).getByLabel('订阅我的班表').inputValue()
  const read = async () => { const r = await fetch(address); return [r.status, await r.text()] }
  const [status, text] = await read()
  assert.equal(status, 200)
  assert.match(text, /^BEGIN:VCALENDAR\r\n[^]*BEGIN:VEVENT/)
  await accessible(p, 'subscribing')
  await drawer(p).getByRole('button', { name: /停\s*用/ }).click()
  await drawer(p).getByText('还没有订阅地址').waitFor()
  assert.equal((await read())[0], 404)
  agent.clean()
})
