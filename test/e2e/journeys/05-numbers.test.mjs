import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { accessible, openBrowser, settled, signIn, visit } from '../kit/browser.mjs'
import { day } from '../kit/days.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

const range = `from=${day(7)}&to=${day(1)}`
const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const number = (text) => Number(text.replace(/[^\d.-]/g, ''))
const button = (name) => b.page.getByRole('button', { name })
/** The number behind a fact of the drill, such as the denominator. */
const fact = async (label) => number(await drawer().locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').locator('b').innerText())
const listed = async () => {
  const told = drawer().getByText(/^共 [\d,]+ 条/)
  await told.waitFor()
  return number((await told.innerText()).match(/共 ([\d,]+) 条/)[1])
}
/** An unused id, so that the journey can be run again against the same server. */
const mark = Date.now().toString(36)

test('the heat-map shows its cells and how many half-hours are out of target', async () => {
  await visit(b.page, `/heatmap?${range}`)
  const grid = b.page.getByRole('grid')
  assert.ok(await grid.locator('.mt-heat-cell[style*=background]').count() > 50, 'coloured cells')
  assert.equal(await grid.getByRole('rowheader').count(), 7)
  const [, out, judged, share] = (await b.page.locator('.lt-metric', { hasText: '服务水平' }).first().locator('.mt-out').innerText()).match(/([\d,]+)\/([\d,]+) · ([\d.]+)%/)
  assert.ok(number(judged) > 0 && number(out) <= number(judged))
  assert.ok(Math.abs((100 * number(out)) / number(judged) - number(share)) < 0.06, `${out} of ${judged} is ${share} %`)
  // low classes are half-hours out of target: the map and the count agree
  const below = await grid.locator('.mt-heat-cell[aria-label*="未达目标"]').count()
  assert.equal(below, number(out))
  await accessible(b.page, 'heat-map')
  b.clean()
})

test('Enter on a coloured cell tells what its number is made of; its contacts are the denominator', async () => {
  await visit(b.page, `/heatmap?${range}`)
  const cell = b.page.getByRole('grid').locator('.mt-heat-cell[style*=background]').first()
  const [value, name] = [await cell.innerText(), await cell.getAttribute('aria-label')]
  // the grid is one tab stop: the arrows lead to the cell
  const [row, slot] = [Number(await cell.getAttribute('data-row')), Number(await cell.getAttribute('data-slot'))]
  await b.page.locator('.mt-heat-cell[tabindex="0"]').focus()
  await b.page.keyboard.press('Home')
  for (let i = 0; i < row; i++) await b.page.keyboard.press('ArrowDown')
  for (let i = 0; i < 48; i++) {
    const at = Number(await b.page.evaluate(() => document.activeElement.dataset.slot))
    if (at === slot) break
    await b.page.keyboard.press(at < slot ? 'ArrowRight' : 'ArrowLeft')
    await b.page.waitForFunction((was) => Number(document.activeElement.dataset.slot) !== was, at)
  }
  await b.page.keyboard.press('Enter')
  await drawer().waitFor()
  const total = await listed()
  const [num, den] = [await fact('分子'), await fact('分母')]
  assert.ok(den >= 10 && num <= den, `${num} of ${den}`) // fewer than 10 are not coloured
  assert.equal(Math.round((100 * num) / den), number(value)) // a cell shows whole per cent
  const [, exact] = name.match(/([\d.]+)%/)
  assert.equal(Math.round((1000 * num) / den) / 10, Number(exact), name) // its name tells more
  assert.equal(total, den)
  await drawer().getByText('与单元格一致').waitFor()
  assert.match(await drawer().locator('dt', { hasText: '口径版本' }).locator('xpath=following-sibling::dd[1]').innerText(), /^sl-\w+ v\d+$/)
  assert.match(await drawer().locator('dt', { hasText: '数据等级' }).locator('xpath=following-sibling::dd[1]').innerText(), /[ABCD]/)
  await accessible(b.page, 'heat-map with a drill')
  b.clean()
})

test('a contact of the list opens with its timeline and its raw rows', async () => {
  const call = drawer().locator('tbody a').first()
  const id = await call.innerText()
  await call.click()
  await b.page.waitForURL(/\/contacts\//)
  await settled(b.page)
  await b.page.getByRole('heading', { name: '时间线' }).waitFor()
  const raw = await b.page.locator('.tel-raw code').allInnerTexts()
  assert.ok(raw.length >= 2, `${raw.length} rows`)
  assert.ok(raw.every((r) => r.includes(id)), `raw rows of ${id}: ${raw.join(' / ')}`)
  assert.ok(raw.some((r) => r.includes('|enqueued|')), raw.join(' / '))
  await accessible(b.page, 'contact')
  b.clean()
})

test('the explorer answers what its address asks, and a number opens its contacts', async () => {
  await visit(b.page, `/explorer?${range}&grain=day&by=queue&metrics=offered,answered,asa`)
  const table = b.page.getByRole('table', { name: '数据表' })
  assert.ok(await table.locator('tbody tr').count() > 5)
  const cell = table.locator('button[data-key=offered]').first()
  const value = number(await cell.innerText())
  await cell.click()
  await drawer().waitFor()
  assert.equal(await listed(), value)
  await drawer().getByText('与单元格一致').waitFor()
  await b.page.keyboard.press('Escape')
  await drawer().waitFor({ state: 'hidden' })
  // the total is the sum of its rows
  const parts = await table.locator('tbody button[data-key=offered]').allInnerTexts()
  const whole = number(await table.locator('tfoot button[data-key=offered]').innerText())
  assert.equal(parts.reduce((n, x) => n + number(x), 0), whole)
  await accessible(b.page, 'explorer')
  b.clean()
})

test('a view is saved, loaded, and replaces the whole question', async () => {
  const name = `午高峰 ${mark}`
  await visit(b.page, '/explorer?grain=week&by=team&metrics=answered,aht')
  await button('保存视图').click()
  const dialog = b.page.getByRole('dialog')
  await dialog.getByLabel('视图名称').fill(name)
  await dialog.getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('视图已保存').waitFor()
  await visit(b.page, `/explorer?from=${day(2)}&to=${day(2)}&metrics=offered&threshold=30s&sort=-offered`)
  await button('已存视图').click()
  await b.page.getByRole('menuitem', { name }).click()
  await b.page.waitForURL((u) => u.searchParams.get('metrics') === 'answered,aht')
  await settled(b.page)
  const asked = new URL(b.page.url()).searchParams
  assert.deepEqual([asked.get('grain'), asked.get('by'), asked.get('threshold'), asked.get('from'), asked.get('sort')], ['week', 'team', null, null, null])
  // Early on a Monday the week has no numbers yet.
  await b.page.getByRole('table', { name: '数据表' }).locator('button[data-key=answered]').or(b.page.getByText('换一个时间范围，或清除筛选条件。')).first().waitFor()
  b.clean()
})

test('the answer comes as an Excel workbook of two sheets', async () => {
  await visit(b.page, `/explorer?from=${day(2)}&to=${day(2)}&by=queue&metrics=offered,sl-off`)
  const [file] = await Promise.all([b.page.waitForEvent('download'), b.page.locator('.lt-page-actions').getByRole('button', { name: '导出 Excel' }).click()])
  assert.match(file.suggestedFilename(), /\.xlsx$/)
  const path = await file.path()
  const unzip = (...args) => execFileSync('unzip', args, { encoding: 'utf8' })
  const sheets = unzip('-l', path).match(/xl\/worksheets\/[^\s]+\.xml/g)
  assert.equal(sheets?.length, 2, String(sheets))
  const book = unzip('-p', path, 'xl/workbook.xml')
  assert.equal(book.match(/<sheet /g).length, 2, book)
  const all = unzip('-p', path, 'xl/worksheets/*.xml', 'xl/sharedStrings.xml').toString()
  assert.ok(all.includes('信用卡专线'), 'the rows are in it')
  b.clean()
})

test('a derived KPI: mistakes are marked as typed, the saved one is in the catalogue and answers', async () => {
  const id = `talk-part-${mark}`
  await visit(b.page, '/metrics')
  await button('新建指标').click()
  await drawer().getByLabel('编号').fill(id)
  await drawer().getByLabel('中文名称').fill(`接起占比 ${mark}`)
  await drawer().getByLabel('英文名称').fill(`Answered share ${mark}`)
  const formula = drawer().getByRole('combobox', { name: '公式' })
  await formula.pressSequentially('100 * answerd / offered')
  await drawer().getByText('没有名为“answerd”的量或指标').waitFor()
  assert.equal(await formula.getAttribute('aria-invalid'), 'true')
  await formula.fill('100 * (answered / offered')
  await drawer().getByText('括号或反引号没有闭合').waitFor()
  await formula.fill('100 * answered / offered')
  await drawer().getByText('公式正确').waitFor()
  assert.equal(await formula.getAttribute('aria-invalid'), 'false')
  await drawer().getByRole('region', { name: '用上周数据试算' }).locator('td b').waitFor()
  await accessible(b.page, 'new KPI')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.waitForURL((u) => u.pathname === `/metrics/${id}`)
  await settled(b.page)

  await visit(b.page, `/metrics?search=${id}`)
  await b.page.getByRole('link', { name: `接起占比 ${mark}` }).waitFor()
  await visit(b.page, `/explorer?from=${day(2)}&to=${day(2)}&by=queue&metrics=offered,answered,${id}`)
  const row = b.page.getByRole('table', { name: '数据表' }).locator('tbody tr').first()
  const of = async (key) => number(await row.locator(`button[data-key="${key}"]`).innerText())
  assert.equal(await of(id), Math.round((1000 * (await of('answered'))) / (await of('offered'))) / 10)
  b.clean()
})

test('the twelve definitions of the service level stand side by side', async () => {
  await visit(b.page, `/metrics/variants?${range}`)
  const rows = b.page.getByRole('table', { name: '十二种口径' }).locator('tbody tr')
  assert.equal(await rows.count(), 12)
  assert.equal(await rows.getByRole('button', { name: /%/ }).count(), 12, 'each has a value')
  await accessible(b.page, 'variants')
  b.clean()
})
