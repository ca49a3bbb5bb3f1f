// How people and programs get in: API keys, sessions, the second factor, sign-in methods.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { accessible, openBrowser, settled, signIn, url, visit } from '../kit/browser.mjs'
import { freePort, password, until } from '../kit/server.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

const drawer = (page = b.page) => page.locator('.ant-drawer-content, .ant-drawer-section').last()
const option = (page, text) => page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: text }).first()
const save = (within) => within.getByRole('button', { name: /保\s*存/ }).click()

test('an API key lets a program in with what it was given, until it is revoked', async () => {
  await visit(b.page, '/api-keys?open=new')
  await drawer().getByLabel('名称').fill('数据仓库')
  await save(drawer())
  await drawer().getByText('请填写权限').waitFor()
  await drawer().getByLabel('权限').click()
  await option(b.page, '查看指标').click()
  await b.page.keyboard.press('Escape')
  await save(drawer())
  const shown = b.page.getByRole('dialog', { name: /密钥“数据仓库”已生成/ })
  const secret = (await shown.locator('.lt-mono').first().innerText()).trim()
  assert.match(secret, /^ltk_/)
  await accessible(b.page, 'a new key')
  await shown.getByRole('button', { name: '我已保存' }).click()
  const ask = async (path) => (await fetch(`${url}/api/v1${path}`, { headers: { Authorization: `Bearer ${secret}` } })).status
  assert.equal(await ask('/metrics'), 200)
  assert.equal(await ask('/users'), 403)
  await visit(b.page, '/api-keys')
  const row = b.page.getByRole('row', { name: /数据仓库/ })
  assert.ok(!(await row.innerText()).includes(secret))
  await row.getByRole('button', { name: '吊销' }).click()
  await b.page.locator('.ant-modal-confirm').getByRole('button', { name: '吊销' }).click()
  await b.page.getByRole('row', { name: /数据仓库.*已吊销/ }).waitFor()
  assert.equal(await ask('/metrics'), 401)
  b.clean()
})

test('somebody sees where they are signed in and ends the other session', async () => {
  const [here, there] = [await openBrowser(), await openBrowser()]
  try {
    await signIn(there.page, 'complaints')
    await signIn(here.page, 'complaints')
    await visit(here.page, '/password')
    const list = here.page.getByRole('region', { name: '已登录的设备' })
    const rows = list.getByRole('listitem')
    assert.equal(await rows.count(), 2)
    assert.match(await rows.filter({ hasText: '本机' }).innerText(), /Chrome/)
    await rows.filter({ hasNotText: '本机' }).getByRole('button', { name: '退出' }).click()
    await rows.nth(1).waitFor({ state: 'detached' })
    there.expect(/\b401\b/)
    await there.page.reload()
    await there.page.waitForURL(/\/sign-in/)
    await visit(here.page, '/password')
    here.clean()
    there.clean()
  } finally {
    await here.close()
    await there.close()
  }
})

