// The agent opens this about once a month: where they stand, and what is missing for the next step.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { Page } from '../../kit/Page'
import { CareerView } from './CareerView'
import type { Career } from './types'
import './people.css'

export function OwnCareerPage() {
  return <Guard permission="people.own"><OwnView /></Guard>
}

function OwnView() {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['people', 'career', 'own'], retry: false, queryFn: ({ signal }) => api.get<Career>('/careers/own', undefined, signal) })
  return (
    <Page title={t('people:nav.my_career')} note={t('people:career_note')}>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : !q.data.summary ? <Empty title={t('people:no_person')} /> : <CareerView career={q.data} own />}
    </Page>
  )
}
