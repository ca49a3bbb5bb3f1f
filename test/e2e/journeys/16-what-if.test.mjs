// The operations manager before the budget: what more volume, shorter calls and people with more skills would bring, kept as scenarios and
// compared. The forecast and the requirement they begin with are made through the API; their own journey is the planner's.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let b, server, accessible, prefer, settled, signIn, visit
const ask = (method, path, body) =>
  b.page.evaluate(async ([method, path, body]) => {
    const session = await (await fetch('/api/v1/session')).json()
    const answer = await fetch('/api/v1' + path, { method, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token }, body: method === 'GET' ? undefined : JSON.stringify(body ?? {}) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }, [method, path, body])
async function over(id) {
  for (let n = 0; n < 400; n++) {
    const job = await ask('GET', `/jobs/${id}`)
    if (job.state === 'done') return job.result
    assert.ok(!['failed', 'cancelled'].includes(job.state), `job ${job.state}: ${job.error ?? ''}`)
    await b.page.waitForTimeout(300)
  }
  throw new Error('the job never ends')
}

before(async () => {
  server = await startDemo({ days: 25 })
  process.env.LINGTING_URL = server.url
  const kit = await import('../kit/browser.mjs')
  ;({ accessible, prefer, settled, signIn, visit } = kit)
  b = await kit.openBrowser()
  await signIn(b.page)
})
after(async () => {
  await b?.close()
  await server?.stop()
})

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const option = (name) => b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: name })
const result = () => b.page.locator('section[aria-label="结果"]')
const fresh = async () => { await b.page.locator('section[aria-label="结果"][aria-busy="false"]').waitFor({ timeout: 30_000 }) }
const number = (text) => Number(text.split('\n')[0].replace(/[^\d.-]/g, ''))
/** The figure of a measure: 1 base, 2 people kept, 3 adapted. */
const figure = async (measure, column) => number(await result().locator('tr', { has: b.page.getByRole('rowheader', { name: measure, exact: true }) }).locator('td, th').nth(column).innerText())
const keep = async (name) => {
  await b.page.locator('.lt-page-head').getByRole('button', { name: '保存为方案' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill(name)
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText(`已打开方案“${name}”`).waitFor()
}

test('without a requirement the page says how to make one', async () => {
  await visit(b.page, '/staffing-what-if')
  await b.page.getByText('还没有人力需求').first().waitFor()
  await accessible(b.page, 'what-if without a requirement')
  await b.page.getByRole('button', { name: '去做人力需求' }).click()
  await b.page.waitForURL(/\/staffing$/)
  b.clean()
})

test('levers move and the answer follows; people, money and service have bands', async () => {
  const forecast = (await over((await ask('POST', '/forecast/versions', { name: '预算用预测', weeks: 2 })).job_id)).version_id
  await ask('POST', `/forecast/versions/${forecast}/approve`)
  await ask('POST', `/forecast/versions/${forecast}/lock`)
  await over((await ask('POST', '/staffing/plans', { name: '预算人力', forecast_id: forecast, target: { level_from: 'queue' }, shrinkage: { in_office_percent: 12, out_of_office_percent: 14 } })).job_id)
  await visit(b.page, '/staffing-what-if')
  await fresh()
  const base = await figure('全职人数', 1)
  assert.ok(base > 5, `${base} full-time people`)
  assert.equal(await figure('全职人数', 3), base, 'no lever, no change')
  assert.match(await result().locator('tbody tr').first().locator('td').first().innerText(), /–/, 'a band stands under the figure')
  await accessible(b.page, 'what-if')
  // By key on the slider, by number in the field; both are in the address.
  await b.page.getByRole('slider', { name: '来话量', exact: true }).focus()
  for (let n = 0; n < 10; n++) await b.page.keyboard.press('ArrowRight')
  await b.page.waitForURL((at) => JSON.parse(at.searchParams.get('levers') ?? '{}').all?.volume_percent === 10)
  await fresh()
  const more = await figure('全职人数', 3)
  assert.ok(more > base, `${more} people for a tenth more, ${base} before`)
  assert.equal(await figure('全职人数', 2), base, 'people kept are kept')
  assert.ok(await figure('服务水平', 2) < await figure('服务水平', 1), 'and their service is worse')
  await b.page.getByRole('spinbutton', { name: '平均处理时长（增减秒）' }).fill('-20')
  await b.page.waitForURL((at) => JSON.parse(at.searchParams.get('levers') ?? '{}').all?.handle_s === -20)
  await fresh()
  assert.ok(await figure('全职人数', 3) < more, 'shorter calls take fewer people')
  // Two points of training more are two points more of those who must be scheduled.
  const shorter = await figure('全职人数', 3)
  await b.page.getByText('按种类调整损耗').click()
  await b.page.getByRole('spinbutton', { name: '培训', exact: true }).fill('2')
  await b.page.waitForURL((at) => JSON.parse(at.searchParams.get('levers') ?? '{}').kinds?.[0]?.points === 2)
  await fresh()
  const trained = await figure('全职人数', 3)
  assert.ok(trained > shorter && Math.abs(trained / shorter - 0.74 / 0.72) < 0.01, `${trained} full-time people, ${shorter} without the training`)
  await accessible(b.page, 'what-if with shrinkage by kind')
  await b.page.getByRole('spinbutton', { name: '培训', exact: true }).fill('0')
  await b.page.waitForURL((at) => !JSON.parse(at.searchParams.get('levers') ?? '{}').kinds)
  await fresh()
  b.expect(/\b422\b.*what-if-trials/)
  await b.page.getByRole('spinbutton', { name: '来话量', exact: true }).fill('900')
  await b.page.getByText('有数值填写不对').waitFor()
  await b.page.locator('.lt-lever-fault').first().waitFor() // beside the field
  await b.page.getByRole('spinbutton', { name: '来话量', exact: true }).fill('10')
  await b.page.getByText('有数值填写不对').waitFor({ state: 'detached' })
  await fresh()
  // The address is the scenario: loaded anew it says the same.
  const said = await figure('全职人数', 3)
  await b.page.reload()
  await settled(b.page)
  await fresh()
  assert.equal(await figure('全职人数', 3), said)
  const [file] = await Promise.all([b.page.waitForEvent('download'), result().getByRole('button', { name: /导\s*出/ }).click()])
  assert.match(file.suggestedFilename(), /假设分析.*\.xlsx/)
  const curve = b.page.locator('section[aria-label^="最忙一天的在线人数"]')
  await curve.getByText('表格').click()
  assert.ok((await curve.locator('tbody tr:not([aria-hidden])').count()) > 5)
  b.clean()
})

test('cross-training ten people and shorter calls have a price; one click pulls the lever', async () => {
  const prices = b.page.locator('section[aria-label="调整项与价格"]')
  const row = (name) => prices.locator('tbody tr', { hasText: name })
  await row('交叉培训 10 人').waitFor({ timeout: 30_000 })
  await row('处理时长减 5 秒').waitFor()
  assert.match(await row('交叉培训 10 人').innerText(), /模拟/)
  assert.match(await row('处理时长减 5 秒').innerText(), /爱尔兰/)
  await row('交叉培训 10 人').getByRole('button', { name: /^套用/ }).click()
  await b.page.locator('section[aria-label="交叉培训的作用"]').getByText(/可少用/).waitFor({ timeout: 30_000 })
  await fresh()
  assert.ok(await figure('全职人数', 3) <= await figure('全职人数', 1), 'cross-training is never worse')
  await accessible(b.page, 'what cross-training does')
  const [file] = await Promise.all([b.page.waitForEvent('download'), prices.getByRole('button', { name: /导\s*出/ }).click()])
  assert.match(file.suggestedFilename(), /调整项与价格\.xlsx/)
  b.clean()
})

test('scenarios are kept, compared, renamed and deleted', async () => {
  await keep('交叉培训十人')
  await b.page.getByRole('spinbutton', { name: '月离职率' }).fill('3')
  await b.page.getByText('由方案“交叉培训十人”改动而来').waitFor()
  await fresh()
  await b.page.getByText(/补招成本/).first().waitFor()
  b.expect(/\b409\b.*scenarios/)
  await b.page.locator('.lt-page-head').getByRole('button', { name: '保存为方案' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill('交叉培训十人')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await drawer().getByText(/同名|已被使用/).first().waitFor() // refused beside the field, and what was typed stays
  await drawer().getByLabel('名称', { exact: true }).fill('加上离职')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await b.page.getByText('已打开方案“加上离职”').waitFor()
  const list = b.page.locator('section[aria-label="已保存的方案"]')
  await list.getByRole('checkbox', { name: '对比 交叉培训十人' }).check()
  await list.getByRole('checkbox', { name: '对比 加上离职' }).check()
  const compared = b.page.locator('table[aria-label="方案对比"]')
  await compared.locator('th', { hasText: '加上离职' }).waitFor()
  await compared.getByText(/相差/).first().waitFor() // said in words, not in colour alone
  assert.ok((await compared.locator('.lt-differs').count()) > 0)
  await accessible(b.page, 'scenarios side by side')
  const [file] = await Promise.all([b.page.waitForEvent('download'), b.page.locator('section[aria-label="方案对比"]').getByRole('button', { name: /导\s*出/ }).click()])
  assert.match(file.suggestedFilename(), /交叉培训十人.*\.xlsx/)
  await list.getByRole('button', { name: '改名：加上离职' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill('离职百分之三')
  await drawer().getByRole('button', { name: /保\s*存/ }).click()
  await list.getByText('离职百分之三').waitFor()
  await drawer().waitFor({ state: 'hidden' })
  await list.getByPlaceholder('名称、备注、基准或制作人').fill('十人')
  await list.getByText('离职百分之三').waitFor({ state: 'detached' })
  await list.locator('tbody tr', { hasText: '交叉培训十人' }).click() // opens it, as it was told
  await b.page.getByText('已打开方案“交叉培训十人”').waitFor()
  await b.page.getByText(/保存于/).waitFor()
  await list.getByRole('button', { name: '删除：交叉培训十人' }).click()
  await b.page.locator('.ant-modal').getByRole('button', { name: /删\s*除/ }).click()
  await list.getByText('交叉培训十人').waitFor({ state: 'detached' })
  await prefer(b.page, { language: 'en', theme: 'dark' })
  await b.page.reload()
  await b.page.getByText('Levers and their price').waitFor()
  await settled(b.page)
  await accessible(b.page, 'what-if in the dark')
  b.clean()
})

test('who may only read tries scenarios and keeps none', async () => {
  await prefer(b.page, { language: 'zh', theme: 'light' })
  b.expect(/\b401\b/) // the page that is left may still ask
  await b.page.context().clearCookies()
  await signIn(b.page, 'director')
  await visit(b.page, '/staffing-what-if')
  await fresh()
  assert.equal(await b.page.getByRole('button', { name: '保存为方案' }).count(), 0)
  b.clean()
})
