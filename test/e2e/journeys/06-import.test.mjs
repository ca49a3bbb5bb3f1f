import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, openBrowser, settled, signIn, visit } from '../kit/browser.mjs'

let b
before(async () => {
  b = await openBrowser()
  await signIn(b.page)
})
after(async () => { await b.close() })

const button = (name) => b.page.getByRole('button', { name })
const number = (text) => Number(text.replace(/[^\d.-]/g, ''))
/** Names nobody used before, so that the journey can be run again against the same server. */
const mark = Date.now().toString(36)

/** Three calls of a morning and a row whose time nobody can read. */
const log = [
  [1709600400, 'c1', 'NONE', 'ENTERQUEUE||13900000001|1'],
  [1709600412, 'c1', 'Agent/2001', 'CONNECT|12|b1|4'],
  [1709600500, 'c1', 'Agent/2001', 'COMPLETECALLER|12|88|1'],
  [1709600520, 'c2', 'NONE', 'ENTERQUEUE||13900000002|1'],
  [1709600551, 'c2', 'NONE', 'ABANDON|1|1|31'],
  ['yesterday', 'c2', 'NONE', 'ABANDON|1|1|31'],
  [1709600600, 'c3', 'NONE', 'ENTERQUEUE||13900000003|1'],
  [1709600603, 'c3', 'Agent/2002', 'CONNECT|3|b3|2'],
  [1709600700, 'c3', 'Agent/2002', 'COMPLETEAGENT|3|97|1'],
].map(([at, call, agent, rest]) => `${at}|${mark}-${call}|e2e|${agent}|${rest}`).join('\n') + '\n'
const source = `pbx-${mark}`
const badLine = 6

const csv = [
  'call_id,queue,entered,agent,wait_s,talk_s',
  `${mark}-1,e2e-csv,2024-03-05 09:00:00,3001,5,60`,
  `${mark}-2,e2e-csv,2024-03-05 09:01:00,3001,7,45`,
  `${mark}-3,e2e-csv,2024-03-05 09:02:00,3002,seven,50`,
  `${mark}-4,e2e-csv,2024-03-05 09:03:00,3002,9,30`,
].join('\n') + '\n'

/** Uploads a file in the wizard and goes as far as the settings. */
async function upload(name, text, kind) {
  await visit(b.page, '/imports/new')
  await b.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
  await b.page.getByRole('heading', { name: '识别为' }).waitFor()
  await b.page.locator('.lt-card-head').getByText(kind).waitFor()
  assert.ok((await b.page.getByRole('region', { name: '文件预览' }).innerText()).includes(`${mark}-`), 'the preview shows the file')
  await accessible(b.page, `preview of ${name}`)
  await button('下一步').click()
  await button('检查文件').waitFor()
}

/** Says which column a field is read from. */
async function map(field, column) {
  await b.page.getByRole('combobox', { name: `${field} 取自` }).click()
  await b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: '一列' }).click()
  await b.page.getByRole('combobox', { name: `${field} 列` }).click()
  await b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: column }).click()
}

/** Runs the check and waits until the file is read. */
async function check() {
  await button('检查文件').click()
  await b.page.getByText('只读不写').waitFor()
  await b.page.locator('.tel-counts').waitFor()
  await b.page.getByRole('progressbar').waitFor({ state: 'hidden' })
}

async function counts() {
  const out = {}
  for (const text of await b.page.locator('.tel-count').allInnerTexts()) {
    const [label, value] = text.split('\n')
    out[label] = number(value)
  }
  return out
}

/** Waits for the end of the import on the last page of the wizard. */
async function done() {
  await b.page.getByRole('heading', { name: '导入结果' }).waitFor()
  await b.page.locator('.lt-card-head').getByText('已完成').waitFor()
  return counts()
}

const goodOnly = () => b.page.getByRole('checkbox', { name: '只导入正确的行' }).last()
const errors = () => b.page.getByRole('table', { name: '错误行' }).locator('tbody tr')

