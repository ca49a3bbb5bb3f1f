// Who came and left by month, with the rate, and how likely people are to leave by how long they have been there.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { count, decimal, none } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import type { Attrition } from './types'
import type { Asked } from './WorkforcePage'
import { tenureBandText } from './words'

type Month = Attrition['months'][number]
type Band = Attrition['tenures'][number]
const share = (v: number | null | undefined) => (v === null || v === undefined ? none : `${decimal(v, 1)}%`)

export function AttritionTab({ asked }: { asked: Asked }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const q = useQuery({ queryKey: ['people', 'attrition', asked], queryFn: ({ signal }) => api.get<Attrition>('/workforce/attrition', asked, signal) })
  const x = q.data
  const option = useMemo(() => {
    if (!x) return undefined
    const c = tokens[theme]
    return {
      grid: { left: 48, right: 56, top: 36, bottom: 28 }, legend: { right: 0, top: 0 }, tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: x.months.map((m) => m.month.slice(0, 7)) },
      yAxis: [{ type: 'value', minInterval: 1, name: t('people:workforce.people') }, { type: 'value', name: '%', splitLine: { show: false } }],
      series: [
        { name: t('people:workforce.entered'), type: 'bar', data: x.months.map((m) => m.entered), itemStyle: { color: c.goodFill }, barMaxWidth: 18 },
        { name: t('people:workforce.left'), type: 'bar', data: x.months.map((m) => m.left), itemStyle: { color: c.badFill }, barMaxWidth: 18 },
        { name: t('people:workforce.rate'), type: 'line', yAxisIndex: 1, data: x.months.map((m) => (m.rate === null ? null : Math.round(10 * m.rate) / 10)), itemStyle: { color: c.ink3 }, lineStyle: { color: c.ink3, width: 2 } },
      ],
    }
  }, [x, theme, t])
  if (q.isError && !x) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  if (!x) return <Skeleton lines={8} />
  const number = (id: 'opening' | 'entered' | 'left' | 'asked' | 'closing'): Column<Month> => ({ id, header: t(`people:workforce.${id}`), width: 110, align: 'right', value: (m) => m[id], cell: (m) => count(m[id]) })
  const rate = (id: 'rate' | 'yearly'): Column<Month> => ({ id, header: t(`people:workforce.${id}`), width: 130, align: 'right', value: (m) => (m[id] === null ? null : Math.round(100 * m[id]) / 100), cell: (m) => share(m[id]) })
  const columns: Column<Month>[] = [{ id: 'month', header: t('people:workforce.month'), width: 110, value: (m) => m.month.slice(0, 7), cell: (m) => m.month.slice(0, 7) }, number('opening'), number('entered'), number('left'), ...(asked.kind ? [number('asked')] : []), number('closing'), rate('rate'), rate('yearly')]
  const bands: Column<Band>[] = [
    { id: 'band', header: t('people:tenure'), width: 160, grow: true, value: (b) => tenureBandText(t, b.from_months, b.to_months ?? 0), cell: (b) => tenureBandText(t, b.from_months, b.to_months ?? 0) },
    { id: 'left', header: t('people:workforce.left'), width: 110, align: 'right', value: (b) => b.left, cell: (b) => count(b.left) },
    { id: 'years', header: t('people:workforce.years'), width: 140, align: 'right', value: (b) => Math.round(100 * b.years) / 100, cell: (b) => decimal(b.years, 1), help: t('people:workforce.years_help') },
    { id: 'per', header: t('people:workforce.per_year'), width: 180, align: 'right', value: (b) => (b.per_year === null ? null : Math.round(10000 * b.per_year) / 100), cell: (b) => (b.per_year === null ? none : share(100 * b.per_year)), help: t('people:workforce.per_year_help') },
  ]
  return (
    <>
      {x.untold > 0 && <Note kind="warn">{t('people:workforce.untold', { n: x.untold, count: x.untold })}</Note>}
      <section className="lt-card" aria-label={t('people:workforce.rate')}>
        <div className="pe-post">
          <DescriptionList facts={[{ label: t('people:workforce.opening'), value: count(x.flow.opening) }, { label: t('people:workforce.entered'), value: count(x.flow.entered) }, { label: t('people:workforce.left'), value: count(x.flow.left) }, ...(asked.kind ? [{ label: t('people:workforce.asked'), value: count(x.flow.asked) }] : []), { label: t('people:workforce.closing'), value: count(x.flow.closing) }, { label: t('people:workforce.rate'), value: share(x.flow.rate) }, { label: t('people:workforce.yearly'), value: share(x.flow.yearly) }]} />
          <p className="lt-muted">{t('people:workforce.formula')}</p>
        </div>
      </section>
      <ChartCard<Month> id="people.attrition" title={t('people:workforce.by_month')} option={option} columns={columns} rows={x.months} rowKey={(m) => m.month} height={300} />
      <section className="lt-card" aria-label={t('people:workforce.by_tenure')}>
        <div className="lt-card-head"><h2>{t('people:workforce.by_tenure')}</h2><span className="lt-muted">{t('people:workforce.by_tenure_help')}</span></div>
        <DataTable<Band> id="people.tenure_bands" label={t('people:workforce.by_tenure')} columns={bands} rows={x.tenures} rowKey={(b) => String(b.from_months)} maxHeight={320} />
      </section>
    </>
  )
}
