import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, settled, signIn, visit } from '../kit/browser.mjs'
import { day } from '../kit/days.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const option = (text) => b.page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: text }).first()

test('a role is granted for a team and for days to come, and taken away again', async () => {
  await visit(b.page, '/users?search=trainer')
  await b.page.getByRole('row', { name: /trainer/ }).first().click()
  await drawer().getByRole('button', { name: '添加角色' }).click()
  const grant = drawer().locator('.idn-grant').nth(1)
  await grant.getByLabel('角色', { exact: true }).click()
  await option('班长').click()
  // A team leader's role comes with a team, which must be named.
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await grant.getByText('请选择班组').waitFor()
  await grant.getByLabel('班组').click()
  await b.page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click()
  await grant.getByLabel('开始日期').fill('2099-01-01')
  await b.page.keyboard.press('Tab')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('已保存').last().waitFor()
  await b.page.getByRole('row', { name: /班长 .*2099-01-01/ }).waitFor()
  await b.page.getByRole('row', { name: /trainer/ }).first().click()
  await drawer().locator('.idn-grant', { hasText: '班长' }).getByRole('button', { name: '移除此角色' }).click()
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByRole('row', { name: /2099-01-01/ }).waitFor({ state: 'detached' })
  b.clean()
})

test('a team leader sees the own team only, and a customer in full only with a reason that is kept', async () => {
  const other = await openBrowser()
  try {
    await signIn(other.page, 'leader')
    const rooms = await other.page.locator('nav').innerText()
    assert.ok(rooms.includes('联络') && !rooms.includes('数据质量') && !rooms.includes('用户与角色') && !rooms.includes('审计'), rooms)
    const [mine, all] = await Promise.all([other.page, b.page].map((p) => p.evaluate(() => fetch('/api/v1/people?limit=500').then((r) => r.json()))))
    assert.ok(mine.total > 0 && mine.total < all.total, `${mine.total} of ${all.total} people`)
    assert.equal(new Set(mine.items.map((p) => p.team?.id ?? p.team_id)).size, 1)
    const foreign = all.items.find((p) => !mine.items.some((m) => m.id === p.id))
    other.expect(/\b404\b.*\/people\//)
    assert.equal(await other.page.evaluate((id) => fetch(`/api/v1/people/${id}`).then((r) => r.status), foreign.id), 404)

    await visit(other.page, `/contacts?from=${day(4)}&to=${day(1)}`) // early in the morning today has none
    assert.equal(await other.page.getByRole('button', { name: '导出' }).count(), 0)
    const customers = await other.page.evaluate(() => fetch('/api/v1/contacts?limit=200' + location.search.replace('?', '&')).then((r) => r.json()).then((p) => p.items.map((c) => c.customer).filter(Boolean)))
    assert.ok(customers.length > 0 && customers.every((c) => c.includes('*')), 'customers are masked')
    await other.page.locator('main [role=row][tabindex], main tbody tr').first().click()
    await other.page.waitForURL(/\/contacts\/.+/)
    await settled(other.page)
    const id = new URL(other.page.url()).pathname.split('/').pop()
    await other.page.getByRole('button', { name: '显示号码' }).click()
    const dialog = other.page.getByRole('dialog')
    assert.ok(await dialog.getByRole('button', { name: '显示号码' }).isDisabled())
    await dialog.getByLabel('查看原因').fill('客户要求回电')
    await dialog.getByRole('button', { name: '显示号码' }).click()
    await other.page.getByRole('button', { name: '隐藏号码' }).waitFor()
    assert.ok(!(await other.page.locator('main section').first().innerText()).includes('****'))
    await other.page.getByRole('button', { name: '隐藏号码' }).click()
    assert.ok((await other.page.locator('main section').first().innerText()).includes('*'))
    other.clean()

    await visit(b.page, '/audit?kind=reveal')
    await b.page.getByRole('row', { name: /查看客户号码/ }).first().click()
    await drawer().getByText('客户要求回电').waitFor()
    assert.ok((await drawer().innerText()).includes(id))
    assert.ok(!/1[3-9]\d{9}/.test(await drawer().innerText()), 'the log itself keeps the number masked')
  } finally {
    await other.close()
  }
  b.clean()
})

test('the audit log is searched, its exports are in it, and its chain is checked', async () => {
  await visit(b.page, '/audit')
  const download = b.page.waitForEvent('download')
  await b.page.getByRole('button', { name: '导出' }).click()
  await download
  await visit(b.page, '/audit?kind=export&search=audit.log')
  await b.page.getByRole('row', { name: /导出页面数据/ }).first().waitFor()
  await b.page.getByPlaceholder('搜索变更内容、编号').fill('nothing has this text')
  await b.page.getByText('没有符合条件的数据').waitFor()
  await b.page.getByRole('button', { name: '校验完整性' }).click()
  await b.page.locator('.ant-modal-confirm-title', { hasText: '条记录完整，没有被改动' }).waitFor()
  b.clean()
})
