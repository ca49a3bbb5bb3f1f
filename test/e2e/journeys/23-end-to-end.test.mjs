// The whole way through the centre's week, each step on what the one before made: forecast, requirement, roster, a shift dragged, simulated,
// published, a shift passed on, the running day and what is done about it, adherence, and why a stretch was missed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../kit/days.mjs'
import { password, startDemo } from '../kit/server.mjs'

let b, server, agent, openBrowser, settled, signIn, url, visit
before(async () => {
  server = await startDemo({ days: 30, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ openBrowser, settled, signIn, url, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'planner')
})
after(async () => {
  await agent?.close()
  await b?.close()
  await server?.stop()
})

const drawer = (p = b.page) => p.locator('.ant-drawer-content, .ant-drawer-section').last()
const dialog = (p) => p.locator('.ant-modal-confirm').last()
const modal = () => b.page.locator('.ant-modal').last()
const options = (p = b.page) => p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
const head = () => b.page.locator('.lt-page-head')
const cell = (row, col) => b.page.locator(`.rs-cell[data-row="${row}"][data-col="${col}"]`)
const name = (at) => at.getAttribute('aria-label')
const changed = async (at, was) => { for (let i = 0; i < 100 && (await name(at)) === was; i++) await b.page.waitForTimeout(100); return name(at) }
/** Somebody else takes the chair. */
const become = async (login) => {
  await b.page.goto('about:blank') // no page is left that asks without a session
  await b.context.clearCookies()
  await signIn(b.page, login)
}
/** Asks the server as whoever is signed in on the page. */
const ask = (p, method, path, body) => p.evaluate(async ([method, path, body]) => {
  const { csrf_token } = await (await fetch('/api/v1/session')).json()
  const r = await fetch('/api/v1' + path, { method, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf_token ?? '' }, body: body && JSON.stringify(body) })
  return { status: r.status, body: await r.json().catch(() => null) }
}, [method, path, body])

let forecast
test('a forecast is made, approved and locked', async () => {
  await visit(b.page, '/forecasts?new=1')
  await drawer().getByLabel('名称', { exact: true }).fill('一路到底')
  await drawer().getByLabel('周数', { exact: true }).fill('1')
  await drawer().getByRole('button', { name: /开\s*始/ }).click()
  await b.page.getByRole('heading', { name: '一路到底', level: 1 }).waitFor({ timeout: 90_000 })
  forecast = new URL(b.page.url()).pathname
  await become('operations')
  await visit(b.page, forecast)
  await b.page.getByRole('button', { name: /^批\s*准$/ }).click()
  await b.page.locator('main').getByText('已批准').first().waitFor()
  await become('planner')
  await visit(b.page, forecast)
  await b.page.getByRole('button', { name: '锁定并启用' }).click()
  await b.page.locator('.ant-modal').getByRole('button', { name: '锁定并启用' }).click()
  await b.page.locator('main').getByText('使用中').first().waitFor()
  b.clean()
})

test('from it the agents of every half-hour are reckoned', async () => {
  await visit(b.page, '/staffing?new=1')
  await drawer().getByLabel('名称', { exact: true }).fill('一路到底的人力')
  await drawer().getByText(/一路到底 · /).first().waitFor() // the forecast locked last is taken
  await drawer().getByRole('button', { name: /开\s*始/ }).click()
  await b.page.getByRole('heading', { name: '一路到底的人力', level: 1 }).waitFor({ timeout: 90_000 })
  await b.page.locator('section[aria-label$="人力曲线"]').waitFor()
  b.clean()
})

let roster
test('a roster is generated from the requirement, and a shift dragged', async () => {
  await visit(b.page, '/rosters')
  await head().getByRole('button', { name: '生成班表' }).click()
  await drawer().getByText(/一路到底的人力 · /).first().waitFor()
  await drawer().getByLabel('名称', { exact: true }).fill('一路到底的班表')
  await drawer().getByLabel('搜索时间').fill('3')
  await drawer().getByRole('button', { name: '开始生成' }).click()
  await b.page.getByRole('heading', { name: '一路到底的班表' }).waitFor({ timeout: 90_000 })
  roster = new URL(b.page.url()).pathname
  await cell(0, 6).waitFor()
  await settled(b.page)
  await b.page.getByText('✓ 没有').waitFor() // no hard rule is broken
  for (let row = 0; ; row++) {
    assert.ok(row < 10, 'nobody of ten has a shift and a day off')
    const words = []
    for (let col = 0; col < 7; col++) words.push(await name(cell(row, col)))
    const from = words.findIndex((w) => /–/.test(w))
    const to = words.findIndex((w) => /休$/.test(w))
    if (from < 0 || to < 0) continue
    await cell(row, from).dragTo(cell(row, to))
    assert.match(await changed(cell(row, to), words[to]), /–/)
    await b.page.keyboard.press('Control+z') // as it was: the engine's is kept
    assert.match(await changed(cell(row, to), await name(cell(row, to))), /休/)
    break
  }
  b.clean()
})

test('the roster is simulated, and published', async () => {
  await b.page.getByRole('button', { name: '开始模拟' }).click()
  await b.page.getByRole('button', { name: '重新模拟' }).waitFor({ timeout: 90_000 })
  await b.page.getByRole('heading', { name: '公平性' }).waitFor()
  await head().getByRole('button', { name: /发\s*布/ }).click()
  await modal().getByLabel('说明').fill('一路到底')
  await modal().getByRole('button', { name: /发\s*布/ }).click()
  await head().getByText('已发布').waitFor()
  b.clean()
})

