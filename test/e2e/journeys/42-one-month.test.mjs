// One month, from strategy to one agent's day and back, each by whom it belongs to and through pages only: goal and targets, cascade,
// contract with both signatures, a change in the period, the month's calls scored, scorecard, board, payout, an appeal, a corrected call
// that reopens its line only, the decision of somebody else, a promotion with its evidence. Then all of it in English, with equal numbers.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { day } from '../kit/days.mjs'
import { root, startDemo, until } from '../kit/server.mjs'

// The last whole month, and this one.
const thisMonth = day(0).slice(0, 7)
const [year, month] = thisMonth.split('-').map(Number)
const last = new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7)
const lastDay = new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10)
const daysBack = Math.round((Date.parse(day(0)) - Date.parse(`${last}-01`)) / 86_400_000)
const position = '专线客服代表'
const goal = '一次办好，少转接'

let server, kit, who, contract, running, run, career
const people = {}
/** The browser of somebody, signed in once. */
const as = async (login) => {
  if (!people[login]) {
    people[login] = await kit.openBrowser()
    await kit.signIn(people[login].page, login)
  }
  return people[login].page
}
const visit = (p, path) => kit.visit(p, path)
const clean = () => Object.values(people).forEach((b) => b.clean())

before(async () => {
  server = await startDemo({ days: daysBack + 1, plans: true })
  process.env.LINGTING_URL = server.url
  kit = await import('../kit/browser.mjs')
})
after(async () => {
  for (const b of Object.values(people)) await b.close()
  await server?.stop()
})

/** Reads a number, to compare. */
const read = (p, path) => p.evaluate(async (path) => (await fetch('/api/v1' + path)).json(), path)
const drawer = (p) => p.locator('.ant-drawer-content, .ant-drawer-section').last()
const footer = (p, name) => drawer(p).locator('.ant-drawer-footer').getByRole('button', { name })
const gone = (p) => p.locator('.ant-drawer-open').waitFor({ state: 'detached' })
const head = (p, name) => p.locator('.lt-page-head').getByRole('button', { name })
const option = (p, text) => p.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: text }).first()
const rows = (p, label) => p.locator(`section[aria-label="${label}"] tbody tr:not([aria-hidden])`)
const number = (text) => Number(text.replace(/[^\d.-]/g, ''))
const choose = async (p, within, label, text) => {
  await within.getByLabel(label, { exact: true }).click()
  await p.keyboard.type(text)
  await option(p, text).click()
}
const line = (p, n) => drawer(p).getByRole('group', { name: `条款 ${n}`, exact: true })

test('the director sets a goal with its measure, and a target of the month that serves it', async () => {
  const p = await as('director')
  await visit(p, '/strategy')
  await head(p, '新建目标').click()
  await drawer(p).getByLabel('目标', { exact: true }).fill(goal)
  await drawer(p).getByLabel('负责人', { exact: true }).fill('运营经理')
  await drawer(p).getByRole('button', { name: '添加指标' }).click()
  await choose(p, drawer(p), '指标', '转接率')
  for (const [label, v] of [['门槛值', '20'], ['目标值', '10'], ['挑战值', '5']]) await drawer(p).getByLabel(label, { exact: true }).fill(v)
  await drawer(p).getByLabel('方向', { exact: true }).click()
  await option(p, '越低越好').click()
  await footer(p, /保\s*存/).click()
  await gone(p)
  await p.getByRole('button', { name: new RegExp(goal) }).first().waitFor()

  await visit(p, `/targets?period=month&on=${last}-01&set=1`)
  await choose(p, drawer(p), '指标', '转接率')
  await drawer(p).getByLabel('方向', { exact: true }).click()
  await option(p, '越低越好').click()
  for (const [label, v] of [['门槛值', '20'], ['目标值', '10'], ['挑战值', '5']]) await drawer(p).getByLabel(label, { exact: true }).fill(v)
  await choose(p, drawer(p), '对应的战略目标', goal)
  await drawer(p).getByText('对应战略目标').last().waitFor()
  await footer(p, /保\s*存/).click()
  await gone(p)
  clean()
})

test('it goes down to sites, teams and people, and adds up', async () => {
  const p = await as('director')
  await visit(p, `/targets?period=month&on=${last}-01&scope=centre`)
  await p.locator('main tbody tr').filter({ hasText: '转接率' }).first().click()
  await p.getByRole('heading', { name: /全中心 · 转接率/ }).waitFor()
  await head(p, /分\s*解/).click()
  await drawer(p).getByLabel('分到哪一级').click()
  await option(p, '个人').click()
  const preview = drawer(p).getByRole('region', { name: '各级分到多少' })
  await preview.locator('summary').filter({ hasText: '一班' }).getByText(/与上级相符/).waitFor()
  assert.equal(await preview.locator('summary').count(), await preview.getByText(/与上级相符/).count())
  await footer(p, '按此保存').click()
  await gone(p)
  await p.getByRole('region', { name: '下级目标' }).getByText(/与上级相符/).waitFor()
  clean()
})

