// Before rosters: the planner's shift types and rules, the agent who asks for leave on the telephone, the leader who decides.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let b, server, accessible, prefer, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 3 })
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
const fill = (label, text) => drawer().getByLabel(label, { exact: true }).fill(text)
const save = () => drawer().locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()

test('shift types are drawn, kept, ended and imported', async () => {
  await visit(b.page, '/shift-types')
  await b.page.getByText('还没有班型').waitFor()
  await accessible(b.page, 'no shift types')
  await head().getByRole('button', { name: '新建班型' }).click()
  await fill('代码', 'A1')
  await fill('名称', '早班')
  await fill('最早上班', '7:00')
  await fill('最晚上班', '6:00') // before the earliest: refused beside the field, and what was typed stays
  await fill('1 名称', '用餐')
  b.expect(/\b422\b.*shift-types/)
  await save()
  await drawer().locator('.ant-form-item-explain-error').first().waitFor()
  assert.equal(await drawer().getByLabel('名称', { exact: true }).inputValue(), '早班')
  await fill('最晚上班', '8:30')
  assert.match(await drawer().locator('.ro-picture').getAttribute('aria-label'), /07:00 至 08:30/)
  await accessible(b.page, 'the form of a shift type')
  await save()
  await b.page.getByRole('cell', { name: '07:00–08:30' }).waitFor()

  // Out to Excel, and what a file with a wrong cell says.
  const [file] = await Promise.all([b.page.waitForEvent('download'), b.page.getByRole('button', { name: /导出 Excel/ }).click()])
  assert.match(file.suggestedFilename(), /班型\.xlsx/)
  await head().getByRole('button', { name: /导\s*入/ }).click()
  await drawer().locator('input[type=file]').setInputFiles(await file.path().then((path) => ({ name: '班型.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: readFileSync(path) })))
  await drawer().getByText('文件内容与现在一致').waitFor()
  const rows = '代码,名称,颜色,最早上班,最晚上班,间隔分钟,在岗分钟,生效日\nN1,夜班,purple,22:00,22:00,30,480,2030-01-01\nX,晚班,mauve,15:00,15:00,30,480,2030-01-01\n'
  await drawer().locator('input[type=file]').setInputFiles({ name: 'shifts.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) })
  await drawer().getByText('mauve').waitFor()
  await accessible(b.page, 'an import with an issue')
  await drawer().getByRole('button', { name: '只导入正确的行' }).click()
  const night = b.page.locator('tbody tr', { hasText: 'N1' })
  await night.getByText('未生效').waitFor()

  // One that was never in force is deleted, one in force only ended.
  await night.getByRole('button', { name: /删\s*除/ }).click()
  await b.page.locator('.ant-modal').getByRole('button', { name: /删\s*除/ }).click()
  await night.waitFor({ state: 'detached' })
  const early = b.page.locator('tbody tr', { hasText: 'A1' })
  assert.equal(await early.getByRole('button', { name: /删\s*除/ }).count(), 0)
  await prefer(b.page, { language: 'en', theme: 'dark' })
  await b.page.reload()
  await b.page.getByText('in force').first().waitFor()
  await accessible(b.page, 'shift types in the dark')
  await prefer(b.page, { language: 'zh', theme: 'light' })
  await b.page.reload()
  await settled(b.page)
  b.clean()
})

test('rules of work are said in sentences, checked, given and taken back', async () => {
  await visit(b.page, '/work-rules')
  await b.page.getByText('还没有规则集').waitFor()
  await head().getByRole('button', { name: '新建规则集' }).click()
  await b.page.getByRole('menuitem', { name: /标准工时制/ }).click()
  await drawer().getByText('每周带薪工时最多 40 小时').waitFor()
  await drawer().getByText('每月加班最多 36 小时').waitFor()

  // A least above the most is told at once, by the numbers of the rules.
  const first = drawer().getByRole('group', { name: '第 2 条' })
  await first.getByLabel('2 至少').fill('44')
  await drawer().getByText('下限高于上限（第 2 条）').waitFor()
  await first.getByText('每周带薪工时 44 小时到 40 小时').waitFor()
  await accessible(b.page, 'the form of a rule set')
  await first.getByLabel('2 至少').fill('36')
  await drawer().getByText('下限高于上限').waitFor({ state: 'detached' })
  await save()
  await b.page.getByRole('heading', { name: '标准工时制', level: 1 }).waitFor()
  await b.page.getByText('每周带薪工时 36 小时到 40 小时').waitFor()
  await b.page.getByText(/国务院令第 174 号/).first().waitFor()
  await settled(b.page)
  await accessible(b.page, 'a rule set')
  const [file] = await Promise.all([b.page.waitForEvent('download'), head().getByRole('button', { name: /导\s*出/ }).click()])
  assert.match(file.suggestedFilename(), /标准工时制\.xlsx/)

  // To everybody, then to one team; the team's is taken back.
  const given = b.page.locator('section[aria-label="给谁使用"]')
  await given.getByRole('button', { name: '给人使用' }).click()
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: '给人使用' }).click()
  await given.getByText('全中心').first().waitFor()
  await given.getByRole('button', { name: '给人使用' }).click()
  await drawer().locator('.ant-segmented-item', { hasText: '班组' }).click()
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: '给人使用' }).click()
  await drawer().locator('.ant-form-item-explain-error').first().waitFor()
  await drawer().getByLabel('哪些').click()
  const team = b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first()
  const name = (await team.innerText()).split(' ')[0]
  await team.click()
  await drawer().locator('.ant-drawer-title').click()
  await drawer().locator('.ant-drawer-footer').getByRole('button', { name: '给人使用' }).click()
  const row = given.locator('tbody tr', { hasText: name })
  await row.getByText('使用中').waitFor()
  assert.equal(await head().getByRole('button', { name: /删\s*除/ }).count(), 0, 'one in use is not deleted')
  await row.getByRole('button', { name: /收\s*回/ }).click()
  await b.page.locator('.ant-modal').getByRole('button', { name: /收\s*回/ }).click()
  await row.waitFor({ state: 'detached' })
  await prefer(b.page, { language: 'en', theme: 'dark' })
  await b.page.reload()
  await b.page.getByText('36 hours to 40 hours paid per week').waitFor()
  await accessible(b.page, 'a rule set in the dark')
  await prefer(b.page, { language: 'zh', theme: 'light' })
  await b.page.reload()
  await settled(b.page)
  b.clean()
})