test('a queue_log is looked at, checked and imported; its bad row is kept apart', async () => {
  await upload(`${source}.log`, log, 'Asterisk queue_log')
  await check()
  assert.equal((await counts())['错误行'], 1)
  const told = await errors().innerText()
  for (const word of [String(badLine), 'time', 'yesterday', 'YYYY-MM-DD HH:MM:SS', '时间读不懂']) assert.ok(told.includes(word), `${word} in ${told}`)
  assert.equal(await errors().count(), 1)
  await accessible(b.page, 'check of an import')
  assert.ok(await button('导入正确的行').isDisabled(), 'nothing is taken before somebody decides about the bad row')
  await goodOnly().check()
  await button('导入正确的行').click()
  const made = await done()
  assert.deepEqual([made['读取行'], made['事件'], made['联络'], made['隔离']], [9, 8, 3, 1])
  await accessible(b.page, 'end of an import')
  b.clean()
})

test('the bad row is on the data-quality page with its text, and is discarded with a reason', async () => {
  await visit(b.page, `/data-quality?source=${source}`)
  const rows = b.page.getByRole('table', { name: '隔离区' }).locator('tbody tr')
  assert.equal(await rows.count(), 1)
  const text = await rows.innerText()
  for (const word of [`${source}.log:${badLine}`, '时间读不懂', `yesterday|${mark}-c2|e2e|NONE|ABANDON|1|1|31`, '待处理']) assert.ok(text.includes(word), `${word} in ${text}`)
  await accessible(b.page, 'data quality')
  await rows.getByRole('checkbox').check()
  await button('丢弃 1 行').click()
  const dialog = b.page.getByRole('dialog')
  await dialog.getByRole('button', { name: /丢\s*弃/ }).click()
  await dialog.getByText('请填写理由').waitFor()
  await dialog.getByLabel('理由').fill('交换机重启时写坏的行')
  await dialog.getByRole('button', { name: /丢\s*弃/ }).click()
  await b.page.getByText('已丢弃').first().waitFor()
  await settled(b.page)
  assert.equal(await b.page.getByText('待处理', { exact: true }).count(), 0)
  await visit(b.page, '/audit')
  assert.ok((await b.page.locator('main').innerText()).includes('quarantine'), 'the audit log tells of it')
  b.clean()
})

test('the same file once more brings nothing new', async () => {
  await upload(`${source}.log`, log, 'Asterisk queue_log')
  await goodOnly().check()
  await check()
  await button('导入正确的行').click()
  const made = await done()
  assert.equal(made['事件'], 0, JSON.stringify(made))
  assert.equal(made['已有事件'], 8, JSON.stringify(made))
  await visit(b.page, `/contacts?from=2024-03-05&to=2024-03-05&search=${mark}-c`)
  assert.equal(await b.page.locator('table.lt-table tbody tr').count(), 3, 'still three contacts')
  b.clean()
})