test('the contract is drawn up from the targets, proposed, countered and agreed by both', async () => {
  const q = await as('agent')
  await visit(q, '/my-contract')
  who = /8\d{3}/.exec(await q.locator('.ct-facts').innerText())[0]
  const p = await as('leader')
  await visit(p, '/contracts?draw=1')
  await drawer(p).getByLabel(/被考核人/).click()
  await drawer(p).getByLabel(/被考核人/).fill(who)
  await option(p, who).click()
  await p.keyboard.press('Escape')
  await drawer(p).getByLabel('岗位', { exact: true }).fill(position)
  await drawer(p).getByLabel('考核期', { exact: true }).fill(last)
  await p.keyboard.press('Enter')
  await choose(p, line(p, 1), '指标', '转接率')
  for (const [label, v] of [['权重（%）', '100'], ['门槛值', '30'], ['目标值', '20'], ['挑战值', '10']]) await line(p, 1).getByLabel(label, { exact: true }).fill(v)
  await footer(p, '起草合同').click()
  await gone(p)
  await visit(p, `/contracts?state=draft&search=${who}`)
  await p.locator('main tbody tr').filter({ hasText: position }).first().click()
  await p.locator('.ct-top').getByText('草拟').waitFor()
  contract = p.url().split('/').at(-1).split('?')[0]

  await head(p, '修改条款').click()
  await drawer(p).getByRole('button', { name: '从目标取条款' }).click()
  await p.getByText(/已取 3 个目标/).waitFor()
  assert.equal(await line(p, 1).getByLabel('目标值', { exact: true }).inputValue(), '10', 'the target of the month')
  const weights = { 转接率: '40', 平均处理时长: '40', 质检得分: '20' }
  for (let n = 1; n <= 3; n++) {
    const text = await line(p, n).innerText()
    await line(p, n).getByLabel('权重（%）', { exact: true }).fill(Object.entries(weights).find(([name]) => text.includes(name))[1])
  }
  await drawer(p).getByText(/权重合计 100%/).waitFor()
  await footer(p, /保\s*存/).click()
  await gone(p)
  await head(p, /提\s*出/).click()
  await footer(p, /提\s*出/).click()
  await gone(p)

  await visit(q, `/my-contract?of=${contract}`)
  await head(q, /还\s*价/).click()
  await line(q, 1).getByLabel('目标值', { exact: true }).fill('12')
  await drawer(q).getByLabel('说明', { exact: true }).fill('专线需要转接专家的来电更多')
  await footer(q, /提\s*交/).click()
  await gone(q)
  await q.getByText(/转接率：目标值 10 → 12/).first().waitFor()
  await visit(p, `/contracts/${contract}`)
  await head(p, '接受还价').click()
  await footer(p, /签\s*字/).click()
  await gone(p)
  for (const side of ['本人', '上级']) await p.locator('.ct-top').getByText(new RegExp(`签订合同 · ${side}`)).waitFor()
  clean()
})

test('this month’s contract changes in the period, with a reason and both signatures', async () => {
  const p = await as('leader')
  await visit(p, `/contracts?search=${who}`)
  await p.locator('main tbody tr').filter({ hasText: '执行中' }).filter({ hasNotText: position }).first().click()
  await p.locator('.ct-top').getByText('执行中').waitFor()
  running = p.url().split('/').at(-1).split('?')[0]
  await head(p, '期中变更').click()
  const aim = line(p, 2).getByLabel('目标值', { exact: true })
  const before = await aim.inputValue()
  await aim.fill(String(Number(before) + 10))
  await footer(p, /提\s*出/).click()
  await drawer(p).locator('.ant-form-item-explain-error').first().waitFor() // no reason
  await drawer(p).getByLabel('变更原因', { exact: true }).fill('新系统上线，处理变慢')
  await footer(p, /提\s*出/).click()
  await gone(p)
  await p.getByRole('region', { name: '待签的期中变更' }).getByText('新系统上线，处理变慢').waitFor()
  const q = await as('agent')
  await visit(q, `/my-contract?of=${running}`)
  await head(q, '签订变更').click()
  await footer(q, /签\s*字/).click()
  await gone(q)
  for (const side of ['本人', '上级']) await q.locator('.ct-top').getByText(new RegExp(`签订变更（.+ 起） · ${side}`)).waitFor()
  await q.getByText(/期中变更后分段计分/).first().waitFor()
  const parts = (await read(q, `/own-contracts/${running}`)).parts
  assert.equal(parts.length, 2)
  assert.equal(await rows(q, '条款').count(), parts[0].lines.length + parts[1].lines.length)
  clean()
})

