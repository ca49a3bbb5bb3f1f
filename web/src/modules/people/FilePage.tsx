// HR opens this daily, the team leader before a talk: all that is kept about one person, as of a day. HR changes it here.
import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import { day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { FileDrawer } from './FileDrawer'
import { FileView } from './FileView'
import type { File } from './types'
import './people.css'

export function FilePage() {
  return <Guard permission="people.read"><PersonView /></Guard>
}

function PersonView() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const queries = useQueryClient()
  const edits = useAllowed('people.edit')
  const [search, patch] = useSearchState()
  const on = typeof search.on === 'string' && search.on <= today() ? search.on : undefined
  const path = `/employee-files/${encodeURIComponent(id)}`
  const q = useQuery({ queryKey: ['people', 'file', id, on], retry: false, queryFn: ({ signal }) => api.get<File>(path, { on }, signal) })
  const tools = (
    <>
      <DatePicker aria-label={t('people:on')} placeholder={t('people:on')} style={{ width: 150 }} value={on ? dayjs(on) : null} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD') })} />
      {edits && !on && <Button type="primary" icon={<EditOutlined />} disabled={!q.data} onClick={() => patch({ edit: '1' }, true)}>{t('common:action.edit')}</Button>}
    </>
  )
  return (
    <Page title={q.data?.summary.name ?? t('people:file')} note={on ? t('people:as_of', { day: day(on) }) : undefined} crumbs={[{ label: t('people:nav.files'), to: '/employees' }]} actions={tools}>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : <FileView file={q.data} />}
      {edits && q.data && !on && (
        <FileDrawer
          open={search.edit === '1'} file={q.data} onClose={() => patch({ edit: undefined })}
          onReload={() => api.get<File>(path)}
          onSave={async (record, rev) => {
            await api.put(path, record, rev)
            await queries.invalidateQueries({ queryKey: ['people'] })
          }}
        />
      )}
    </Page>
  )
}
