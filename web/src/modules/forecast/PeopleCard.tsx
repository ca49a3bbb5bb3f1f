// The planner and the team leader look here to see with whom contacts of a queue take longer or shorter than usual, how sure
// that is, and whether the forecast counts on it.
import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import type { EChartsCoreOption } from 'echarts/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { ChartCard } from '../../charts/ChartCard'
import { Note } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { count, day, none, percent } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { tokens, type ThemeName } from '../../kit/tokens'
import { peopleQuery } from './queries'
import type { ForecastQueue, Person, Version } from './types'
import { peopleWhy } from './words'

const drawn = 30
const signedPercent = (v: number) => (v > 0 ? '+' : '') + percent(v)

export function PeopleCard({ version, queue }: { version: Version; queue?: string }) {
  const allowed = useAllowed('metric.read')
  const chosen = (version.queues ?? []).find((q) => (queue ? q.queue_id === queue : q.people && q.people.people > 0))
  if (!allowed || !chosen?.people) return null
  return <QueuePeople version={version} queue={chosen} about={chosen.people} />
}

function QueuePeople({ version, queue, about }: { version: Version; queue: ForecastQueue; about: NonNullable<ForecastQueue['people']> }) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const [search, setSearch] = useState('')
  const q = useQuery(peopleQuery(version.id, queue.queue_id))
  const wanted = search.trim().toLowerCase()
  const all = useMemo(() => q.data ?? [], [q.data])
  const rows = useMemo(() => all.filter((p) => `${p.name} ${p.agent_no} ${p.team?.name ?? ''}`.toLowerCase().includes(wanted)), [all, wanted])
  const columns: Column<Person>[] = [
    { id: 'name', header: t('forecast:people.person'), width: 160, pin: true, cell: (p) => `${p.name} ${p.agent_no}`, value: (p) => `${p.name} ${p.agent_no}` },
    { id: 'team', header: t('forecast:people.team'), width: 140, cell: (p) => p.team?.name ?? none, value: (p) => p.team?.name },
    { id: 'effect', header: t('forecast:people.effect'), width: 130, align: 'right', cell: (p) => signedPercent(100 * p.effect), value: (p) => p.effect, help: t('forecast:people.effect_help') },
    { id: 'band', header: t('forecast:band80'), width: 170, align: 'right', cell: (p) => `${signedPercent(100 * p.low)} – ${signedPercent(100 * p.high)}`, value: (p) => `${signedPercent(100 * p.low)} – ${signedPercent(100 * p.high)}` },
    { id: 'contacts', header: t('forecast:people.contacts'), width: 130, align: 'right', cell: (p) => count(p.contacts), value: (p) => p.contacts },
    { id: 'since', header: t('forecast:people.since'), width: 150, grow: true, cell: (p) => (p.since_on ? day(p.since_on) : none), value: (p) => p.since_on, help: t('forecast:people.since_help') },
  ]
  const shown = rows.slice(0, drawn)
  const newcomers = (about.newcomers ?? []).map((x) => t('forecast:people.newcomer', { week: x.to_week, count: x.people, share: signedPercent(100 * x.share) }))
  return (
    <ChartCard<Person>
      id="forecast.people"
      title={t('forecast:people.title', { queue: queue.name })}
      summary={t('forecast:people.summary')}
      option={shown.length > 0 ? peopleOption(shown, theme, t('forecast:people.effect'), t('forecast:band80')) : undefined}
      columns={columns}
      rows={rows}
      rowKey={(p) => p.person_id}
      height={40 + 22 * Math.max(shown.length, 3)}
      loading={q.isPending}
      error={q.error}
      onRetry={() => void q.refetch()}
      emptyReason={all.length > 0 ? t('common:table.empty_filtered') : t('forecast:people.nobody')}
      extra={<Input type="search" allowClear size="small" aria-label={t('forecast:people.search')} placeholder={t('forecast:people.search')} style={{ width: 240 }} value={search} onChange={(e) => setSearch(e.target.value)} />}
    >
      <Note>{[peopleWhy(t, about), ...newcomers, rows.length > drawn ? t('forecast:people.drawn', { most: drawn }) : ''].filter(Boolean).join(' ')}</Note>
    </ChartCard>
  )
}

/** Everybody's effect as a point on its band. */
function peopleOption(people: Person[], theme: ThemeName, effect: string, band: string): EChartsCoreOption {
  const t = tokens[theme]
  const part = (v: number) => Math.round(1000 * v) / 10
  return {
    grid: { left: 150, right: 24, top: 8, bottom: 24 },
    tooltip: { trigger: 'axis', formatter: (list: { dataIndex: number }[]) => { const p = people[list[0]?.dataIndex ?? 0]; return p ? `<b>${p.name} ${p.agent_no}</b><br/>${effect} ${signedPercent(100 * p.effect)}<br/>${band} ${signedPercent(100 * p.low)} – ${signedPercent(100 * p.high)}` : '' } },
    xAxis: { type: 'value', axisLabel: { formatter: '{value} %' } },
    yAxis: { type: 'category', inverse: true, data: people.map((p) => `${p.name} ${p.agent_no}`) },
    series: [
      {
        name: band, type: 'custom', data: people.map((p, i) => [part(p.low), i, part(p.high)]), encode: { x: [0, 2], y: 1 },
        renderItem: (_: unknown, at: { value: (i: number) => number; coord: (v: number[]) => number[] }) => {
          const [from, to] = [at.coord([at.value(0), at.value(1)]), at.coord([at.value(2), at.value(1)])]
          return { type: 'rect', shape: { x: from[0], y: from[1]! - 4, width: to[0]! - from[0]!, height: 8 }, style: { fill: t.accentText, opacity: 0.25 } }
        },
      },
      { name: effect, type: 'scatter', data: people.map((p, i) => [part(p.effect), i]), symbolSize: 8, itemStyle: { color: '#D15913' } },
    ],
  }
}