// A call of the month whose last row the switch wrote wrongly: nobody knows when it ended.
const called = Date.parse(`${last}-10T10:00:00+08:00`) / 1000
const wrong = `${called + 3912}`.replace('0', 'O').replace(/^(\d+)$/, '$1O')
const ended = (at) => `${at}|one-month-1|credit-card|${who}|COMPLETECALLER|12|3900|1`

test('calls of the month come by a file, one row of which cannot be read', async () => {
  const p = await as('admin')
  await visit(p, '/imports/new')
  const file = `${called}|one-month-1|credit-card|NONE|ENTERQUEUE||13900000001|1\n${called + 12}|one-month-1|credit-card|${who}|CONNECT|12|b1|4\n${ended(wrong)}\n`
  await p.locator('input[type=file]').setInputFiles({ name: 'one-month.log', mimeType: 'text/plain', buffer: Buffer.from(file) })
  await p.getByRole('heading', { name: '识别为' }).waitFor()
  await p.getByRole('button', { name: '下一步' }).click()
  await p.getByRole('button', { name: '检查文件' }).click()
  await p.getByText('只读不写').waitFor()
  await p.getByRole('progressbar').waitFor({ state: 'hidden' })
  await p.getByRole('checkbox', { name: '只导入正确的行' }).last().check()
  await p.getByRole('button', { name: '导入正确的行' }).click()
  await p.getByRole('heading', { name: '导入结果' }).waitFor()
  await p.locator('.lt-card-head').getByText('已完成').waitFor()
  await visit(p, `/contacts?from=${last}-10&to=${last}-10&search=one-month-1`)
  await p.locator('table.lt-table tbody').getByText(who).waitFor()
  clean()
})

const total = async (p) => number(await p.locator('.ct-total').innerText())
const shown = async (p, label) => {
  await kit.settled(p)
  return Promise.all((await rows(p, label).all()).map((r) => r.locator('td').allInnerTexts()))
}

test('the month is scored, and the total is followed to a call’s raw rows in five clicks with equal numbers', async () => {
  const p = await as('leader')
  await visit(p, `/contracts/${contract}`)
  await head(p, /计\s*分|重新核对/).click()
  await p.locator('.ct-top').getByText('已计分').waitFor()
  await kit.settled(p)
  const v = await read(p, `/contracts/${contract}`)
  const scored = v.ledger[0].computation
  assert.equal(await total(p), v.total)
  const told = await shown(p, '条款')
  assert.ok(Math.abs(told.reduce((sum, r) => sum + number(r.at(-1)), 0) - v.total) < 0.02, JSON.stringify(told))
  const at = scored.lines.findIndex((l) => l.metric === 'transfer-rate')
  let clicks = 0
  await rows(p, '条款').nth(at).locator('td').first().click()
  clicks++
  let { num, den } = scored.lines[at]
  for (const what of ['日期', '时段']) {
    await p.locator('section[aria-label="逐层下钻"]').getByRole('columnheader', { name: what }).waitFor()
    const steps = await shown(p, '逐层下钻')
    const sum = (i) => steps.reduce((s, r) => s + number(r[i]), 0)
    assert.deepEqual([sum(2), sum(3)], [num, den], what)
    const most = steps.map((r) => number(r[3])).reduce((best, n, i, all) => (n > all[best] ? i : best), 0)
    ;[num, den] = [number(steps[most][2]), number(steps[most][3])]
    await rows(p, '逐层下钻').nth(most).locator('td').first().click()
    clicks++
  }
  await drawer(p).locator('.mt-table tbody tr').first().waitFor()
  await kit.settled(p)
  assert.equal(await drawer(p).locator('.mt-table tbody tr').count(), den)
  await drawer(p).locator('.mt-table tbody a').first().click()
  clicks++
  await p.locator('h1').first().waitFor()
  await p.getByText(/原始记录/).first().waitFor()
  assert.ok(clicks <= 5, `${clicks} clicks`)
  await visit(p, `/contracts/${contract}`)
  await p.getByRole('button', { name: '签认总分' }).click()
  await footer(p, /签\s*字/).click()
  await gone(p)
  clean()
})

