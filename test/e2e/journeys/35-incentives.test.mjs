// Incentives: operations writes a rule that is worked out for a real person meanwhile, and tries a month against a budget.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, accessible, openBrowser, signIn, visit
before(async () => {
  server = await startDemo({ days: 3, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'operations')
})
after(async () => {
  await b?.close()
  await server?.stop()
})

const rows = (p) => p.locator('main tbody tr')
const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()
const save = (p) => drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()

test('a rule is written with its mistakes beside the fields and an example of a real person', async () => {
  const p = b.page
  await visit(p, '/incentives')
  await p.getByText('接听计件奖').waitFor()
  await accessible(p, 'rules of incentives')
  await p.getByRole('button', { name: '新建规则' }).click()
  const d = drawer(p)
  await d.getByLabel('名称').fill('质检计件')
  await d.getByLabel('变量 1', { exact: true }).fill('qa')
  await d.getByLabel('指标 1', { exact: true }).fill('qa-score')
  await p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: 'qa-score' }).first().click()
  await d.getByLabel('公式', { exact: true }).fill('2 * qaa')
  await d.getByText(/qaa/).last().waitFor()
  b.expect(/\b422\b.*incentive-rules/)
  await save(p)
  await d.locator('.ant-form-item-explain-error').first().waitFor()
  await d.getByLabel('公式', { exact: true }).fill('2 * qa')
  const example = d.getByRole('region', { name: '实例' }).first()
  await example.getByText(/公式：2 \*/).first().waitFor()
  assert.match(await example.locator('a').first().getAttribute('href'), /\/explorer\?.*metrics=qa-score/)
  await accessible(p, 'writing a rule')
  await save(p)
  await d.waitFor({ state: 'hidden' })
  await visit(p, '/incentives?search=质检计件')
  await rows(p).first().click()
  await drawer(p).getByText('第 1 版').waitFor()
  b.clean()
})

test('a month is tried against a budget, by person and step', async () => {
  const p = b.page
  await visit(p, '/incentives?tab=trial')
  await p.getByLabel('预算（可不填）').fill('1000')
  await p.getByRole('button', { name: /^试\s*算$/ }).click()
  const sum = p.getByRole('region', { name: '合计' })
  await sum.getByText(/超出预算|预算剩余/).waitFor()
  await accessible(p, 'a trial')
  await rows(p).first().click()
  await drawer(p).getByText(/^公式：/).first().waitFor()
  b.clean()
})

test('a run is calculated, approved by somebody else, and given to payroll', async () => {
  const p = b.page
  await visit(p, '/incentives?tab=runs')
  await p.getByText('已批准').first().waitFor()
  await accessible(p, 'runs')
  await rows(p).first().click()
  await p.getByRole('region', { name: '合计' }).getByText(/顾远山 决定于/).waitFor()
  await rows(p).first().click()
  await drawer(p).getByText(/第 1 版/).first().waitFor()
  await accessible(p, 'a line of a run')
  await p.keyboard.press('Escape')
  // Nothing has changed since: the correction has no lines, and who made it cannot approve it.
  await p.getByRole('button', { name: /^更\s*正$/ }).click()
  await p.getByText('这是您计算的，须由另一位有权限的人批准。').waitFor()
  await p.getByText('没有明细').waitFor()
  const boss = await openBrowser()
  await signIn(boss.page, 'director')
  await visit(boss.page, new URL(p.url()).pathname)
  await boss.page.getByRole('button', { name: /^退\s*回$/ }).click()
  await drawer(boss.page).getByLabel('退回原因').fill('没有差额，不用更正')
  await drawer(boss.page).locator('.ant-drawer-footer').getByRole('button', { name: /^退\s*回$/ }).click()
  await boss.page.getByText(/没有差额，不用更正/).first().waitFor()
  await accessible(boss.page, 'a run that was returned')
  boss.clean()
  await boss.close()
  await visit(p, '/incentives?tab=runs&state=approved')
  await rows(p).first().click()
  await p.getByRole('button', { name: '导出给工资' }).hover()
  const file = p.waitForEvent('download')
  await p.getByRole('menuitem', { name: 'CSV' }).click()
  assert.match((await file).suggestedFilename(), /\.csv$/)
  await p.getByText(/沈静文 导出于|operations 导出于/).first().waitFor()
  b.clean()
})
