// The leader opens this before a talk: one person's scorecard, as that person sees it.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { Failure, Skeleton } from '../../kit/blocks'
import { day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { CardView } from './CardView'
import { cardQuery } from './queries'
import { PeriodPicker, usePeriod } from './Views'

export function PersonPage() {
  return <Guard permission="performance.read"><PersonView /></Guard>
}

function PersonView() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const talks = useAllowed('performance.talk')
  const { period, on } = usePeriod()
  const q = useQuery({ ...cardQuery(id, period, on), placeholderData: keepPreviousData })
  const card = q.data
  return (
    <Page title={card ? `${card.name} ${card.agent_no}` : t('scorecard:one')} crumbs={[{ label: t('scorecard:nav.team'), to: '/team-scores' }]} note={card && t('scorecard:span', { from: day(card.from), to: day(card.to), team: card.team_name ?? '' })} actions={<>{talks && <Link to={'/talks' as string} search={{ person: id } as never}><Button>{t('scorecard:view.talks')}</Button></Link>}<PeriodPicker /></>}>
      {q.isError && !card ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !card ? <Skeleton /> : <CardView card={card} />}
    </Page>
  )
}
