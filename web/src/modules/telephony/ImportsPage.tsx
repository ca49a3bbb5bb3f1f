// Administrators open this after loading files and when a figure has a hole: they decide what was loaded, what was refused and
// what to load again.
import { DownloadOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Progress } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { useAllowed } from '../../app/access'
import { type Column, DataTable } from '../../kit/DataTable'
import { JobState } from '../../kit/JobProgress'
import { Page } from '../../kit/Page'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { count, dateTime } from '../../kit/format'
import { importsQuery } from './queries'
import type { Import } from './types'
import './telephony.css'

export function ImportsPage() {
  const { t } = useTranslation('telephony')
  const { message } = App.useApp()
  const navigate = useNavigate()
  const q = useQuery(importsQuery)
  const may = useAllowed('telephony.import')
  const rows = useMemo(() => [...(q.data ?? [])].sort((a, b) => ((a.started_at ?? '') < (b.started_at ?? '') ? 1 : -1)), [q.data])
  const number = (id: 'rows' | 'events' | 'contacts' | 'repaired' | 'quarantined', width = 96): Column<Import> => ({ id, header: t(`imports.${id}`), width, align: 'right', sortable: true, value: (i) => i[id], cell: (i) => count(i[id]) })
  const columns: Column<Import>[] = [
    { id: 'name', header: t('imports.file'), width: 240, pin: true, sortable: true, value: (i) => i.name, cell: (i) => <Link to={'/imports/$id' as string} params={{ id: i.id } as never}>{i.name || i.id}</Link> },
    { id: 'kind', header: t('imports.kind'), width: 170, value: (i) => t(`kind.${i.kind}`), cell: (i) => t(`kind.${i.kind}`, { defaultValue: i.kind }) },
    { id: 'source', header: t('quality.source'), width: 140, sortable: true, value: (i) => i.source, cell: (i) => i.source },
    {
      id: 'state',
      header: t('imports.state'),
      width: 150,
      sortable: true,
      value: (i) => i.state,
      cell: (i) =>
        i.state === 'running' ? <Progress percent={Math.round((i.progress ?? 0) * 100)} size="small" aria-label={t('common:job.progress')} /> : (
          <span>
            <JobState state={i.state} />
            {i.dry_run && <span className="lt-muted"> {t('imports.dry')}</span>}
          </span>
        ),
    },
    number('rows'),
    number('events'),
    number('contacts'),
    number('repaired'),
    number('quarantined'),
    { id: 'started', header: t('imports.started'), width: 150, sortable: true, value: (i) => i.started_at, cell: (i) => dateTime(i.started_at) },
    {
      id: 'errors',
      header: t('imports.errors'),
      width: 110,
      grow: true,
      cell: (i) =>
        (i.errors?.length ?? 0) > 0 || i.quarantined > 0 ? (
          <Button size="small" type="link" icon={<DownloadOutlined />} aria-label={t('imports.errors_of', { name: i.name })} onClick={() => void api.download(`/imports/${encodeURIComponent(i.id)}/errors.csv`, undefined, `${i.name}-errors.csv`).catch((e: unknown) => void message.error(faultText(e)))}>
            CSV
          </Button>
        ) : (
          '—'
        ),
    },
  ]
  return (
    <Page
      title={t('imports.title')}
      fill
      actions={
        may && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate({ to: '/imports/new' as string })}>
            {t('imports.start')}
          </Button>
        )
      }
    >
      <section className="lt-card lt-query-table" aria-label={t('imports.title')}>
        {q.isPending ? (
          <Skeleton lines={6} />
        ) : q.isError && !q.data ? (
          <Failure error={q.error} onRetry={() => void q.refetch()} />
        ) : rows.length === 0 ? (
          <Empty title={t('imports.empty')} reason={t('imports.empty_reason')}>
            {may && <Link to={'/imports/new' as string}><Button>{t('imports.start')}</Button></Link>}
          </Empty>
        ) : (
          <DataTable<Import> id="telephony.imports" label={t('imports.title')} columns={columns} rows={rows} rowKey={(i) => i.id} onOpen={(i) => void navigate({ to: '/imports/$id' as string, params: { id: i.id } as never })} />
        )}
      </section>
    </Page>
  )
}
