// The administrator connects an Asterisk and a FreeSWITCH: what is wrong is said beside its field, the test says what the
// switch shows, and what happens on it is counted, also after the line broke.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, signIn, visit } from '../kit/browser.mjs'
import { freePort, until } from '../kit/server.mjs'
import { startAsterisk, startFreeswitch } from '../kit/switches.mjs'

let b, asterisk, freeswitch
before(async () => {
  asterisk = await startAsterisk()
  freeswitch = await startFreeswitch()
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => {
  await b?.close()
  await asterisk?.stop()
  await freeswitch?.stop()
})

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const row = (name) => b.page.locator('main [role=row], main tbody tr').filter({ hasText: name }).first()
/** The form's item of a label, with the error beside it. */
const field = (label) => drawer().locator('.ant-form-item').filter({ has: b.page.locator(`label:text-is("${label}")`) })

async function add(kind) {
  await visit(b.page, '/live-sources')
  await b.page.getByRole('button', { name: '添加数据源' }).first().click()
  await drawer().getByLabel('类型').click()
  await b.page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: kind }).first().click()
  await drawer().getByLabel('地址').waitFor()
}

const tryIt = () => drawer().getByRole('button', { name: '测试连接' }).click()
const save = () => drawer().getByRole('button', { name: /保\s*存/ }).click()

/** What the list shows for a source: all its texts, and how many events it told. */
async function told(name) {
  const cells = await row(name).locator('[role=gridcell], [role=cell], td').allInnerTexts()
  return { text: cells.join(' '), events: Math.max(0, ...cells.filter((c) => /^\d+$/.test(c.trim())).map(Number)) }
}

/** Waits until the list shows so many events more than `since`. */
const counted = (name, since, more) => until('the call is counted', 60, async () => (await told(name)).events >= since + more)

async function forget(name) {
  await row(name).click()
  await drawer().getByRole('button', { name: /删\s*除/ }).click()
  await b.page.locator('.ant-modal-confirm-btns').getByRole('button', { name: /删\s*除/ }).click()
  await row(name).waitFor({ state: 'detached' })
}

test('an Asterisk: wrong settings are explained beside their fields and what was typed stays', async () => {
  await add('Asterisk')
  await drawer().getByLabel('名称').fill('热线交换机')
  await save()
  await field('地址').locator('.ant-form-item-explain-error').waitFor()
  await field('密码').locator('.ant-form-item-explain-error').waitFor()

  await drawer().getByLabel('地址').fill('not an address')
  await drawer().getByRole('textbox', { name: '用户' }).fill(asterisk.user)
  await drawer().getByLabel('密码').fill('wrong')
  b.expect(/422/)
  await tryIt()
  await field('地址').getByText('格式不正确').waitFor()

  await drawer().getByLabel('地址').fill(`127.0.0.1:${await freePort()}`)
  await tryIt()
  await field('地址').getByText('无法连接').waitFor()

  await drawer().getByLabel('地址').fill(freeswitch.address)
  await tryIt()
  await field('地址').getByText('不是 Asterisk 管理接口').waitFor()

  await drawer().getByLabel('地址').fill(asterisk.address)
  await tryIt()
  await field('密码').getByText('交换机拒绝登录').waitFor()
  assert.equal(await field('地址').locator('.ant-form-item-explain-error').count(), 0, 'the address is right now')
  assert.equal(await drawer().getByLabel('名称').inputValue(), '热线交换机')
  b.clean()
})

test('an Asterisk is connected, tells what happens, and is found again after the line broke', async () => {
  await drawer().getByLabel('密码').fill(asterisk.secret)
  await tryIt()
  await drawer().getByText('连接成功：1 个队列、1 个坐席席位').waitFor()
  await save()
  await row('热线交换机').getByText('接收中').waitFor({ timeout: 60_000 })
  await counted('热线交换机', 0, 1) // who is signed in
  const { events } = await told('热线交换机')
  asterisk.call()
  await counted('热线交换机', events, 3)
  asterisk.drop()
  await until('the connection is made again', 60, async () => /中断/.test((await told('热线交换机')).text))
  await row('热线交换机').getByText('接收中').waitFor({ timeout: 60_000 })
  await forget('热线交换机')
  b.clean()
})

test('a FreeSWITCH: its password is asked for, tried, and what happens is counted', async () => {
  await add('FreeSWITCH')
  await drawer().getByLabel('名称').fill('客服交换机')
  await drawer().getByLabel('地址').fill(`127.0.0.1:${await freePort()}`)
  await drawer().getByLabel('密码').fill('wrong')
  await tryIt()
  await field('地址').getByText('无法连接').waitFor()
  await drawer().getByLabel('地址').fill(freeswitch.address)
  await tryIt()
  await field('密码').getByText('拒绝了 event socket 的密码').waitFor()
  await drawer().getByLabel('密码').fill(freeswitch.secret)
  await tryIt()
  await drawer().getByText('连接成功：1 个队列、1 个坐席席位').waitFor()
  await save()
  await row('客服交换机').getByText('接收中').waitFor({ timeout: 60_000 })
  await counted('客服交换机', 0, 1) // who is signed in
  const { events } = await told('客服交换机')
  freeswitch.call()
  await counted('客服交换机', events, 2)
  await forget('客服交换机')
  b.clean()
})
