// The director's quarter: goals are set and linked, a circle is refused, the number of a goal is followed down to its contacts with equal
// sums, work is late, the arrows are looked at in the data; an agent reads and changes nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day, zone } from '../kit/days.mjs'
import { startDemo } from '../kit/server.mjs'

let b, server, accessible, openBrowser, prefer, settled, signIn, visit
const ask = (method, path, body) =>
  b.page.evaluate(async ([method, path, body]) => {
    const session = await (await fetch('/api/v1/session')).json()
    const answer = await fetch('/api/v1' + path, { method, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token }, body: method === 'GET' ? undefined : JSON.stringify(body ?? {}) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }, [method, path, body])

before(async () => {
  server = await startDemo({ days: 4 })
  process.env.LINGTING_URL = server.url
  const kit = await import('../kit/browser.mjs')
  ;({ accessible, openBrowser, prefer, settled, signIn, visit } = kit)
  b = await openBrowser()
  await signIn(b.page, 'director')
})
after(async () => {
  await b?.close()
  await server?.stop()
})

const drawer = () => b.page.locator('.ant-drawer-content, .ant-drawer-section').last()
const head = () => b.page.locator('.lt-page-head')
const option = (name) => b.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: name })
const save = () => drawer().locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
const gone = () => b.page.locator('.ant-drawer-open').waitFor({ state: 'detached' })
const pick = async (label, text) => {
  await drawer().getByLabel(label, { exact: true }).click()
  await drawer().getByLabel(label, { exact: true }).fill(text)
  await option(text).first().click()
}
// A day of the data, whose year holds them even at New Year.
const then = () => day(1)
const number = (text) => Number(text.replace(/[^\d.-]/g, ''))

test('goals are set, wrong targets are told beside the field, and linked without a circle', async () => {
  await visit(b.page, '/strategy')
  await b.page.getByText('还没有战略目标').waitFor()
  await accessible(b.page, 'no goals yet')
  await head().getByRole('button', { name: '新建目标' }).click()
  await drawer().getByLabel('目标', { exact: true }).fill('客户打得进来')
  await drawer().getByLabel('负责人', { exact: true }).fill('运营经理')
  await drawer().getByRole('button', { name: '添加指标' }).click()
  await pick('指标', 'SL-OFF')
  await drawer().getByLabel('时限 T（秒）', { exact: true }).fill('20')
  await drawer().getByLabel('门槛值', { exact: true }).fill('85')
  await drawer().getByLabel('目标值', { exact: true }).fill('80')
  b.expect(/\b422\b.*goals/)
  await save()
  await drawer().locator('.ant-form-item-explain-error').first().waitFor()
  assert.equal(await drawer().getByLabel('目标', { exact: true }).inputValue(), '客户打得进来')
  await drawer().getByLabel('门槛值', { exact: true }).fill('70')
  await save()
  await gone()
  for (const [perspective, name] of [['finance', '人力用得好'], ['learning', '业务熟练']]) {
    await ask('POST', '/strategy/goals', { perspective, name, owner: '培训师', place: 1, active: true, measures: [{ metric: perspective === 'finance' ? 'occ-2' : 'hold-rate', scope: 'centre', direction: perspective === 'finance' ? 'up' : 'down', weight: 1, targets: [{ from_on: '2020-01-01', threshold: perspective === 'finance' ? 50 : 30, target: perspective === 'finance' ? 70 : 15, stretch: perspective === 'finance' ? 80 : 10 }] }] })
  }
  await visit(b.page, '/strategy')
  const arrow = async (from, to) => {
    await b.page.getByRole('button', { name: '新建箭头' }).click()
    await pick('因（先做好）', from)
    await pick('果（随之改善）', to)
    await save()
  }
  await arrow('业务熟练', '客户打得进来')
  await gone()
  await arrow('客户打得进来', '人力用得好')
  await gone()
  b.expect(/\b409\b.*arrows/)
  await arrow('人力用得好', '业务熟练')
  await drawer().getByText('箭头会绕成一圈').first().waitFor()
  await b.page.keyboard.press('Escape')
  await b.page.locator('.ant-modal').getByRole('button', { name: /放\s*弃/ }).click()
  await gone()
  assert.equal(await b.page.locator('.st-map > svg > path').count(), 2)
  await accessible(b.page, 'the map')
  await b.page.locator('.ant-segmented').getByText('表格', { exact: true }).click()
  assert.equal(await b.page.locator('section[aria-label="战略地图"] tbody tr').count(), 3)
  await b.page.locator('.ant-segmented').getByText('地图', { exact: true }).click()
  b.clean()
})

test('a goal is followed down to the contacts of a half-hour, with equal sums', async () => {
  await visit(b.page, `/strategy?period=year&on=${then()}`)
  const box = b.page.getByRole('button', { name: /客户打得进来/ }).first()
  await box.focus()
  await b.page.keyboard.press('Enter') // by keyboard too
  await b.page.getByRole('heading', { name: '客户打得进来', level: 1 }).waitFor()
  await settled(b.page)
  await accessible(b.page, 'a goal')
  const steps = b.page.locator('section[aria-label="逐层下钻"]')
  const rows = () => steps.locator('tbody tr:not([aria-hidden])')
  const cells = async () => {
    await settled(b.page)
    return Promise.all((await rows().all()).map((r) => r.locator('td').allInnerTexts()))
  }
  let above = (await ask('GET', `/strategy/map?period=year&on=${then()}`)).goals.find((g) => g.name === '客户打得进来').readings[0]
  let [num, den] = [above.num, above.den]
  for (const what of ['月份', '日期', '时段']) {
    await steps.getByRole('columnheader', { name: what }).waitFor()
    const shown = await cells()
    const sum = (i) => shown.reduce((s, r) => s + number(r[i]), 0)
    assert.deepEqual([sum(2), sum(3)], [num, den], `${what}: ${JSON.stringify(shown)}`)
    // The fullest row is opened.
    const most = shown.map((r) => number(r[3])).reduce((best, v, i, all) => (v > all[best] ? i : best), 0)
    ;[num, den] = [number(shown[most][2]), number(shown[most][3])]
    await rows().nth(most).locator('td').first().click()
  }
  await drawer().getByText('服务水平').first().waitFor()
  await settled(b.page)
  assert.match(await drawer().innerText(), new RegExp(`\\b${den}\\b`))
  await b.page.keyboard.press('Escape')
  assert.ok(zone)
  b.clean()
})

