// The agent explains a deviation on the telephone, the leader approves it, and the figures follow; every figure opens what it is made of.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let b, server, kit
before(async () => {
  server = await startDemo({ days: 40, plans: true })
  process.env.LINGTING_URL = server.url
  kit = await import('../kit/browser.mjs')
  b = await kit.openBrowser()
  await kit.signIn(b.page, 'leader')
})
after(async () => {
  await b?.close()
  await server?.stop()
})

const main = (page = b.page) => page.locator('main')
const drawer = (page = b.page) => page.locator('.ant-drawer-content, .ant-drawer-section').last()
const row = (i = 0) => b.page.locator('main table tbody tr').nth(i)

/** A day in the last week of the agent with a deviation that nobody has explained. */
async function dayToExplain(page) {
  for (let back = 1; back < 8; back++) {
    const on = new Date(Date.now() + 8 * 3_600_000 - back * 86_400_000).toISOString().slice(0, 10) // the centre is in Shanghai
    await kit.visit(page, `/my-adherence?on=${on}`)
    await main(page).getByRole('heading', { name: '偏离' }).waitFor()
    if ((await main(page).getByRole('button', { name: '说明' }).count()) > 0) return on
  }
  throw new Error('the agent kept to the schedule all week')
}

let on
test('the agent sees the day on the telephone and explains a deviation', async () => {
  const agent = await kit.openBrowser({ width: 390, height: 844 })
  try {
    await kit.signIn(agent.page, 'agent')
    on = await dayToExplain(agent.page)
    await kit.accessible(agent.page, 'my adherence')
    await main(agent.page).getByRole('button', { name: '说明' }).first().click()
    await drawer(agent.page).getByRole('button', { name: /提\s*交/ }).click()
    await drawer(agent.page).locator('.ant-form-item-explain-error').first().waitFor() // a reason is needed
    await drawer(agent.page).getByLabel('原因').click()
    await agent.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: '客户通话延续' }).click()
    await drawer(agent.page).getByLabel('补充说明').fill('客户一直在说')
    await drawer(agent.page).getByRole('button', { name: /提\s*交/ }).click()
    await drawer(agent.page).waitFor({ state: 'hidden' })
    await main(agent.page).getByText('待审批').first().waitFor()
    await main(agent.page).getByText('客户一直在说').waitFor()
    agent.clean()
  } finally {
    await agent.close()
  }
})

test('the leader approves it, and it does not count any more', async () => {
  await kit.visit(b.page, '/adherence/exceptions?state=waiting')
  const mine = b.page.locator('main table tbody tr', { hasText: '客户一直在说' })
  await mine.waitFor()
  await kit.accessible(b.page, 'exceptions')
  await mine.getByRole('button', { name: /批\s*准/ }).first().click()
  await b.page.getByText('已批准，不再计入').waitFor()
  await mine.waitFor({ state: 'detached' })
  const agent = await kit.openBrowser({ width: 390, height: 844 })
  try {
    await kit.signIn(agent.page, 'agent')
    await kit.visit(agent.page, `/my-adherence?on=${on}`)
    await main(agent.page).getByText('已批准').first().waitFor()
    agent.clean()
  } finally {
    await agent.close()
  }
  b.clean()
})

test('a figure opens its deviations, and they add up to it', async () => {
  await kit.visit(b.page, '/adherence')
  await row().waitFor()
  await kit.accessible(b.page, 'adherence')
  const teams = new Set(await b.page.locator('main table tbody tr td:nth-child(3)').allInnerTexts())
  assert.equal(teams.size, 1, 'a leader sees the own team alone')
  const lost = await row().locator('td').nth(5).innerText()
  await row().locator('td').nth(3).click()
  await b.page.getByRole('heading', { name: '偏离明细' }).waitFor()
  await b.page.locator('.lt-page-head').getByText(`计入 ${lost}`).waitFor()
  await kit.accessible(b.page, 'deviations')
  await row().locator('td').nth(2).click()
  await main().getByRole('img', { name: /^计划/ }).waitFor()
  await main().getByRole('img', { name: /^实际/ }).waitFor()
  await kit.accessible(b.page, 'the day of a person')
  b.clean()
})

test('figures are summed by team and week, and taken out as a workbook', async () => {
  await kit.visit(b.page, '/adherence')
  await b.page.getByRole('radiogroup', { name: '汇总方式' }).or(b.page.locator('.ant-segmented[aria-label="汇总方式"]')).getByText('周', { exact: true }).click()
  await row().waitFor()
  const [file] = await Promise.all([b.page.waitForEvent('download'), b.page.getByRole('button', { name: /导出/ }).click()])
  assert.match(file.suggestedFilename(), /遵时.*\.xlsx/)
  b.clean()
})

test('the leader enters an outage of the team', async () => {
  await kit.visit(b.page, '/adherence/exceptions')
  await b.page.locator('.lt-page-head').getByRole('button', { name: '登记例外' }).click()
  await drawer().getByLabel('班组', { exact: true }).last().click()
  await b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  await drawer().getByLabel('从').fill('25:00')
  await drawer().getByLabel('到').fill('00:30')
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer().locator('.ant-form-item-explain-error').first().waitFor() // no time of a clock
  await drawer().getByLabel('从').fill('00:10')
  await drawer().getByLabel('补充说明').fill('夜间割接')
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer().waitFor({ state: 'hidden' })
  await b.page.locator('main table tbody tr', { hasText: '夜间割接' }).getByText('已批准').waitFor()
  b.clean()
})

test('the planner changes the rule', async () => {
  const planner = await kit.openBrowser()
  try {
    await kit.signIn(planner.page, 'planner')
    await kit.visit(planner.page, '/adherence/rule')
    await main(planner.page).getByText('晚开始').waitFor()
    await kit.accessible(planner.page, 'the rule of adherence')
    await main(planner.page).getByRole('region', { name: '宽限与重算' }).getByRole('button').last().click()
    await drawer(planner.page).getByLabel('晚开始').fill('60')
    await drawer(planner.page).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
    await drawer(planner.page).waitFor({ state: 'hidden' })
    await main(planner.page).getByText('1′00″').waitFor()
    planner.clean()
  } finally {
    await planner.close()
  }
})
