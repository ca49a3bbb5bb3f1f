// The planner's month: past days are replayed in the simulator before its plans are trusted, and where it misses the contacts are looked at.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../kit/days.mjs'
import { startDemo } from '../kit/server.mjs'

let b, server, accessible, prefer, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 10 })
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

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const head = () => b.page.locator('.lt-page-head')

test('past days are replayed, looked at and taken away', async () => {
  await visit(b.page, '/staffing-calibration')
  await b.page.getByText('还没有校准过模拟器').waitFor()
  await accessible(b.page, 'no calibration yet')
  await b.page.getByRole('button', { name: '校准模拟器' }).first().click()
  const dayField = async (label, on) => {
    await drawer().getByLabel(label, { exact: true }).fill(on)
    await b.page.keyboard.press('Tab')
  }
  await drawer().getByLabel('名称', { exact: true }).fill('上周的校准')
  await dayField('首日', day(3))
  await dayField('末日', day(6)) // before the first day: refused beside the field, and what was typed stays
  b.expect(/\b422\b.*calibrations/)
  await drawer().getByRole('button', { name: /开\s*始/ }).click()
  await drawer().locator('.ant-form-item-explain-error').first().waitFor()
  assert.equal(await drawer().getByLabel('名称', { exact: true }).inputValue(), '上周的校准')
  await dayField('首日', day(6))
  await dayField('末日', day(3))
  await drawer().getByRole('button', { name: /开\s*始/ }).click()
  await b.page.getByRole('heading', { name: '上周的校准', level: 1 }).waitFor({ timeout: 120_000 }) // the job is over
  await settled(b.page)

  // Every queue and day has a deviation, and the simulator is near.
  const matrix = b.page.locator('section[aria-label="各队列的偏差"]')
  await matrix.getByText('表格').click()
  const rows = await matrix.locator('tbody tr:not([aria-hidden])').allInnerTexts()
  assert.ok(rows.length >= 4, `all queues and each: ${rows}`)
  const days = b.page.locator('section[aria-label="按日对比：所选队列合计"]')
  const first = days.locator('tbody tr:not([aria-hidden])').first()
  const cells = await first.locator('td, th').allInnerTexts()
  const [actual, simulated] = [2, 3].map((i) => Number(cells[i].replace('%', '')))
  assert.ok(Math.abs(actual - simulated) < 12, `actual ${actual}, simulated ${simulated}`)
  const scatter = b.page.locator('section[aria-label^="模拟与实际"]')
  await scatter.getByText('表格').click()
  assert.equal(await scatter.locator('tbody tr:not([aria-hidden])').count(), 4)
  await accessible(b.page, 'a calibration')

  const [file] = await Promise.all([b.page.waitForEvent('download'), head().getByRole('button', { name: /导\s*出/ }).click()])
  assert.match(file.suggestedFilename(), /上周的校准.*\.xlsx/)

  // The number of a day opens exactly its contacts.
  const offered = Number(cells[1].replace(/,/g, ''))
  await first.locator('a').first().click()
  await b.page.waitForURL(/\/contacts\?/)
  const opened = new URL(b.page.url()).searchParams
  assert.deepEqual([opened.get('from'), opened.get('to')], [day(6), day(6)])
  const listed = await b.page.evaluate(async (search) => {
    let [n, cursor] = [0, '']
    do {
      const page = await (await fetch(`/api/v1/contacts?${search}&limit=500&cursor=${encodeURIComponent(cursor)}`)).json()
      n += page.items.length
      cursor = page.next_cursor
    } while (cursor)
    return n
  }, new URLSearchParams({ from: day(6), to: day(6), queue: String(opened.get('queue')).replace(/"/g, '') }).toString())
  assert.equal(listed, offered)
  await b.page.goBack()
  await settled(b.page)

  await prefer(b.page, { language: 'en', theme: 'dark' })
  await b.page.reload()
  await b.page.getByText('What was used, what was inferred').first().waitFor()
  await accessible(b.page, 'a calibration in the dark')
  await prefer(b.page, { language: 'zh', theme: 'light' })
  await visit(b.page, '/staffing-calibration')
  await b.page.getByRole('link', { name: '上周的校准' }).first().click()
  await head().getByRole('button', { name: /删\s*除/ }).click()
  await b.page.locator('.ant-modal').getByRole('button', { name: /删\s*除/ }).click()
  await b.page.waitForURL(/\/staffing-calibration$/)
  await b.page.getByText('还没有校准过模拟器').first().waitFor()
  b.clean()
})
