import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, settled, signIn, url, visit } from '../kit/browser.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const saved = () => b.page.getByText('已保存').last().waitFor()

test('the demo centre shows its queues with targets and hours', async () => {
  await visit(b.page, '/queues')
  for (const name of ['信用卡专线', '储蓄账户专线', '投诉与贵宾专线']) await b.page.getByText(name, { exact: true }).first().waitFor()
  b.clean()
})

test('a site is made, found again and changed; a code that is taken is said beside the field', async () => {
  b.expect(/\b409\b|\b422\b/)
  await visit(b.page, '/sites?open=new')
  await drawer().getByLabel('编码').fill('WH')
  await drawer().getByLabel('名称').fill('武汉职场')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await saved()
  await b.page.getByText('武汉职场').first().waitFor()
  await visit(b.page, '/sites?open=new')
  await drawer().getByLabel('编码').fill('wh')
  await drawer().getByLabel('名称').fill('又一个')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await drawer().locator('.ant-form-item-explain-error, .lt-note.is-bad, [role=alert]').first().waitFor()
  assert.equal(await drawer().getByLabel('名称').inputValue(), '又一个', 'what was typed is still there')
  b.clean()
})

test('a person changes teams from today; yesterday keeps the team of yesterday', async () => {
  await visit(b.page, '/people?search=8101')
  await b.page.getByText('8101', { exact: true }).first().click()
  await b.page.waitForURL(/open=/)
  const history = drawer().locator('.lt-timeline li')
  await history.first().waitFor()
  const before = await history.count()
  const old = await drawer().locator('.lt-timeline li.is-now b').innerText()
  const target = old === '三班' ? '二班' : '三班'
  await drawer().getByLabel('编入', { exact: true }).click()
  await b.page.locator('.ant-select-item-option', { hasText: target }).click()
  await drawer().getByRole('button', { name: '编入班组' }).click()
  await saved()
  await b.page.waitForFunction((n) => document.querySelectorAll('.lt-timeline li').length > n, before)
  assert.equal(await drawer().locator('.lt-timeline li.is-now b').innerText(), target)
  assert.ok((await drawer().locator('.lt-timeline').innerText()).includes(old), 'the earlier team is still in the history')
  b.clean()
})

test('the organisation at a glance and the audit log tell of it', async () => {
  await visit(b.page, '/organisation')
  await b.page.getByText('聆听银行客服中心').first().waitFor()
  await visit(b.page, '/audit')
  await settled(b.page)
  assert.ok((await b.page.locator('main').innerText()).includes('admin'))
  b.clean()
})

test('who may only read is offered no change', async () => {
  await b.context.clearCookies()
  await signIn(b.page, 'leader')
  await visit(b.page, '/queues')
  assert.equal(await b.page.getByRole('button', { name: /新建/ }).count(), 0)
  await b.page.goto(url + '/users')
  await b.page.getByText('没有查看权限').waitFor()
  b.clean()
})
