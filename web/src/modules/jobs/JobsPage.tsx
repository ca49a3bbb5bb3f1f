// Whoever started long work (an import, a replay), until it ends: how far it is, what came of it, whether to stop it.
import { Drawer } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { dateTime, duration, none, percent } from '../../kit/format'
import { JobProgress, JobState } from '../../kit/JobProgress'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { useSearchState } from '../../kit/useSearchState'

const states = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const

export function JobsPage() {
  const { t, i18n } = useTranslation()
  const [search, patch] = useSearchState()
  const open = search.open as string | undefined
  const columns = useMemo<Column<Job>[]>(() => {
    const kind = (j: Job) => {
      const key = `jobs:kind.${j.kind.replaceAll('.', '_').replaceAll('-', '_')}`
      return i18n.exists(key) ? t(key) : j.kind
    }
    const took = (j: Job) => (j.started_ms ? duration((j.ended_ms ?? Date.now()) - j.started_ms) : none)
    return [
      { id: 'kind', header: t('jobs:kind_name'), cell: kind, value: kind, width: 200, pin: true },
      { id: 'state', header: t('jobs:state'), cell: (j) => <JobState state={j.state} />, value: (j) => j.state, width: 110 },
      { id: 'progress', header: t('jobs:progress'), cell: (j) => percent(j.progress * 100), value: (j) => j.progress, width: 90, align: 'right' },
      { id: 'created', header: t('jobs:created'), cell: (j) => dateTime(j.created_ms), value: (j) => (j.created_ms ? dateTime(j.created_ms) : ''), width: 150 },
      { id: 'took', header: t('jobs:took'), cell: took, value: took, width: 120, align: 'right' },
      { id: 'detail', header: t('jobs:detail'), cell: (j) => j.error || j.detail || none, value: (j) => j.error || j.detail, width: 260, grow: true },
    ]
  }, [t, i18n])
  return (
    <Page title={t('jobs:nav.jobs')} fill>
      <QueryTable<Job>
        id="jobs.list"
        label={t('jobs:nav.jobs')}
        path="/jobs"
        columns={columns}
        rowKey={(j) => j.id}
        filters={[{ key: 'state', label: t('jobs:state'), width: 120, options: states.map((s) => ({ value: s, label: t(`common:job.${s}`) })) }]}
        onOpen={(j) => patch({ open: j.id }, true)}
        selected={open}
        empty={{ title: t('jobs:empty'), reason: t('jobs:empty_reason') }}
      />
      <Drawer open={Boolean(open)} onClose={() => patch({ open: undefined })} size={520} title={t('jobs:one')} closable={{ 'aria-label': t('common:action.close') }} destroyOnHidden>
        {open && (
          <JobProgress id={open}>
            {(job) => (
              <>
                <DescriptionList
                  facts={[
                    { label: t('jobs:created'), value: dateTime(job.created_ms) },
                    { label: t('jobs:started'), value: dateTime(job.started_ms) },
                    { label: t('jobs:ended'), value: dateTime(job.ended_ms) },
                  ]}
                />
                {job.result !== undefined && job.result !== null && (
                  <>
                    <h2>{t('jobs:result')}</h2>
                    <pre className="lt-mono lt-pre">{JSON.stringify(job.result, null, 2)}</pre>
                  </>
                )}
              </>
            )}
          </JobProgress>
        )}
      </Drawer>
    </Page>
  )
}
