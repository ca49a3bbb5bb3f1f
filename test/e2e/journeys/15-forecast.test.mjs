// The planner's week: a forecast is made, looked at, approved by the manager, locked and so in use; a version as of a past
// day is held against what came.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../kit/days.mjs'
import { startDemo } from '../kit/server.mjs'

// A forecast needs two weeks of history and a week to be held against: more than the other journeys' centre has.
let b, server, accessible, prefer, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 25 })
  process.env.LINGTING_URL = server.url
  const kit = await import('../kit/browser.mjs')
  ;({ accessible, prefer, settled, signIn, visit } = kit)
  b = await kit.openBrowser()
  await signIn(b.page, 'planner')
})
after(async () => {
  await b?.close()
  await server?.stop()
})

const button = (name) => b.page.getByRole('button', { name })
const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()

async function make(name, asOf) {
  await visit(b.page, '/forecasts?new=1')
  await drawer().getByLabel('名称', { exact: true }).fill('')
  await drawer().getByRole('button', { name: /开\s*始/ }).click()
  await drawer().getByText(/请填写名称|必填/).first().waitFor() // refused beside the field
  await drawer().getByLabel('名称', { exact: true }).fill(name)
  await drawer().getByLabel('周数', { exact: true }).fill('2')
  if (asOf) {
    await drawer().getByLabel('只用这一天之前的历史').fill(asOf)
    await b.page.keyboard.press('Tab')
  }
  await drawer().getByRole('button', { name: /开\s*始/ }).click()
  await b.page.getByRole('heading', { name, level: 1 }).waitFor({ timeout: 120_000 }) // the job is over
  await settled(b.page)
  return new URL(b.page.url()).pathname
}

let past, next
test('a forecast as of a past day stands beside what came', async () => {
  past = await make('上周的预测', day(8))
  const main = b.page.locator('main')
  await main.getByText('草稿').first().waitFor()
  await b.page.locator('section[aria-label="按日"]').getByText('表格').click()
  const row = b.page.locator('section[aria-label="按日"] tr').filter({ hasText: day(7) })
  const cells = await row.first().locator('td').allInnerTexts()
  const numbers = cells.map((c) => Number(c.replace(/,/g, ''))).filter((n) => n > 0)
  assert.ok(numbers.length >= 2, `forecast and actual of ${day(7)}: ${cells}`)
  assert.ok(Math.abs(numbers[0] / numbers.at(-1) - 1) < 0.6, `forecast ${numbers[0]}, actual ${numbers.at(-1)}`)
  await main.getByText(/为什么是/).waitFor()
  b.clean()
})

test('why an interval is as high as it is: parts that sum to it', async () => {
  await visit(b.page, `${past}?on=${day(7)}&at=10:30`)
  const why = b.page.locator('section[aria-label*="10:30 为什么是"]')
  const said = Number(/为什么是 ([\d,.]+)/.exec(await why.locator('h2').innerText())[1].replace(/,/g, ''))
  await why.getByText('表格').click()
  const values = await why.locator('tbody tr:not([aria-hidden]) td:nth-child(2)').allInnerTexts()
  const sum = values.reduce((s, v) => s + Number(v.replace('−', '-').replace(/,/g, '')), 0)
  assert.ok(said > 0 && Math.abs(sum - said) < 0.15, `parts sum to ${sum}, the interval is ${said}`)
  await accessible(b.page, 'a forecast')
  b.clean()
})

