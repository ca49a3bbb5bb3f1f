// HR's month: who is there, who left, how long people stay and why they went, in both languages; the leader sees the own team and no reason of fewer
// than five.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, leader, accessible, openBrowser, prefer, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 3, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, prefer, settled, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'trainer')
})
after(async () => {
  for (const x of [b, leader]) await x?.close()
  await server?.stop()
})

const card = (p, name) => p.locator(`section[aria-label="${name}"]`)
const tab = (p, name) => p.locator('main .ant-segmented').first().getByText(name, { exact: true }).click()

test('structure, attrition, survival and reasons, as pictures and as tables', async () => {
  const p = b.page
  await visit(p, '/workforce')
  await card(p, '年龄与性别').waitFor()
  await settled(p)
  await accessible(p, 'structure')
  await card(p, '年龄与性别').getByText('表格', { exact: true }).click()
  assert.ok(await card(p, '年龄与性别').locator('tbody tr').count() > 1)
  await tab(p, '流失率')
  await card(p, '每月流失').waitFor()
  await card(p, '每月流失').getByText('表格', { exact: true }).click()
  assert.equal(await card(p, '每月流失').locator('tbody tr').count(), 12)
  const months = await Promise.all((await card(p, '每月流失').locator('tbody tr').all()).map((r) => r.locator('td').allInnerTexts()))
  for (const [i, m] of months.entries()) {
    const [opening, entered, left, closing] = m.slice(1, 5).map(Number)
    assert.equal(closing, opening + entered - left)
    if (i > 0) assert.equal(opening, Number(months[i - 1][4]))
  }
  const [download] = await Promise.all([p.waitForEvent('download'), card(p, '每月流失').getByRole('button', { name: /导出/ }).click()])
  assert.match(download.suggestedFilename(), /xlsx$/)
  await accessible(p, 'attrition')
  await tab(p, '留存曲线')
  await card(p, '留存曲线').waitFor()
  await p.getByText('按班组', { exact: true }).click()
  await p.getByText(/对数秩检验/).waitFor()
  await settled(p)
  await accessible(p, 'survival')
  await tab(p, '离职原因')
  await card(p, '离职人员与面谈').locator('tbody tr').first().waitFor()
  await settled(p)
  await accessible(p, 'reasons')
  const shown = await card(p, '离职人员与面谈').locator('tbody tr').count()
  await p.getByLabel('只看没有面谈的').check()
  assert.ok(await card(p, '离职人员与面谈').locator('tbody tr').count() < shown)
  b.clean()
})

test('in English on dark', async () => {
  const p = b.page
  await prefer(p, { language: 'en', theme: 'dark' })
  for (const t of ['structure', 'attrition', 'survival', 'exits']) {
    await visit(p, `/workforce?tab=${t}`)
    await p.getByRole('heading', { name: 'Workforce', level: 1 }).waitFor()
    await settled(p)
    await accessible(p, `${t} in the dark`)
  }
  b.clean()
})

test('a leader reads sums of the own team, and no single reason', async () => {
  leader = await openBrowser()
  const p = leader.page
  await signIn(p, 'leader')
  await visit(p, '/workforce')
  await p.getByText('少于 5 人的组不显示').waitFor()
  await tab(p, '离职原因')
  await p.getByText('离职原因保密').waitFor()
  await settled(p)
  assert.equal(await card(p, '离职人员与面谈').count(), 0)
  await accessible(p, 'reasons for a leader')
  leader.clean()
})

test('leaders change teams: proposed, changed, approved, and it stands from its day', async () => {
  const p = b.page
  await prefer(p, { language: 'zh', theme: 'light' })
  const drawer = () => p.locator('.ant-drawer-content, .ant-drawer-section').last()
  await visit(p, '/team-plan')
  await card(p, '班组与班长').locator('tbody tr').first().waitFor()
  await settled(p)
  await accessible(p, 'teams and leaders')
  const teams = await card(p, '班组与班长').locator('tbody tr').count()
  await p.getByRole('button', { name: '新建轮换计划' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill('轮换一')
  await drawer().getByRole('button', { name: '生成提议' }).click()
  await drawer().locator('.pe-rows .ant-select-content-has-value').nth(teams - 1).waitFor()
  await accessible(p, 'a rotation being written')
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer().waitFor({ state: 'hidden' })
  await card(p, '轮换一').locator('tbody tr').first().waitFor()
  assert.equal(await card(p, '轮换一').locator('tbody tr').count(), teams)
  assert.equal(await card(p, '轮换一').getByText('没有轮换').count(), 0)
  assert.equal(await card(p, '轮换一').getByRole('button', { name: /批\s*准/ }).count(), 0) // a trainer does not approve
  b.clean()
  const c = await openBrowser()
  try {
    await signIn(c.page, 'operations')
    await visit(c.page, '/team-plan')
    await card(c.page, '轮换计划').getByText('轮换一').first().click()
    await card(c.page, '轮换一').getByRole('button', { name: /批\s*准/ }).click()
    await c.page.locator('.ant-modal').getByRole('button', { name: /批\s*准/ }).click()
    await card(c.page, '轮换一').getByText('待生效').first().waitFor()
    await settled(c.page)
    const next = await Promise.all((await card(c.page, '班组与班长').locator('tbody tr').all()).map((r) => r.locator('td').nth(6).innerText()))
    assert.ok(next.every((text) => /·/.test(text)), next.join())
    await accessible(c.page, 'an approved rotation')
    c.clean()
  } finally {
    await c.close()
  }
  await prefer(p, { language: 'en', theme: 'dark' })
  await visit(p, '/team-plan')
  await p.getByRole('heading', { name: 'Teams and rotation', level: 1 }).waitFor()
  await settled(p)
  await accessible(p, 'rotation in the dark')
  b.clean()
  await visit(leader.page, '/team-plan')
  await card(leader.page, '班组与班长').locator('tbody tr').first().waitFor()
  assert.equal(await card(leader.page, '班组与班长').locator('tbody tr').count(), 1)
  leader.clean()
})
