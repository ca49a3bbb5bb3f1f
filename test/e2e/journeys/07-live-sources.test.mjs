// The administrator adds a source, gives a program its key, the program tells
// events, and the pages show them; then the key is revoked.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, signIn, url, visit } from '../kit/browser.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
let key

test('a source over HTTP is added and its key is shown once', async () => {
  await visit(b.page, '/live-sources')
  await b.page.getByRole('button', { name: '添加数据源' }).first().click()
  await drawer().getByLabel('名称').fill('a/b')
  b.expect(/422/)
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await drawer().getByText('格式不正确').waitFor()
  assert.equal(await drawer().getByLabel('名称').inputValue(), 'a/b')
  await drawer().getByLabel('名称').fill('录音平台')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await drawer().getByText('还没有密钥').waitFor()
  await drawer().getByLabel('用途').fill('旅程')
  await drawer().getByRole('button', { name: '生成密钥' }).click()
  key = await b.page.getByLabel('密钥', { exact: true }).inputValue()
  assert.match(key, /^ltk_/)
  await b.page.getByRole('button', { name: '已保存好' }).click()
  await drawer().getByText('…' + key.slice(-4)).waitFor()
  b.clean()
})

test('events told with the key are counted, and without it refused', async () => {
  const at = (ago) => new Date(Date.now() - ago).toISOString()
  const events = [
    { id: '1', kind: 'enqueued', at: at(90_000), call: 'journey', queue: 'PS', customer: '13800001234' },
    { id: '2', kind: 'connected', at: at(80_000), call: 'journey', queue: 'PS', agent: 'journey-agent', wait_ms: 10_000 },
    { id: '3', kind: 'ended', at: at(20_000), call: 'journey', queue: 'PS', agent: 'journey-agent', talk_ms: 60_000, by: 'customer' },
    { id: '4', kind: 'enqueued', at: 'yesterday', call: 'journey', queue: 'PS' },
  ]
  const post = (k) => fetch(url + '/api/v1/intake/events', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Intake-Key': k }, body: JSON.stringify({ events }) })
  for (let i = 0; i < 2; i++) {
    const answer = await post(key)
    assert.equal(answer.status, 202)
    const taken = await answer.json()
    assert.deepEqual([taken.accepted, taken.refused, taken.errors[0].index, taken.errors[0].field], [3, 1, 3, 'at'])
  }
  assert.equal((await post(key.slice(0, -1) + 'x')).status, 401)
  await visit(b.page, '/live-sources')
  const row = b.page.locator('main [role=row], main tbody tr').filter({ hasText: '录音平台' })
  await row.getByText('接收中').waitFor()
  await visit(b.page, '/data-quality')
  await b.page.locator('main [role=row], main tbody tr').filter({ hasText: '录音平台' }).first().waitFor()
  b.clean()
})

test('a revoked key is refused at once', async () => {
  await visit(b.page, '/live-sources')
  await b.page.locator('main [role=row], main tbody tr').filter({ hasText: '录音平台' }).first().click()
  await drawer().getByRole('button', { name: '吊销' }).click()
  await b.page.locator('.ant-modal-confirm-btns').getByRole('button', { name: /吊\s*销/ }).click()
  await drawer().getByText('已吊销').waitFor()
  const answer = await fetch(url + '/api/v1/intake/events', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Intake-Key': key }, body: '{"events":[]}' })
  assert.equal(answer.status, 401)
  await drawer().getByRole('button', { name: /删\s*除/ }).click()
  await b.page.locator('.ant-modal-confirm-btns').getByRole('button', { name: /删\s*除/ }).click()
  await b.page.getByText('还没有实时数据源').waitFor()
  b.clean()
})
