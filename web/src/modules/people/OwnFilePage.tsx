// The agent opens this about once a month: what is kept about them, when a certificate or the contract runs out.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { Page } from '../../kit/Page'
import { FileView } from './FileView'
import type { Own } from './types'
import './people.css'

export function OwnFilePage() {
  return <Guard permission="people.own"><OwnView /></Guard>
}

function OwnView() {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['people', 'own'], retry: false, queryFn: ({ signal }) => api.get<Own>('/employee-files/own', undefined, signal) })
  return (
    <Page title={t('people:nav.own')} note={t('people:own_note')}>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : !q.data.file ? <Empty title={t('people:no_person')} /> : <FileView file={q.data.file} />}
    </Page>
  )
}