/** What an authenticator shows for the key at an instant of Unix milliseconds. */
function codeOf(key, at) {
  let bits = ''
  for (const c of key) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')
  const secret = Buffer.from(bits.match(/.{8}/g).map((x) => parseInt(x, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', secret).update(step).digest()
  const from = mac[19] & 15
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('a second factor is set up, asked for at sign-in, required by a role and reset', async () => {
  const other = await openBrowser()
  try {
    const { page } = other
    await signIn(page, 'qa')
    await visit(page, '/password')
    const part = page.getByRole('region', { name: '两步验证' })
    await part.getByRole('button', { name: '设置两步验证' }).click()
    await part.getByRole('img', { name: '两步验证二维码' }).waitFor()
    await accessible(page, 'setting up a second factor')
    const key = (await part.locator('.lt-mono').first().innerText()).replace(/[^A-Z2-7]/g, '')
    other.expect(/\b422\b/)
    await part.getByLabel('动态验证码').fill('000000')
    await part.getByRole('button', { name: '2. 输入验证码并启用' }).click()
    await part.getByText('验证码不正确').waitFor()
    const first = Date.now()
    await part.getByLabel('动态验证码').fill(codeOf(key, first))
    await part.getByRole('button', { name: '2. 输入验证码并启用' }).click()
    const codes = await part.getByRole('list', { name: '恢复码' }).getByRole('listitem').allInnerTexts()
    assert.equal(codes.length, 10)
    await accessible(page, 'recovery codes')
    await part.getByRole('button', { name: '我已保存' }).click()
    await part.getByText('还有 10 个恢复码可用').waitFor()

    const enter = async (codeNow) => {
      await page.context().clearCookies()
      await page.goto(url + '/sign-in')
      await page.locator('input[autocomplete=username]').fill('qa')
      await page.locator('input[autocomplete=current-password]').fill(password)
      await page.locator('button[type=submit]').click()
      await page.getByLabel('动态验证码').fill(codeNow())
      await page.locator('button[type=submit]').click()
    }
    other.expect(/\b401\b/)
    await enter(() => codeOf(key, first)) // used already
    await page.locator('[role=alert] .lt-alert', { hasText: '已用过' }).waitFor()
    await accessible(page, 'the second step')
    await page.getByLabel('动态验证码').fill(codes[0])
    await page.locator('button[type=submit]').click()
    await page.locator('nav .lt-nav-item').first().waitFor()
    await enter(() => codeOf(key, Math.max(Date.now(), first + 30_000))) // another one; the next is taken as well
    await page.locator('nav .lt-nav-item').first().waitFor()
    other.clean()

    // An administrator requires it of trainers, and resets that of the analyst.
    await visit(b.page, '/sign-in-methods')
    const policy = b.page.getByRole('region', { name: '必须使用两步验证的角色' })
    await policy.getByRole('combobox').click()
    await option(b.page, '培训师').click()
    await b.page.keyboard.press('Escape')
    await save(policy)
    await b.page.getByText('已保存').last().waitFor()
    await page.context().clearCookies()
    await page.goto(url + '/sign-in')
    await page.locator('input[autocomplete=username]').fill('trainer')
    await page.locator('input[autocomplete=current-password]').fill(password)
    await page.locator('button[type=submit]').click()
    await page.waitForURL(/\/password/)
    await page.getByText('您的角色要求两步验证').waitFor()
    assert.equal(await page.locator('nav .lt-nav-item').count(), 0)
    await page.goto(url + '/queues')
    await page.waitForURL(/\/password/)
    await policy.locator('.ant-select-selection-item-remove').first().click()
    await save(policy)
    await until('nobody needs a second factor', 15, async () => (await b.page.evaluate(() => fetch('/api/v1/sign-in-policy').then((r) => r.json()))).second_factor_roles.length === 0)

    await visit(b.page, '/users?search=qa')
    await b.page.getByRole('row', { name: /^qa/ }).first().click()
    await drawer().getByRole('button', { name: '重置两步验证' }).click()
    await b.page.locator('.ant-modal-confirm').getByRole('button', { name: '重置两步验证' }).click()
    await drawer().getByRole('region', { name: '登录方式' }).getByText('未启用').waitFor()
    await page.context().clearCookies()
    await signIn(page, 'qa')
    other.clean()
    b.clean()
  } finally {
    await other.close()
  }
})

test('a sign-in method is tried, saved, offered on the sign-in page and forgotten', async () => {
  const nobody = await freePort()
  await visit(b.page, '/sign-in-methods')
  await b.page.getByRole('button', { name: '添加登录方式' }).click()
  await drawer().getByLabel('名称').fill('公司账号')
  await drawer().getByLabel('颁发者（Issuer）').fill('http://login.example')
  await drawer().getByLabel('客户端 ID').fill('lingting')
  b.expect(/\b422\b/)
  await save(drawer())
  await drawer().getByText('没有加密').first().waitFor() // what was typed is still there
  assert.equal(await drawer().getByLabel('客户端 ID').inputValue(), 'lingting')
  await drawer().getByLabel('颁发者（Issuer）').fill(`http://127.0.0.1:${nobody}`)
  await drawer().getByRole('button', { name: '测试' }).click()
  await drawer().getByText('对方没有正常应答').waitFor()
  await drawer().getByRole('button', { name: '添加规则' }).click()
  await drawer().getByLabel('用户组').last().fill('team-leaders')
  await drawer().getByLabel('角色', { exact: true }).click()
  await option(b.page, '质检员').click()
  await accessible(b.page, 'a sign-in method')
  await save(drawer())
  await b.page.getByRole('row', { name: /公司账号/ }).first().waitFor()

  const other = await openBrowser()
  try {
    await other.page.goto(url + '/sign-in?return=%2Fqueues')
    await settled(other.page)
    await accessible(other.page, 'sign-in with a method')
    await other.page.getByRole('link', { name: '通过“公司账号”登录' }).click()
    await other.page.waitForURL(/failed=identity\.provider\.unreachable/)
    await other.page.locator('[role=alert] .lt-alert', { hasText: '对方没有正常应答' }).waitFor()
    await signIn(other.page, 'qa') // the local way stays
    other.clean()
  } finally {
    await other.close()
  }

  await b.page.getByRole('row', { name: /公司账号/ }).first().click()
  await drawer().getByRole('button', { name: /删\s*除/ }).click()
  await b.page.locator('.ant-modal-confirm').getByRole('button', { name: /删\s*除/ }).click()
  await b.page.getByText('只用本地账号登录').waitFor()
  b.clean()
})
