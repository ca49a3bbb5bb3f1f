// One day of a roster in minutes: breaks are moved with the cover in sight, a training is added; the day and the week go on paper; a file is
// imported, and the version compared with the one it was made from.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
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
const options = () => b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
const pieces = () => b.page.locator('.rd-piece.is-moved')
const label = (at) => at.getAttribute('aria-label')
const changed = async (at, was) => { for (let i = 0; i < 100 && (await label(at)) === was; i++) await b.page.waitForTimeout(100); return label(at) }
const save = async () => {
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer().waitFor({ state: 'hidden' })
}
/** The piece that one label names, whatever row it is in now. */
const named = (text) => b.page.locator(`.rd-piece[aria-label^="${text}"]`).first()
/** Puts the keys on a piece. */
const choose = async (text) => {
  await b.page.locator('.rd-track[data-row]', { has: named(text) }).focus()
  for (let i = 0; i < 12 && !/is-chosen/.test(await named(text).getAttribute('class')); i++) await b.page.keyboard.press(' ')
}
/** Somebody's first break and who they are. */
const first = async () => {
  const at = b.page.locator('.rd-piece.is-moved[data-letter="餐"]').first()
  const [who, name] = (await label(at)).split(' ')
  return `${who} ${name}`
}

test('a draft of a week opens on one day', async () => {
  await visit(b.page, '/rosters')
  await head().getByRole('button', { name: '生成班表' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill('按天调整')
  await drawer().getByLabel('搜索时间').fill('3')
  await drawer().getByLabel('末日').click()
  await options().first().click()
  await drawer().getByRole('button', { name: '开始生成' }).click()
  await b.page.waitForURL(/\/rosters\/[^?]+/, { timeout: 90_000 })
  await b.page.getByRole('heading', { name: '按天调整' }).waitFor()
  await b.page.getByText('一天', { exact: true }).click()
  await pieces().first().waitFor()
  await b.page.getByRole('rowheader', { name: '缺口' }).waitFor()
  await settled(b.page)
  await accessible(b.page, 'one day of a roster')
  b.clean()
})

test('a break is moved by the keyboard, kept, and taken back', async () => {
  const who = await first()
  const was = await label(named(who))
  const [, low, high, at] = [...was.match(/可在 (\d\d:\d\d)–(\d\d:\d\d) 开始/), was.match(/ (\d\d:\d\d)–/)[1]]
  const key = at < high ? 'ArrowRight' : 'ArrowLeft'
  assert.ok(low <= at && at <= high, was)
  await choose(who)
  await b.page.keyboard.press(key)
  const tried = await changed(named(who), was)
  await b.page.getByText(/不违反规则|这样改会违反|时间重叠/).waitFor() // said while it moves
  await b.page.keyboard.press('Escape')
  assert.equal(await changed(named(who), tried), was)
  // Once more, and kept when it lies on no other piece.
  await choose(who)
  await b.page.keyboard.press(key)
  await changed(named(who), was)
  if (await b.page.getByText('时间重叠').count()) await b.page.keyboard.press(key)
  const now = await label(named(who))
  await b.page.keyboard.press('Enter')
  await head().getByRole('button', { name: '撤销' }).and(b.page.locator(':enabled')).waitFor()
  assert.equal(await label(named(who)), now)
  await b.page.keyboard.press('Control+z')
  assert.equal(await changed(named(who), now), was)
  await b.page.keyboard.press('Control+y')
  assert.equal(await changed(named(who), was), now)
  b.clean()
})

test('a piece dragged beyond its window stops at its end', async () => {
  const who = await first()
  const was = await label(named(who))
  const [, low, high] = was.match(/可在 (\d\d:\d\d)–(\d\d:\d\d) 开始/)
  const left = was.match(/ (\d\d:\d\d)–/)[1] > low
  await named(who).scrollIntoViewIfNeeded()
  const box = await named(who).boundingBox()
  await b.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await b.page.mouse.down()
  await b.page.mouse.move(box.x + (left ? -400 : 400), box.y + box.height / 2, { steps: 8 })
  const now = await changed(named(who), was)
  assert.equal(now.match(/ (\d\d:\d\d)–/)[1], left ? low : high)
  await b.page.getByRole('status').filter({ hasText: /–/ }).waitFor()
  await b.page.mouse.up()
  await settled(b.page)
  b.clean()
})

test('a training is added in the form of the day, and refused beside the shift', async () => {
  const who = (await first()).split(' ')[0]
  await b.page.locator('.rd-track[data-row]', { has: b.page.locator(`.rd-shift[aria-label^="${who} "]`) }).focus()
  await b.page.keyboard.press('Enter')
  const [, begins] = (await label(b.page.locator(`.rd-shift[aria-label^="${who} "]`))).match(/ (\d\d:\d\d)–/)
  await drawer().getByRole('button', { name: '添加会议或培训' }).click()
  await drawer().getByLabel('类别').last().click()
  await options().filter({ hasText: '培训' }).click()
  await drawer().getByLabel('名称', { exact: true }).last().fill('新业务培训')
  await drawer().getByLabel('分钟').last().fill('10')
  const at = drawer().getByLabel('开始时间').last()
  await at.fill(begins === '00:00' ? '23:59' : '00:00')
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer().getByText('不在班次之内').waitFor()
  await accessible(b.page, 'the form of a day')
  await at.fill(begins)
  await save()
  await named(`${who} 新业务培训 ${begins}`).waitFor()
  b.clean()
})

test('the day and the week go on paper, a page for each team', async () => {
  await b.page.emulateMedia({ media: 'print' })
  const sheet = b.page.locator('.rp')
  await sheet.getByRole('heading', { name: /按天调整 ·/ }).first().waitFor()
  assert.ok((await sheet.locator('section').count()) >= 2)
  assert.match(await sheet.locator('header').first().innerText(), /草稿，第 \d+ 版/)
  assert.ok((await sheet.locator('table.is-day tbody tr').count()) > 20) // all people, not only those in sight
  const pages = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length
  const day = await b.page.pdf({ format: 'A4', landscape: true, preferCSSPageSize: false })
  assert.ok(pages(day) >= (await sheet.locator('section').count()))
  await b.page.emulateMedia({ media: 'screen' })
  await sheet.waitFor({ state: 'detached' })
  await b.page.getByText('人 × 天', { exact: true }).click()
  await b.page.locator('.rs-cell').first().waitFor()
  await b.page.emulateMedia({ media: 'print' })
  await sheet.locator('table:not(.is-day) tbody tr').first().waitFor()
  assert.equal(await sheet.locator('thead').first().locator('th').count(), 9)
  await b.page.emulateMedia({ media: 'screen' })
  b.clean()
})

test('a file is looked at with what is wrong in it, and only its good rows are taken', async () => {
  const menu = async (name) => { await head().getByRole('button', { name: '更多' }).click(); await b.page.getByRole('menuitem', { name }).click() }
  await menu('导入班表')
  const [empty] = await Promise.all([b.page.waitForEvent('download'), drawer().getByRole('button', { name: '下载空表' }).click()])
  assert.ok((await readFile(await empty.path())).length > 1000)
  const cells = b.page.locator('.rs-cell[data-row="0"]')
  const who = await b.page.locator('.rs-row .rs-name small').first().innerText()
  const words = await cells.evaluateAll((all) => all.map((x) => x.getAttribute('aria-label')))
  const at = words.findIndex((w) => /–/.test(w) && !/锁定/.test(w))
  const on = words[at].match(/\d{4}-\d\d-\d\d/)[0]
  const content = `工号,日期,班次\n${who},${on},休\n99999,${on},休\n${who},2020-01-01,休\n`
  await drawer().locator('input[type=file]').setInputFiles({ name: '排班.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
  await drawer().getByText('这份班表里没有这个工号').waitFor()
  await drawer().getByText('不是这份班表的日子').waitFor()
  await accessible(b.page, 'the import of a roster')
  await drawer().getByRole('button', { name: '只导入正确的行' }).click()
  await drawer().waitFor({ state: 'hidden' })
  assert.match(await changed(cells.nth(at), words[at]), /休/)
  b.clean()
})

test('the version is compared with the one it was made anew from', async () => {
  await head().getByRole('button', { name: '重新排' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill('再排一份')
  await drawer().getByLabel('搜索时间').fill('2')
  await drawer().getByRole('button', { name: '开始生成' }).click()
  await b.page.getByRole('heading', { name: '再排一份' }).waitFor({ timeout: 90_000 })
  await head().getByRole('button', { name: '更多' }).click()
  await b.page.getByRole('menuitem', { name: '比较版本' }).click()
  await b.page.getByRole('heading', { name: '谁改了什么' }).waitFor()
  await b.page.getByRole('row', { name: /预计服务水平/ }).first().waitFor()
  await settled(b.page)
  await accessible(b.page, 'the comparison of two rosters')
  const [file] = await Promise.all([b.page.waitForEvent('download'), head().getByRole('button', { name: /导出/ }).click()])
  assert.match(file.suggestedFilename(), /按天调整 - 再排一份\.xlsx/)
  await b.page.getByRole('checkbox', { name: '只看有变化的' }).uncheck()
  await b.page.getByRole('button', { name: '对调' }).click()
  await settled(b.page)
  b.clean()
})
