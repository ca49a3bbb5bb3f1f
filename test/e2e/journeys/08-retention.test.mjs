// How long data is kept: what would go is counted before anything is saved, and nothing goes by saving.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, openBrowser, signIn, visit } from '../kit/browser.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const save = () => drawer().getByRole('button', { name: /保\s*存/ }).click()
const rowOf = (name) => b.page.getByRole('row').filter({ has: b.page.getByRole('button', { name, exact: true }) })
const settings = () => b.page.evaluate(async () => (await (await fetch('/api/v1/retention')).json()).items)
const daysOf = async (kind) => (await settings()).find((s) => s.kind === kind).days
/** Contacts there are from more than so many days ago. */
const older = (days) => b.page.evaluate(async (n) => (await (await fetch(`/api/v1/retention/telephony.contacts/preview?days=${n}`)).json()).rows, days)

/** Opens a kind and chooses to keep it for so many days; for ever without a number. */
async function keep(name, days) {
  await rowOf(name).getByRole('button', { name, exact: true }).click()
  await drawer().getByText(days === undefined ? '永久' : '一段时间', { exact: true }).click()
  if (days !== undefined) await drawer().getByRole('spinbutton', { name: '天数' }).fill(String(days))
}

/** The drawer is gone and the list shows what was saved. */
async function kept(name, text) {
  await drawer().waitFor({ state: 'detached' })
  await rowOf(name).getByRole('cell', { name: text, exact: true }).waitFor()
}

test('how long data is kept is changed with what would go counted, told in the audit log, and set back', async () => {
  await visit(b.page, '/settings/retention')
  await accessible(b.page, 'data retention')
  const old = await older(8)
  assert.ok(old > 0)

  // What cannot be is told beside the field, and what was typed stays.
  await keep('联络', 3)
  await save()
  await drawer().locator('.ant-form-item-explain-error', { hasText: '至少 7 天' }).waitFor()
  assert.equal(await drawer().getByRole('spinbutton', { name: '天数' }).inputValue(), '3')
  assert.equal(await drawer().getByText(/将删除/).count(), 0)

  // What would go is counted. Contacts cannot be kept for a shorter time than the events they are opened by.
  await drawer().getByRole('spinbutton', { name: '天数' }).fill('8')
  await drawer().getByText(new RegExp(`按此设置将删除 \\d{4}-\\d\\d-\\d\\d 之前的 ${old.toLocaleString('en-US')} 行`)).waitFor()
  await accessible(b.page, 'what would be deleted')
  b.expect(/\b422\b/)
  await save()
  await drawer().locator('.ant-form-item-explain-error', { hasText: '请先缩短那些数据' }).waitFor()
  assert.equal(await drawer().getByRole('spinbutton', { name: '天数' }).inputValue(), '8')
  await drawer().getByRole('button', { name: /取\s*消/ }).click()
  await b.page.locator('.ant-modal-confirm').getByRole('button', { name: '放弃修改' }).click()
  await drawer().waitFor({ state: 'detached' })
  assert.equal(await daysOf('telephony.contacts'), 0)

  // In the right order it is saved; nothing is deleted by that.
  await keep('原始事件', 7)
  await save()
  await kept('原始事件', '7 天')
  await keep('联络', 8)
  await drawer().getByText(/按此设置将删除/).waitFor()
  await save()
  await kept('联络', '8 天')
  assert.equal(await daysOf('telephony.contacts'), 8)
  assert.equal(await older(8), old, 'saving deletes nothing')

  await visit(b.page, '/audit?object=retention')
  await b.page.getByRole('row', { name: /修改保留时间.*数据保留.*telephony\.contacts/ }).first().click()
  const change = drawer().getByRole('row', { name: /保留天数/ })
  assert.match((await change.innerText()).replace(/\s+/g, ' '), /保留天数 0 8/)
  await accessible(b.page, 'audit of data retention')

  await visit(b.page, '/settings/retention')
  for (const name of ['联络', '原始事件']) {
    await keep(name)
    await drawer().getByText('不会删除任何内容').waitFor()
    await save()
    await kept(name, '永久')
  }
  assert.ok((await settings()).every((s) => s.days === 0))
  b.clean()
})
