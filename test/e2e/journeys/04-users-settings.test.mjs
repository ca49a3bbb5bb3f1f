import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, openBrowser, settled, signIn, url, visit } from '../kit/browser.mjs'
import { day } from '../kit/days.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const first = 'first-wagon-lamp-1', second = 'second-tulip-lamp-2'

test('a new user signs in, must change the password, and sees what the role allows', async () => {
  await visit(b.page, '/users?open=new')
  await drawer().getByLabel('账号').fill('zhou.min')
  await drawer().getByLabel('姓名').fill('周敏')
  await drawer().getByLabel('角色').first().click()
  await b.page.locator('.ant-select-item-option', { hasText: '质检员' }).click()
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

const ask = (path) => b.page.evaluate(async (p) => (await fetch('/api/v1' + p)).json(), path)
const levelOf = async (queue, on) => {
  const answer = await ask(`/metric-query?from=${on}&to=${on}&grain=total&metrics=sl-off&queue=${queue}`)
  return answer.rows[0].values['sl-off']
}
const choose = async (box, label, on) => {
  const field = box.getByLabel(label)
  await field.fill(on)
  await field.press('Enter')
}
const saved = async () => {
  await b.page.getByText('已保存').last().waitFor()
  await settled(b.page)
}

test('a threshold changed from today leaves yesterday; corrected from yesterday it counts anew', async () => {
  const queue = (await ask('/queues?limit=1')).items[0]
  const before = await levelOf(queue.id, day(1))
  assert.ok(before.num > 0 && before.den > before.num, 'yesterday has calls on both sides of the threshold')
  await visit(b.page, `/queues?open=${queue.id}`)
  const history = () => drawer().getByRole('table', { name: '参数的历史' })
  const rows = await history().locator('tbody tr').count()

  // From today, which the form proposes.
  await drawer().getByRole('spinbutton', { name: '服务水平时限' }).fill('1')
  assert.equal(await drawer().getByLabel('从哪天起有效').inputValue(), day(0))
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await saved()
  assert.deepEqual(await levelOf(queue.id, day(1)), before, 'yesterday stays as it was')
  assert.equal((await ask(`/queues/${queue.id}`)).threshold_ms, 1000)

  // From yesterday: the page warns, and wants the reason.
  await visit(b.page, `/queues?open=${queue.id}`)
  assert.equal(await history().locator('tbody tr').count(), rows + 1)
  await drawer().getByRole('button', { name: '从某天起设置' }).click()
  const box = b.page.getByRole('dialog', { name: '从某天起设置' })
  await box.getByLabel('值', { exact: true }).fill('2')
  await choose(box, '从哪天起有效', day(1))
  await box.getByText('会按新值重新计算').waitFor()
  await box.getByRole('button', { name: /保\s*存/ }).click()
  await box.getByText('请填写更正原因').waitFor()
  await box.getByLabel('更正原因').fill('合同约定')
  await box.getByRole('button', { name: /保\s*存/ }).click()
  await saved()
  const after = await levelOf(queue.id, day(1))
  assert.ok(after.num < before.num && after.den === before.den, `${after.num} of ${after.den}, was ${before.num}`)
  await history().getByText('合同约定').waitFor()

  // Taken away, which is a correction too, all is as before.
  await history().locator('tr', { hasText: '合同约定' }).getByRole('button', { name: /删除/ }).click()
  const confirm = b.page.locator('.ant-modal-confirm')
  await confirm.getByRole('textbox').fill('试验结束')
  await confirm.getByRole('button', { name: /删\s*除/ }).click()
  await saved()
  assert.deepEqual(await levelOf(queue.id, day(1)), before)
  assert.equal(await history().locator('tbody tr').count(), rows)
  await accessible(b.page, 'queue with parameters')
  b.clean()
})

test('the centre plans a target, sees it in the history and takes it back', async () => {
  await visit(b.page, '/settings')
  const table = b.page.getByRole('table', { name: '参数的历史' })
  const target = b.page.locator('main input[id$=service_level_target_percent]')
  const now = await target.inputValue()
  await target.fill('91')
  await choose(b.page, '从哪天起有效', day(-30))
  await b.page.getByRole('button', { name: /保\s*存/ }).click()
  await saved()
  const planned = table.locator('tr', { hasText: '待生效' })
  assert.match(await planned.innerText(), /服务水平目标[\s\S]*91/)
  assert.equal(await target.inputValue(), now, 'it does not hold yet')
  await accessible(b.page, 'settings')
  await planned.getByRole('button', { name: /删除/ }).click()
  await b.page.locator('.ant-modal-confirm').getByRole('button', { name: /删\s*除/ }).click()
  await planned.waitFor({ state: 'detached' })
  b.clean()
})
