// The agent opens this on the telephone after a shift, or when the leader asks: was I where I was scheduled, and what do I have to explain.
// They decide what to explain.
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { addDays, time, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { DayView } from './DayView'
import { ExceptionDrawer } from './ExceptionDrawer'
import type { Day, DayDeviation, Exception } from './types'
import './adherence.css'

export function OwnPage() {
  return <Guard permission="adherence.own"><OwnView /></Guard>
}

function OwnView() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const on = (search.on as string | undefined) ?? today()
  const q = useQuery({ queryKey: ['adherence', 'own', on], retry: false, queryFn: ({ signal }) => api.get<Day>('/own/adherence', { on }, signal) })
  const refresh = () => queries.invalidateQueries({ queryKey: ['adherence'] })
  const day = q.data
  const chosen = day?.deviations.find((x) => String(x.from_ms) === String(search.explain ?? ''))
  const about = useMemo(() => chosen && { from_ms: chosen.from_ms, to_ms: chosen.to_ms }, [chosen])
  const explain = (x: DayDeviation) =>
    !day?.final && (!x.explained || x.explained === 'refused') && <Button size="small" type="primary" ghost onClick={() => patch({ explain: String(x.from_ms) }, true)}>{t('adherence:explain')}</Button>
  const withdraw = (e: Exception) =>
    e.state === 'waiting' && e.person_id && (
      <Button
        size="small"
        onClick={() => void api.post(`/own/adherence/exceptions/${encodeURIComponent(e.id)}/withdrawal`, {}).then(refresh, (error: unknown) => message.error(faultText(error)))}
      >
        {t('adherence:withdraw')}
      </Button>
    )
  return (
    <Page
      title={t('adherence:nav.own')}
      note={day && on === today() && day.until_ms > day.from_ms ? <span>{t('adherence:until', { when: time(day.until_ms) })}</span> : undefined}
      actions={
        <>
          <Button icon={<LeftOutlined />} aria-label={t('adherence:earlier')} onClick={() => patch({ on: addDays(on, -1) })} />
          <DatePicker aria-label={t('adherence:on')} value={dayjs(on)} allowClear={false} inputReadOnly style={{ width: 130 }} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD') })} />
          <Button icon={<RightOutlined />} aria-label={t('adherence:later')} disabled={on >= today()} onClick={() => patch({ on: addDays(on, 1) })} />
        </>
      }
    >
      {q.isError && !day ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !day ? <Skeleton /> : !day.person_id ? <section className="lt-card"><Empty title={t('adherence:nobody')} /></section> : <DayView day={day} deviationActs={explain} exceptionActs={withdraw} />}
      <ExceptionDrawer open={Boolean(about)} about={about} onClose={() => patch({ explain: undefined })} onSaved={refresh} />
    </Page>
  )
}
