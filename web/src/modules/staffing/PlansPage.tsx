// The planner opens this every week, once the forecast is locked, to reckon how many agents each half-hour takes before rosters are
// built; the operations manager every month, to see what the targets cost in people. They decide by which targets, and how sure.
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import type { Job } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { count, dateTime, day, percent } from '../../kit/format'
import { JobCard } from '../../kit/JobCard'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { useSearchState } from '../../kit/useSearchState'
import { PlanDrawer } from './PlanDrawer'
import type { Plan } from './types'
import { targetText } from './words'

export function PlansPage() {
  return <Guard permission="staffing.read"><PlansView /></Guard>
}

function PlansView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('staffing.edit')
  const [search, patch] = useSearchState()
  const hours = (v: number) => count(Math.round(v))
  const columns: Column<Plan>[] = [
    { id: 'name', header: t('staffing:name'), width: 230, pin: true, sortable: true, value: (p) => p.name, cell: (p) => <Link to={'/staffing/$id' as string} params={{ id: p.id } as never}>{p.name}</Link> },
    { id: 'forecast', header: t('staffing:forecast'), width: 200, value: (p) => p.forecast_name, cell: (p) => p.forecast_name },
    { id: 'first_on', header: t('staffing:first_on'), width: 140, sortable: true, value: (p) => p.first_on, cell: (p) => day(p.first_on) },
    { id: 'last_on', header: t('staffing:last_on'), width: 140, value: (p) => p.last_on, cell: (p) => day(p.last_on) },
    { id: 'target', header: t('staffing:target'), width: 240, grow: true, value: (p) => settled(p), cell: (p) => settled(p) },
    { id: 'probability', header: t('staffing:probability'), width: 110, align: 'right', value: (p) => p.settings.probability_percent, cell: (p) => percent(p.settings.probability_percent), help: t('staffing:probability_help') },
    { id: 'agent_h', header: t('staffing:agent_h'), width: 120, align: 'right', value: (p) => p.agent_h, cell: (p) => hours(p.agent_h) },
    { id: 'scheduled_h', header: t('staffing:scheduled_h'), width: 120, align: 'right', value: (p) => p.scheduled_h, cell: (p) => hours(p.scheduled_h) },
    { id: 'queues', header: t('staffing:queues'), width: 80, align: 'right', hidden: true, value: (p) => p.queue_count, cell: (p) => count(p.queue_count) },
    { id: 'created_by', header: t('staffing:created_by'), width: 130, value: (p) => p.created_by, cell: (p) => p.created_by },
    { id: 'created', header: t('staffing:created'), width: 160, sortable: true, value: (p) => dateTime(p.created_ms), cell: (p) => dateTime(p.created_ms) },
  ]
  function settled(p: Plan): string {
    const target = p.settings.target
    return target.level_from === 'queue' ? [t('staffing:said.own'), targetText(t, { ...target, level_percent: undefined })].filter(Boolean).join(t('staffing:join')) : targetText(t, target)
  }
  const open = (id: string) => void navigate({ to: '/staffing/$id' as string, params: { id } as never })
  const done = (j: Job) => {
    void queries.invalidateQueries({ queryKey: ['staffing'] })
    const made = (j.result as { plan_id?: string } | undefined)?.plan_id
    if (j.state === 'done' && made) open(made)
  }
  const start = edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ new: '1' }, true)}>{t('staffing:run.start')}</Button>
  return (
    <Page title={t('staffing:nav.plans')} fill actions={start}>
      <JobCard id={search.job as string | undefined} title={t('staffing:run.running')} onClose={() => patch({ job: undefined })} onDone={done} />
      <QueryTable<Plan>
        id="staffing.plans"
        label={t('staffing:nav.plans')}
        path="/staffing/plans"
        queryKey="staffing"
        columns={columns}
        rowKey={(p) => p.id}
        defaultSort="-created"
        searchHint={t('staffing:search')}
        onOpen={(p) => open(p.id)}
        empty={{ title: t('staffing:empty'), reason: t('staffing:empty_reason'), action: start }}
      />
      {edits && <PlanDrawer open={search.new === '1'} forecast={search.forecast as string | undefined} onClose={() => patch({ new: undefined, forecast: undefined })} onStarted={(job) => patch({ job })} />}
    </Page>
  )
}
