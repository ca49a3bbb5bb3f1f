import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, openBrowser, settled, signIn, visit } from '../kit/browser.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page, 'planner')
})
after(async () => { await b.close() })

const button = (name) => b.page.getByRole('button', { name })
const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const days = (list) => JSON.stringify({ year: 2031, days: list }, null, 1)
const file = (name, content) => ({ name, mimeType: 'application/json', buffer: Buffer.from(content) })

test('the year shows holidays and make-up workdays', async () => {
  await visit(b.page, '/calendar?year=2026')
  assert.equal(await b.page.locator('table.cal-month').count(), 12)
  assert.match(await b.page.locator('main').innerText(), /2026 年放假 33 天，调休上班 6 天/)
  await button(/2026-02-14 周六 · 调休上班 · 春节/).waitFor()
  await button(/2026-02-15 周日 · 节假日 · 春节/).click()
  await drawer().getByText('法定节假日随程序提供').waitFor()
  await b.page.keyboard.press('Escape')
  await accessible(b.page, '/calendar')
  b.clean()
})

test('an own holiday is entered, refused while wrong, found in the list, and deleted', async () => {
  await visit(b.page, '/calendar?open=new&on=2026-03-11')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await drawer().getByText('请填写名称').or(drawer().getByText(/名称.*必填|必填/)).first().waitFor()
  await drawer().getByLabel('名称', { exact: true }).fill('行庆日')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('已保存').last().waitFor()
  await visit(b.page, '/calendar?year=2026')
  await button(/2026-03-11 周三 · 节假日 · 行庆日/).waitFor()
  await visit(b.page, '/calendar?view=list&origin=own')
  await b.page.getByText('行庆日').first().click()
  await settled(b.page)
  await drawer().getByRole('button', { name: /删\s*除/ }).click()
  await b.page.locator('.ant-modal').getByRole('button', { name: /删\s*除/ }).click()
  await visit(b.page, '/calendar?view=list&origin=own')
  assert.equal(await b.page.getByText('行庆日').count(), 0)
  b.clean()
})

test('a file with a mistake is told by line; a good one is looked at, imported and taken back', async () => {
  await visit(b.page, '/calendar?year=2031')
  await b.page.getByText('2031 年的放假安排尚未录入').waitFor()
  await button('导入节假日').first().click()
  const input = b.page.locator('input[type=file]')
  await input.setInputFiles(file('2031.json', days([{ name: '元旦', date: '2031-01-01', isOffDay: true }, { name: '元旦', date: '2031-01-41', isOffDay: true }])))
  await drawer().getByText('有 1 处内容不能使用').waitFor()
  await drawer().getByText('2031-01-41').waitFor()
  await input.setInputFiles(file('2031.json', days([{ name: '元旦', date: '2031-01-01', isOffDay: true }, { name: '元旦', date: '2031-01-04', isOffDay: false }])))
  await drawer().getByText('2031 年放假 1 天，调休上班 1 天').waitFor()
  await drawer().getByRole('button', { name: /^导\s*入$/ }).click()
  await button(/2031-01-01 周三 · 节假日 · 元旦/).waitFor()
  await button(/2031-01-04 周六 · 调休上班 · 元旦/).waitFor()
  await button('撤销导入').click()
  await b.page.locator('.ant-modal').getByRole('button', { name: '撤销导入' }).click()
  await b.page.getByText('2031 年的放假安排尚未录入').waitFor()
  b.clean()
})

test('who may not maintain the calendar reads it', async () => {
  const other = await openBrowser()
  try {
    await signIn(other.page, 'leader')
    await visit(other.page, '/calendar')
    assert.equal(await other.page.getByRole('button', { name: '导入节假日' }).count(), 0)
    assert.equal(await other.page.locator('table.cal-month').count(), 12)
    other.clean()
  } finally {
    await other.close()
  }
})