test('an agent passes a shift of it on, a colleague takes it, the leader approves', async () => {
  agent = await openBrowser({ width: 390, height: 844 })
  const p = agent.page
  await signIn(p, 'agent')
  // A shift, and a colleague who is off that day and breaks no rule by it.
  const own = (await ask(p, 'GET', `/own/roster?from=${day(0)}&to=${day(-14)}`)).body
  const waiting = (await ask(p, 'GET', '/own/swaps')).body.mine.filter((x) => ['open', 'taken'].includes(x.state)).flatMap((x) => [x.on, x.back_on])
  const mine = own.days.filter((d) => d.type_id && d.roster_id === roster.split('/').at(-1) && !waiting.includes(d.on)).reverse()
  let chosen
  const told = []
  for (const shift of mine) {
    const colleagues = (await ask(p, 'GET', `/own/swaps/colleagues?on=${shift.on}`)).body
    for (const c of Array.isArray(colleagues) ? colleagues : []) {
      for (const back_on of [...(c.off ? [undefined] : []), ...c.back.map((x) => x.on)].slice(0, 3)) {
        const tried = await ask(p, 'POST', '/own/swaps/checks', { on: shift.on, for_id: c.person_id, back_on })
        if (tried.status === 200 && !(tried.body.violations ?? []).some((v) => v.hard)) chosen = { ...c, on: shift.on, back_on }
        else told.push(`${shift.on} ${c.name} ${back_on}: ${tried.body.code ?? tried.body.violations.filter((v) => v.hard).map((v) => v.name)}`)
        if (chosen) break
      }
      if (chosen || told.length > 200) break
    }
    if (chosen) break
  }
  assert.ok(chosen, `a shift that somebody could take, of ${mine.length}: ${told.slice(0, 20)}`)
  agent.faults.length = 0 // shifts that are too near are refused when they are tried
  await visit(p, '/my-swaps')
  await p.locator('.lt-page-head').getByRole('button', { name: '提供班次' }).click()
  await drawer(p).getByLabel('哪个班次').click()
  await options(p).filter({ hasText: chosen.on }).click()
  await drawer(p).getByText('指定同事').click()
  await drawer(p).getByLabel('同事', { exact: true }).fill(chosen.agent_no)
  await options(p).filter({ hasText: chosen.agent_no }).first().click()
  if (chosen.back_on) {
    await drawer(p).getByText('交换', { exact: true }).click()
    await drawer(p).getByLabel('换回对方的哪个班次').click()
    await options(p).filter({ hasText: chosen.back_on }).first().click()
  }
  await drawer(p).getByLabel('说明').fill('一路到底的换班')
  await drawer(p).getByRole('button', { name: /提\s*交/ }).click()
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByRole('region', { name: '我的换班记录' }).getByText('一路到底的换班').waitFor()
  agent.clean()

  // The colleague has an account as well.
  await become('admin')
  const first = 'a first password of theirs'
  const made = await ask(b.page, 'POST', '/users', { login: 'colleague', name: chosen.name, roles: ['agent'], person_id: chosen.person_id, password: first })
  assert.ok(made.status < 300, JSON.stringify(made))
  const other = await openBrowser({ width: 390, height: 844 })
  try {
    await other.page.goto(url + '/sign-in')
    assert.ok((await ask(other.page, 'POST', '/session', { login: 'colleague', password: first })).status < 300)
    assert.ok((await ask(other.page, 'POST', '/session/password', { old_password: first, new_password: password + ' of a colleague' })).status < 300)
    other.faults.length = 0
    await visit(other.page, '/my-swaps')
    const asked = other.page.getByRole('region', { name: '同事找我换' })
    await asked.getByText('一路到底的换班').waitFor()
    await asked.getByRole('button', { name: /接\s*班/ }).first().click()
    await dialog(other.page).getByRole('button', { name: /接\s*班/ }).click()
    await other.page.getByText('已提交，等待班长审批').waitFor()
    other.clean()
  } finally {
    await other.close()
  }

  await become('leader')
  await visit(b.page, '/swaps?state=taken')
  const row = b.page.locator('main tbody tr').filter({ hasText: '一路到底的换班' })
  await row.getByRole('button', { name: /^批\s*准/ }).click()
  await dialog(b.page).getByRole('button', { name: /批\s*准/ }).click()
  await row.waitFor({ state: 'detached' })
  await visit(p, '/my-swaps')
  await p.getByRole('region', { name: '我的换班记录' }).getByRole('listitem').filter({ hasText: '一路到底的换班' }).getByText('已换').waitFor()
  agent.clean()
  b.clean()
})

test('the running day is foreseen by it, and what is proposed is done', async () => {
  await become('planner')
  await visit(b.page, '/running-day')
  await head().getByRole('button', { name: '立即重算' }).click()
  await b.page.getByRole('heading', { name: '缺口与建议' }).waitFor({ timeout: 60_000 })
  // By the hour of the day there is something to do about it, or nothing.
  const take = b.page.locator('.id-proposals').getByRole('button', { name: /^采用/ }).first()
  if (await take.count()) {
    await take.click()
    await modal().getByLabel('备注（可不填）').fill('一路到底')
    await modal().getByRole('button', { name: /采\s*用/ }).click()
    await b.page.locator('.id-done').getByText('一路到底').waitFor()
  }
  await visit(b.page, '/running-day/actions')
  await b.page.getByRole('heading', { name: '调度记录' }).waitFor()
  await settled(b.page)
  b.clean()
})

test('what was kept to, and why a stretch was missed', async () => {
  await visit(b.page, '/adherence')
  await b.page.locator('main table tbody tr').first().waitFor()
  await visit(b.page, '/running-day/missed')
  await b.page.getByRole('heading', { name: '未达标原因' }).waitFor()
  await settled(b.page)
  b.clean()
})
