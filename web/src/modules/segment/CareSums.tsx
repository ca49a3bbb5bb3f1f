// Who keeps employee files sees how many people weeks told of, and no names.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { count, day } from '../../kit/format'
import type { CareWeek } from './types'
import './segment.css'

export function CareSums() {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['care', 'sums'], queryFn: async ({ signal }) => (await api.get<{ items: CareWeek[] }>('/care-sums', undefined, signal)).items })
  return (
    <section className="lt-card" aria-label={t('care:sums')}>
      <div className="lt-card-head"><h2>{t('care:sums')}</h2><span className="lt-muted">{t('care:sums_help')}</span></div>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={3} /> : q.data.length === 0 ? <Empty title={t('care:sums_empty')} reason={t('care:sums_reason')} /> : (
        <table className="sg-table">
          <thead><tr><th>{t('care:week_of')}</th><th className="is-number">{t('care:people')}</th><th className="is-number">{t('care:told')}</th></tr></thead>
          <tbody>{q.data.map((x) => <tr key={x.week_on}><td>{day(x.week_on)}</td><td className="is-number">{count(x.people)}</td><td className="is-number">{x.told === null ? t('care:few') : count(x.told)}</td></tr>)}</tbody>
        </table>
      )}
    </section>
  )
}
