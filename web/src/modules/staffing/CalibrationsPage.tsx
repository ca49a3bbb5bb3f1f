// The planner opens this monthly, before trusting a plan; the operations manager when a plan is doubted. They decide whether the model
// of a queue (patience, handle time, staffing) may be believed, and where it misses, why.
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
import { count, dateTime, day, percent, points } from '../../kit/format'
import { JobCard } from '../../kit/JobCard'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { useSearchState } from '../../kit/useSearchState'
import { CalibrationDrawer } from './CalibrationDrawer'
import { share, size } from './calibration'
import type { Calibration } from './types'

export function CalibrationsPage() {
  return <Guard permission="staffing.read"><CalibrationsView /></Guard>
}

function CalibrationsView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('staffing.edit')
  const [search, patch] = useSearchState()
  const columns: Column<Calibration>[] = [
    { id: 'name', header: t('staffing:name'), width: 210, pin: true, sortable: true, value: (c) => c.name, cell: (c) => <Link to={'/staffing-calibration/$id' as string} params={{ id: c.id } as never}>{c.name}</Link> },
    { id: 'first_on', header: t('staffing:first_on'), width: 140, sortable: true, value: (c) => c.first_on, cell: (c) => day(c.first_on) },
    { id: 'last_on', header: t('staffing:last_on'), width: 140, value: (c) => c.last_on, cell: (c) => day(c.last_on) },
    { id: 'queues', header: t('staffing:queues'), width: 80, align: 'right', value: (c) => c.queues?.length, cell: (c) => count(c.queues?.length) },
    { id: 'within', header: t('staffing:calibration.within'), width: 175, align: 'right', value: (c) => c.whole.within, cell: (c) => share(c.whole.within, c.whole.days), help: t('staffing:calibration.within_help') },
    { id: 'deviation', header: t('staffing:calibration.absolute'), width: 215, align: 'right', sortable: true, value: (c) => c.whole.absolute, cell: (c) => size(t, c.whole.absolute), help: t('staffing:calibration.absolute_help') },
    { id: 'bias', header: t('staffing:calibration.bias'), width: 120, align: 'right', value: (c) => c.whole.deviation, cell: (c) => points(c.whole.deviation), help: t('staffing:calibration.bias_help') },
    { id: 'actual', header: t('staffing:calibration.actual_level'), width: 130, align: 'right', value: (c) => c.whole.actual, cell: (c) => percent(c.whole.actual) },
    { id: 'version', header: t('staffing:whatif.version'), width: 115, align: 'right', value: (c) => c.model_version, cell: (c) => c.model_version },
    { id: 'created_by', header: t('staffing:created_by'), width: 130, value: (c) => c.created_by, cell: (c) => c.created_by },
    { id: 'created', header: t('staffing:created'), width: 160, grow: true, sortable: true, value: (c) => dateTime(c.created_ms), cell: (c) => dateTime(c.created_ms) },
  ]
  const open = (id: string) => void navigate({ to: '/staffing-calibration/$id' as string, params: { id } as never })
  const done = (j: Job) => {
    void queries.invalidateQueries({ queryKey: ['staffing'] })
    const made = (j.result as { calibration_id?: string } | undefined)?.calibration_id
    if (j.state === 'done' && made) open(made)
  }
  const start = edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ new: '1' }, true)}>{t('staffing:calibration.start')}</Button>
  const queue = search.queue as string | undefined
  return (
    <Page title={t('staffing:nav.calibration')} fill actions={start}>
      <JobCard id={search.job as string | undefined} title={t('staffing:calibration.running')} onClose={() => patch({ job: undefined })} onDone={done} />
      <QueryTable<Calibration>
        id="staffing.calibrations"
        label={t('staffing:nav.calibration')}
        path="/staffing/calibrations"
        queryKey="staffing"
        params={{ queue }}
        columns={columns}
        rowKey={(c) => c.id}
        defaultSort="-created"
        searchHint={t('staffing:calibration.search')}
        tools={<DimensionPicker of="queue" single width={180} value={queue ? [queue] : undefined} onChange={(v) => patch({ queue: v?.[0] })} />}
        onOpen={(c) => open(c.id)}
        empty={{ title: t('staffing:calibration.empty'), reason: t('staffing:calibration.empty_reason'), action: start }}
      />
      {edits && <CalibrationDrawer open={search.new === '1'} onClose={() => patch({ new: undefined })} onStarted={(job) => patch({ job })} />}
    </Page>
  )
}
