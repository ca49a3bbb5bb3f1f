// The team leader opens this monthly, the manager weekly: whose contract is drawn up, agreed, scored, and where somebody waits. They decide
// what to propose, sign, and whom to talk to.
import { DeleteOutlined, EditOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Checkbox, DatePicker, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { sessionQuery } from '../../api/queries'
import type { ListPage } from '../../api/types'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { faultText } from '../../kit/fault'
import { day, none } from '../../kit/format'
import { ImportDrawer } from '../../kit/ImportDrawer'
import { JobCard } from '../../kit/JobCard'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { useMetricNames } from './ContractView'
import { DrawUpDrawer, TemplateDrawer } from './Drawers'
import { templatesQuery } from './queries'
import type { DrawnUp, FileEntry, Head, Template } from './types'
import { states, stateTones, totalText, weightText } from './words'
import './contract.css'

export function ContractsPage() {
  return <Guard permission="performance.read"><ListView /></Guard>
}

function ListView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const manages = useAllowed('contract.manage')
  const { data: session } = useQuery(sessionQuery)
  const [search, patch] = useSearchState()
  const text = (key: string) => (typeof search[key] === 'string' ? (search[key] as string) : undefined)
  const team = text('team')
  const month = text('month')
  const valid = month && dayjs(month, 'YYYY-MM', true).isValid() ? month : undefined
  const from = valid && `${valid}-01`
  const to = valid && dayjs(`${valid}-01`).endOf('month').format('YYYY-MM-DD')
  const waiting = search.waiting ? true : undefined
  const templates = search.tab === 'templates'
  const whole = manages && (session?.user as { scope?: { centre?: boolean } } | undefined)?.scope?.centre !== false
  const columns: Column<Head>[] = [
    { id: 'agent', header: t('contract:agent_no'), width: 90, pin: true, sortable: true, value: (x) => x.agent_no, cell: (x) => x.agent_no },
    { id: 'name', header: t('contract:person'), width: 110, sortable: true, value: (x) => x.name, cell: (x) => x.name },
    { id: 'team', header: t('contract:team'), width: 100, sortable: true, value: (x) => x.team_name, cell: (x) => x.team_name || none },
    { id: 'position', header: t('contract:position'), width: 150, grow: true, sortable: true, value: (x) => x.position, cell: (x) => x.position },
    { id: 'from', header: t('contract:period'), width: 230, sortable: true, value: (x) => `${x.from_on} – ${x.to_on}`, cell: (x) => `${day(x.from_on)} – ${day(x.to_on)}` },
    { id: 'superior', header: t('contract:superior'), width: 110, value: (x) => x.superior_name, cell: (x) => x.superior_name || none },
    { id: 'state', header: t('contract:state_title'), width: 120, sortable: true, value: (x) => t(`contract:state.${x.state}`), cell: (x) => <StatusTag tone={stateTones[x.state]}>{t(`contract:state.${x.state}`)}</StatusTag> },
    { id: 'total', header: t('contract:total'), width: 100, align: 'right', sortable: true, value: (x) => x.total, cell: (x) => <b>{totalText(x.total)}</b> },
    { id: 'waits', header: t('contract:waits'), width: 200, value: waits, cell: (x) => (waits(x) ? <StatusTag tone="warn">{waits(x)}</StatusTag> : none) },
  ]
  function waits(x: Head): string {
    if (x.appeals > 0) return t('contract:wait.appeal')
    if (x.pending !== undefined && x.pending !== null) return t('contract:wait.pending', { total: totalText(x.pending) })
    if (x.change) return t('contract:wait.change')
    if (x.state === 'scored' || x.state === 'countered' || x.state === 'proposed' || x.state === 'signed') return t(`contract:wait.${x.state}`)
    return x.vetoed ? t('contract:wait.vetoed') : ''
  }
  const proposeAll = async () => {
    const drafts = await api.get<ListPage<Head>>('/contracts', { state: 'draft', team, from, to, search: text('search'), limit: 500 })
    const ids = (drafts.items ?? []).map((x) => x.id)
    if (ids.length === 0) return void message.info(t('contract:propose.none'))
    modal.confirm({
      title: t('contract:propose.title', { count: ids.length }), content: t('contract:propose.text'), okText: t('contract:act.propose'), cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          const out = await api.post<DrawnUp>('/contract-proposals', { ids })
          void message.success(t('contract:propose.done', { made: out.made.length, left: out.left.length }))
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: ['performance'] })
      },
    })
  }
  const compute = async () => {
    try {
      const { job_id: job } = await api.post<{ job_id: string }>('/contract-scorings')
      patch({ job })
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  const actions = templates
    ? whole && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ template: 'new' }, true)}>{t('contract:template.add')}</Button>
    : manages && (
      <>
        {whole && <Button onClick={() => void compute()}>{t('contract:act.compute')}</Button>}
        <Button icon={<UploadOutlined />} onClick={() => patch({ import: '1' }, true)}>{t('contract:import.act')}</Button>
        <Button onClick={() => void proposeAll()}>{t('contract:act.propose_all')}</Button>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ draw: '1' }, true)}>{t('contract:act.draw')}</Button>
      </>
    )
  return (
    <Page title={t('contract:nav.list')} fill={!templates} actions={actions}>
      <div><Segmented aria-label={t('contract:nav.list')} value={templates ? 'templates' : 'contracts'} options={[{ value: 'contracts', label: t('contract:nav.list') }, { value: 'templates', label: t('contract:template.title') }]} onChange={(v) => patch({ tab: v === 'templates' ? v : undefined })} /></div>
      <JobCard id={text('job')} title={t('contract:act.compute')} onClose={() => patch({ job: undefined })} onDone={() => void queries.invalidateQueries({ queryKey: ['performance'] })} />
      {templates ? <TemplatesView edits={Boolean(whole)} /> : (
        <QueryTable<Head>
          id="performance.contracts" label={t('contract:nav.list')} path="/contracts" queryKey="performance" columns={columns} rowKey={(x) => x.id} defaultSort="-from" searchHint={t('contract:search')} params={{ team, from, to, waiting }}
          onOpen={(x) => void navigate({ to: '/contracts/$id', params: { id: x.id }, search: {} })}
          filters={[{ key: 'state', label: t('contract:state_title'), width: 120, options: states.map((value) => ({ value, label: t(`contract:state.${value}`) })) }]}
          tools={
            <>
              <DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />
              <DatePicker picker="month" aria-label={t('contract:month')} placeholder={t('contract:month')} style={{ width: 130 }} value={valid ? dayjs(`${valid}-01`) : null} onChange={(d) => patch({ month: d?.format('YYYY-MM') })} />
              <Checkbox checked={Boolean(waiting)} onChange={(e) => patch({ waiting: e.target.checked ? '1' : undefined })}>{t('contract:waiting')}</Checkbox>
            </>
          }
          exportPath="/contracts.xlsx" exportParams={{ team, from, to, waiting, search: text('search'), state: text('state'), lang: t('contract:lang') }}
          empty={{ title: t('contract:empty'), reason: t('contract:empty_reason') }}
        />
      )}
      {manages && <ImportDrawer<FileEntry> open={search.import === '1'} path="/contract-imports" title={t('contract:import.act')} text={t('contract:import.text')} name={(c) => c.name} onClose={() => patch({ import: undefined })} onDone={() => void queries.invalidateQueries({ queryKey: ['performance'] })} />}
      {manages && <DrawUpDrawer open={search.draw === '1'} onClose={() => patch({ draw: undefined })} />}
    </Page>
  )
}

