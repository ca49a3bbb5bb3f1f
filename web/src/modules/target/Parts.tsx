// What several pages of targets show.
import { DatePicker, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { today } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Check, Line, State } from './types'
import { glyphs, periods, scoreText, tones, valueText } from './words'

/** The period in the address: a kind and a day of it. */
export function usePeriod(): { period: (typeof periods)[number]; on: string | undefined } {
  const [search] = useSearchState()
  const on = typeof search.on === 'string' && dayjs(search.on, 'YYYY-MM-DD', true).isValid() ? search.on : undefined
  return { period: periods.find((p) => p === search.period) ?? 'month', on }
}

export function PeriodPicker() {
  const { t } = useTranslation()
  const [, patch] = useSearchState()
  const { period, on } = usePeriod()
  return (
    <>
      <Segmented aria-label={t('target:period.kind')} value={period} options={periods.map((value) => ({ value, label: t(`target:period.${value}`) }))} onChange={(v) => patch({ period: v })} />
      <DatePicker aria-label={t('target:period.which')} allowClear={false} picker={period} value={dayjs(on ?? today())} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD') })} style={{ width: 130 }} />
    </>
  )
}

export function StateTag({ state, score }: { state: State; score?: number | null }) {
  const { t } = useTranslation()
  return <StatusTag tone={tones[state]} glyph={glyphs[state]}>{t(`target:state.${state}`)}{score === null || score === undefined ? '' : ` ${scoreText(score)}`}</StatusTag>
}

/** Whether children add up to their parent, and what is left. */
export function CheckTag({ check, unit }: { check: Check; unit: Line['unit'] }) {
  const { t } = useTranslation()
  if (check.adds === 'apart') return <StatusTag tone={check.holds ? 'muted' : 'warn'}>{t('target:check.apart')}</StatusTag>
  const how = t(`target:check.${check.adds}`, { value: valueText(check.children.target, unit) })
  const left = (['target', 'threshold', 'stretch'] as const).find((k) => Math.abs(check.remainder[k]) > 1e-6)
  return (
    <span className="lt-row">
      <StatusTag tone={check.holds ? 'good' : 'warn'}>{how} · {check.holds ? t('target:check.holds') : left ? t('target:check.left', { what: t(`target:${left}`), value: `${check.remainder[left] > 0 ? '+' : '−'}${valueText(Math.abs(check.remainder[left]), unit)}` }) : t('target:check.missing', { names: '', count: check.missing.length }).trim()}</StatusTag>
      {check.missing.length > 0 && <span className="lt-muted">{t('target:check.missing', { names: check.missing.slice(0, 6).join(t('target:join')) + (check.missing.length > 6 ? ' …' : ''), count: check.missing.length })}</span>}
    </span>
  )
}
