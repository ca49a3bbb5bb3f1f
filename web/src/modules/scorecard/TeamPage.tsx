// The leader opens this at the start of a shift: who needs help with what, the one who would bring the team most first.
import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { day, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { glyphs, tones } from '../strategy/words'
import { stateOf } from './CardView'
import { DueTalks } from './DueTalks'
import { teamQuery } from './queries'
import type { PersonLine, PersonRow, TeamLine, TeamScores } from './types'
import { PeriodPicker, usePeriod, Views } from './Views'
import { deltaText, metricText, scoreText, signed, valueText } from './words'
import './scorecard.css'

export function TeamPage() {
  return <Guard permission="performance.read"><TeamView /></Guard>
}

/** What would help a person most: at most two lines. */
function needs(x: PersonRow): PersonLine[] {
  return [...x.lines].filter((l) => l.points > 0.05).sort((a, b) => b.points - a.points).slice(0, 2)
}

function TeamView() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const [search, patch] = useSearchState()
  const { period, on } = usePeriod()
  const team = typeof search.team === 'string' ? search.team : undefined
  const text = typeof search.search === 'string' ? search.search : ''
  const q = useQuery({ ...teamQuery(team, period, on), placeholderData: keepPreviousData })
  const x = q.data
  const talks = useAllowed('performance.talk')
  const line = (id: string): TeamLine | undefined => x?.lines.find((l) => l.metric === id)
  const needText = (row: PersonRow) => needs(row).map((l) => t('scorecard:needs', { name: metricText(t, line(l.metric)), value: valueText(l.value, line(l.metric)!.unit), target: valueText(l.target, line(l.metric)!.unit), effect: deltaText(line(l.metric)!.direction === 'down' ? -l.effect! : l.effect, line(l.metric)!.unit) })).join(t('scorecard:join'))
  const columns: Column<PersonRow>[] = [
    { id: 'agent', header: t('scorecard:agent_no'), width: 80, pin: true, sortable: true, value: (r) => r.agent_no, cell: (r) => r.agent_no },
    { id: 'name', header: t('scorecard:name'), width: 100, sortable: true, value: (r) => r.name, cell: (r) => r.name },
    { id: 'team', header: t('scorecard:team'), width: 90, sortable: true, hidden: Boolean(team) || (x?.teams.length ?? 0) < 2, value: (r) => r.team_name, cell: (r) => r.team_name ?? none },
    { id: 'points', header: t('scorecard:effect'), width: 110, align: 'right', sortable: true, value: (r) => r.points, cell: (r) => (r.points > 0.05 ? signed(r.points, 2) : none) },
    { id: 'needs', header: t('scorecard:help_with'), width: 420, grow: true, value: needText, cell: (r) => (needs(r).length > 0 ? <span title={needText(r)}>{needText(r)}</span> : <span className="lt-muted">{t('scorecard:needs_none')}</span>) },
    { id: 'score', header: t('scorecard:total'), width: 130, align: 'right', sortable: true, value: (r) => r.score, cell: (r) => (r.score === null ? none : <StatusTag tone={stateOf(r.score).tone} glyph={stateOf(r.score).glyph}>{scoreText(r.score)}</StatusTag>) },
    { id: 'change', header: t('scorecard:change'), width: 100, align: 'right', sortable: true, value: (r) => r.change, cell: (r) => (r.change === null ? none : signed(r.change)) },
    ...(x?.lines ?? []).map((l, i): Column<PersonRow> => ({
      id: l.metric, header: metricText(t, l), width: 130, align: 'right', sortable: true, hidden: l.weight < 15, value: (r) => r.lines[i]?.value ?? null,
      cell: (r) => {
        const p = r.lines[i]
        if (!p || p.value === null) return none
        const shown = valueText(p.value, l.unit)
        return <a href={p.link} aria-label={`${shown} ${r.name} ${metricText(t, l)}`} title={p.carried ? t('scorecard:carried_short') : undefined} onClick={(e) => e.stopPropagation()}>{p.score !== null && <span aria-hidden="true">{glyphs[p.state]} </span>}{shown}</a>
      },
    })),
  ]
  const folded = text.trim().toLowerCase()
  const rows = (x?.rows ?? []).filter((r) => !folded || r.name.toLowerCase().includes(folded) || r.agent_no.toLowerCase().includes(folded))
  const save = async (scores: TeamScores) => {
    try {
      await api.post('/audit/exports', { what: 'scorecard.team', rows: rows.length })
      saveWorkbook(`${t('scorecard:nav.team')} ${scores.from}.xlsx`, [
        { name: t('scorecard:view.team'), head: columns.map((c) => c.header), rows: rows.map((r) => columns.map((c) => c.value!(r))) },
        { name: t('scorecard:team_lines'), head: [t('scorecard:metric'), t('scorecard:value'), t('scorecard:median'), t('scorecard:weight')], rows: scores.lines.map((l) => [metricText(t, l), l.value, l.median, l.weight]) },
      ])
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  return (
    <Page title={t('scorecard:nav.team')} note={x && t('scorecard:span', { from: day(x.from), to: day(x.to), team: '' })} actions={<PeriodPicker />}>
      <Views />
      {talks && <DueTalks team={x?.teams.find((o) => o.id === team)?.name} />}
      <section className="lt-card" aria-label={t('scorecard:who')} aria-busy={q.isPlaceholderData || undefined}>
        <div className="lt-card-head">
          <h2>{t('scorecard:who')}</h2>
          <span className="lt-muted">{t('scorecard:who_help')}</span>
          <span className="lt-grow" />
          <Input.Search size="small" allowClear style={{ width: 150 }} aria-label={t('scorecard:search')} placeholder={t('scorecard:search')} defaultValue={text} onSearch={(v) => patch({ search: v })} />
          {x && (x.teams.length > 1 || team) && <Select size="small" allowClear style={{ width: 140 }} aria-label={t('scorecard:team')} placeholder={t('scorecard:all_teams')} value={team} options={x.teams.map((o) => ({ value: o.id, label: o.name }))} onChange={(v?: string) => patch({ team: v })} />}
          <Button size="small" icon={<DownloadOutlined />} disabled={rows.length === 0} onClick={() => x && void save(x)}>{t('common:action.export')}</Button>
        </div>
        {q.isError && !x ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !x ? <Skeleton lines={8} /> : rows.length === 0 ? <Empty title={t('scorecard:team_empty')} reason={t('scorecard:empty_reason')} /> : (
          <DataTable<PersonRow> id="scorecard.team" label={t('scorecard:who')} columns={columns} rows={rows} rowKey={(r) => r.person_id} sort={typeof search.sort === 'string' ? search.sort : undefined} onSort={(sort) => patch({ sort })} onOpen={(r) => void navigate({ to: '/team-scores/$id' as string, params: { id: r.person_id } as never, search: { period: period === 'day' ? undefined : period, on } as never })} maxHeight={560} />
        )}
      </section>
      {x && x.rows.length > 0 && (
        <section className="lt-card" aria-label={t('scorecard:team_lines')}>
          <div className="lt-card-head"><h2>{t('scorecard:team_lines')}</h2>{x.score !== null && <StatusTag tone={stateOf(x.score).tone} glyph={stateOf(x.score).glyph}>{t('scorecard:points', { n: scoreText(x.score) })}</StatusTag>}<span className="lt-muted">{t('scorecard:team_lines_help')}</span></div>
          <DataTable<TeamLine>
            id="scorecard.team-lines" label={t('scorecard:team_lines')} rows={x.lines} rowKey={(l) => l.metric} maxHeight={420}
            columns={[
              { id: 'metric', header: t('scorecard:metric'), width: 220, grow: true, value: (l) => metricText(t, l), cell: (l) => metricText(t, l) },
              { id: 'value', header: t('scorecard:value'), width: 120, align: 'right', value: (l) => l.value, cell: (l) => valueText(l.value, l.unit) },
              { id: 'median', header: t('scorecard:median'), width: 120, align: 'right', value: (l) => l.median, cell: (l) => valueText(l.median, l.unit) },
              { id: 'people', header: t('scorecard:people'), width: 100, align: 'right', value: (l) => l.people, cell: (l) => l.people },
              { id: 'weight', header: t('scorecard:weight'), width: 90, align: 'right', value: (l) => l.weight, cell: (l) => (l.weight > 0 ? `${l.weight}%` : none) },
            ]}
          />
          <div className="lt-row" style={{ padding: '8px 12px' }}>{(['exceeded', 'reached', 'near', 'missed'] as const).map((s) => <StatusTag key={s} tone={tones[s]} glyph={glyphs[s]}>{t(`scorecard:state.${s}`)}</StatusTag>)}<span className="lt-muted">{t('scorecard:points_help')}</span></div>
        </section>
      )}
    </Page>
  )
}
