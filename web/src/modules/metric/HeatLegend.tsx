import { useTranslation } from 'react-i18next'
import { usePrefs } from '../../kit/prefs'
import { type Scale, VOLUME, legend } from './heat'
import type { Unit } from './types'

export function HeatLegend({ scale, unit, low }: { scale: Scale; unit: Unit; low: number }) {
  const { t } = useTranslation('metric')
  const { theme } = usePrefs()
  const volume = scale.aim.kind === 'volume'
  const suffix = unit === 'percent' ? '%' : ''
  const n = (v: number) => (Number.isInteger(v) ? String(v) : v.toFixed(scale.decimals))
  const entries = legend(scale).filter((e) => e.from === undefined || e.to === undefined || e.from !== e.to)
  return (
    <ul className="mt-legend" aria-label={t('heat.legend')}>
      {entries.map((e) => {
        const kind = scale.aim.kind
        const range =
          e.from === undefined
            ? `${kind === 'down' ? '≤' : '<'} ${n(e.to ?? 0)}${suffix}`
            : e.to === undefined
              ? `${kind === 'up' || kind === 'volume' ? '≥' : '>'} ${n(e.from)}${suffix}`
              : `${n(e.from)}–${n(e.to)}${suffix}`
        const fill = volume ? VOLUME[theme][e.class].fill : `var(--lt-heat-${e.class})`
        return (
          <li key={e.class}>
            <span className="mt-legend-chip" style={{ background: fill }} aria-hidden="true" />
            {range}
            {!volume && <span className="lt-muted"> {t(`heat.class_short.${e.class}`)}</span>}
          </li>
        )
      })}
      {!volume && (
        <li>
          <span className="mt-legend-chip mt-legend-low" aria-hidden="true">
            80
          </span>
          {t('heat.legend_low', { low })}
        </li>
      )}
    </ul>
  )
}
