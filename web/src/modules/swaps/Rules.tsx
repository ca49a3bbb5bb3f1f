// Rules that a swap would break: hard ones refuse it, soft ones are told.
import { useTranslation } from 'react-i18next'
import { Note } from '../../kit/blocks'
import type { Told } from './types'
import { toldText } from './words'

export function Rules({ told }: { told: Told[] }) {
  const { t } = useTranslation()
  const hard = told.filter((v) => v.hard)
  const soft = told.filter((v) => !v.hard)
  return (
    <>
      {hard.length > 0 && <Note kind="bad">{t('swaps:rules.hard')}<ul className="rs-list">{hard.map((v, i) => <li key={i}>{toldText(t, v)}</li>)}</ul></Note>}
      {soft.length > 0 && <Note kind="warn">{t('swaps:rules.soft')}<ul className="rs-list">{soft.map((v, i) => <li key={i}>{toldText(t, v)}</li>)}</ul></Note>}
      {told.length === 0 && <p className="lt-muted">✓ {t('swaps:rules.none')}</p>}
    </>
  )
}
