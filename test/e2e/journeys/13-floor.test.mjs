// The floor with a telephone exchange that works now, and a wallboard on a screen where nobody signs in.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startFeeder } from '../kit/feeder.mjs'
import { startDemo } from '../kit/server.mjs'

let server, feeder, folder, b, kit
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lingting-exchange-'))
  const file = join(folder, 'queue_log')
  process.env.LINGTING_FOLLOW = `pbx1=${file}` // this server's, and those it starts
  server = await startDemo({ days: 1 })
  process.env.LINGTING_URL = server.url
  feeder = startFeeder(file)
  kit = await import('../kit/browser.mjs')
  b = await kit.openBrowser()
  await kit.signIn(b.page)
})
after(async () => {
  feeder?.stop()
  await b?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('the floor shows who works and moves by itself', async () => {
  await b.page.goto(kit.url + '/floor')
  await b.page.locator('.lt-tile').nth(30).waitFor()
  const offered = () => b.page.evaluate(() => [...document.querySelectorAll('.lt-queue-board tbody tr')].reduce((n, r) => n + Number(r.cells[5].textContent.replace(/\D/g, '')), 0))
  const before = await offered()
  await b.page.waitForFunction((n) => [...document.querySelectorAll('.lt-queue-board tbody tr')].reduce((s, r) => s + Number(r.cells[5].textContent.replace(/\D/g, '')), 0) > n, before)
  await kit.accessible(b.page, 'floor')
  b.clean()
})

test('a team leader opens an agent and notes that they talked', async () => {
  await b.page.locator('.lt-tile').first().click()
  const drawer = b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
  await drawer.getByText('今天的状态').waitFor()
  await drawer.getByRole('button', { name: '记一次“已沟通”' }).click()
  await drawer.locator('.lt-actions li', { hasText: '已沟通' }).waitFor()
  await b.page.keyboard.press('Escape')
  b.clean()
})

test('a seat plan is drawn by mouse and keys, saved, copied and deleted', async () => {
  await b.page.goto(kit.url + '/seat-plans/new')
  const sheet = b.page.getByRole('application', { name: '座位图画布' })
  const seats = b.page.locator('.lt-fixture.is-seat')
  const cell = async (x, y) => {
    const box = await sheet.boundingBox()
    return [box.x + ((x + 0.5) * box.width) / 24, box.y + ((y + 0.5) * box.height) / 12]
  }
  const drag = async (from, to) => {
    await b.page.mouse.move(...(await cell(...from)))
    await b.page.mouse.down()
    await b.page.mouse.move(...(await cell(...to)), { steps: 4 })
    await b.page.mouse.up()
  }
  await sheet.waitFor()
  await drag([1, 1], [4, 2]) // a block of eight
  assert.equal(await seats.count(), 8)
  await b.page.getByRole('button', { name: '撤销' }).click()
  assert.equal(await seats.count(), 0)
  await b.page.getByRole('button', { name: '重做' }).click()
  assert.equal(await seats.count(), 8)
  await b.page.getByText('墙', { exact: true }).click()
  await drag([0, 0], [23, 0])
  await b.page.getByText('工位', { exact: true }).first().click()
  await sheet.focus()
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await b.page.keyboard.press(key)
  assert.equal(await seats.count(), 9)
  await b.page.getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('请填写名称').waitFor() // and what was drawn is still there
  assert.equal(await seats.count(), 9)
  await b.page.getByRole('combobox', { name: '职场' }).click()
  await b.page.getByTitle('成都职场').last().click()
  await b.page.getByLabel('名称（区域或房间）').fill('测试间')
  await b.page.getByText('选择', { exact: true }).click()
  await seats.filter({ hasText: 'A08' }).click()
  await b.page.getByLabel('工位编号').fill('H01')
  await b.page.getByRole('combobox', { name: '工位类型' }).click()
  await b.page.getByTitle('共享工位', { exact: true }).last().click()
  await kit.accessible(b.page, 'seat plan editor')
  await b.page.getByRole('button', { name: /保\s*存/ }).click()
  await b.page.waitForURL(/\/seat-plans\/(?!new)/)
  await b.page.locator('.lt-fixture.is-seat.is-shared', { hasText: 'H01' }).waitFor()

  await b.page.goto(kit.url + '/seat-plans')
  await b.page.getByRole('link', { name: /复制 .*测试间/ }).click()
  await b.page.getByLabel('名称（区域或房间）').fill('测试间二')
  await b.page.getByRole('button', { name: /保\s*存/ }).click()
  await b.page.waitForURL(/\/seat-plans\/(?!new)/)
  await b.page.goto(kit.url + '/seat-plans')
  await b.page.getByRole('button', { name: /删除 .*测试间二/ }).click()
  await kit.accessible(b.page, 'seat plans')
  await b.page.locator('.ant-modal-confirm-btns button').last().click()
  await b.page.getByRole('link', { name: /复制 .*测试间二/ }).waitFor({ state: 'detached' })
  b.clean()
})

test('people are seated, and the map shows their state; a leader sees only their own', async () => {
  await b.page.goto(kit.url + '/floor?view=seats')
  await b.page.locator('.lt-seat .lt-tile:not(.is-seat)').nth(10).waitFor()
  await kit.accessible(b.page, 'seat map')
  await b.page.getByRole('combobox', { name: '座位图' }).click()
  await b.page.getByTitle(/测试间/).last().click()
  const seat = (label) => b.page.locator('[data-seat]', { hasText: label })
  await seat('A01').waitFor()
  await seat('A02').getByRole('button').focus()
  await b.page.keyboard.press('ArrowLeft')
  await b.page.keyboard.press('Enter')
  await b.page.getByRole('combobox', { name: '坐席' }).fill('8101')
  await b.page.keyboard.press('Enter')
  await kit.accessible(b.page, 'seat')
  await b.page.getByRole('button', { name: /安\s*排/, exact: false }).last().click()
  await b.page.locator('.lt-timeline li.is-now').waitFor()
  await b.page.keyboard.press('Escape')
  await b.page.locator('.ant-drawer-mask').waitFor({ state: 'hidden' })
  // The tile moves by itself and opens the agent.
  await seat('A01').locator('.lt-tile:not(.is-seat) .lt-elapsed').waitFor()
  await seat('A01').getByRole('button').click()
  await b.page.locator('.ant-drawer-content, .ant-drawer-section').last().getByText('今天的状态').waitFor()
  await b.page.keyboard.press('Escape')

  await b.page.goto('about:blank')
  await b.context.clearCookies()
  await kit.signIn(b.page, 'leader')
  await b.page.goto(kit.url + '/floor?view=seats')
  await b.page.locator('.lt-seat .lt-tile.is-seat.is-taken').nth(15).waitFor()
  assert.equal(await b.page.locator('.lt-seat .lt-tile.is-taken', { hasNotText: '已占用' }).count(), 0)
  await b.page.locator('.lt-seat .lt-tile:not(.is-seat)').nth(5).waitFor()
  b.clean()
  await b.page.goto('about:blank')
  await b.context.clearCookies()
  await kit.signIn(b.page)
  b.clean()
})

test('the floor follows turn by turn', async (t) => {
  await b.page.goto(kit.url + '/floor')
  await b.page.waitForFunction(() => performance.getEntriesByName('floor-turn', 'measure').length > 10, undefined, { timeout: 60_000 })
  const took = await b.page.evaluate(() => performance.getEntriesByName('floor-turn', 'measure').map((m) => m.duration).sort((x, y) => x - y))
  assert.ok(took.length > 10, `only ${took.length} turns`)
  t.diagnostic(`a turn takes ${took[Math.floor(took.length / 2)].toFixed(1)} ms of the browser's time, the longest ${took.at(-1).toFixed(1)} ms`)
})

test('a board is made, shown, and hangs on a screen without a sign-in until its link is revoked', async () => {
  await b.page.goto(kit.url + '/wallboards/new')
  await b.page.getByLabel('名称').fill('大厅看板')
  for (const block of ['大数字', '队列表', '坐席方块', '时钟']) {
    await b.page.getByRole('button', { name: '添加区块' }).click()
    await b.page.getByRole('menuitem', { name: block }).click()
  }
  await b.page.getByRole('button', { name: /保\s*存/ }).click()
  await b.page.waitForURL(/\/wallboards\/(?!new)/)
  await kit.accessible(b.page, 'board editor')
  await b.page.goto(kit.url + '/wallboards')
  await b.page.getByRole('button', { name: '新建链接' }).click()
  await b.page.getByLabel('放在哪里').fill('一楼大厅')
  await b.page.getByRole('button', { name: /保\s*存/ }).click()
  const address = await b.page.getByLabel('地址').inputValue()
  assert.match(address, /\/screen#[A-Z2-7]{52}$/)
  await b.page.locator('.ant-modal-footer').getByRole('button').last().click()
  const screen = await b.context.browser()?.newPage() ?? await b.context.newPage()
  await b.page.goto('about:blank') // nobody is signed in from here on
  await b.context.clearCookies()
  await screen.goto(address)
  await screen.locator('.is-tiles .lt-tile').nth(20).waitFor()
  await screen.locator('.lt-queue-board tbody tr').first().waitFor()
  await kit.accessible(screen, 'screen')
  b.clean()
  b.expect(/\b404\b|\b401\b/)
  await kit.signIn(b.page)
  await b.page.goto(kit.url + '/wallboards')
  await b.page.getByRole('button', { name: '撤销' }).click()
  await b.page.locator('.ant-modal-confirm-btns button').last().click()
  await b.page.getByText('已撤销').first().waitFor()
  await screen.reload()
  await screen.getByText('这个大屏链接不存在、已过期或已撤销').waitFor()
  await screen.close()
})
