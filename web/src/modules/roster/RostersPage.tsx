// The planner opens this every week or month to make the next roster and to find the ones there are; the operations manager before one is
// published. They decide which version people will live in.
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import type { Job } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { count, dateTime, day, decimal, none, percent } from '../../kit/format'
import { JobCard } from '../../kit/JobCard'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { Clashes } from './Clashes'
import { MakeDrawer } from './MakeDrawer'
import { gapOf } from './grid'
import type { Roster } from './types'

export function RostersPage() {
  return <Guard permission="roster.read"><RostersView /></Guard>
}

function RostersView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('roster.edit')
  const [search, patch] = useSearchState()
  const open = (id: string) => void navigate({ to: '/rosters/$id' as string, params: { id } as never })
  const columns: Column<Roster>[] = [
    { id: 'name', header: t('roster:list.name'), width: 230, pin: true, sortable: true, value: (v) => v.name, cell: (v) => <Link to={'/rosters/$id' as string} params={{ id: v.id } as never}>{v.name}</Link> },
    { id: 'status', header: t('roster:state'), width: 116, value: (v) => t(`roster:version.${v.status}`), cell: (v) => <StatusTag tone={v.status === 'published' ? 'good' : 'muted'}>{t(`roster:version.${v.status}`)}</StatusTag> },
    { id: 'first_on', header: t('roster:list.first_on'), width: 130, sortable: true, value: (v) => v.first_on, cell: (v) => day(v.first_on) },
    { id: 'last_on', header: t('roster:list.last_on'), width: 130, value: (v) => v.last_on, cell: (v) => day(v.last_on) },
    { id: 'plan', header: t('roster:list.plan'), width: 220, grow: true, value: (v) => v.plan_name, cell: (v) => v.plan_name },
    { id: 'people', header: t('roster:list.people'), width: 84, align: 'right', value: (v) => v.people, cell: (v) => count(v.people) },
    { id: 'paid', header: t('roster:list.paid_h'), width: 100, align: 'right', value: (v) => v.paid_h, cell: (v) => decimal(v.paid_h, 0) },
    { id: 'cost', header: t('roster:list.cost'), width: 110, align: 'right', value: (v) => v.cost, cell: (v) => decimal(v.cost, 0), help: t('roster:list.cost_help') },
    { id: 'gap', header: t('roster:list.gap'), width: 96, align: 'right', value: (v) => gapOf(v), cell: (v) => { const g = gapOf(v); return g === null ? none : percent(g) }, help: t('roster:list.gap_help') },
    { id: 'changed_by', header: t('roster:list.changed_by'), width: 110, value: (v) => v.changed_by, cell: (v) => v.changed_by },
    { id: 'changed', header: t('roster:list.changed'), width: 150, sortable: true, value: (v) => dateTime(v.changed_ms), cell: (v) => dateTime(v.changed_ms) },
    { id: 'created', header: t('roster:list.created'), width: 150, sortable: true, hidden: true, value: (v) => dateTime(v.created_ms), cell: (v) => dateTime(v.created_ms) },
  ]
  const done = (j: Job) => {
    void queries.invalidateQueries({ queryKey: ['rosters'] })
    const made = (j.result as { roster_id?: string } | undefined)?.roster_id
    if (j.state === 'done' && made) open(made)
  }
  const start = edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ new: '1' }, true)}>{t('roster:make.start')}</Button>
  return (
    <Page title={t('roster:nav.rosters')} fill actions={start}>
      <JobCard id={search.job as string | undefined} title={t('roster:make.running')} onClose={() => patch({ job: undefined })} onDone={done}>{(j) => <Clashes job={j} />}</JobCard>
      <QueryTable<Roster>
        id="rosters" label={t('roster:nav.rosters')} path="/rosters" queryKey="rosters" columns={columns} rowKey={(v) => v.id} defaultSort="-created"
        searchHint={t('roster:list.search')} onOpen={(v) => open(v.id)}
        filters={[{ key: 'status', label: t('roster:state'), options: (['draft', 'published'] as const).map((value) => ({ value, label: t(`roster:version.${value}`) })) }]}
        empty={{ title: t('roster:list.empty'), reason: t('roster:list.empty_reason'), action: start }}
      />
      {edits && <MakeDrawer open={search.new === '1'} from={undefined} onClose={() => patch({ new: undefined })} onStarted={(job) => patch({ new: undefined, job })} />}
    </Page>
  )
}
