// A person's number of the month is the same wherever it is told: on the scorecard, as a target's actual, in a payout, in a contract; and
// it is what its own link counts, whose opened rows add up to it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../kit/days.mjs'
import { startDemo } from '../kit/server.mjs'

let server, b, agent, openBrowser, settled, signIn, visit
before(async () => {
  server = await startDemo({ days: 4, plans: true })
  process.env.LINGTING_URL = server.url
  ;({ openBrowser, settled, signIn, visit } = await import('../kit/browser.mjs'))
  b = await openBrowser()
  await signIn(b.page, 'operations')
  agent = await openBrowser()
  await signIn(agent.page, 'agent')
})
after(async () => {
  for (const x of [b, agent]) await x?.close()
  await server?.stop()
})

const ask = (x, method, path, body, rev) =>
  x.page.evaluate(async ([method, path, body, rev]) => {
    const session = await (await fetch('/api/v1/session')).json()
    const answer = await fetch('/api/v1' + path, { method, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token, ...(rev ? { 'If-Match': `"${rev}"` } : {}) }, body: body && JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }, [method, path, body, rev])
const near = (x, y) => Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x), Math.abs(y))

/** What a link of a figure counts: the one cell of its question. */
async function counted(x, link) {
  const query = new URLSearchParams(link.split('?')[1])
  const answer = await ask(x, 'GET', `/metric-query?${query}`)
  assert.ok(answer.rows.length <= 1, `${link} has ${answer.rows.length} rows`)
  const row = answer.rows[0] ?? answer.total
  return { query, ...row.values[query.get('metrics').split('@')[0]] }
}

/** What is paid for is the value as people read it. */
const read = (value, as) => [0, 1, 2].some((digits) => near(Math.round(value * 10 ** digits) / 10 ** digits, as))

async function same(x, what, figure) {
  const c = await counted(x, figure.link)
  assert.ok(c.value != null && (near(c.value, figure.value) || (figure.den == null && read(c.value, figure.value))), `${what}: ${figure.value}, and ${figure.link} counts ${c.value}`)
  if (figure.den != null) assert.ok(near(c.num, figure.num) && near(c.den, figure.den), `${what}: ${figure.num} / ${figure.den}, not ${c.num} / ${c.den}`)
  return c
}

test('the scorecard tells what its links count, and their rows add up', async () => {
  const { card } = await ask(agent, 'GET', '/scorecards/own?period=month')
  const known = card.lines.filter((l) => l.value != null)
  assert.ok(known.length >= 6, JSON.stringify(card.lines.map((l) => [l.metric, l.value])))
  for (const l of known) {
    const c = await same(agent, l.metric, l)
    for (const [part, want] of [['num', c.num], ['den', c.den]]) {
      if (!want || (part === 'den' && want === 1)) continue // a count has no denominator
      const q = new URLSearchParams(c.query)
      q.delete('metrics')
      q.delete('by')
      q.set('metric', c.query.get('metrics'))
      const rows = await ask(agent, 'GET', `/metric-drill?${q}&part=${part}&limit=1`)
      if (rows.adds) assert.ok(near(rows.sum, want), `${l.metric} opens ${rows.sum} of ${want}`)
    }
  }
  const weights = known.filter((l) => l.score != null)
  const total = weights.reduce((s, l) => s + l.weight * l.score, 0) / weights.reduce((s, l) => s + l.weight, 0)
  assert.ok(Math.abs(card.score - total) < 0.06, `${card.score} of ${total}`)
})

test('targets and payouts tell what their links count', async () => {
  let some = 0
  for (const t of (await ask(agent, 'GET', '/targets/own')).items) {
    if (t.actual?.value == null) continue
    await same(agent, `target of ${t.metric}`, t.actual)
    some++
  }
  assert.ok(some > 0, 'no target with an actual')
  const runs = (await ask(b, 'GET', '/incentive-runs')).items.filter((r) => !r.contest_id)
  const lines = (await ask(b, 'GET', `/incentive-runs/${runs[0].id}/lines?limit=5`)).items
  const values = lines.flatMap((l) => l.values).filter((v) => v.value != null && v.link)
  assert.ok(values.length > 0, 'no payout with a value')
  for (const v of values) await same(b, `payout by ${v.metric}`, { value: v.value, link: v.link })
})

test('a contract scores what the scorecard’s question counts, and the explorer shows it', async () => {
  const { user } = await ask(agent, 'GET', '/session')
  const [from, to] = [day(2), day(1)]
  const { made } = await ask(b, 'POST', '/contracts', {
    person_ids: [user.person_id], position: '客户服务代表', from_on: from, to_on: to,
    lines: [{ metric: 'aht', weight: 70, threshold: 900, target: 300, stretch: 200, direction: 'down', rule: 'linear' }, { metric: 'transfer-rate', weight: 30, threshold: 60, target: 10, stretch: 5, direction: 'down', rule: 'capped' }],
  })
  await ask(b, 'POST', `/contracts/${made[0]}/proposal`, {}, (await ask(b, 'GET', `/contracts/${made[0]}`)).rev)
  await ask(agent, 'POST', `/own-contracts/${made[0]}/signature`, {}, (await ask(agent, 'GET', `/own-contracts/${made[0]}`)).rev)
  await ask(b, 'POST', `/contracts/${made[0]}/score`, undefined)
  const c = await ask(b, 'GET', `/contracts/${made[0]}`)
  const lines = c.ledger[0].computation.lines
  const shown = []
  for (const l of lines) {
    const link = `/explorer?agent=${user.person_id}&by=agent&from=${from}&to=${to}&grain=total&metrics=${l.metric}`
    shown.push({ link, ...(await same(b, `contract by ${l.metric}`, { ...l, link })) })
  }
  assert.ok(Math.abs(c.total - lines.reduce((s, l) => s + l.points, 0)) < 0.006)
  await visit(b.page, shown[1].link)
  await settled(b.page)
  const text = `${(Math.round(shown[1].value * 10) / 10).toFixed(1)}%`
  await b.page.locator('main table').getByText(text, { exact: true }).first().waitFor()
  b.clean()
  agent.clean()
})
