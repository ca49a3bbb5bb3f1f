// Who is there on a day: the pyramid by age and gender, and groups by tenure, level and team.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { ChartCard } from '../../charts/ChartCard'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { count, decimal, none } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { tokens } from '../../kit/tokens'
import type { Structure } from './types'
import type { Asked } from './WorkforcePage'
import { levelText, tenureBandText, tenureText } from './words'

type Band = Structure['pyramid'][number]
type Group = Structure['teams'][number]
const few = '<5'

export function StructureTab({ asked }: { asked: Asked }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const q = useQuery({ queryKey: ['people', 'structure', asked.to, asked.team], queryFn: ({ signal }) => api.get<Structure>('/workforce/structure', { on: asked.to, team: asked.team }, signal) })
  const x = q.data
  const option = useMemo(() => {
    if (!x) return undefined
    const c = tokens[theme]
    const bands = x.pyramid
    const side = (name: string, color: string, value: (b: Band) => number) => ({ name, type: 'bar' as const, stack: 'all', barCategoryGap: '20%', data: bands.map(value), itemStyle: { color } })
    return {
      grid: { left: 70, right: 16, top: 32, bottom: 28 }, legend: { right: 0, top: 0 },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (v: unknown) => count(Math.abs(Number(v))) },
      xAxis: { type: 'value', minInterval: 1, axisLabel: { formatter: (v: number) => count(Math.abs(v)) } },
      yAxis: { type: 'category', data: bands.map((b) => b.age || t('people:workforce.unknown')) },
      series: [side(t('people:gender.female'), '#D15913', (b) => -(b.female ?? 0)), side(t('people:gender.male'), c.goodFill, (b) => b.male ?? 0), side(t('people:workforce.unknown'), c.ink3, (b) => b.untold ?? 0)],
    }
  }, [x, theme, t])
  if (q.isError && !x) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  if (!x) return <Skeleton lines={8} />
  const cell = (n: number | null) => (n === null ? few : count(n))
  const columns: Column<Band>[] = [
    { id: 'age', header: t('people:workforce.age'), width: 110, value: (b) => b.age || t('people:workforce.unknown'), cell: (b) => b.age || t('people:workforce.unknown') },
    ...(['female', 'male', 'untold'] as const).map((k): Column<Band> => ({ id: k, header: k === 'untold' ? t('people:workforce.unknown') : t(`people:gender.${k}`), width: 110, align: 'right', value: (b) => b[k] ?? few, cell: (b) => cell(b[k]) })),
  ]
  const groups = (id: 'tenures' | 'levels' | 'teams', title: string, name: (g: Group) => string) => {
    const cols: Column<Group>[] = [
      { id: 'name', header: title, width: 160, grow: true, value: name, cell: name },
      { id: 'people', header: t('people:workforce.people'), width: 100, align: 'right', value: (g) => g.people ?? few, cell: (g) => cell(g.people) },
      { id: 'share', header: t('people:workforce.share'), width: 100, align: 'right', value: (g) => (g.people === null || !x.heads ? null : { n: g.people / x.heads, format: 'percent' }) as never, cell: (g) => (g.people === null || !x.heads ? none : `${decimal((100 * g.people) / x.heads, 1)}%`) },
    ]
    const picture = { grid: { left: 120, right: 24, top: 8, bottom: 24 }, tooltip: { trigger: 'axis' as const }, xAxis: { type: 'value' as const, minInterval: 1 }, yAxis: { type: 'category' as const, data: x[id].map(name), inverse: true }, series: [{ type: 'bar' as const, data: x[id].map((g) => g.people ?? 0), itemStyle: { color: tokens[theme].goodFill }, barMaxWidth: 22 }] }
    return <ChartCard<Group> id={`people.${id}`} title={title} option={picture} columns={cols} rows={x[id]} rowKey={(g) => g.key} height={200} />
  }
  return (
    <>
      {x.untold > 0 && <Note kind="warn">{t('people:workforce.untold', { n: x.untold, count: x.untold })}</Note>}
      {x.withheld && <Note kind="info">{t('people:workforce.withheld')}</Note>}
      <section className="lt-card" aria-label={t('people:workforce.heads')}>
        <div className="pe-post"><DescriptionList facts={[{ label: t('people:workforce.heads'), value: count(x.heads) }, { label: t('people:workforce.mean_tenure'), value: x.days === null ? none : tenureText(t, Math.round(x.days)) }, { label: t('people:workforce.mean_age'), value: x.age === null ? none : decimal(x.age, 1) }]} /></div>
      </section>
      <ChartCard<Band> id="people.pyramid" title={t('people:workforce.pyramid')} option={option} columns={columns} rows={x.pyramid} rowKey={(b) => b.age || '-'} height={320} emptyReason={t('people:workforce.empty_reason')} />
      <div className="pe-cards">
        {groups('tenures', t('people:tenure'), (g) => tenureBandText(t, ...(g.key.split('-').map(Number) as [number, number])))}
        {groups('levels', t('people:level_title'), (g) => levelText(t, g.key || undefined))}
        {groups('teams', t('people:team'), (g) => g.name || t('people:workforce.no_team'))}
      </div>
    </>
  )
}
