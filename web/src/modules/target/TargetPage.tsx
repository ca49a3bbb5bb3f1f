// The operations manager and the team leader open this from the list: one target, what was reached, whether those below add up to it,
// and how it came about. They change it, share it out or take it back here.
import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { EditDrawer } from '../../kit/EditDrawer'
import { dateTime, day, decimal, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { goalsQuery } from '../strategy/queries'
import { CascadeDrawer } from './CascadeDrawer'
import { CheckTag, StateTag } from './Parts'
import { targetQuery } from './queries'
import { SetDrawer } from './SetDrawer'
import type { Detail, Line, Version } from './types'
import { aimText, metricText, periodText, scoreText, subjectText, valueText } from './words'
import './target.css'

export function TargetPage() {
  return <Guard permission="performance.read"><TargetView /></Guard>
}

function TargetView() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const queries = useQueryClient()
  const { message } = App.useApp()
  const edits = useAllowed('target.edit')
  const [search, patch] = useSearchState()
  const q = useQuery(targetQuery(id))
  const x = q.data
  const open = x !== undefined && x.in_force.active && x.to_on >= today()
  return (
    <Page
      title={x ? `${subjectText(t, x)} · ${metricText(t, x)}` : t('target:one')} note={x && periodText(t, x)} crumbs={[{ label: t('target:nav.targets'), to: '/targets' }]}
      actions={edits && x && (
        <>
          {x.scope !== 'person' && x.in_force.active && <Button onClick={() => patch({ cascade: '1' }, true)}>{t('target:cascade.title')}</Button>}
          {open && <Button onClick={() => patch({ back: '1' }, true)}>{t('target:back.title')}</Button>}
          {open && <Button type="primary" icon={<EditOutlined />} onClick={() => patch({ edit: '1' }, true)}>{t('common:action.edit')}</Button>}
        </>
      )}
    >
      {q.isError && !x ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !x ? <Skeleton lines={6} /> : (
        <>
          <About x={x} />
          <Children x={x} />
          <Versions x={x} />
        </>
      )}
      {edits && x && <SetDrawer open={search.edit === '1'} item={x} onClose={() => patch({ edit: undefined })} />}
      {edits && x && x.scope !== 'person' && <CascadeDrawer open={search.cascade === '1'} parent={x} onClose={() => patch({ cascade: undefined })} />}
      {edits && x && (
        <EditDrawer<{ reason: string }>
          open={search.back === '1'} identity={x.id} title={t('target:back.title')} initial={{ reason: '' }} saveLabel={t('target:back.title')} onClose={() => patch({ back: undefined })}
          onSave={async (v) => {
            await api.post(`/targets/${encodeURIComponent(x.id)}/withdrawal`, { reason: v.reason })
            await queries.invalidateQueries({ queryKey: ['target'] })
            void message.info(t('target:back.done'))
          }}
        >
          <p>{t('target:back.help')}</p>
          <Form.Item name="reason" label={t('target:reason')} rules={[{ required: true, message: t('common:form.required', { label: t('target:reason') }) }]}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
        </EditDrawer>
      )}
    </Page>
  )
}

function About({ x }: { x: Detail }) {
  const { t } = useTranslation()
  const reads = useAllowed('strategy.read')
  const { data: goals } = useQuery({ ...goalsQuery, enabled: reads && Boolean(x.in_force.goal_id) })
  const v = x.in_force
  return (
    <section className="lt-card" aria-label={t('target:about')}>
      <div className="lt-card-head">
        <h2>{t('target:about')}</h2>{v.active ? <StateTag state={x.actual.state} score={x.actual.score} /> : <span className="lt-muted">{t('target:back.done')}</span>}
        <span className="lt-grow" />
        {x.path.map((p) => <Link key={p.id} to={'/targets/$id' as string} params={{ id: p.id } as never}>{t('target:up', { name: subjectText(t, p), value: aimText(p.in_force.target, p) })}</Link>)}
      </div>
      <div className="tg-body">
        <DescriptionList facts={[
          { label: t('target:actual'), value: x.actual.value === null ? none : <a href={x.actual.link} title={t('target:rows')}>{valueText(x.actual.value, x.unit)}</a> },
          { label: t('target:threshold'), value: valueText(v.threshold, x.unit) },
          { label: t('target:target'), value: aimText(v.target, x) },
          { label: t('target:stretch'), value: v.stretch === v.target ? t('target:no_stretch') : valueText(v.stretch, x.unit) },
          { label: t('target:period.which'), value: `${day(x.from_on)} – ${day(x.to_on)}` },
          x.adds === 'sum' && { label: t('target:share'), value: t('target:share_text', { n: decimal(100 * x.actual.share, 0) }) },
          v.level ? { label: t('target:level_title'), value: t(`target:level.${v.level}`) } : null,
          { label: t('target:weight'), value: decimal(v.weight, 1) },
          { label: t('target:metric_version'), value: v.metric_version ? t('target:version_first', { n: v.metric_version }) : t('target:version_free') },
          v.goal_id ? { label: t('target:goal'), value: goals?.find((g) => g.id === v.goal_id)?.name ?? none } : null,
          v.relevance ? { label: t('target:relevance'), value: v.relevance, wide: true } : null,
        ]} />
      </div>
    </section>
  )
}

