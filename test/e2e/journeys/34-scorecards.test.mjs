// Scorecards: the agent sees the own numbers on the telephone and opens their calls; the leader sees who needs help with what; the
// operations manager changes the set.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, leader, manager, accessible, openBrowser, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 4, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, settled, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser({ width: 390, height: 844 })
  await signIn(b.page, 'agent')
})
after(async () => {
  for (const x of [b, leader, manager]) await x?.close()
  await server?.stop()
})

const rows = (p) => p.locator('main tbody tr')
const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()

test('the agent sees the month against target and team, and opens a figure', async () => {
  const p = b.page
  await visit(p, '/my-numbers?period=month')
  await p.getByRole('region', { name: '总分', exact: true }).waitFor()
  const quality = p.getByRole('region', { name: '质检得分' })
  await quality.getByText(/沿用/).waitFor()
  await quality.getByText(/班组中位数/).waitFor()
  await accessible(p, 'my numbers')
  await quality.getByRole('button', { name: /质检得分.*/ }).last().click()
  await drawer(p).getByText(/质检组/).first().waitFor()
  await p.keyboard.press('Escape')
  await p.getByRole('region', { name: '下一步做什么' }).waitFor()
  await p.getByRole('region', { name: '总分因何变动' }).waitFor()
  await settled(p)
  b.clean()
})

test('the leader sees who needs help with what, within the own team, and goes to one person', async () => {
  leader = await openBrowser()
  const p = leader.page
  await signIn(p, 'leader')
  await visit(p, '/team-scores?period=month')
  await rows(p).first().waitFor()
  await accessible(p, 'team scores')
  const head = p.getByRole('region', { name: '谁需要帮助，帮什么' }).first()
  const gains = (await head.locator('tbody tr td:nth-child(3)').allInnerTexts()).map((x) => Number(x.replace('—', '0')))
  assert.deepEqual(gains, [...gains].sort((x, y) => y - x), 'by effect')
  await head.locator('tbody tr').first().click()
  await p.waitForURL(/team-scores\/.+/)
  await p.getByRole('region', { name: '总分', exact: true }).waitFor()
  await accessible(p, 'a person’s scorecard')
  assert.equal(await p.getByRole('button', { name: '新建方案' }).count(), 0)
  leader.clean()
})

test('the operations manager makes a set; weights that are not 100 are refused', async () => {
  manager = await openBrowser()
  const p = manager.page
  await signIn(p, 'operations')
  await visit(p, '/scorecard-sets')
  await p.getByRole('region', { name: '随系统提供的方案' }).first().waitFor()
  await accessible(p, 'scorecard sets')
  await p.getByRole('button', { name: '新建方案' }).click()
  await drawer(p).getByText('权重合计 100%').waitFor()
  await accessible(p, 'a new scorecard set')
  const weight = drawer(p).getByLabel('权重').nth(1)
  await weight.fill('5')
  await weight.blur()
  manager.expect(/\b422\b.*scorecard-sets/)
  const save = () => drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await save()
  await drawer(p).getByRole('alert').first().waitFor()
  await weight.fill('10')
  await weight.blur()
  await save()
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByText('当前有效').first().waitFor()
  assert.equal(await p.getByText('当前有效').count(), 1)
  manager.clean()
})

test('the agent finds the own place on a board, and the board hangs on a wall', async () => {
  const p = b.page
  await visit(p, '/boards')
  await p.getByRole('region', { name: '每日接起榜' }).or(p.getByRole('region', { name: '每周总分榜' })).first().waitFor()
  await p.locator('.ant-segmented-item').getByText('每周班组榜').click()
  await p.getByRole('region', { name: '每周班组榜' }).first().waitFor()
  await p.getByText(/我的位置/).waitFor()
  await p.getByRole('region', { name: '各周进展' }).waitFor()
  await accessible(p, 'a board')
  assert.equal(await p.getByRole('button', { name: '新建榜单' }).count(), 0)
  const wall = await p.getByRole('link', { name: /大屏/ }).getAttribute('href')
  await p.goto(server.url + wall)
  await p.getByRole('heading', { name: '每周班组榜' }).waitFor()
  await accessible(p, 'a board on a wall')
  b.clean()
})

test('the operations manager compares teams by a funnel, and hangs out a board', async () => {
  const p = manager.page
  await visit(p, '/teams-compare?period=month&metric=csat')
  const funnel = p.getByRole('region', { name: '漏斗图：超出偶然的有谁' })
  await funnel.waitFor()
  await accessible(p, 'teams compared')
  await funnel.locator('.ant-segmented-item').last().click()
  await funnel.locator('tbody tr').first().waitFor()
  await p.getByText(/精确二项分布/).waitFor()
  await visit(p, '/boards')
  await p.getByRole('button', { name: '新建榜单' }).click()
  await drawer(p).getByLabel('榜名').fill('质检月度之星')
  await drawer(p).getByLabel('最低接起量').fill('0')
  await accessible(p, 'a new board')
  await drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await p.getByRole('region', { name: '质检月度之星' }).first().waitFor()
  await p.getByRole('button', { name: /质检月度之星.*删除/ }).click()
  await p.locator('.ant-modal-confirm-btns, .ant-modal-footer').getByRole('button', { name: /删\s*除/ }).click()
  await p.getByRole('region', { name: '质检月度之星' }).first().waitFor({ state: 'detached' })
  manager.clean()
})

test('the leader writes down a talk, and the person reads what was agreed', async () => {
  const p = leader.page
  await visit(p, '/team-scores')
  await p.getByRole('region', { name: '要跟进的面谈' }).getByText(/今天到期|已逾期/).first().click()
  await p.getByText('小休改到十点半和三点').first().waitFor()
  await visit(p, '/talks')
  await p.getByText('后处理时间偏长').first().waitFor()
  await accessible(p, 'talks')
  await p.getByRole('button', { name: '记录面谈' }).click()
  await drawer(p).getByRole('combobox').first().click()
  await p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').getByText(/赵勇/).first().click()
  await drawer(p).getByLabel('谈了什么').fill('保持时间偏长')
  await drawer(p).getByLabel('约定的行动').fill('记下常查的三个问题')
  await accessible(p, 'a new talk')
  await drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer(p).waitFor({ state: 'hidden' })
  await rows(p).first().getByText('记下常查的三个问题').waitFor()
  leader.clean()
  await visit(b.page, '/my-numbers')
  await b.page.getByRole('region', { name: '面谈与约定' }).getByText(/记下常查的三个问题/).waitFor()
  await accessible(b.page, 'my numbers with a talk')
  b.clean()
})