test('a mission is warned of what it is not, versions stay, and a strategy becomes a goal', async () => {
  await visit(b.page, '/strategy/mission')
  await b.page.getByText('还没有使命').waitFor()
  await accessible(b.page, 'no mission yet')
  const write = async (button, text) => {
    await b.page.getByRole('button', { name: button }).click()
    await drawer().getByLabel('内容', { exact: true }).fill(text)
    await drawer().getByLabel('负责人', { exact: true }).fill('总监')
  }
  await write('写下使命', '成为世界一流的客服中心')
  await drawer().getByText('那是愿景').waitFor()
  await drawer().getByText('换到任何一家都成立').first().waitFor()
  await save()
  await gone()
  await write('修订使命', '让每位客户一个电话就把事办好。')
  await drawer().getByText('那是愿景').waitFor({ state: 'detached' })
  await save()
  await gone()
  await b.page.locator('section[aria-label="使命"]').getByText('第 2 版').waitFor()
  await b.page.locator('section[aria-label="历次版本"] tbody tr').nth(1).waitFor()
  await b.page.getByRole('button', { name: '新建阶段' }).click()
  await drawer().getByLabel('阶段', { exact: true }).fill('规范管理')
  await drawer().getByLabel('重点', { exact: true }).fill('建立规范的运营管理体系')
  await save()
  await gone()
  await b.page.locator('section[aria-label="阶段战略"]').getByText('当前').waitFor()
  await accessible(b.page, 'a mission')

  await visit(b.page, '/strategy/analysis')
  await b.page.getByText('还没有环境分析').waitFor()
  await b.page.getByRole('button', { name: '新建分析' }).click()
  await drawer().getByLabel('名称', { exact: true }).fill('年度分析')
  for (const [i, text] of ['领导重视', '新人多', '行业标准', '人才争夺'].entries()) await drawer().getByLabel('内容', { exact: true }).nth(i).fill(text)
  await drawer().getByRole('button', { name: '添加策略' }).click()
  await drawer().getByLabel('策略内容', { exact: true }).fill('对照标准培训')
  b.expect(/\b422\b.*analyses/)
  await save() // it does not say what it comes from
  await drawer().locator('.ant-form-item-explain-error').first().waitFor()
  await drawer().getByLabel('来自要点', { exact: true }).click()
  await option('S1').click()
  await option('O1').click()
  await drawer().getByLabel('策略内容', { exact: true }).click()
  await pick('成为目标（可不选）', '业务熟练')
  await save()
  await gone()
  await b.page.locator('section[aria-label="SO 策略"]').getByText('对照标准培训').waitFor()
  await accessible(b.page, 'an analysis')
  await b.page.getByRole('link', { name: '业务熟练' }).click()
  await b.page.getByRole('heading', { name: '业务熟练', level: 1 }).waitFor()
  b.clean()
})

test('work is late, arrows are looked at, and agents only read', async () => {
  const goals = await ask('GET', '/strategy/goals')
  await ask('POST', '/strategy/initiatives', { goal_id: goals.find((g) => g.name === '业务熟练').id, name: '知识库快捷查询', owner: '培训师', state: 'running', from_on: day(40), to_on: day(-30), people: 2, money: 50000, milestones: [{ name: '选题', due_on: day(20), done_on: day(21) }, { name: '编写', due_on: day(2) }] })
  await visit(b.page, '/strategy/initiatives')
  await b.page.getByText('知识库快捷查询').waitFor()
  await b.page.getByText('进行中 · 逾期').waitFor()
  await accessible(b.page, 'initiatives')
  await b.page.getByRole('button', { name: '知识库快捷查询 编辑' }).click()
  await drawer().getByLabel('完成日').nth(1).fill(day(1))
  await b.page.keyboard.press('Tab')
  await save()
  await gone()
  await b.page.getByText('2/2 完成').waitFor()
  await visit(b.page, '/strategy/evidence')
  await b.page.getByText(/数据太少（n = \d+）/).first().waitFor()
  await accessible(b.page, 'evidence')
  await prefer(b.page, { language: 'en', theme: 'dark' })
  await visit(b.page, '/strategy')
  await b.page.getByRole('heading', { name: 'Strategy map', level: 1 }).waitFor()
  await accessible(b.page, 'the map in the dark')
  for (const [path, heading] of [['/strategy/mission', 'Mission and vision'], ['/strategy/analysis', 'SWOT analysis'], ['/strategy/initiatives', 'Initiatives']]) {
    await visit(b.page, path)
    await b.page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await settled(b.page)
    await accessible(b.page, `${path} in the dark`)
  }
  await prefer(b.page, { language: 'zh', theme: 'light' })
  b.clean()
  const c = await openBrowser()
  try {
    await signIn(c.page, 'agent')
    await visit(c.page, '/strategy')
    await c.page.getByRole('button', { name: /客户打得进来/ }).first().waitFor()
    assert.equal(await c.page.getByRole('button', { name: '新建目标' }).count(), 0)
    c.clean()
  } finally {
    await c.close()
  }
})