test('the planner makes next week’s, the manager approves it, the planner locks it', async () => {
  next = await make('下周的预测')
  // A letter goes out on the second day: a fifth more in the morning, with the reason; then one change too many, taken back.
  const second = day(-1)
  const change = async (percent, reason) => {
    await b.page.locator('section[aria-label="人工修改"]').getByRole('button', { name: '修改预测' }).click()
    await drawer().getByLabel('百分比（负数为减少）').fill(String(percent))
    await drawer().getByRole('button', { name: /保\s*存/ }).click()
    await drawer().getByText(/请填写理由|必填/).first().waitFor() // why is asked for beside the field
    await drawer().getByLabel('理由').fill(reason)
    await drawer().getByRole('button', { name: /保\s*存/ }).click()
    await b.page.locator('section[aria-label="人工修改"]').getByText(reason).first().waitFor()
    await b.page.waitForURL((at) => !at.searchParams.has('change'))
    await drawer().waitFor({ state: 'hidden' })
  }
  await visit(b.page, `${next}?on=${second}&at=10:30`)
  await change(20, '账单寄出')
  await b.page.locator('section[aria-label*="10:30 为什么是"]').getByText('表格').click()
  await b.page.locator('section[aria-label*="10:30 为什么是"] tr').filter({ hasText: '人工修改' }).waitFor()
  await change(300, '写错了')
  await b.page.locator('section[aria-label="人工修改"] tr').filter({ hasText: '写错了' }).getByRole('button', { name: /撤\s*销/ }).click()
  await b.page.locator('section[aria-label="人工修改"] tr').filter({ hasText: '写错了' }).getByText('已撤销').waitFor()
  await settled(b.page)
  assert.equal(await button(/^批\s*准$/).count(), 0, 'a planner does not approve')
  await b.page.goto('about:blank') // no page is left that asks without a session
  await b.page.context().clearCookies()
  await signIn(b.page, 'operations')
  await visit(b.page, next)
  await button(/^批\s*准$/).click()
  await b.page.locator('main').getByText('已批准').first().waitFor()
  await b.page.goto('about:blank') // no page is left that asks without a session
  await b.page.context().clearCookies()
  await signIn(b.page, 'planner')
  await visit(b.page, next)
  assert.equal(await button('修改预测').count(), 0, 'what is approved is not changed')
  await button('锁定并启用').click()
  await b.page.locator('.ant-modal').getByRole('button', { name: '锁定并启用' }).click()
  await b.page.locator('main').getByText('使用中').first().waitFor()
  assert.equal(await button(/删\s*除/).count(), 0, 'a locked one is not deleted')
  const [file] = await Promise.all([b.page.waitForEvent('download'), b.page.locator('.lt-page-head').getByRole('button', { name: /导\s*出/ }).click()])
  assert.match(file.suggestedFilename(), /下周的预测.*\.xlsx/)
  b.clean()
})