test('a table of calls with a bad row imports nothing and says where and why; then its good rows are taken', async () => {
  await upload(`calls-${mark}.csv`, csv, '逐通明细表')
  // a column with a word in it is not guessed: the page says what is missing
  await b.page.getByRole('alert').getByText('等待时长或应答时间至少要有一项').waitFor()
  assert.ok(await button('检查文件').isDisabled())
  await map('等待时长', 'wait_s')
  await map('通话时长', 'talk_s')
  await accessible(b.page, 'mapping')
  const [asked] = await Promise.all([b.page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/api/v1/imports')), check()])
  const told = await errors().innerText()
  for (const word of ['4', 'wait', 'seven', '时长读不懂']) assert.ok(told.includes(word), `${word} in ${told}`)
  const expected = await errors().locator('td').nth(3).innerText()
  assert.ok(expected.length > 3, `what was expected: ${expected}`)
  assert.ok(await button('导入正确的行').isDisabled())
  const found = async () => {
    const q = `from=2024-03-05&to=2024-03-05&search=${mark}-`
    const answer = await b.context.request.get(new URL(`/api/v1/contacts?${q}`, b.page.url()).href)
    return (await answer.json()).items.map((c) => c.call_id).filter((id) => /-\d$/.test(id)).sort()
  }
  // whoever imports past the page is refused as well, with the same row
  const answer = await b.context.request.post(asked.url(), {
    data: { ...asked.postDataJSON(), dry_run: false, good_rows_only: false },
    headers: { 'X-CSRF-Token': await asked.headerValue('x-csrf-token') },
  })
  assert.equal(answer.status(), 202)
  const refused = await b.context.newPage()
  await visit(refused, `/imports/${(await answer.json()).import_id}`)
  await refused.getByText('因此什么也没有导入').waitFor()
  assert.ok((await refused.getByRole('table', { name: '错误行' }).innerText()).includes('seven'))
  await refused.close()
  assert.deepEqual(await found(), [], 'nothing was imported')
  await goodOnly().check()
  await button('导入正确的行').click()
  const made = await done()
  assert.deepEqual([made['联络'], made['隔离']], [3, 1], JSON.stringify(made))
  assert.deepEqual(await found(), [1, 2, 4].map((n) => `${mark}-${n}`))
  await visit(b.page, '/imports')
  await b.page.getByRole('link', { name: `calls-${mark}.csv` }).first().waitFor()
  await accessible(b.page, 'imports')
  b.clean()
})

test('a row set aside is corrected and read again: it leaves the quarantine, and its contact is there', async () => {
  await visit(b.page, `/data-quality?source=calls-${mark}&status=open`)
  const rows = b.page.getByRole('table', { name: '隔离区' }).locator('tbody tr')
  assert.equal(await rows.count(), 1)
  assert.ok((await rows.innerText()).includes('seven'))
  // read again as it is, it stays what it was
  await rows.getByRole('checkbox').check()
  await button('重放 1 行').click()
  await b.page.getByText('读懂 0 行，仍读不懂 1 行').waitFor()
  await settled(b.page)
  assert.equal(await rows.count(), 1, 'nothing is taken that cannot be read')
  await rows.getByRole('checkbox').check()
  await button('更正后重放…').click()
  const dialog = b.page.getByRole('dialog')
  const text = dialog.getByLabel('更正后的原始文本')
  assert.ok((await text.inputValue()).includes('seven'))
  await accessible(b.page, 'correcting a row')
  await text.fill('')
  await dialog.getByRole('button', { name: /重\s*放/ }).click()
  await dialog.getByText('请填写更正后的原始文本').waitFor()
  await text.fill(`${mark}-3,e2e-csv,2024-03-05 09:02:00,3002,7,50`)
  await dialog.getByRole('button', { name: /重\s*放/ }).click()
  await b.page.getByText('读懂 1 行，仍读不懂 0 行').waitFor()
  await b.page.getByText('没有符合条件的').first().waitFor()
  await visit(b.page, `/contacts?from=2024-03-05&to=2024-03-05&search=${mark}-3`)
  assert.equal(await b.page.locator('table.lt-table tbody tr').count(), 1, 'the contact is there')
  await visit(b.page, `/data-quality?source=calls-${mark}`)
  assert.ok((await rows.innerText()).includes('已重放'))
  b.clean()
})

test('a queue that telephony made two of is merged: its contacts count under the other, and its name leads there', async () => {
  await visit(b.page, '/queues?search=e2e-csv')
  await b.page.getByText('e2e-csv', { exact: true }).first().click()
  await b.page.waitForURL(/open=/)
  await button('合并到…').click()
  const dialog = b.page.getByRole('dialog').last()
  const ok = dialog.getByRole('button', { name: /^合\s*并$/ })
  assert.ok(await ok.isDisabled(), 'nothing is merged before the other is chosen')
  const others = dialog.getByRole('combobox')
  await others.click()
  await others.fill('e2e')
  await b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').getByText('e2e', { exact: true }).click()
  await dialog.getByText(/4 条联络（2024-03-05.+2024-03-05.*）将计入“e2e”/).waitFor()
  await accessible(b.page, 'merging a queue')
  await ok.click()
  await b.page.getByText('“e2e-csv”已合并').waitFor()
  await settled(b.page)
  await visit(b.page, `/contacts?from=2024-03-05&to=2024-03-05&search=${mark}-`)
  const contacts = await b.page.locator('table.lt-table tbody').innerText()
  assert.ok(!contacts.includes('e2e-csv') && contacts.includes(`${mark}-1`), contacts)
  await visit(b.page, '/queues?search=e2e-csv')
  await b.page.getByText('e2e-csv', { exact: true }).first().click()
  await b.page.getByText('已合并到另一个').waitFor()
  assert.equal(await button('合并到…').count(), 0)
  await accessible(b.page, 'a merged queue')
  b.clean()
})
