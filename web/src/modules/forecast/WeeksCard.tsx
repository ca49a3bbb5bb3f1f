// The weeks of a version: what the manager approves and what hiring and leave are planned by.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { day, decimal, none } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { came, forecastOption, said, type Measure } from './chart'
import { weeksQuery } from './queries'
import type { Version, WeekFigures } from './types'

export function WeeksCard({ version, queue, measure }: { version: Version; queue?: string; measure: Measure }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const q = useQuery(weeksQuery(version.id, queue))
  const rows = q.data ?? []
  const show = (v: number | null | undefined) => decimal(v, measure === 'workload' ? 1 : 0)
  const band = (level: number, id: string): Column<WeekFigures> => ({
    id, header: t(`forecast:${id}`), width: 170, align: 'right',
    value: (w) => (w.bands ? `${w.bands[level]!.low} – ${w.bands[level]!.high}` : null),
    cell: (w) => (w.bands ? `${show(w.bands[level]!.low)} – ${show(w.bands[level]!.high)}` : none),
  })
  const columns: Column<WeekFigures>[] = [
    { id: 'week', header: t('forecast:week.week'), width: 250, pin: true, value: (w) => w.from, cell: (w) => `${day(w.from)} – ${day(w.to)}` },
    { id: 'forecast', header: t('forecast:forecast'), width: 120, align: 'right', value: (w) => said(w, measure), cell: (w) => show(said(w, measure)) },
    ...(measure === 'contacts' ? [band(1, 'band80'), band(2, 'band95')] : []),
    { id: 'actual', header: t('forecast:actual'), width: 150, align: 'right', grow: true, value: (w) => came(w, measure), cell: (w) => `${show(came(w, measure))}${w.partial && came(w, measure) !== null ? ` (${t('forecast:week.partial')})` : ''}` },
  ]
  const option = rows.length === 0 ? undefined : forecastOption({
    labels: rows.map((w) => w.from.slice(5)), rows, measure, theme,
    words: { forecast: t('forecast:forecast'), actual: t('forecast:actual'), band80: t('forecast:band80'), band95: t('forecast:band95'), model: t('forecast:model_said'), unit: t(`forecast:unit.${measure}`) },
    tip: (i) => { const w = rows[i]; return w ? `<b>${w.from} – ${w.to}</b><br/>${t('forecast:forecast')} ${show(said(w, measure))}${measure === 'contacts' && w.bands ? `<br/>${t('forecast:band80')} ${show(w.bands[1]!.low)} – ${show(w.bands[1]!.high)}` : ''}<br/>${t('forecast:actual')} ${show(came(w, measure))}` : '' },
  })
  return <ChartCard<WeekFigures> id="forecast.weeks" title={t('forecast:week.title')} summary={t('forecast:week.help')} option={option} columns={columns} rows={rows} rowKey={(w) => w.from} height={200} loading={q.isPending} dimmed={q.isPlaceholderData} error={q.error} onRetry={() => void q.refetch()} />
}