function TemplatesView({ edits }: { edits: boolean }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const name = useMetricNames()
  const [search, patch] = useSearchState()
  const q = useQuery(templatesQuery)
  const item = q.data?.find((x) => x.id === search.template)
  const remove = (x: Template) => modal.confirm({
    title: t('contract:template.remove', { name: x.name }), okText: t('common:action.delete'), cancelText: t('common:action.cancel'),
    onOk: async () => {
      try {
        await api.delete(`/contract-templates/${encodeURIComponent(x.id)}`)
      } catch (error) {
        void message.error(faultText(error))
      }
      await queries.invalidateQueries({ queryKey: ['performance'] })
    },
  })
  const lines = (x: Template) => x.lines.map((l) => `${name(l.metric)} ${weightText(l.weight)}`).join(t('contract:join'))
  const columns: Column<Template>[] = [
    { id: 'name', header: t('contract:template.name'), width: 200, value: (x) => x.name, cell: (x) => x.name },
    { id: 'position', header: t('contract:position'), width: 160, value: (x) => x.position, cell: (x) => x.position },
    { id: 'lines', header: t('contract:lines'), width: 400, grow: true, value: lines, cell: (x) => <span title={lines(x)}>{lines(x)}</span> },
    ...(edits ? [{
      id: 'act', header: '', width: 90, cell: (x) => (
        <>
          <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${t('common:action.edit')} ${x.name}`} onClick={() => patch({ template: x.id }, true)} />
          <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${t('common:action.delete')} ${x.name}`} onClick={() => remove(x)} />
        </>
      ),
    } satisfies Column<Template>] : []),
  ]
  return (
    <section className="lt-card" aria-label={t('contract:template.title')}>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : q.data.length === 0 ? <Empty title={t('contract:template.empty')} reason={t('contract:template.empty_reason')} /> : <DataTable<Template> id="contract.templates" label={t('contract:template.title')} columns={columns} rows={q.data} rowKey={(x) => x.id} maxHeight={600} />}
      {edits && <TemplateDrawer open={search.template === 'new' || Boolean(item)} item={item} onClose={() => patch({ template: undefined })} />}
    </section>
  )
}
