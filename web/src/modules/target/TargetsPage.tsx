// The operations manager opens this weekly, the team leader daily: what everybody is to reach this month and how far it is reached.
// They decide whose target needs help or another value, and share a target out to those below.
import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { metricsQuery } from '../../api/queries'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { Failure, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { none } from '../../kit/format'
import { ImportDrawer } from '../../kit/ImportDrawer'
import { metricName } from '../../kit/MetricCard'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { useSearchState } from '../../kit/useSearchState'
import { PeriodPicker, StateTag, usePeriod } from './Parts'
import { treeQuery } from './queries'
import { SetDrawer } from './SetDrawer'
import type { Line, Node, Taken } from './types'
import { aimText, glyphs, metricText, scopes, scoreText, states, subjectText, tones, valueText } from './words'
import './target.css'

export function TargetsPage() {
  return <Guard permission="performance.read"><TargetsView /></Guard>
}

function TargetsView() {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const edits = useAllowed('target.edit')
  const [search, patch] = useSearchState()
  const { period, on } = usePeriod()
  const { data: metrics } = useQuery(metricsQuery)
  const text = (key: string) => (typeof search[key] === 'string' && search[key] !== '' ? search[key] : undefined)
  const params = { period, on, site: text('site'), team: text('team'), metric: text('metric') }
  const columns: Column<Line>[] = [
    { id: 'place', header: t('target:scope_title'), width: 80, sortable: true, value: (x) => t(`target:scope.${x.scope}`), cell: (x) => t(`target:scope.${x.scope}`) },
    { id: 'name', header: t('target:subject'), width: 150, sortable: true, value: (x) => subjectText(t, x), cell: (x) => subjectText(t, x) },
    { id: 'metric', header: t('target:metric'), width: 220, grow: true, sortable: true, value: (x) => metricText(t, x), cell: (x) => <span title={metricText(t, x)}>{metricText(t, x)}</span> },
    { id: 'threshold', header: t('target:threshold'), width: 100, align: 'right', hidden: true, value: (x) => x.in_force.threshold, cell: (x) => valueText(x.in_force.threshold, x.unit) },
    { id: 'target', header: t('target:target'), width: 120, align: 'right', sortable: true, value: (x) => x.in_force.target, cell: (x) => aimText(x.in_force.target, x) },
    { id: 'stretch', header: t('target:stretch'), width: 100, align: 'right', hidden: true, value: (x) => x.in_force.stretch, cell: (x) => valueText(x.in_force.stretch, x.unit) },
    { id: 'actual', header: t('target:actual'), width: 110, align: 'right', value: (x) => x.actual.value, cell: (x) => (x.actual.value === null ? none : <a href={x.actual.link} title={t('target:rows')}>{valueText(x.actual.value, x.unit)}</a>) },
    { id: 'score', header: t('target:score'), width: 80, align: 'right', sortable: true, value: (x) => x.actual.score, cell: (x) => scoreText(x.actual.score) },
    { id: 'state', header: t('target:state_title'), width: 120, value: (x) => t(`target:state.${x.actual.state}`), cell: (x) => <StateTag state={x.actual.state} /> },
    { id: 'level', header: t('target:level_title'), width: 90, hidden: true, value: (x) => x.in_force.level && t(`target:level.${x.in_force.level}`), cell: (x) => (x.in_force.level ? t(`target:level.${x.in_force.level}`) : none) },
    { id: 'versions', header: t('target:versions'), width: 90, align: 'right', hidden: true, value: (x) => x.versions.length, cell: (x) => x.versions.length },
  ]
  return (
    <Page
      title={t('target:nav.targets')} fill
      actions={<><PeriodPicker />{edits && <Button icon={<UploadOutlined />} onClick={() => patch({ import: '1' }, true)}>{t('target:import')}</Button>}{edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ set: '1' }, true)}>{t('target:add')}</Button>}</>}
    >
      <div className="tg-split">
        <Tree />
        <QueryTable<Line>
          id="target.list" label={t('target:nav.targets')} path="/targets" queryKey="target" columns={columns} rowKey={(x) => x.id} defaultSort="place" searchHint={t('target:search')} params={params}
          onOpen={(x) => void navigate({ to: '/targets/$id' as string, params: { id: x.id } as never })}
          filters={[
            { key: 'scope', width: 100, label: t('target:scope_title'), options: scopes.map((value) => ({ value, label: t(`target:scope.${value}`) })) },
            { key: 'state', width: 120, label: t('target:state_title'), options: states.map((value) => ({ value, label: `${glyphs[value]} ${t(`target:state.${value}`)}` })) },
          ]}
          tools={
            <Select
              aria-label={t('target:metric')} placeholder={t('target:metric')} allowClear showSearch={{ optionFilterProp: 'search' }} style={{ width: 170 }} popupMatchSelectWidth={360} value={params.metric} onChange={(v?: string) => patch({ metric: v })}
              options={(metrics ?? []).map((m) => ({ value: m.id, label: metricName(m, i18n.language), search: `${m.id} ${m.name_zh} ${m.name_en}` }))}
            />
          }
          exportPath="/targets.xlsx" exportParams={{ ...params, scope: text('scope'), state: text('state'), search: text('search'), lang: t('target:lang') }}
          empty={{ title: t('target:empty'), reason: t('target:empty_reason') }}
        />
      </div>
      {edits && <SetDrawer open={search.set === '1'} onClose={() => patch({ set: undefined })} />}
      {edits && <ImportDrawer<Taken> open={search.import === '1'} path="/target-imports" title={t('target:import')} text={t('target:import_text')} name={(c) => `${c.metric} ${c.name || t('target:scope.centre')}`} onClose={() => patch({ import: undefined })} onDone={() => void queries.invalidateQueries({ queryKey: ['target'] })} />}
    </Page>
  )
}

