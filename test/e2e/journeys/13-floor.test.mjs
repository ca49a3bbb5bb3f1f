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

test('the floor follows turn by turn', async (t) => {
  await b.page.waitForTimeout(4000)
  const took = await b.page.evaluate(() => performance.getEntriesByName('floor-turn', 'measure').map((m) => m.duration).sort((x, y) => x - y))
  assert.ok(took.length > 5, `only ${took.length} turns`)
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
