// A performance contract from draft to closed: weights that miss 15 are refused, the agent counters on the telephone, the leader accepts,
// the total is followed down to a call's raw rows in five clicks with equal numbers, the agent appeals, the director decides.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../kit/days.mjs'
import { startDemo } from '../kit/server.mjs'

let server, leader, agent, director, accessible, openBrowser, prefer, settled, signIn, visit
let contract
const from = day(2)
const to = day(1)

before(async () => {
  server = await startDemo({ days: 4 })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, prefer, settled, signIn, visit } = await import('../kit/browser.mjs'))
  leader = await openBrowser()
  await signIn(leader.page, 'leader')
  agent = await openBrowser({ width: 390, height: 844 })
  await signIn(agent.page, 'agent')
})
after(async () => {
  for (const b of [leader, agent, director]) await b?.close()
  await server?.stop()
})

const ask = (b, method, path, body) =>
  b.page.evaluate(async ([method, path, body]) => {
    const session = await (await fetch('/api/v1/session')).json()
    const answer = await fetch('/api/v1' + path, { method, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token }, body: method === 'GET' ? undefined : JSON.stringify(body ?? {}) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }, [method, path, body])
const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()
const footer = (p, name) => drawer(p).locator('.ant-drawer-footer').getByRole('button', { name })
const gone = (p) => p.locator('.ant-drawer-open').waitFor({ state: 'detached' })
const option = (p, name) => p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: name })
const number = (text) => Number(text.replace(/[^\d.-]/g, ''))
const line = (metric, weight, threshold, target, stretch, direction = 'down') => ({ metric, weight, threshold, target, stretch, direction, rule: 'linear' })

test('weights that miss 15 are refused and the 15 is named, in both languages', async () => {
  const p = leader.page
  await visit(p, '/contracts?draw=1')
  await drawer(p).getByLabel('岗位', { exact: true }).fill('客户服务代表')
  await drawer(p).getByLabel(/被考核人/).click()
  await drawer(p).getByLabel(/被考核人/).fill('8103')
  await option(p, '8103').first().click()
  await p.keyboard.press('Escape')
  const weights = [15, 10, 5, 20, 5, 5, 10, 15]
  for (const [i, w] of weights.entries()) {
    if (i > 0) await drawer(p).getByRole('button', { name: '添加条款' }).click()
    const one = drawer(p).getByRole('group', { name: `条款 ${i + 1}`, exact: true })
    await one.getByLabel('指标', { exact: true }).click()
    await one.getByLabel('指标', { exact: true }).fill('平均处理时长')
    await option(p, '平均处理时长').first().click()
    await one.getByLabel('权重（%）', { exact: true }).fill(String(w))
    for (const [label, v] of [['门槛值', '420'], ['目标值', '360'], ['挑战值', '300']]) await one.getByLabel(label, { exact: true }).fill(v)
  }
  await drawer(p).getByText('权重合计 85%，还缺 15%').waitFor()
  await accessible(p, 'drawing up')
  leader.expect(/\b422\b.*contracts/)
  await footer(p, '起草合同').click()
  await drawer(p).getByText(/还缺 15%：权重合计须为 100%/).first().waitFor()
  await p.keyboard.press('Escape')
  await p.locator('.ant-modal').getByRole('button', { name: /放\s*弃/ }).click()
  await gone(p)
  leader.clean()
})

