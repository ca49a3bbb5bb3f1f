// The headcount plan: HR draws one up against the long-range requirement, has classes proposed and changes them; the director approves; each number opens
// the people behind it, by name only for HR; a second version stands beside the first. In both languages.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, director, leader, accessible, openBrowser, prefer, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 40, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, prefer, settled, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'trainer')
})
after(async () => {
  for (const x of [b, director, leader]) await x?.close()
  await server?.stop()
})

const card = (p, name) => p.locator(`section[aria-label="${name}"]`)
const drawer = (p) => p.locator('.ant-drawer-open .ant-drawer-section, .ant-drawer-open .ant-drawer-content').last()
const choose = async (p, text) => p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: text }).first().click()
const url = '/workforce?tab=headcount'

test('a plan is drawn up with proposed classes, and what is wrong stands beside its field', async () => {
  const p = b.page
  await visit(p, url)
  await p.getByRole('button', { name: '新建计划' }).first().click()
  const d = drawer(p)
  await d.getByLabel('名称').fill('明年编制')
  await d.getByRole('button', { name: '生成提议' }).click()
  await d.getByRole('group', { name: '培训班 1' }).waitFor()
  await d.getByText(/缺口与招聘/).waitFor()
  await settled(p)
  await accessible(p, 'the draft being written')
  // A class of more people than can begin is refused beside its field.
  const people = d.getByRole('group', { name: '培训班 1' }).getByLabel('开班人数')
  const proposed = await people.inputValue()
  b.expect(/\b422\b.*headcount-trials/)
  await d.getByRole('button', { name: '增加培训班' }).click()
  const rows = await d.locator('[role="group"][aria-label^="培训班"]').count()
  await d.getByRole('group', { name: `培训班 ${rows}` }).getByLabel('结业率').fill('')
  await d.getByRole('button', { name: '试算' }).click()
  await d.getByRole('group', { name: `培训班 ${rows}` }).locator('.ant-form-item-explain-error').first().waitFor()
  await d.getByRole('button', { name: `移除培训班 ${rows}` }).click()
  await people.fill(String(Number(proposed) + 1))
  await d.getByRole('button', { name: '增加一行' }).click()
  await d.getByLabel('版本说明').fill('年度编制')
  await d.getByRole('button', { name: /保\s*存/ }).click()
  await card(p, '结果').getByText('草稿').waitFor()
  assert.equal(await p.getByRole('button', { name: '批准' }).count(), 0, 'HR does not approve')
  await settled(p)
  await accessible(p, 'a draft')
  const chart = card(p, '明年编制 第 1 版：需求与人力')
  await chart.getByText('表格', { exact: true }).click()
  assert.equal(await chart.locator('tbody tr').count(), 12)
  const head = await chart.locator('thead th').allInnerTexts()
  const at = (name) => head.findIndex((h) => h.trim().startsWith(name))
  let before
  for (const r of await chart.locator('tbody tr').all()) {
    const cells = await r.locator('td').allInnerTexts()
    const [opening, graduates, leavers, moved, closing] = ['期初在岗', '结业上岗', '离职', '晋升与调出', '期末在岗'].map((n) => parseFloat(cells[at(n)]))
    assert.ok(Math.abs(closing - (opening + graduates - leavers - moved)) < 0.25, cells.join(' '))
    if (before !== undefined) assert.equal(opening, before)
    before = closing
  }
  const [download] = await Promise.all([p.waitForEvent('download'), chart.getByRole('button', { name: /导出/ }).click()])
  assert.match(download.suggestedFilename(), /xlsx$/)
  // A month opens the people behind it.
  await chart.locator('tbody tr').nth(1).click()
  await p.getByText('名单').or(p.locator('.ant-drawer-open tbody tr').first()).first().waitFor()
  assert.ok((await p.locator('.ant-drawer-open a[href*="/employees/"]').count()) > 10)
  await settled(p)
  await accessible(p, 'who is behind a month')
  await p.locator('.ant-drawer-open .ant-drawer-close').click()
  b.clean()
})

