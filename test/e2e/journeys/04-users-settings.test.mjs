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
const first = 'first-secret-1', second = 'second-secret-2'

test('a new user signs in, must change the password, and sees what the role allows', async () => {
  await visit(b.page, '/users?open=new')
  await drawer().getByLabel('账号').fill('zhou.min')
  await drawer().getByLabel('姓名').fill('周敏')
  await drawer().getByLabel('角色').click()
  await b.page.locator('.ant-select-item-option', { hasText: '质检员' }).click()
  await b.page.keyboard.press('Escape')
  await drawer().getByLabel('初始密码').fill(first)
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('zhou.min').first().waitFor()

  const other = await openBrowser()
  try {
    await other.page.goto(url + '/sign-in')
    await other.page.locator('input[autocomplete=username]').fill('zhou.min')
    await other.page.locator('input[autocomplete=current-password]').fill(first)
    await other.page.locator('button[type=submit]').click()
    await other.page.waitForURL(/\/password/)
    await other.page.getByLabel('当前密码').fill(first)
    await other.page.getByLabel('新密码', { exact: true }).fill(second)
    await other.page.getByLabel('再次输入新密码').fill(second)
    await other.page.getByRole('button', { name: '修改密码' }).click()
    await other.page.waitForURL((u) => u.pathname === '/')
    await settled(other.page)
    const rooms = await other.page.locator('nav').innerText()
    assert.ok(rooms.includes('队列') && !rooms.includes('用户与角色'))
    other.clean()
  } finally {
    await other.close()
  }
  b.clean()
})

test('settings are changed, kept and changed back', async () => {
  await visit(b.page, '/settings')
  const name = b.page.locator('main input#name, main input[id$=name]').first()
  const before = await name.inputValue()
  await name.fill(before + '（演示）')
  await b.page.getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('已保存').last().waitFor()
  await b.page.reload()
  await settled(b.page)
  assert.equal(await name.inputValue(), before + '（演示）')
  await name.fill(before)
  await b.page.getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('已保存').last().waitFor()
  b.clean()
})
