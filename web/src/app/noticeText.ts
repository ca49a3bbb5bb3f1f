// What a notice says, in the reader's language.
import type { TFunction } from 'i18next'
import type { components } from '../api/schema'
import { count, day, decimal } from '../kit/format'

type Notice = components['schemas']['NoticeNotice']

const clock = (minutes: string | undefined): string => {
  const m = Number(minutes ?? 0) % 1440
  return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
}

export function noticeText(t: TFunction, n: Notice): string {
  const a = n.about
  const reason = a.reason || a.answer ? t('notice:because', { why: a.reason || a.answer }) : ''
  switch (n.kind) {
    case 'roster_published':
      return t('notice:kinds.roster_published', { from: day(a.from), to: day(a.to) })
    case 'roster_changed':
      return t('notice:kinds.roster_changed', { on: day(a.on) }) + reason
    case 'time_off_answered': {
      const when = a.from === a.to ? day(a.from) : t('notice:span', { from: day(a.from), to: day(a.to) })
      return t(a.state === 'approved' ? 'notice:kinds.time_off_approved' : 'notice:kinds.time_off_refused', { when }) + reason
    }
    case 'praise':
      return t('notice:kinds.praise', { by: a.by, words: a.words })
    case 'rewards_approved':
      return t('notice:kinds.rewards_approved', { from: day(a.from), to: day(a.to) })
    case 'prize_won':
      return t('notice:kinds.prize_won', { name: a.name, prize: a.pays === 'gift' ? a.gift : a.pays === 'points' ? t('notice:prize_points', { n: count(Number(a.amount)) }) : decimal(Number(a.amount) / 100, 2) }) + (a.claim ? t('notice:claim_by', { day: day(a.claim) }) : '')
    case 'lent':
      return t('notice:kinds.lent', { on: day(a.on), from: clock(a.from), to: clock(a.to), queue: a.queue })
    case 'swap':
      return t(`notice:swap.${a.state}`, { on: day(a.on), giver: a.giver, taker: a.taker })
    case 'offer':
      return t(`notice:offer.${a.kind}`, { on: day(a.on), from: clock(a.from), to: clock(a.to) })
    case 'action':
    case 'action_late':
      return t(`notice:kinds.${n.kind}`, { text: a.text, on: day(a.due) })
    default:
      if (n.kind.startsWith('contract_') && Number(a.n) > 1) return t(`notice:contract_many.${n.kind.slice('contract_'.length)}`, { n: count(Number(a.n)) })
      if (n.kind.startsWith('contract_')) return t(`notice:contract.${n.kind.slice('contract_'.length)}`, { name: a.name, position: a.position, from: day(a.from), to: day(a.to) })
      return t('notice:kinds.other')
  }
}
