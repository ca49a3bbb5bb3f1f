// What a newcomer finds in the demo centre: its people have planned, and every page of planning has something to read.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, kit
before(async () => {
  server = await startDemo({ days: 60, plans: true })
  process.env.LINGTING_URL = server.url
  kit = await import('../kit/browser.mjs')
  b = await kit.openBrowser()
  await kit.signIn(b.page, 'planner')
})
after(async () => {
  await b?.close()
  await server?.stop()
})

const main = () => b.page.locator('main')

test('wallboards hang in the hall', async () => {
  await kit.visit(b.page, '/wallboards')
  for (const name of ['大厅总览', '大厅轮播']) await main().getByText(name).first().waitFor()
  b.clean()
})

test('the planner has forecast every Monday, and the forecasts are scored', async () => {
  await kit.visit(b.page, '/forecasts')
  await main().getByText('周预测').first().waitFor()
  assert.ok((await main().getByText('周预测').count()) >= 5, 'five Mondays at least have a forecast')
  await main().getByText('草案').first().waitFor()
  await main().getByText('陆一鸣').first().waitFor()
  await kit.visit(b.page, '/forecast-accuracy')
  await main().getByText(/^\d+\.\d%$/).first().waitFor()
  await kit.visit(b.page, '/intraday')
  await main().locator('canvas, svg, table').first().waitFor()
  b.clean()
})

test('outlook, drivers, models, shrinkage, requirements and hiring are there', async () => {
  for (const [path, words] of [
    ['/forecast-outlook', '储蓄'], ['/forecast-drivers', '信用卡账单发送量'], ['/forecast-models', '%'], ['/staffing-shrinkage', '5.5'],
    ['/staffing', '起四周人力需求'], ['/staffing-what-if', '来电多一成'], ['/staffing-calibration', '陆一鸣'],
  ]) {
    await kit.visit(b.page, path)
    await main().getByText(words).first().waitFor({ timeout: 60_000 }).catch((e) => { throw new Error(`${path}: ${e.message}`) })
  }
  await kit.visit(b.page, '/hiring')
  await main().getByRole('combobox').first().click()
  await b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: '十二个月招聘计划' }).click()
  await main().locator('canvas').first().waitFor()
  b.clean()
})

test('the planner shares a requirement out among skill groups, and takes it away again', async () => {
  await kit.visit(b.page, '/staffing-shared')
  await main().getByText('首周共享坐席').first().waitFor()
  await b.page.getByRole('button', { name: '测算共享坐席' }).first().click()
  const drawer = b.page.getByRole('dialog')
  await drawer.getByText(/组织里有 \d+ 人/).first().waitFor()
  await drawer.getByLabel('名称').fill('试一天')
  const last = drawer.locator('.ant-picker-range input').nth(1)
  await last.fill(await drawer.locator('.ant-picker-range input').first().inputValue())
  await last.press('Tab')
  await drawer.getByRole('button', { name: /开\s*始/ }).click()
  await main().getByTitle(/试一天/).or(main().locator('.ant-select-selection-item, .ant-select-content', { hasText: '试一天' })).first().waitFor({ timeout: 120_000 })
  await main().getByText('共享节省').first().waitFor()
  assert.match(await main().locator('.lt-facts').first().innerText(), /\d+\.\d\s*%/)
  await kit.accessible(b.page, 'shared agents')
  await b.page.getByRole('button', { name: /删\s*除/ }).first().click()
  await b.page.locator('.ant-modal-confirm').getByRole('button', { name: /删\s*除/ }).click()
  await main().getByText('首周共享坐席').first().waitFor()
  b.clean()
})
