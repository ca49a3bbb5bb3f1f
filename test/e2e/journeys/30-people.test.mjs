// Employee files: HR looks who runs out, changes a file, imports a table with mistakes; the leader sees the own team; the agent their own file.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, leader, agent, accessible, openBrowser, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 3, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, settled, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'trainer')
})
after(async () => {
  for (const x of [b, leader, agent]) await x?.close()
  await server?.stop()
})

const rows = (p) => p.locator('main tbody tr')
const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()
const save = (p) => drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()

test('HR sees everybody, who left, and what runs out', async () => {
  const p = b.page
  await visit(p, '/employees')
  await rows(p).first().waitFor()
  await p.getByText(/共 99/).waitFor()
  await accessible(p, 'employee files')
  await visit(p, '/employees?state=left')
  await p.getByText(/共 36/).waitFor()
  await visit(p, '/employees')
  await p.getByLabel('60 天内到期').check()
  await rows(p).first().getByText(/即将到期|已过期/).first().waitFor()
  b.clean()
})

test('a file is opened and changed as a whole, with mistakes beside the fields', async () => {
  const p = b.page
  await visit(p, '/employees?search=8102')
  await rows(p).first().getByText('8102').click()
  await p.getByRole('tab', { name: '级别与证书' }).click()
  await p.getByRole('region', { name: '级别变化' }).first().waitFor()
  await accessible(p, 'a file')
  await p.locator('.lt-page-head').getByRole('button', { name: '编 辑' }).or(p.locator('.lt-page-head').getByRole('button', { name: '编辑' })).first().click()
  await drawer(p).getByLabel('出生年份').fill('2025')
  b.expect(/\b422\b.*employee-files/)
  await save(p)
  await drawer(p).locator('.ant-form-item-explain-error').first().waitFor()
  await accessible(p, 'editing a file')
  await drawer(p).getByLabel('出生年份').fill('1997')
  await drawer(p).getByRole('button', { name: '添加证书' }).click()
  await drawer(p).getByLabel('证书名称').last().fill('应急广播员')
  await save(p)
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByText('应急广播员').first().waitFor()
  await p.getByText('1997').first().waitFor()
  await p.getByRole('tab', { name: '班组经历' }).click()
  await p.getByRole('region', { name: '班组与班长' }).first().waitFor()
  b.clean()
})

test('a table is looked at before it is taken, mistakes by line and column', async () => {
  const p = b.page
  await visit(p, '/employees?import=1')
  const text = '工号,性别,入职日期,证书\n8103,女,,急救 2025-01-01~2027-01-01\n9999,女,2024-05-06,\n8104,未知,2024-13-01,\n'
  await drawer(p).locator('input[type=file]').setInputFiles({ name: 'files.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  const issues = drawer(p).locator('.lt-import-table').first()
  await issues.getByText('9999').waitFor()
  assert.deepEqual(await issues.locator('tbody tr td:nth-child(2)').allInnerTexts(), ['工号', '性别', '入职日期'])
  await accessible(p, 'importing files')
  await drawer(p).locator('.ant-drawer-footer').getByRole('button').last().click()
  await drawer(p).waitFor({ state: 'hidden' })
  await visit(p, '/employees?search=8103')
  await rows(p).first().click()
  await p.getByRole('tab', { name: '级别与证书' }).click()
  await p.getByText('急救').waitFor()
  b.clean()
})

test('the leader sees the own team only', async () => {
  leader = await openBrowser()
  const p = leader.page
  await signIn(p, 'leader')
  await visit(p, '/employees')
  await rows(p).first().waitFor()
  const teams = await rows(p).locator('td:nth-child(3)').allInnerTexts()
  assert.deepEqual([...new Set(teams)], ['一班'])
  assert.equal(await p.getByRole('button', { name: '导入档案' }).count(), 0)
  leader.clean()
})

test('the agent reads the own file', async () => {
  agent = await openBrowser({ width: 390, height: 844 })
  const p = agent.page
  await signIn(p, 'agent')
  await visit(p, '/my-file')
  await p.getByRole('region', { name: '概况' }).getByText('一班').waitFor()
  await accessible(p, 'my file')
  await settled(p)
  agent.clean()
})

test('the agent sees what is missing for the next step, and applies for a post', async () => {
  const p = agent.page
  await visit(p, '/my-career')
  await p.getByRole('region', { name: '职业通道' }).getByText(/现任熟手员工/).waitFor()
  await p.getByRole('region', { name: '晋升骨干员工' }).getByText('不满足').or(p.getByRole('region', { name: '晋升骨干员工' }).getByText('未知')).first().waitFor()
  await accessible(p, 'my career')
  await visit(p, '/posts')
  const post = p.getByRole('region', { name: '三班副班长竞聘' }).first()
  await post.getByRole('button', { name: /报\s*名/ }).click()
  await drawer(p).getByLabel('自荐').fill('带教过三名新人')
  await accessible(p, 'applying')
  await drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /报\s*名/ }).click()
  await post.getByRole('button', { name: '撤回报名' }).waitFor()
  agent.clean()
})

test('the leader states with evidence and scores the candidate', async () => {
  const p = leader.page
  await visit(p, '/careers?position=probation')
  await p.locator('main .lt-query-table').getByText(/共 \d+|还没有|没有符合/).first().waitFor()
  await visit(p, '/careers?search=8103')
  await accessible(p, 'careers')
  await rows(p).first().getByText('8103').click()
  const step = p.getByRole('region', { name: '晋升班长' })
  await step.getByRole('button', { name: /评\s*定 受员工爱戴/ }).click()
  await drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /保\s*存/ }).click()
  await drawer(p).locator('.ant-form-item-explain-error').first().waitFor() // no evidence
  await drawer(p).getByLabel('依据', { exact: true }).fill('班组民主测评 95 分')
  await save(p)
  await drawer(p).waitFor({ state: 'hidden' })
  await step.getByText(/班组民主测评 95 分/).waitFor()
  await accessible(p, 'a career')
  await visit(p, '/posts')
  await p.getByRole('button', { name: /^打\s*分/ }).first().click()
  for (const [name, points] of [['带班能力', '88'], ['业务水平', '90'], ['现场答辩', '85']]) await drawer(p).getByLabel(name).fill(points)
  await save(p)
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByText(/88\/90\/85/).first().waitFor()
  leader.clean()
})

test('a promotion is decided on its evidence', async () => {
  const boss = await openBrowser()
  const p = boss.page
  await signIn(p, 'operations')
  await visit(p, '/careers?eligible=1')
  await rows(p).first().click()
  const step = p.locator('main section').filter({ has: p.getByText('条件全部满足') }).first()
  await step.getByRole('button', { name: /^晋\s*升$/ }).click()
  await drawer(p).locator('.ant-drawer-footer').getByRole('button', { name: /^晋\s*升$/ }).click()
  await drawer(p).waitFor({ state: 'hidden' })
  const decided = p.getByRole('region', { name: '晋升记录' })
  await decided.locator('.ant-collapse-header').first().click()
  await decided.getByText(/依据截至/).waitFor()
  await accessible(p, 'a decision')
  await visit(p, '/career-ladder')
  await p.getByText('随系统提供的九级模板').waitFor()
  await accessible(p, 'the ladder')
  await p.getByRole('button', { name: /熟手员工$/ }).first().click()
  await drawer(p).getByLabel('限值').first().fill('80')
  await save(p)
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByText('已按本中心修改').waitFor()
  boss.clean()
  await boss.close()
})