test('the running day stands beside the forecast in use', async () => {
  await visit(b.page, '/intraday')
  const total = b.page.locator('section[aria-label="全部队列合计"]')
  const figure = async (label) => Number((await total.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd').innerText()).split(/[\s(]/)[0].replace(/,/g, ''))
  await total.waitFor()
  const came = await figure('已来')
  const whole = await figure('全天预计')
  assert.ok(whole > 100 && came >= 0 && came <= whole, `${came} of ${whole}`)
  const chart = b.page.locator('section[aria-label="全部队列合计：今天各时段"]')
  await chart.getByText('表格').click()
  assert.ok((await chart.locator('tbody tr:not([aria-hidden])').count()) > 5)
  await chart.getByText('图形').click()
  const queue = b.page.locator('section[aria-label="队列"] tbody tr:not([aria-hidden])').first()
  const name = (await queue.locator('td, th').first().innerText()).trim()
  await queue.click()
  await b.page.locator(`section[aria-label="${name}"]`).waitFor()
  await accessible(b.page, 'the running day')
  await visit(b.page, '/floor') // the floor knows of the forecast too
  await b.page.waitForFunction(async () => (await (await fetch('/api/v1/live/floor')).json()).queues?.some((q) => q.forecast > 0), undefined, { timeout: 60_000 })
  b.clean()
})

test('the planner overrules what was found about a day of the history, and takes it back', async () => {
  await visit(b.page, '/forecast-history')
  await button('处理某一天').first().click()
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await drawer().getByText(/请填写理由|必填/).first().waitFor() // why is asked for beside the field
  await drawer().getByLabel('队列', { exact: true }).click()
  await b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  const queue = await drawer().locator('.ant-form-item').filter({ hasText: '队列' }).locator('.ant-select-content, .ant-select-selection-item').first().innerText()
  await drawer().getByLabel('日期', { exact: true }).fill(day(10))
  await b.page.keyboard.press('Tab')
  await drawer().getByText('修复', { exact: true }).click()
  await drawer().getByLabel('从', { exact: true }).fill('10:00')
  await b.page.keyboard.press('Enter')
  await drawer().getByLabel('到', { exact: true }).fill('12:00')
  await b.page.keyboard.press('Enter')
  await drawer().getByLabel('理由').fill('交换机故障')
  await accessible(b.page, 'how a day is treated')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.waitForURL((at) => !at.searchParams.has('open'))
  const row = b.page.locator('section[aria-label="历史日处理"] tr').filter({ hasText: '交换机故障' })
  await row.getByText('10:00–12:00 当作未知').waitFor()
  await row.getByText('下次预测生效').waitFor()
  assert.ok(queue.includes(await row.locator('td').nth(1).innerText()), `the row is of ${queue}`)
  await accessible(b.page, 'days of the history')
  // The next forecast obeys and says so.
  const obeyed = await make('处理之后的预测')
  await b.page.locator('section[aria-label="历史中的特殊日子"]').getByText('计划员：修复').first().waitFor()
  await b.page.locator('section[aria-label="历史中的特殊日子"]').getByRole('button', { name: '处理历史日' }).click()
  await row.getByText('计划员决定').waitFor()
  assert.equal(await row.getByText('下次预测生效').count(), 0, 'the newest forecast has obeyed')
  await row.getByRole('button', { name: /撤\s*销/ }).click()
  await row.getByText('已撤销').waitFor()
  await row.getByText('下次预测生效').waitFor()
  await visit(b.page, obeyed)
  await button(/删\s*除/).click()
  await b.page.locator('.ant-modal').getByRole('button', { name: /删\s*除/ }).click()
  await b.page.waitForURL(/\/forecasts$/)
  b.clean()
})

test('the accuracy of a past forecast, and whether a change by hand helped', async () => {
  // A change that cannot help: five times as much on a day that is over.
  await visit(b.page, `${past}?on=${day(7)}&change=1`)
  await drawer().getByLabel('百分比（负数为减少）').fill('400')
  await drawer().getByLabel('理由').fill('试一试')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.locator('section[aria-label="人工修改"]').getByText('试一试').first().waitFor()
  await b.page.waitForURL((at) => !at.searchParams.has('change'))
  await b.page.getByRole('link', { name: '预测准确度' }).last().click()
  await b.page.getByText(/人工修改没有帮助：修改过的 \d+ 个时段/).waitFor()
  await accessible(b.page, 'the accuracy board')
  for (const by of ['周', '提前天数', '时段', '队列']) {
    await b.page.locator('.ant-segmented-item', { hasText: new RegExp(`^${by}$`) }).click()
    await settled(b.page)
    const card = b.page.locator(`section[aria-label="误差，按${by}"]`)
    await card.getByText('表格').click()
    const wape = await card.locator('tbody tr:not([aria-hidden]) td:nth-child(3)').first().innerText()
    assert.match(wape, /^\d+(\.\d+)?%$/, `WAPE by ${by}`)
    await card.getByText('图形').click()
  }
  b.clean()
})

test('the list finds, filters and compares; a draft is deleted', async () => {
  await visit(b.page, '/forecasts?status=locked')
  await b.page.getByRole('link', { name: '下周的预测' }).first().waitFor()
  assert.equal(await b.page.getByRole('link', { name: '上周的预测' }).count(), 0)
  await prefer(b.page, { language: 'en', theme: 'dark' })
  await visit(b.page, past)
  await b.page.getByText('All queues together').first().waitFor()
  await accessible(b.page, 'a forecast in the dark')
  await prefer(b.page, { language: 'zh', theme: 'light' })
  await visit(b.page, past)
  await button(/删\s*除/).click()
  await b.page.locator('.ant-modal').getByRole('button', { name: /删\s*除/ }).click()
  await b.page.waitForURL(/\/forecasts$/)
  await settled(b.page)
  assert.equal(await b.page.locator(`a[href="${past}"]`).count(), 0)
  await accessible(b.page, 'the list of forecasts')
  await visit(b.page, '/forecasts?new=1')
  await accessible(b.page, 'what a forecast is made from')
  b.clean()
})