test('the leader proposes, the agent counters on the telephone, the leader accepts', async () => {
  const session = await ask(agent, 'GET', '/session')
  const made = await ask(leader, 'POST', '/contracts', { person_ids: [session.user.person_id], position: '客户服务代表', from_on: from, to_on: to, lines: [line('aht', 60, 600, 300, 240), line('transfer-rate', 40, 50, 10, 5)] })
  contract = made.made[0]
  assert.ok(contract, JSON.stringify(made))
  const p = leader.page
  await visit(p, `/contracts/${contract}`)
  await p.locator('.ct-top').getByText('草拟').waitFor()
  await accessible(p, 'a draft')
  await p.locator('.lt-page-head').getByRole('button', { name: /提\s*出/ }).click()
  await footer(p, /提\s*出/).click()
  await gone(p)
  await p.locator('.ct-top').getByText('待签').waitFor()

  const q = agent.page
  await visit(q, `/my-contract?of=${contract}`)
  await q.locator('.lt-page-head').getByRole('button', { name: /还\s*价/ }).click()
  await drawer(q).getByRole('group', { name: '条款 1', exact: true }).getByLabel('目标值', { exact: true }).fill('320')
  await footer(q, /提\s*交/).click()
  await drawer(q).locator('.ant-form-item-explain-error').first().waitFor() // no words
  await drawer(q).getByLabel('说明', { exact: true }).fill('贵宾专线通话更长')
  await accessible(q, 'countering')
  await footer(q, /提\s*交/).click()
  await gone(q)
  await q.getByText(/平均处理时长：目标值 300 → 320/).first().waitFor()
  await accessible(q, 'my contract')
  const over = await q.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  assert.ok(over <= 0, `${over} pixels too wide`)

  await visit(p, `/contracts/${contract}`)
  await p.getByRole('button', { name: '接受还价' }).click()
  await footer(p, /签\s*字/).click()
  await gone(p)
  await p.locator('.ct-top').getByText('执行中').waitFor()
  leader.clean()
  agent.clean()
})

test('from the total to a call in five clicks, with equal numbers', async () => {
  const p = leader.page
  await p.locator('.lt-page-head').getByRole('button', { name: /计\s*分/ }).click()
  await p.locator('.ct-top').getByText('已计分').waitFor()
  await settled(p)
  await accessible(p, 'a scored contract')
  const v = await ask(leader, 'GET', `/contracts/${contract}`)
  const x = v.ledger[0].computation
  assert.equal(v.total, Math.round(100 * x.lines.reduce((s, l) => s + l.points, 0)) / 100)
  assert.equal(number(await p.locator('.ct-total').innerText()), v.total)
  const rows = (label) => p.locator(`section[aria-label="${label}"] tbody tr:not([aria-hidden])`)
  let clicks = 0
  await rows('条款').first().locator('td').first().click() // the line
  clicks++
  let [num, den] = [x.lines[0].num, x.lines[0].den]
  for (const what of ['日期', '时段']) {
    const steps = p.locator('section[aria-label="逐层下钻"]')
    await steps.getByRole('columnheader', { name: what }).waitFor()
    await settled(p)
    const shown = await Promise.all((await rows('逐层下钻').all()).map((r) => r.locator('td').allInnerTexts()))
    const sum = (i) => shown.reduce((s, r) => s + number(r[i]), 0)
    assert.deepEqual([sum(2), sum(3)], [num, den], what)
    const most = shown.map((r) => number(r[3])).reduce((best, n, i, all) => (n > all[best] ? i : best), 0)
    ;[num, den] = [number(shown[most][2]), number(shown[most][3])]
    await rows('逐层下钻').nth(most).locator('td').first().click()
    clicks++
  }
  await drawer(p).locator('.mt-table tbody tr').first().waitFor()
  await settled(p)
  assert.equal(await drawer(p).locator('.mt-table tbody tr').count(), den)
  await drawer(p).locator('.mt-table tbody a').first().click()
  clicks++
  await p.locator('h1').first().waitFor()
  await settled(p)
  await p.getByText(/原始记录/).first().waitFor()
  assert.ok(clicks <= 5, `${clicks} clicks`)
  leader.clean()
})

