// The planner's roster: made of the requirement, mended with its rules and cover in sight, published; the agent sees it on the telephone.
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
const modal = () => b.page.locator('.ant-modal').last()
const cell = (row, col) => b.page.locator(`.rs-cell[data-row="${row}"][data-col="${col}"]`)
const name = (at) => at.getAttribute('aria-label')
const changed = async (at, was) => { for (let i = 0; i < 100 && (await name(at)) === was; i++) await b.page.waitForTimeout(100); return name(at) }

test('a roster is made of the requirement', async () => {
  await visit(b.page, '/rosters')
  await b.page.getByText('已发布').first().waitFor() // the planner of the demo has published one
  await accessible(b.page, 'rosters')
  await head().getByRole('button', { name: '生成班表' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill('')
  await drawer().getByLabel('搜索时间').fill('3')
  await drawer().getByRole('button', { name: '开始生成' }).click()
  await drawer().locator('.ant-form-item-explain-error').first().waitFor() // a name is needed
  await drawer().getByLabel('名称', { exact: true }).fill('试排一周')
  // the first week only
  await drawer().getByLabel('末日').click()
  await b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  await drawer().getByRole('button', { name: '开始生成' }).click()
  await b.page.waitForURL(/\/rosters\/[^?]+/, { timeout: 90_000 })
  await b.page.getByRole('heading', { name: '试排一周' }).waitFor()
  await cell(0, 6).waitFor()
  await settled(b.page)
  assert.equal(await b.page.getByRole('columnheader').count(), 9) // somebody, their hours, seven days
  await b.page.getByText('✓ 没有').waitFor() // no hard rule is broken
  await accessible(b.page, 'a roster')
  b.clean()
})

test('a cell is changed with the keyboard, taken back, done again and locked', async () => {
  await cell(0, 0).focus()
  await b.page.keyboard.press('ArrowRight')
  await b.page.keyboard.press('ArrowLeft')
  const was = await name(cell(0, 0))
  await b.page.keyboard.press('Enter')
  await drawer().getByLabel('班次').waitFor()
  await drawer().getByLabel('班次').click()
  // to a day off when there is a shift, else to the first shift
  const options = b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
  await options.nth(was.includes('休') ? 1 : 0).click()
  await accessible(b.page, 'the form of a cell')
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer().waitFor({ state: 'hidden' })
  const now = await changed(cell(0, 0), was)
  assert.notEqual(now, was)
  await b.page.keyboard.press('Control+z')
  assert.equal(await changed(cell(0, 0), now), was)
  await b.page.keyboard.press('Control+y')
  assert.equal(await changed(cell(0, 0), was), now)
  await head().getByRole('button', { name: '撤销' }).click()
  await changed(cell(0, 0), now)
  await cell(0, 0).focus()
  await b.page.keyboard.press('l')
  assert.match(await changed(cell(0, 0), was), /锁定/)
  b.clean()
})

test('a shift dragged onto a day off changes places with it', async () => {
  const words = []
  for (let col = 0; col < 7; col++) words.push(await name(cell(1, col)))
  const from = words.findIndex((w) => /–/.test(w))
  const to = words.findIndex((w) => /休$/.test(w))
  assert.ok(from >= 0 && to >= 0, words.join(' / '))
  await cell(1, from).dragTo(cell(1, to))
  assert.match(await changed(cell(1, to), words[to]), /–/)
  assert.match(await name(cell(1, from)), /休/)
  await b.page.keyboard.press('Control+z')
  assert.equal(await changed(cell(1, to), await name(cell(1, to))), words[to])
  b.clean()
})

test('the roster is simulated before it is published', async () => {
  await b.page.getByText('还没有模拟过').waitFor()
  await b.page.getByRole('button', { name: '开始模拟' }).click()
  await b.page.getByRole('button', { name: '重新模拟' }).waitFor({ timeout: 90_000 })
  await b.page.getByRole('heading', { name: '公平性' }).waitFor()
  await settled(b.page)
  await accessible(b.page, 'a simulated roster')
  b.clean()
})

test('a weak spot says what would fix it, and the roster is changed so', async () => {
  const grid = b.page.getByRole('region', { name: '薄弱时段' })
  await grid.locator('tbody tr').first().waitFor()
  const rows = await grid.locator('tbody tr').count()
  assert.ok(rows > 0, 'the demo has weak spots')
  // Not each can be mended by those who are there; the first that can is.
  for (let i = 0; i < rows; i++) {
    await grid.locator('tbody tr').nth(i).click()
    await drawer().getByText('现在：预计服务水平').waitFor()
    if (i === 0) await accessible(b.page, 'what would fix a weak spot')
    const take = drawer().getByRole('button', { name: '采用' })
    const found = await take.count()
    if (found > 0) await take.first().click()
    else await b.page.keyboard.press('Escape')
    await drawer().waitFor({ state: 'hidden' })
    if (found === 0) continue
    await b.page.getByText('模拟之后班表改过，请重新模拟。').waitFor()
    await head().getByRole('button', { name: '撤销' }).click()
    break
  }
  b.clean()
})

test('the roster is exported, its changes told, and published', async () => {
  const [file] = await Promise.all([b.page.waitForEvent('download'), head().getByRole('button', { name: /导出/ }).click()])
  assert.match(file.suggestedFilename(), /试排一周\.xlsx/)
  await head().getByRole('button', { name: '更多' }).click()
  await b.page.getByRole('menuitem', { name: '改动记录' }).click()
  await drawer().locator('tbody tr').first().waitFor()
  await b.page.keyboard.press('Escape')
  await drawer().waitFor({ state: 'hidden' })
  await head().getByRole('button', { name: /发\s*布/ }).click()
  await modal().getByLabel('说明').fill('试排')
  await modal().getByRole('button', { name: /发\s*布/ }).click()
  await b.page.locator('.lt-page-head').getByText('已发布').waitFor()
  b.clean()
})

test('the agent sees the own days on the telephone', async () => {
  const agent = await openBrowser({ width: 390, height: 844 })
  try {
    await signIn(agent.page, 'agent')
    await visit(agent.page, '/my-roster')
    await agent.page.getByRole('listitem').filter({ hasText: /\d\d:\d\d–\d\d:\d\d/ }).first().waitFor()
    await accessible(agent.page, 'my roster')
    // They were told of it.
    await agent.page.getByRole('button', { name: /消息：\d+ 条未读/ }).click()
    await agent.page.getByRole('link', { name: /班表已发布/ }).first().waitFor()
    await agent.page.keyboard.press('Escape')
    await agent.page.getByRole('button', { name: '消息', exact: true }).waitFor()
    const [file] = await Promise.all([agent.page.waitForEvent('download'), agent.page.getByRole('button', { name: '加入日历' }).click()])
    assert.match(file.suggestedFilename(), /\.ics$/)
    agent.clean()
  } finally {
    await agent.close()
  }
})
