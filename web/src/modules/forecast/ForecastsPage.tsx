// The planner opens this every week to make and lock the forecast the rosters are built on, the operations manager to approve
// it: they decide which version counts.
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import type { Job } from '../../api/types'
import { DimensionPicker } from '../../kit/DimensionPicker'
import type { Column } from '../../kit/DataTable'
import { count, dateTime, day } from '../../kit/format'
import { JobCard } from '../../kit/JobCard'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { RunDrawer } from './RunDrawer'
import type { Version } from './types'
import { VersionStatus } from './words'

export function ForecastsPage() {
  return <Guard permission="forecast.read"><ForecastsView /></Guard>
}

function ForecastsView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('forecast.edit')
  const [search, patch] = useSearchState()
  const queue = search.queue as string | undefined
  const job = search.job as string | undefined
  const columns: Column<Version>[] = [
    { id: 'name', header: t('forecast:name'), width: 230, pin: true, sortable: true, value: (v) => v.name, cell: (v) => <Link to={'/forecasts/$id' as string} params={{ id: v.id } as never}>{v.name}</Link> },
    { id: 'status', header: t('forecast:state'), width: 120, sortable: true, value: (v) => t(`forecast:status.${v.status}`), cell: (v) => <VersionStatus status={v.status} /> },
    { id: 'in_use', header: t('forecast:in_use'), width: 100, value: (v) => (v.in_use ? t('forecast:in_use') : ''), cell: (v) => (v.in_use ? <StatusTag tone="good">{t('forecast:in_use')}</StatusTag> : null), help: t('forecast:in_use_help') },
    { id: 'first_on', header: t('forecast:first_on'), width: 140, sortable: true, value: (v) => v.first_on, cell: (v) => day(v.first_on) },
    { id: 'last_on', header: t('forecast:last_on'), width: 140, value: (v) => v.last_on, cell: (v) => day(v.last_on) },
    { id: 'weeks', header: t('forecast:weeks'), width: 80, align: 'right', value: (v) => v.settings.weeks, cell: (v) => v.settings.weeks },
    { id: 'queues', header: t('forecast:queues'), width: 80, align: 'right', value: (v) => v.queue_count, cell: (v) => count(v.queue_count) },
    { id: 'grain', header: t('forecast:grain'), width: 110, align: 'right', value: (v) => v.grain_minutes, cell: (v) => v.grain_minutes, hidden: true },
    { id: 'history', header: t('forecast:history'), width: 200, value: (v) => `${v.history_from_on} – ${v.history_to_on}`, cell: (v) => `${v.history_from_on} – ${v.history_to_on}`, hidden: true },
    { id: 'created_by', header: t('forecast:created_by'), width: 140, grow: true, value: (v) => v.created_by, cell: (v) => v.created_by },
    { id: 'created', header: t('forecast:created'), width: 160, sortable: true, value: (v) => dateTime(v.created_ms), cell: (v) => dateTime(v.created_ms) },
  ]
  const open = (id: string) => void navigate({ to: '/forecasts/$id' as string, params: { id } as never })
  const done = (j: Job) => {
    void queries.invalidateQueries({ queryKey: ['forecast'] })
    const made = (j.result as { version_id?: string } | undefined)?.version_id
    if (j.state === 'done' && made) open(made)
  }
  const start = edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ new: '1' }, true)}>{t('forecast:run.start')}</Button>
  return (
    <Page title={t('forecast:nav.forecasts')} fill actions={start}>
      <JobCard id={job} title={t('forecast:run.running')} onClose={() => patch({ job: undefined })} onDone={done} />
      <QueryTable<Version>
        id="forecast.versions"
        label={t('forecast:nav.forecasts')}
        path="/forecast/versions"
        queryKey="forecast"
        columns={columns}
        rowKey={(v) => v.id}
        defaultSort="-created"
        searchHint={t('forecast:search')}
        params={{ queue }}
        filters={[{ key: 'status', label: t('forecast:state'), options: (['draft', 'approved', 'locked'] as const).map((value) => ({ value, label: t(`forecast:status.${value}`) })) }]}
        tools={<DimensionPicker of="queue" single value={queue ? [queue] : undefined} onChange={(v) => patch({ queue: v?.[0] })} />}
        onOpen={(v) => open(v.id)}
        empty={{ title: t('forecast:empty'), reason: t(queue ? 'forecast:empty_queue' : 'forecast:empty_reason'), action: start }}
      />
      {edits && <RunDrawer open={search.new === '1'} onClose={() => patch({ new: undefined })} onStarted={(id) => patch({ job: id })} />}
    </Page>
  )
}
