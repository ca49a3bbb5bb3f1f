// Contests and draws: operations writes one, the standing of every night is seen with every step, a draw was drawn before a witness and can be counted again.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, accessible, openBrowser, prefer, signIn, visit
before(async () => {
  server = await startDemo({ days: 4, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, prefer, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'operations')
})
after(async () => {
  await b?.close()
  await server?.stop()
})

const rows = (p) => p.locator('main tbody tr')
const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()

test('a contest is written with its mistakes beside the fields', async () => {
  const p = b.page
  await visit(p, '/incentives?tab=contests')
  await p.getByText('冬季接听竞赛').waitFor()
  await accessible(p, 'contests')
  await p.getByRole('button', { name: '新建竞赛' }).click()
  const d = drawer(p)
  await d.getByLabel('名称').fill('新年竞赛')
  await d.getByLabel('得分公式').fill('callz')
  await d.getByLabel('所得 1').fill('800')
  b.expect(/\b422\b.*incentive-contests/)
  await d.locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await d.locator('.ant-form-item-explain-error').first().waitFor()
  assert.equal(await d.getByLabel('名称').inputValue(), '新年竞赛')
  await accessible(p, 'writing a contest')
  await d.getByLabel('得分公式').fill('calls')
  await d.locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await d.waitFor({ state: 'hidden' })
  await visit(p, '/incentives?tab=contests&search=新年&state=planned')
  await rows(p).first().click()
  await p.getByText('还没有排名').waitFor()
  await p.getByRole('button', { name: '取消活动' }).click()
  await drawer(p).getByLabel('取消原因').fill('与春节活动合并')
  await drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: '取消活动' }).click()
  await p.getByText('与春节活动合并').waitFor()
  b.clean()
})

test('the standing of a contest that runs is seen with every step, also by the agent on a phone', async () => {
  const p = b.page
  await visit(p, '/incentives?tab=contests&state=running')
  await rows(p).first().click()
  await p.getByRole('region', { name: '说明' }).getByText('接起量前五名获奖').waitFor()
  await rows(p).first().waitFor()
  await accessible(p, 'a contest')
  assert.match(await rows(p).first().innerText(), /^1/)
  await rows(p).first().click()
  await drawer(p).getByText(/^公式：/).waitFor()
  assert.match(await drawer(p).locator('a').first().getAttribute('href'), /\/explorer\?.*metrics=answered/)
  await p.keyboard.press('Escape')
  await p.getByRole('button', { name: '更新排名' }).click()
  await rows(p).first().waitFor()
  const leader = await openBrowser()
  await signIn(leader.page, 'leader')
  await visit(leader.page, new URL(p.url()).pathname)
  await rows(leader.page).first().waitFor()
  // The bell tells the leader what people answered to their contracts, and leads there.
  await leader.page.getByRole('button', { name: /消息/ }).click()
  await leader.page.locator('.lt-notices a', { hasText: '业绩合同' }).first().click()
  await leader.page.waitForURL(/\/contracts\//)
  leader.clean()
  await leader.close()
  const agent = await openBrowser()
  await signIn(agent.page, 'agent')
  await agent.page.setViewportSize({ width: 390, height: 844 })
  await visit(agent.page, '/my-rewards')
  const mine = agent.page.getByRole('article', { name: '冬季接听竞赛' })
  await mine.getByText('我的名次').waitFor()
  await mine.getByText('前 10 名').click()
  assert.ok((await mine.locator('.in-best li').count()) >= 5)
  await accessible(agent.page, 'my contests on a phone')
  agent.clean()
  await agent.close()
  b.clean()
})

test('a draw that was drawn before a witness can be counted again', async () => {
  const p = b.page
  await visit(p, '/incentives?tab=draws')
  await rows(p).first().click()
  await p.getByRole('region', { name: '中奖名单' }).getByText(/第 1 轮：顾远山 开奖，沈静文 见证/).waitFor()
  await accessible(p, 'a draw')
  await p.getByRole('link', { name: '奖品核算' }).waitFor()
  const agent = await openBrowser()
  await signIn(agent.page, 'agent')
  await visit(agent.page, '/my-rewards')
  await agent.page.getByRole('article', { name: '质量抽奖' }).getByRole('link', { name: '复核抽奖' }).click()
  await agent.page.getByRole('heading', { name: '复核抽奖' }).waitFor()
  await prefer(agent.page, { language: 'en', theme: 'dark' })
  await visit(agent.page, new URL(agent.page.url()).pathname)
  await agent.page.getByRole('heading', { name: 'Check the draw' }).waitFor()
  await accessible(agent.page, 'checking a draw')
  // Counted again from what the page tells.
  const check = await agent.page.evaluate(async (id) => (await fetch(`/api/v1/incentive-contests/${id}/check`)).json(), new URL(agent.page.url()).pathname.split('/').at(-1))
  const sha = (text) => createHash('sha256').update(text).digest('hex')
  assert.equal(sha(check.seed), check.commitment)
  assert.equal(sha(check.entries.map((e) => `${e.agent_no} ${e.tickets}\n`).join('')), check.digest)
  let left = check.entries.map((e) => ({ ...e }))
  const picks = check.rounds.flatMap((r) => r.picks)
  assert.equal(picks.length, 7)
  for (const pick of picks) {
    const tickets = left.flatMap((e) => Array(e.tickets).fill(e.agent_no))
    const x = BigInt(`0x${sha(`${check.seed}:${pick.k}`).slice(0, 16)}`) % BigInt(tickets.length)
    assert.equal(tickets[Number(x)], pick.agent_no)
    left = left.filter((e) => e.agent_no !== pick.agent_no)
  }
  agent.clean()
  await agent.close()
  b.clean()
})