function Children({ x }: { x: Detail }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  if (x.scope === 'person') return null
  const columns: Column<Line>[] = [
    { id: 'name', header: t('target:subject'), width: 180, grow: true, sortable: true, value: (c) => subjectText(t, c), cell: (c) => subjectText(t, c) },
    { id: 'level', header: t('target:level_title'), width: 90, sortable: true, value: (c) => (c.in_force.level ? t(`target:level.${c.in_force.level}`) : ''), cell: (c) => (c.in_force.level ? t(`target:level.${c.in_force.level}`) : none) },
    { id: 'weight', header: t('target:weight'), width: 90, align: 'right', sortable: true, value: (c) => c.in_force.weight, cell: (c) => decimal(c.in_force.weight, 1) },
    { id: 'target', header: t('target:target'), width: 120, align: 'right', sortable: true, value: (c) => c.in_force.target, cell: (c) => aimText(c.in_force.target, c) },
    { id: 'actual', header: t('target:actual'), width: 110, align: 'right', sortable: true, value: (c) => c.actual.value, cell: (c) => (c.actual.value === null ? none : <a href={c.actual.link} title={t('target:rows')}>{valueText(c.actual.value, c.unit)}</a>) },
    { id: 'score', header: t('target:score'), width: 80, align: 'right', sortable: true, value: (c) => c.actual.score, cell: (c) => scoreText(c.actual.score) },
    { id: 'state', header: t('target:state_title'), width: 130, sortable: true, value: (c) => t(`target:state.${c.actual.state}`), cell: (c) => <StateTag state={c.actual.state} /> },
  ]
  return (
    <section className="lt-card" aria-label={t('target:children')}>
      <div className="lt-card-head"><h2>{t('target:children')}</h2>{x.check && <CheckTag check={x.check} unit={x.unit} />}</div>
      {x.children.length === 0 ? <Empty title={t('target:no_children')} reason={t('target:no_children_reason')} /> : (
        <DataTable<Line> id="target.children" label={t('target:children')} columns={columns} rows={x.children} rowKey={(c) => c.id} onOpen={(c) => void navigate({ to: '/targets/$id' as string, params: { id: c.id } as never })} maxHeight={480} />
      )}
    </section>
  )
}

function Versions({ x }: { x: Detail }) {
  const { t } = useTranslation()
  const columns: Column<Version>[] = [
    { id: 'version', header: t('target:version'), width: 70, align: 'right', value: (v) => v.version, cell: (v) => v.version },
    { id: 'from', header: t('target:valid_from'), width: 130, value: (v) => v.from_on, cell: (v) => day(v.from_on) },
    { id: 'threshold', header: t('target:threshold'), width: 100, align: 'right', value: (v) => v.threshold, cell: (v) => valueText(v.threshold, x.unit) },
    { id: 'target', header: t('target:target'), width: 100, align: 'right', value: (v) => v.target, cell: (v) => (v.active ? valueText(v.target, x.unit) : t('target:back.done')) },
    { id: 'stretch', header: t('target:stretch'), width: 100, align: 'right', value: (v) => v.stretch, cell: (v) => valueText(v.stretch, x.unit) },
    { id: 'metric_version', header: t('target:metric_version'), width: 150, value: (v) => v.metric_version ?? 0, cell: (v) => (v.metric_version ? t('target:version_first', { n: v.metric_version }) : t('target:version_free')) },
    { id: 'reason', header: t('target:reason'), width: 240, grow: true, value: (v) => v.reason, cell: (v) => <span title={v.reason}>{v.reason || none}</span> },
    { id: 'by', header: t('target:changed_by'), width: 120, value: (v) => v.changed_by, cell: (v) => v.changed_by },
    { id: 'at', header: t('target:changed_at'), width: 170, value: (v) => v.changed_ms, cell: (v) => dateTime(v.changed_ms) },
  ]
  return (
    <section className="lt-card" aria-label={t('target:versions')}>
      <div className="lt-card-head"><h2>{t('target:versions')}</h2><span className="lt-muted">{t('target:versions_help')}</span></div>
      <DataTable<Version> id="target.versions" label={t('target:versions')} columns={columns} rows={x.versions.toReversed()} rowKey={(v) => String(v.version)} maxHeight={320} />
    </section>
  )
}
