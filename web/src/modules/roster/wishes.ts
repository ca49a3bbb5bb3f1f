// Wishes in words.
import type { TFunction } from 'i18next'
import type { ShiftType, WishKept } from './types'

/** 想休息（非常想）, 不想上 N1（比较想） */
export function wishText(t: TFunction, x: WishKept, types: ShiftType[]): string {
  const type = x.kind === 'off' ? '' : ` ${types.find((y) => y.id === x.type_id)?.code ?? ''}`
  return t('roster:wish.said', { kind: t(`roster:wish.kinds.${x.kind}`), type, strength: t(`roster:wish.strengths.${x.strength}`) }).replace(/ {2,}/g, ' ')
}