test('the agent’s scorecard of the month tells the contract’s numbers, and a board the own place', async () => {
  const q = await as('agent')
  await visit(q, `/my-contract?of=${contract}`)
  const value = (await shown(q, '条款')).find((r) => r[0].includes('平均处理时长'))[4].trim()
  await visit(q, `/my-numbers?period=month&on=${lastDay}`)
  await q.getByRole('region', { name: '平均处理时长' }).getByText(value).first().waitFor()
  await visit(q, '/boards')
  await q.locator('.ant-segmented-item').getByText('每周班组榜').click()
  await q.getByText(/我的位置/).waitFor()
  clean()
})

test('the agent appeals, the call is corrected, and only its line is reopened, with both values in the ledger', async () => {
  const q = await as('agent')
  await visit(q, `/my-contract?of=${contract}`)
  await q.getByRole('button', { name: /申\s*诉 平均处理时长/ }).click()
  await drawer(q).getByLabel('说明', { exact: true }).fill('10 日上午信用卡专线那一通的结束时间没有记上')
  await footer(q, /提\s*交/).click()
  await gone(q)
  const p = await as('leader')
  const before = await read(p, `/contracts/${contract}`)

  const a = await as('admin')
  await visit(a, '/data-quality?source=one-month&status=open')
  const bad = a.getByRole('table', { name: '隔离区' }).locator('tbody tr')
  await bad.getByRole('checkbox').check()
  await a.getByRole('button', { name: '更正后重放…' }).click()
  const dialog = a.getByRole('dialog')
  await dialog.getByLabel('更正后的原始文本').fill(ended(called + 3912))
  await dialog.getByRole('button', { name: /重\s*放/ }).click()
  await a.getByText('读懂 1 行，仍读不懂 0 行').waitFor()

  const counted = `/metric-query?metrics=aht&agent=${before.person_id}&by=agent&from=${last}-01&to=${lastDay}&grain=total`
  const aht = before.computation.lines.find((l) => l.metric === 'aht')
  await until('the corrected call counts', 30, async () => (await read(p, counted)).rows[0].values.aht.num !== aht.num)
  await visit(p, `/contracts/${contract}`)
  await head(p, '重新核对').click()
  await p.getByText(/已签认 .+ 分；数据更正后为 .+ 分/).waitFor()
  const after = await read(p, `/contracts/${contract}`)
  assert.equal(after.ledger.length, before.ledger.length + 1)
  const changed = after.ledger.at(-1).changed
  assert.deepEqual(changed.map((c) => c.key), [aht.key], 'only the line of the corrected call')
  assert.ok(changed[0].after.value > changed[0].before.value + 1, JSON.stringify(changed))
  for (const l of before.computation.lines) if (l.key !== aht.key) assert.deepEqual(after.ledger.at(-1).computation.lines.find((x) => x.key === l.key), l)
  await p.getByRole('region', { name: '计分台账' }).getByText(/平均处理时长 \S+ → \S+（/).waitFor()
  clean()
})

test('somebody else decides the appeal, the superior signs again, the agent takes the result', async () => {
  const d = await as('director')
  await visit(d, '/contracts?waiting=1')
  await d.locator('main tbody tr').filter({ hasText: position }).first().click()
  await d.getByRole('button', { name: /裁\s*决/ }).click()
  await drawer(d).getByText('成立，按更正后的记录重新计算').click()
  await drawer(d).getByLabel('说明', { exact: true }).fill('记录已在隔离区更正，按更正后的通话计算')
  await footer(d, /裁\s*决/).click()
  await gone(d)
  await d.getByRole('region', { name: '申诉', exact: true }).getByText(/记录已在隔离区更正/).waitFor()
  const p = await as('leader')
  await visit(p, `/contracts/${contract}`)
  await p.getByRole('button', { name: '签认总分' }).click()
  await footer(p, /签\s*字/).click()
  await gone(p)
  await p.getByText(/数据更正后为/).waitFor({ state: 'detached' })
  const q = await as('agent')
  await visit(q, `/my-contract?of=${contract}`)
  await head(q, '确认结果').click()
  await footer(q, /签\s*字/).click()
  await gone(q)
  await q.locator('.ct-top').getByText('已结束').waitFor()
  clean()
})

