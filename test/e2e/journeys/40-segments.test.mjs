// Segments: the leader sees who is led how and why, assesses an attitude, decides an action and ends it; the operations manager sees all
// teams and changes the scheme; the agent finds nothing of it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, manager, agent, accessible, openBrowser, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 4, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, settled, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'leader')
})
after(async () => {
  for (const x of [b, manager, agent]) await x?.close()
  await server?.stop()
})

const rows = (p) => p.locator('main tbody tr')
const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()
const save = (p) => drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()

test('the leader opens a cell of the matrix, and from there a person with reasons', async () => {
  const p = b.page
  await visit(p, '/segments')
  await p.getByRole('region', { name: '工作质量 × 工作态度' }).waitFor()
  await p.getByRole('region', { name: '人员名单' }).locator('tbody tr').first().waitFor()
  await accessible(p, 'segments')
  const cell = p.locator('.sg-cell:not(:disabled)').first()
  const n = Number(await cell.innerText())
  await cell.click()
  await p.getByText(`共 ${n} 条`).waitFor()
  await p.getByRole('region', { name: '人员名单' }).locator('tbody tr').first().click()
  await p.waitForURL(/segments\/.+/)
  await p.getByRole('region', { name: '各维度的数字' }).first().waitFor()
  await p.getByText('由班长每月评估，不由指标计算。').waitFor()
  await accessible(p, 'a person’s segment')
  await settled(p)
  b.clean()
})

test('the leader assesses an attitude; a low answer needs words', async () => {
  const p = b.page
  await p.getByRole('button', { name: '评估心态' }).click()
  for (const group of await drawer(p).getByRole('radiogroup').all()) await group.getByText('2', { exact: true }).click()
  b.expect(/\b422\b.*attitudes/)
  await drawer(p).getByLabel('依据').fill('')
  await save(p)
  await drawer(p).getByRole('alert').first().waitFor()
  await accessible(p, 'the attitude form')
  await drawer(p).getByLabel('依据').fill('本周两次提醒后仍在通话中叹气')
  await save(p)
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByRole('region', { name: '心态评估' }).getByText('本周两次提醒后仍在通话中叹气').first().waitFor()
  b.clean()
})

test('an action is decided, carried, and ended with words', async () => {
  const p = b.page
  await p.getByRole('button', { name: '安排行动' }).click()
  await drawer(p).getByLabel('做什么').fill('每周一对一聊二十分钟')
  await accessible(p, 'a new action')
  await save(p)
  await drawer(p).waitFor({ state: 'hidden' })
  await visit(p, '/segments?tab=actions')
  const row = rows(p).filter({ hasText: '每周一对一聊二十分钟' })
  await row.getByText('进行中').waitFor()
  await accessible(p, 'actions')
  await row.getByRole('button', { name: /修改|编辑/ }).click()
  await drawer(p).getByLabel('状态').click()
  await p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').getByText('已完成').click()
  await drawer(p).getByLabel('结果').fill('谈了四次，情绪平稳')
  await save(p)
  await row.getByText('已完成').waitFor()
  b.clean()
})

test('the operations manager computes again and changes the scheme', async () => {
  manager = await openBrowser()
  const p = manager.page
  await signIn(p, 'operations')
  await visit(p, '/segments')
  await p.getByRole('region', { name: '人员名单' }).locator('tbody tr').first().waitFor()
  await p.getByRole('button', { name: '重新计算' }).click()
  await p.getByText(/完成/).first().waitFor()
  await visit(p, '/segments?tab=scheme')
  await p.getByRole('region', { name: '自带口径', exact: true }).waitFor()
  await accessible(p, 'the scheme')
  await p.getByRole('button', { name: '新口径' }).click()
  await drawer(p).getByLabel('几分起为高').first().fill('50')
  manager.expect(/\b422\b.*segment-schemes/)
  await save(p)
  await drawer(p).getByRole('alert').first().waitFor()
  await drawer(p).getByLabel('几分起为高').first().fill('105')
  await save(p)
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByText('105 分起为高').waitFor()
  manager.clean()
})

test('the agent finds nothing of it', async () => {
  agent = await openBrowser({ width: 390, height: 844 })
  const p = agent.page
  await signIn(p, 'agent')
  assert.equal(await p.getByText('人员分层').count(), 0)
  await visit(p, '/segments')
  await p.getByText(/没有查看权限/).first().waitFor()
  await visit(p, '/my-numbers?period=month')
  await p.getByRole('region', { name: '总分', exact: true }).waitFor()
  assert.equal(await p.getByText(/标杆|骨干|待评估/).count(), 0)
})
