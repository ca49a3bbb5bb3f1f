// Targets: the director sets one for the centre, is told what is not smart about it, shares it out to the teams, changes a part by hand;
// the leader sees the own team only, the agent nothing of it; a file with mistakes is told by line and column.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDemo } from '../kit/server.mjs'

let server, b, leader, agent, accessible, openBrowser, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 3, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ accessible, openBrowser, settled, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'director')
})
after(async () => {
  for (const x of [b, leader, agent]) await x?.close()
  await server?.stop()
})

const rows = (p) => p.locator('main tbody tr')
const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()
const press = (p, name) => drawer(p).locator('.ant-drawer-footer').getByRole('button', { name }).click()
const choose = async (p, label, text) => {
  await drawer(p).getByLabel(label, { exact: true }).click()
  await p.keyboard.type(text)
  await p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: text }).first().click()
}

test('the tree and the list show what everybody is to reach', async () => {
  const p = b.page
  await visit(p, '/targets')
  await rows(p).first().waitFor()
  await accessible(p, 'targets')
  const tree = p.getByRole('region', { name: '组织' })
  await tree.getByRole('button', { name: /全中心/ }).waitFor()
  await tree.getByRole('button').last().click()
  await p.waitForURL(/team=/)
  await settled(p)
  await rows(p).first().getByText('班组').first().waitFor()
  b.clean()
})

test('a target is judged while it is typed, refused without T, and saved', async () => {
  const p = b.page
  await visit(p, '/targets?period=quarter&set=1')
  await choose(p, '指标', '服务水平 SL-NEG')
  await drawer(p).getByLabel('门槛值').fill('75')
  await drawer(p).getByLabel('目标值').fill('85')
  await press(p, /保\s*存/)
  await drawer(p).locator('.ant-form-item-explain-error').first().waitFor()
  await drawer(p).getByLabel('时限 T（秒）').fill('20')
  await drawer(p).getByText('期内有效：第 1 版').waitFor()
  await choose(p, '口径版本', '第 1 版')
  await drawer(p).getByText('没有对应的战略目标，也没有理由').waitFor()
  await accessible(p, 'setting a target')
  await drawer(p).getByLabel('为什么要这个目标').fill('客户等得太久')
  await drawer(p).getByText('已写明理由').waitFor()
  await press(p, /保\s*存/)
  await drawer(p).waitFor({ state: 'hidden' })
  await rows(p).filter({ hasText: 'SL-NEG' }).first().click()
  await p.getByRole('heading', { name: /全中心 · 服务水平 SL-NEG/ }).waitFor()
  await p.getByRole('region', { name: '目标与实绩' }).getByText('第 1 版').waitFor()
  await accessible(p, 'a target')
  b.clean()
})

test('it is shared out to the teams, and a part set by hand shows what is left', async () => {
  const p = b.page
  await p.getByRole('button', { name: '分解' }).click()
  const preview = drawer(p).getByRole('region', { name: '各级分到多少' })
  await preview.getByText(/与上级相符/).first().waitFor()
  await preview.locator('summary').nth(1).click()
  const part = preview.locator('details').nth(1).getByRole('spinbutton', { name: /的目标值/ }).first()
  await part.fill('80')
  await part.press('Enter')
  await preview.locator('details').nth(1).getByText(/目标值差 \+/).waitFor()
  await accessible(p, 'a cascade')
  await preview.locator('details').nth(1).getByRole('button', { name: '恢复' }).click()
  await preview.locator('details').nth(1).getByText(/与上级相符/).waitFor()
  const weight = preview.locator('details').nth(1).getByRole('spinbutton', { name: /的权重/ }).first()
  await weight.fill('0')
  await weight.press('Enter')
  await preview.getByText('权重须大于 0').waitFor()
  await weight.fill('50')
  await weight.press('Enter')
  await preview.getByText('1 项权重是自定的。').waitFor()
  await preview.getByText('权重须大于 0').waitFor({ state: 'detached' })
  await accessible(p, 'own weights')
  await preview.getByRole('button', { name: '恢复按规则计算' }).click()
  await preview.getByText('1 项权重是自定的。').waitFor({ state: 'detached' })
  await press(p, '按此保存')
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByRole('region', { name: '下级目标' }).getByText(/与上级相符/).waitFor()
  b.clean()
})

test('a change needs its reason and is a version of its own', async () => {
  const p = b.page
  await p.locator('.lt-page-head').getByRole('button', { name: /编\s*辑/ }).click()
  await drawer(p).getByLabel('目标值').fill('86')
  await drawer(p).getByLabel('挑战值').fill('90')
  await press(p, /保\s*存/)
  await drawer(p).locator('.ant-form-item-explain-error').first().waitFor()
  await drawer(p).getByLabel('变更原因').fill('旺季提前')
  await press(p, /保\s*存/)
  await drawer(p).waitFor({ state: 'hidden' })
  await p.getByText('旺季提前').first().waitFor()
  assert.equal(await p.locator('section[aria-label="目标的变更"] tbody tr').count(), 2)
  await p.getByRole('region', { name: '下级目标' }).getByText(/差/).first().waitFor()
  b.clean()
})

test('a file is looked at before it is taken', async () => {
  const p = b.page
  await visit(p, '/targets?import=1')
  const text = '指标,时限T（秒）,范围,对象,期间,门槛值,目标值,挑战值\nesat,,全中心,,2027,70,80,90\nsl-off,,全中心,,2027,70,80,90\naht,,个人,9999,2027-01,400,300,250\n'
  await drawer(p).locator('input[type=file]').setInputFiles({ name: 'targets.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  const issues = drawer(p).locator('.lt-import-table').first()
  await issues.getByText('9999').waitFor()
  assert.deepEqual(await issues.locator('tbody tr td:nth-child(2)').allInnerTexts(), ['时限T（秒）', '对象'])
  await accessible(p, 'importing targets')
  b.clean()
})

test('the leader sees the own team, the agent has no such page; all of it in English too', async () => {
  leader = await openBrowser()
  const p = leader.page
  await signIn(p, 'leader')
  await visit(p, '/targets?scope=team')
  await rows(p).first().waitFor()
  assert.equal(new Set(await rows(p).locator('td:nth-child(2)').allInnerTexts()).size, 1)
  assert.equal(await p.getByRole('button', { name: '新建目标' }).count(), 0)
  leader.clean()
  agent = await openBrowser()
  await signIn(agent.page, 'agent')
  await visit(agent.page, '/targets')
  await agent.page.getByText(/没有查看权限/).first().waitFor()
  agent.clean()
  await b.page.evaluate(() => localStorage.setItem('lingting.prefs', JSON.stringify({ language: 'en' })))
  await visit(b.page, '/targets')
  await b.page.getByRole('heading', { name: 'Targets' }).waitFor()
  await rows(b.page).first().waitFor()
  b.clean()
})