/** Centre, sites and teams with how their own targets stand. */
function Tree() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const { period, on } = usePeriod()
  const q = useQuery({ ...treeQuery(period, on), placeholderData: keepPreviousData })
  const chosen = (n: Node) => (n.scope === 'centre' ? !search.team && !search.site : n.scope === 'site' ? search.site === n.id && !search.team : search.team === n.id)
  const choose = (n: Node) => patch(n.scope === 'centre' ? { site: undefined, team: undefined } : n.scope === 'site' ? { site: n.id, team: undefined } : { site: undefined, team: n.id })
  const button = (n: Node) => (
    <button type="button" className={`tg-node is-${n.scope}`} aria-current={chosen(n) || undefined} onClick={() => choose(n)}>
      <span className={`tg-mark is-${tones[n.state]}`} aria-hidden="true">{glyphs[n.state]}</span>
      <span className="tg-node-name">{n.scope === 'centre' ? t('target:scope.centre') : n.name}</span>
      <span className="tg-node-state">{n.targets === 0 ? t('target:tree.none') : `${t(`target:state.${n.state}`)}${n.score === null ? '' : ` ${scoreText(n.score)}`}`}</span>
    </button>
  )
  const nodes = q.data ?? []
  const teams = (site?: string) => nodes.filter((n) => n.scope === 'team' && n.site_id === site)
  const sites = nodes.filter((n) => n.scope === 'site')
  return (
    <section className="lt-card tg-tree" aria-label={t('target:tree.title')} aria-busy={q.isPlaceholderData || undefined}>
      <div className="lt-card-head"><h2>{t('target:tree.title')}</h2></div>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={5} /> : (
        <ul>
          {nodes.filter((n) => n.scope === 'centre').map((n) => <li key="centre">{button(n)}</li>)}
          {sites.map((s) => <li key={s.id}>{button(s)}<ul>{teams(s.id).map((n) => <li key={n.id}>{button(n)}</li>)}</ul></li>)}
          {nodes.filter((n) => n.scope === 'team' && !sites.some((s) => s.id === n.site_id)).map((n) => <li key={n.id}>{button(n)}</li>)}
        </ul>
      )}
    </section>
  )
}
