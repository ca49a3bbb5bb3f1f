import { expect, test } from 'vitest'
import type { Seat } from '../org/seatplan'
import { placesOf, type Place } from './seatmap'

const person = (id: string) => ({ id, agent_no: id, name: id, from_on: '2026-01-01', to_on: null })
const seat = (id: string, rest: Partial<Seat> = {}): Seat => ({ id, label: id.toUpperCase(), x: 0, y: 0, shared: false, taken: Boolean(rest.person), ...rest })
const agent = (id: string, extension?: string, since = 0) => ({ id, extension, since })
const say = (p: Place | undefined): string => (!p ? '' : p.kind === 'here' ? p.agent : p.kind === 'own' ? `(${p.person.name}${p.at === undefined ? '' : ` at ${p.at}`})` : p.kind)
const places = (seats: Seat[], agents: ReturnType<typeof agent>[]) => {
  const got = placesOf(seats, agents)
  return seats.map((s) => say(got.get(s.id))).join(' ')
}

test('people are at their own seats', () => {
  expect(places([seat('a', { person: person('li') }), seat('b', { person: person('wu') }), seat('c'), seat('d', { taken: true })], [agent('li')])).toBe('li (wu) free taken')
})

test('the telephone says where somebody really is', () => {
  const seats = [seat('a', { person: person('li'), extension: '6001' }), seat('b', { person: person('wu'), extension: '6002' }), seat('h', { shared: true, extension: '6009' })]
  expect(places(seats, [agent('li', '6009'), agent('wu', '6002')])).toBe('(li at H) wu li')
  expect(places(seats, [agent('li', '6002'), agent('wu')])).toBe('(li at B) li free')
  expect(places(seats, [agent('li', '7777')])).toBe('(li at 7777) (wu) free')
  expect(places(seats, [agent('he', '6009', 5), agent('xu', '6009', 9)])).toBe('(li) (wu) xu')
})

test('a seat for the day goes before the own', () => {
  expect(places([seat('a', { person: person('li') }), seat('h', { shared: true, person: person('li') })], [agent('li')])).toBe('(li at H) li')
})
