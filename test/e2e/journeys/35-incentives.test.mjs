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
