// The director's year: a plan is drafted and approved, the map judges by it; a review keeps the day, asks somebody to do something, is closed, and the
// next one has it again; who owns it is told and reports; the operations manager cannot approve.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../kit/days.mjs'
import { startDemo } from '../kit/server.mjs'

let b, server, accessible, openBrowser, prefer, signIn, visit
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
  ;({ accessible, openBrowser, prefer, signIn, visit } = kit)
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
const yes = (name) => b.page.locator('.ant-modal').getByRole('button', { name }).click()
const year = () => Number(day(0).slice(0, 4))

test('the plan of the year is written, wrong targets are told, and approved', async () => {
  await visit(b.page, '/strategy/annual-plan')
  await b.page.getByText('还没有年度经营计划').waitFor()
  await accessible(b.page, 'no plan yet')
  const goal = await ask('POST', '/strategy/goals', { perspective: 'customer', name: '客户打得进来', owner: '运营经理', place: 1, active: true, measures: [{ metric: 'sl-off', scope: 'centre', direction: 'up', weight: 1, targets: [{ from_on: '2020-01-01', threshold: 70, target: 80, stretch: 90 }] }] })
  await visit(b.page, '/strategy/annual-plan')
  await head().getByRole('button', { name: '新建年度计划' }).click()
  await drawer().getByLabel('负责人', { exact: true }).fill('总监')
  await drawer().getByLabel(/第 4 季度 目标值/).fill('60')
  await drawer().getByRole('button', { name: '添加科目' }).click()
  await drawer().getByLabel('科目', { exact: true }).fill('培训')
  await drawer().getByLabel('第 1 季度', { exact: true }).fill('50000')
  b.expect(/\b422\b.*annual-plans/)
  await save()
  await drawer().locator('.ant-form-item-explain-error').first().waitFor()
  await drawer().getByLabel(/第 4 季度 目标值/).fill('85')
  await save()
  await gone()
  await b.page.getByText('草稿还不生效').waitFor()
  await accessible(b.page, 'a draft')
  await head().getByRole('button', { name: /批\s*准/ }).click()
  await yes(/批\s*准/)
  await head().getByText('现行').waitFor()
  const map = await ask('GET', `/strategy/map?period=quarter&on=${year()}-12-31`)
  assert.equal(map.goals.find((g) => g.id === goal.id).readings[0].target.target, 85)
  await accessible(b.page, 'an approved plan')
  b.clean()
})

test('a review keeps the day, and its action comes back until it is done', async () => {
  await visit(b.page, '/strategy/reviews')
  await b.page.getByText('还没有回顾').waitFor()
  await b.page.getByRole('button', { name: '新建回顾' }).click()
  await drawer().getByLabel('主持人', { exact: true }).fill('总监')
  await save()
  await b.page.getByRole('heading', { name: /月回顾/, level: 1 }).waitFor()
  await head().getByRole('button', { name: '写纪要' }).click()
  await drawer().getByLabel('结论', { exact: true }).fill('月结日先补人')
  await drawer().getByLabel(/客户打得进来/).fill('午后缺口集中')
  await save()
  await gone()
  await b.page.getByText('午后缺口集中').waitFor()
  await b.page.getByRole('button', { name: '新建行动' }).click()
  await drawer().getByLabel('行动', { exact: true }).fill('午后加开二十席')
  const owner = (await ask('GET', '/people?search=&limit=500')).items.find((p) => p.active)
  await drawer().getByLabel('负责人', { exact: true }).click()
  await drawer().getByLabel('负责人', { exact: true }).fill(owner.name)
  await option(owner.name).first().click()
  await save()
  await gone()
  await b.page.getByText('午后加开二十席').first().waitFor()
  await accessible(b.page, 'a review')
  const [download] = await Promise.all([b.page.waitForEvent('download'), head().getByRole('button', { name: '导出' }).click()])
  assert.match(download.suggestedFilename(), /回顾\.xlsx$/)
  await head().getByRole('button', { name: '结束回顾' }).click()
  await yes('结束回顾')
  await head().getByText('已结束').waitFor()
  // The next review has it again, marked as carried.
  const next = await ask('POST', '/strategy/reviews', { period: 'quarter', day: day(0), chair: '总监', notes: [] })
  await visit(b.page, `/strategy/reviews/${next.id}`)
  await b.page.getByText('结转').first().waitFor()
  await b.page.getByRole('button', { name: '填进展 午后加开二十席' }).click()
  await drawer().locator('.ant-segmented').getByText('已完成', { exact: true }).click()
  await drawer().getByLabel('说明', { exact: true }).fill('班表已改')
  await save()
  await gone()
  await b.page.getByText('班表已改').first().waitFor()
  await visit(b.page, '/strategy/actions')
  await b.page.getByText('午后加开二十席').first().waitFor()
  await accessible(b.page, 'actions')
  const first = (await ask('GET', '/strategy/reviews?period=month')).items[0]
  assert.equal(first.actions[0].state, 'open') // as it stood when it was closed
  b.clean()
})

test('in English on dark, and who may not approve does not', async () => {
  await prefer(b.page, { language: 'en', theme: 'dark' })
  for (const [path, heading] of [['/strategy/annual-plan', 'Operating plan'], ['/strategy/reviews', 'Reviews'], ['/strategy/actions', 'Actions']]) {
    await visit(b.page, path)
    await b.page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await accessible(b.page, `${path} in the dark`)
  }
  await prefer(b.page, { language: 'zh', theme: 'light' })
  b.clean()
  // A new version stays a draft with who may not approve; an agent reads.
  const plan = (await ask('GET', '/strategy/annual-plans'))[0]
  const draft = await ask('POST', '/strategy/annual-plans', { year: plan.year, owner: plan.owner, summary: '第二版', goals: plan.goals, budget: plan.budget })
  for (const login of ['operations', 'agent']) {
    const c = await openBrowser()
    try {
      await signIn(c.page, login)
      await visit(c.page, `/strategy/annual-plan?plan=${draft.id}`)
      await c.page.getByText('草稿还不生效').waitFor()
      assert.equal(await c.page.locator('.lt-page-head').getByRole('button', { name: /批\s*准/ }).count(), 0)
      assert.equal(await c.page.locator('.lt-page-head').getByRole('button', { name: /编\s*辑/ }).count(), login === 'agent' ? 0 : 1)
      c.clean()
    } finally {
      await c.close()
    }
  }
})