test('the leader signs the total, the agent appeals a line, the director decides', async () => {
  const p = leader.page
  await visit(p, `/contracts/${contract}`)
  await p.getByRole('button', { name: '签认总分' }).click()
  await footer(p, /签\s*字/).click()
  await gone(p)
  const q = agent.page
  await visit(q, `/my-contract?of=${contract}`)
  await q.getByRole('button', { name: /申\s*诉 转接率/ }).click()
  await drawer(q).getByLabel('说明', { exact: true }).fill('有一通是系统自动转接')
  await footer(q, /提\s*交/).click()
  await gone(q)
  await q.getByText('待裁决').first().waitFor()
  agent.clean()

  director = await openBrowser()
  const d = director.page
  await signIn(d, 'director')
  await visit(d, '/contracts?waiting=1')
  await d.getByText('申诉待裁决').first().waitFor()
  await accessible(d, 'contracts that wait')
  await visit(d, `/contracts/${contract}`)
  await d.getByRole('button', { name: /裁\s*决/ }).click()
  await drawer(d).getByText('成立，按裁决值计分').click()
  await drawer(d).getByLabel('裁决值', { exact: true }).fill('30')
  await drawer(d).getByLabel('说明', { exact: true }).fill('核对日志，扣除系统转接')
  await accessible(d, 'deciding')
  await footer(d, /裁\s*决/).click()
  await gone(d)
  await d.getByText(/上级重新签认后生效/).waitFor()
  const v = await ask(director, 'GET', `/contracts/${contract}`)
  assert.equal(v.ledger.length, 2)
  assert.deepEqual([v.ledger[1].changed.length, v.ledger[1].changed[0].after.value], [1, 30])
  assert.equal(v.total, v.ledger[0].computation.total)
  await prefer(d, { language: 'en', theme: 'dark' })
  await visit(d, `/contracts/${contract}`)
  await d.getByText(/once the superior signs again/).waitFor()
  await accessible(d, 'a contract in the dark')
  director.clean()
})

test('a template serves a whole team, and a table is looked at before it is taken', async () => {
  const boss = await openBrowser()
  const p = boss.page
  await signIn(p, 'operations')
  await visit(p, '/contracts?tab=templates&template=new')
  await drawer(p).getByLabel('模板名称', { exact: true }).fill('客服代表月度')
  await drawer(p).getByLabel('岗位', { exact: true }).fill('客户服务代表')
  const one = drawer(p).getByRole('group', { name: '条款 1', exact: true })
  await one.getByLabel('指标', { exact: true }).click()
  await one.getByLabel('指标', { exact: true }).fill('SL-OFF')
  await option(p, 'SL-OFF').first().click()
  await one.getByLabel('权重（%）', { exact: true }).fill('100')
  for (const [label, v] of [['门槛值', '70'], ['目标值', '80'], ['挑战值', '90']]) await one.getByLabel(label, { exact: true }).fill(v)
  await footer(p, /保\s*存/).click()
  await one.locator('.ant-form-item-explain-error').first().waitFor() // a service level without seconds
  await one.getByLabel('时限 T（秒）', { exact: true }).fill('20')
  await footer(p, /保\s*存/).click()
  await gone(p)
  await p.getByText('客服代表月度').first().waitFor()
  await accessible(p, 'templates')
  await visit(p, '/contracts?draw=1')
  const pick = async (label, text) => {
    await drawer(p).getByLabel(label, { exact: true }).click()
    await option(p, text).first().click()
  }
  await pick('合同模板', '客服代表月度')
  await pick('班组', '二班')
  await drawer(p).getByText(/已选 20 人|已选 21 人/).waitFor()
  await footer(p, '起草合同').click()
  await gone(p)
  await p.locator('.ant-modal').getByRole('button').last().click().catch(() => undefined)
  await visit(p, '/contracts?state=draft')
  await p.getByText(/共 2\d 条/).waitFor()
  await visit(p, '/contracts?import=1')
  const text = `工号,岗位,开始日期,结束日期,指标,门槛值,目标值,权重（%）\n8104,客服代表,${from},${to},平均处理时长,400,300,85\n9999,客服代表,${from},${to},平均处理时长,400,300,100\n8105,客服代表,${from},${to},平均处理时长,400,300,100\n`
  await drawer(p).locator('input[type=file]').setInputFiles({ name: 'contracts.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  const issues = drawer(p).locator('.lt-import-table').first()
  await issues.getByText('9999').waitFor()
  await issues.getByText(/还缺 15%/).waitFor()
  assert.deepEqual(await issues.locator('tbody tr td:nth-child(2)').allInnerTexts(), ['权重（%）', '工号'])
  await accessible(p, 'importing contracts')
  await drawer(p).locator('.ant-drawer-footer').getByRole('button').last().click()
  await drawer(p).waitFor({ state: 'hidden' })
  await visit(p, '/contracts?search=8105')
  await p.locator('main tbody tr').first().getByText('8105').waitFor()
  boss.clean()
  await boss.close()
})
