// The agent opens this several times a day: where they stand against target and team, what moved their score, and what to do next.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { CardView } from './CardView'
import { OwnTalks } from './OwnTalks'
import { ownQuery } from './queries'
import { PeriodPicker, usePeriod } from './Views'

export function OwnPage() {
  return <Guard permission="performance.own"><OwnView /></Guard>
}

function OwnView() {
  const { t } = useTranslation()
  const { period, on } = usePeriod()
  const q = useQuery({ ...ownQuery(period, on), placeholderData: keepPreviousData })
  const card = q.data?.card
  return (
    <Page title={t('scorecard:nav.own')} note={card && t('scorecard:span', { from: day(card.from), to: day(card.to), team: card.team_name ?? '' })} actions={<PeriodPicker />}>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : !card ? <Empty title={t('scorecard:no_person')} /> : <><CardView card={card} /><OwnTalks /></>}
    </Page>
  )
}