test('the month is tried, the payout corrected by what the call adds, and approved by somebody else', async () => {
  const p = await as('operations')
  await visit(p, '/incentives?tab=trial')
  await p.getByRole('button', { name: /^试\s*算$/ }).click()
  await p.getByRole('region', { name: '合计' }).waitFor()
  const tried = number(await p.getByRole('region', { name: '合计' }).locator('dd').first().innerText())
  await visit(p, '/incentives?tab=runs')
  await p.locator('main tbody tr').filter({ hasText: '接听计件奖' }).filter({ hasText: '已批准' }).first().click()
  await p.getByRole('region', { name: '合计' }).waitFor()
  await kit.settled(p)
  const paid = number(await p.getByRole('region', { name: '合计' }).locator('dd').first().innerText())
  await p.getByRole('button', { name: /^更\s*正$/ }).click()
  await p.getByText('这是您计算的，须由另一位有权限的人批准。').waitFor()
  await kit.settled(p)
  run = new URL(p.url()).pathname
  const more = number(await p.getByRole('region', { name: '合计' }).locator('dd').first().innerText())
  assert.ok(Math.abs(tried - paid - more) < 0.005, `${tried} tried, ${paid} paid, ${more} more`)
  assert.ok(more >= 0 && (await p.locator('main tbody tr').count()) > 0, 'the call is paid for')
  const d = await as('director')
  await visit(d, run)
  await d.getByRole('button', { name: /^批\s*准$/ }).click()
  await d.getByText('已批准').first().waitFor()
  clean()
})

test('a promotion is decided on its evidence, which is opened and downloaded', async () => {
  const p = await as('operations')
  await visit(p, '/careers?eligible=1')
  await p.locator('main tbody tr').first().click()
  const step = p.locator('main section').filter({ has: p.getByText('条件全部满足') }).first()
  await step.getByRole('button', { name: /^晋\s*升$/ }).click()
  await footer(p, /^晋\s*升$/).click()
  await gone(p)
  career = new URL(p.url()).pathname
  const decided = p.getByRole('region', { name: '晋升记录' })
  await decided.locator('.ant-collapse-header').first().click()
  await decided.getByText(/依据截至/).waitFor()
  const coming = p.waitForEvent('download')
  await decided.getByRole('button', { name: '下载依据' }).click()
  const file = await coming
  assert.match(file.suggestedFilename(), /^晋升依据 8\d{3} .+\.xlsx$/)
  assert.ok(statSync(await file.path()).size > 4000)
  clean()
})

/** An account of the demo centre is called by a word that the pages have too. */
const names = ['系统管理员']

/** Words of the pages in Chinese: none may be left on an English page. */
function words() {
  const out = new Set()
  const walk = (x) => (typeof x === 'string' ? /[\u4e00-\u9fff]{2}/.test(x) && !x.includes('{{') && out.add(x.trim()) : Object.values(x).forEach(walk))
  const folder = join(root, 'web/src/locales/zh')
  for (const f of readdirSync(folder).filter((f) => f.endsWith('.json'))) walk(JSON.parse(readFileSync(join(folder, f), 'utf8')))
  return out
}

/** The figures of a page, written alike: decimals, percentages and durations (5′20″ is 5:20 in English). */
const figures = (text) => (text.replaceAll(/(\d+)′(\d\d)″/g, '$1:$2').match(/-?[\d,]*\d\.\d+%?|\d+%|\b\d{1,2}:\d\d\b/g) ?? []).sort()

test('every page of the story in English has the same numbers and no Chinese words of its own', async () => {
  const zh = words()
  // What lives on while it is looked at is held for its words alone.
  const pages = { director: [['/strategy', false], [`/targets?period=month&on=${last}-01`, true], [run, true]], leader: [[`/contracts/${contract}`, true], [`/contracts/${running}`, false]], agent: [[`/my-contract?of=${contract}`, true], [`/my-numbers?period=month&on=${lastDay}`, true], ['/boards', false]], operations: [['/incentives?tab=runs', true], [career, true]], admin: [['/data-quality?source=one-month', false]] }
  const left = {}
  for (const [login, list] of Object.entries(pages)) {
    const p = await as(login)
    const before = []
    for (const [path] of list) {
      await visit(p, path)
      before.push(figures(await p.locator('main').innerText()))
    }
    await kit.prefer(p, { language: 'en' })
    for (const [i, [path, still]] of list.entries()) {
      await visit(p, path)
      if (still) assert.deepEqual(figures(await p.locator('main').innerText()), before[i], `numbers of ${path}`)
      const texts = await p.evaluate(() => {
        const out = []
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (walk.nextNode()) if (walk.currentNode.parentElement?.closest('script, style') === null) out.push(walk.currentNode.textContent.trim())
        return out
      })
      const found = [...new Set(texts.filter((x) => zh.has(x) && !names.includes(x)))]
      if (found.length > 0) left[path] = found
    }
  }
  assert.deepEqual(left, {}, 'Chinese words on English pages')
  clean()
})
