// The planner on duty steers the day: what is foreseen of it, an emergency plan for it, and why a stretch was missed. What is foreseen goes
// by the hour at which this runs; the pages say so at every hour.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let b, server, accessible, openBrowser, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 40, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, settled, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'planner')
})
after(async () => {
  await b?.close()
  await server?.stop()
})

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const head = () => b.page.locator('.lt-page-head')

test('the rest of the day is foreseen', async () => {
  await visit(b.page, '/running-day')
  await head().getByRole('button', { name: '立即重算' }).click()
  await b.page.getByRole('heading', { name: '当天剩余时间' }).waitFor()
  const table = b.page.getByRole('region', { name: '各队列' })
  await table.getByText('信用卡专线').waitFor()
  await table.getByText('投诉与贵宾专线').click()
  await b.page.getByRole('heading', { name: '投诉与贵宾专线 · 服务水平' }).waitFor()
  await b.page.getByRole('heading', { name: '缺口与建议' }).waitFor()
  await accessible(b.page, 'the running day')
  // What an outlook proposes is done once, and stands among what was done.
  const take = b.page.locator('.id-proposals').getByRole('button', { name: /^采用/ }).first()
  if (await take.count()) {
    await take.click()
    await b.page.locator('.ant-modal').last().getByLabel('备注（可不填）').fill('演练')
    await b.page.locator('.ant-modal').last().getByRole('button', { name: /采\s*用/ }).click()
    await b.page.getByRole('heading', { name: '今天已采取的措施' }).waitFor()
    await b.page.locator('.id-done').getByText('演练').waitFor()
  }
  b.clean()
})

test('an emergency plan is kept, and refused with words beside the field', async () => {
  await visit(b.page, '/running-day/emergency-plans')
  await b.page.getByText('后台与班长顶岗').waitFor()
  await head().getByRole('button', { name: '新建预案' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill('台风值守')
  await drawer().getByLabel('步骤').fill('值长通知；居家坐席签入')
  b.expect(/\b422\b.*plans/)
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await drawer().locator('.ant-form-item-explain-error').first().waitFor()
  await drawer().getByLabel('支援人数').fill('5')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('台风值守').waitFor()
  await settled(b.page)
  await accessible(b.page, 'emergency plans')
  b.clean()
})

test('what was done is listed, and why a stretch was missed is told', async () => {
  await visit(b.page, '/running-day/actions')
  await b.page.getByRole('heading', { name: '调度记录' }).waitFor()
  await settled(b.page)
  await accessible(b.page, 'actions taken')
  await visit(b.page, '/running-day/missed')
  await b.page.getByRole('heading', { name: '未达标原因' }).waitFor()
  await settled(b.page)
  // Today is rostered by the demo; a day before it need not be.
  if (await b.page.getByText('没有已发布的班表').count()) {
    const today = await b.page.evaluate(() => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()))
    await visit(b.page, `/running-day/missed?on=${today}`)
    await settled(b.page)
  }
  await accessible(b.page, 'why missed')
  b.clean()
})

test('a team leader sees the day, and nothing to do about it', async () => {
  const leader = await openBrowser({ width: 390, height: 844 })
  try {
    await signIn(leader.page, 'leader')
    await visit(leader.page, '/running-day')
    await leader.page.getByRole('heading', { name: '当天剩余时间' }).waitFor()
    assert.equal(await leader.page.getByRole('button', { name: /^采用/ }).count(), 0)
    leader.clean()
  } finally {
    await leader.close()
  }
})
