// Shifts passed on: the agent is asked on the telephone and says yes, offers a shift, takes it back; the leader decides.
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
})
after(async () => {
  await agent?.close()
  await b?.close()
  await server?.stop()
})

const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()
const dialog = (p) => p.locator('.ant-modal-confirm').last()
const options = (p) => p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')

test('the agent is asked for a swap and takes it', async () => {
  const p = agent.page
  await visit(p, '/my-swaps')
  const asked = p.getByRole('region', { name: '同事找我换' })
  await asked.getByText('那天孩子家长会').waitFor()
  await accessible(p, 'my swaps')
  await asked.getByRole('button', { name: /接\s*班/ }).first().click()
  await dialog(p).getByText(/双方都不会新违反|软性规则/).first().waitFor()
  await accessible(p, 'taking a swap')
  await dialog(p).getByRole('button', { name: /接\s*班/ }).click()
  await p.getByText('已提交，等待班长审批').waitFor()
  await asked.waitFor({ state: 'detached' })
  agent.clean()
})

test('the agent offers a shift to all, and takes the offer back', async () => {
  const p = agent.page
  await p.locator('.lt-page-head').getByRole('button', { name: '提供班次' }).click()
  await drawer(p).getByRole('button', { name: /提\s*交/ }).click()
  await drawer(p).locator('.ant-form-item-explain-error').first().waitFor() // a shift is needed
  await drawer(p).getByLabel('哪个班次').click()
  await options(p).last().click()
  await drawer(p).getByText('指定同事').click()
  await drawer(p).getByLabel('同事', { exact: true }).waitFor()
  await accessible(p, 'offering a shift')
  await drawer(p).getByText('所有可接的人').click()
  await drawer(p).getByLabel('说明').fill('试一试')
  await drawer(p).getByRole('button', { name: /提\s*交/ }).click()
  await drawer(p).waitFor({ state: 'hidden' })
  const mine = p.getByRole('region', { name: '我的换班记录' }).getByRole('listitem').filter({ hasText: '试一试' })
  await mine.getByText('待接').waitFor()
  await mine.getByRole('button', { name: /撤\s*回/ }).click()
  await dialog(p).getByRole('button', { name: /撤\s*回/ }).click()
  await mine.getByText('已撤回').waitFor()
  agent.clean()
})

test('the leader approves one swap and refuses another, with a reason', async () => {
  b = await openBrowser()
  const p = b.page
  await signIn(p, 'leader')
  await visit(p, '/swaps?state=taken')
  const rows = p.locator('main tbody tr')
  await rows.first().waitFor()
  const before = await rows.count()
  assert.ok(before >= 1)
  await accessible(p, 'swaps')
  await rows.filter({ hasText: '那天孩子家长会' }).getByRole('button', { name: /^批\s*准/ }).click()
  await dialog(p).getByRole('button', { name: /批\s*准/ }).click()
  await p.getByText('已保存').first().waitFor()
  await rows.filter({ hasText: '那天孩子家长会' }).waitFor({ state: 'detached' })
  await visit(p, '/swaps')
  const open = p.locator('main tbody tr').filter({ hasText: '想调休一天' })
  if (await open.count() > 0) {
    await open.getByRole('button', { name: '不批准' }).click()
    await dialog(p).getByLabel('原因').fill('当天人手紧')
    await dialog(p).getByRole('button', { name: '不批准' }).click()
    await open.getByText('未批准').waitFor()
  }
  b.clean()
})

test('both see it, and the planner sets what needs no leader', async () => {
  await visit(agent.page, '/my-swaps')
  await agent.page.getByRole('region', { name: '我的换班记录' }).getByRole('listitem').filter({ hasText: '那天孩子家长会' }).getByText('已换').waitFor()
  await visit(agent.page, '/my-roster')
  await agent.page.getByText('已调整').first().waitFor()
  await b.close()
  b = await openBrowser()
  await signIn(b.page, 'planner')
  await visit(b.page, '/swaps')
  await b.page.getByText('须经班长审批').waitFor()
  await b.page.getByRole('button', { name: '换班规定' }).click()
  await drawer(b.page).getByRole('switch').click()
  await drawer(b.page).getByLabel('提前量').fill('12')
  await accessible(b.page, 'the terms of swaps')
  await drawer(b.page).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('自动生效，须在班次开始 12 小时之前').waitFor()
  await settled(b.page)
  b.clean()
  agent.clean()
})