test('the director approves with words, and sees nobody by name', async () => {
  director = await openBrowser()
  const p = director.page
  await signIn(p, 'director')
  await visit(p, url)
  await p.getByLabel('编制计划').last().waitFor()
  await card(p, '全部版本').getByText('明年编制').first().click()
  await card(p, '结果').getByText('草稿').waitFor()
  await p.getByRole('button', { name: '批准' }).click()
  const d = drawer(p)
  await d.getByLabel('批准意见').fill('按预算')
  await d.getByRole('button', { name: '批准' }).click()
  await card(p, '结果').getByText('已批准').waitFor()
  assert.equal(await p.getByRole('button', { name: '新版本' }).count(), 0)
  const chart = card(p, '明年编制 第 1 版：需求与人力')
  await chart.getByText('表格', { exact: true }).click()
  await chart.locator('tbody tr').first().click()
  await p.getByText('少于 5 人的组不显示；姓名只有维护档案的人可见。').waitFor()
  assert.equal(await p.locator('.ant-drawer-open a[href*="/employees/"]').count(), 0)
  director.clean()
})

test('a second version stands beside the first', async () => {
  const p = b.page
  await visit(p, url)
  await card(p, '全部版本').getByText('明年编制').first().click()
  await card(p, '结果').getByText('已批准').waitFor()
  await p.getByRole('button', { name: '新版本' }).click()
  const d = drawer(p)
  await d.getByRole('group', { name: '培训班 1' }).waitFor()
  await d.getByRole('button', { name: '移除培训班 1', exact: true }).click()
  await d.getByLabel('版本说明').fill('少开一班')
  await d.getByRole('button', { name: /保\s*存/ }).click()
  await card(p, '结果').getByText('明年编制 第 2 版').waitFor()
  await p.getByLabel('对比另一版本').click()
  await choose(p, '明年编制 第 1 版')
  await card(p, '对比另一版本').locator('tbody tr').first().waitFor()
  await settled(p)
  await accessible(p, 'two versions')
  await prefer(p, { language: 'en', theme: 'dark' })
  await visit(p, url)
  await p.getByText('Plan', { exact: false }).first().waitFor()
  await settled(p)
  await accessible(p, 'in the dark')
  b.clean()
})

test('a leader has no headcount plans', async () => {
  leader = await openBrowser()
  await signIn(leader.page, 'leader')
  await visit(leader.page, url)
  await leader.page.locator('main .ant-segmented').first().waitFor()
  assert.equal(await leader.page.getByText('编制计划', { exact: true }).count(), 0)
  leader.clean()
})

test('reasons of leaving are renamed, added and ended, and files offer them', async () => {
  const p = b.page
  await prefer(p, { language: 'zh', theme: 'light' })
  await visit(p, '/workforce?tab=exits')
  await p.getByRole('button', { name: '离职原因清单' }).click()
  const d = drawer(p)
  const row = (n) => d.getByRole('group', { name: `原因 ${n}`, exact: true })
  await row(14).waitFor()
  await row(2).getByLabel('中文名称').fill('夜班与作息')
  await row(13).getByLabel('停用').check()
  await d.getByRole('button', { name: '新增原因' }).click()
  await row(15).getByLabel('中文名称').fill('夜班与作息')
  await row(15).getByLabel('英文名称').fill('Commuting')
  await settled(p)
  await accessible(p, 'the list of reasons')
  b.expect(/\b422\b.*exit-reasons/)
  await d.getByRole('button', { name: /保\s*存/ }).click()
  await row(15).locator('.ant-form-item-explain-error').first().waitFor()
  await row(15).getByLabel('中文名称').fill('通勤太远')
  await d.getByRole('button', { name: /保\s*存/ }).click()
  await d.waitFor({ state: 'hidden' })
  await card(p, '离职原因').getByText('表格', { exact: true }).click()
  await card(p, '离职原因').getByText('夜班与作息').waitFor()
  // A file offers what is in use, and not what has ended.
  await card(p, '离职人员与面谈').locator('tbody a').first().click()
  await p.getByRole('button', { name: /编\s*辑/ }).click()
  await drawer(p).getByLabel('离职原因').click()
  const offered = p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')
  await offered.waitFor()
  await p.keyboard.type('通勤')
  await offered.locator('.ant-select-item-option').first().waitFor()
  b.clean()
})
