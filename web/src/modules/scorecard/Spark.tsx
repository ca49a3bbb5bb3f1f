// A little line of how a number went, with its numbers in words for who cannot see it.
import { useTranslation } from 'react-i18next'
import { sparkPaths, valueText } from './words'

export type Spot = { at: string; value: number | null }

export function Spark({ spots, unit, name, width = 110, height = 26 }: { spots: Spot[]; unit: string; name: string; width?: number; height?: number }) {
  const { t } = useTranslation()
  const paths = sparkPaths(spots.map((s) => s.value), width, height)
  if (paths.length === 0) return null
  const text = spots.filter((s) => s.value !== null).map((s) => `${s.at} ${valueText(s.value, unit)}`).join(t('scorecard:join'))
  return (
    <svg className="sc-spark" role="img" width={width} height={height} aria-label={t('scorecard:trend_of', { name, text })}>
      <title>{text}</title>
      {paths.map((d) => <path key={d} d={d} />)}
    </svg>
  )
}
