// More hours and fewer: the leader asks those who fit, the agent answers on the telephone, the account has it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, agent, b, accessible, openBrowser, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 40, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, settled, signIn, visit } = await import('../kit/browser.mjs'))
  agent = await openBrowser({ width: 390, height: 844 })
  await signIn(agent.page, 'agent')
  b = await openBrowser()
  await signIn(b.page, 'planner')
})
after(async () => {
  await agent?.close()
  await b?.close()
  await server?.stop()
})

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const dialog = (p) => p.locator('.ant-modal-confirm').last()
const options = () => b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')

test('the agent is asked for overtime and accepts', async () => {
  const p = agent.page
  await visit(p, '/my-roster')
  await p.getByRole('link', { name: '去答复' }).click()
  const open = p.getByRole('region', { name: '等我答复' })
  await open.getByText('账单日次日，傍晚话务高').waitFor()
  await open.getByText(/工资不低于 \d+%/).first().waitFor()
  await accessible(p, 'my offers')
  await open.getByRole('button', { name: /接\s*受/ }).first().click()
  await dialog(p).getByRole('button', { name: /接\s*受/ }).click()
  await p.getByRole('region', { name: '以往的邀请' }).getByText('已接受').first().waitFor()
  await visit(p, '/my-roster')
  await p.getByText(/含加班 1 小时/).first().waitFor()
  agent.clean()
})

test('the planner sees who has answered, and asks for more', async () => {
  await visit(b.page, '/offers')
  await b.page.getByText('账单日次日，傍晚话务高').click()
  await drawer().locator('td').getByText('已接受').first().waitFor()
  await accessible(b.page, 'an offer')
  await b.page.keyboard.press('Escape')
  await b.page.locator('.lt-page-head').getByRole('button', { name: '发出邀请' }).click()
  await drawer().getByLabel('技能').click()
  await options().first().click()
  // who begins before one o'clock may go then: somebody does on every day
  await drawer().getByText('请人自愿离岗').click()
  await drawer().getByLabel('从', { exact: true }).fill('13:00')
  await drawer().getByLabel('到', { exact: true }).fill('23:30')
  await drawer().getByText(/合适的人：\d+ 人/).waitFor()
  await settled(b.page)
  await accessible(b.page, 'making an offer')
  const fits = Number(/(\d+) 人/.exec(await drawer().getByText(/合适的人：\d+ 人/).innerText())[1])
  assert.ok(fits > 0, 'nobody fits')
  await drawer().getByLabel('说明').fill('试发')
  await drawer().getByRole('button', { name: /发\s*出/ }).last().click()
  await drawer().getByText('试发').waitFor()
  await drawer().getByText('待答复').first().waitFor()
  await drawer().getByRole('button', { name: /关\s*闭/ }).last().click()
  await dialog(b.page).getByRole('button', { name: /关\s*闭/ }).click()
  await drawer().getByText('已关闭').waitFor()
  b.clean()
})

test('the account has the overtime by kind of day', async () => {
  // What was accepted lies from two days on, maybe in the next month.
  let found = 0
  for (const ahead of [0, 1]) {
    const now = new Date(Date.now() + 8 * 3600_000)
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 7)
    await visit(b.page, `/offers/overtime?month=${month}`)
    await settled(b.page)
    found += await b.page.locator('main tbody tr').count()
  }
  assert.ok(found >= 1, 'nobody has overtime')
  await accessible(b.page, 'the overtime account')
  b.clean()
})
