// The team leader opens this from a figure or from the floor, before talking to somebody: where they were to be, where they were, and
// what they said to it. They decide about exceptions.
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed, useUser } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import { addDays, time, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { DayView } from './DayView'
import { useDecisions } from './decisions'
import { ExceptionDrawer } from './ExceptionDrawer'
import type { Day } from './types'
import './adherence.css'

export function DayPage() {
  return <Guard permission="adherence.read"><PersonDay /></Guard>
}

function PersonDay() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { id } = useParams({ strict: false }) as { id: string }
  const [search, patch] = useSearchState()
  const decides = useAllowed('adherence.decide')
  const user = useUser()
  const own = user.person_id === id
  const on = (search.on as string | undefined) ?? today()
  const q = useQuery({ queryKey: ['adherence', 'day', id, on], retry: false, queryFn: ({ signal }) => api.get<Day>(`/adherence/people/${encodeURIComponent(id)}/days/${on}`, undefined, signal) })
  const day = q.data
  const refresh = () => queries.invalidateQueries({ queryKey: ['adherence'] })
  const acts = useDecisions()
  const chosen = day?.deviations.find((x) => String(x.from_ms) === String(search.except ?? ''))
  const about = useMemo(() => chosen && { from_ms: chosen.from_ms, to_ms: chosen.to_ms, person_id: id }, [chosen, id])
  return (
    <Page
      title={day ? `${day.person_name} ${day.agent_no}` : t('adherence:nav.day')}
      note={day && <span>{[day.team_name, on === today() && day.until_ms > day.from_ms ? t('adherence:until', { when: time(day.until_ms) }) : ''].filter(Boolean).join(' · ')}</span>}
      actions={
        <>
          <Button onClick={() => void navigate({ to: '/adherence' as string })}>{t('adherence:nav.figures')}</Button>
          <Button icon={<LeftOutlined />} aria-label={t('adherence:earlier')} onClick={() => patch({ on: addDays(on, -1) })} />
          <DatePicker aria-label={t('adherence:on')} value={dayjs(on)} allowClear={false} inputReadOnly style={{ width: 130 }} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD') })} />
          <Button icon={<RightOutlined />} aria-label={t('adherence:later')} disabled={on >= today()} onClick={() => patch({ on: addDays(on, 1) })} />
        </>
      }
    >
      {q.isError && !day ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !day ? <Skeleton /> : (
        <DayView
          day={day}
          deviationActs={(x) => decides && !own && !day.final && !x.exception_id && x.explained !== 'waiting' && <Button size="small" onClick={() => patch({ except: String(x.from_ms) }, true)}>{t('adherence:except')}</Button>}
          exceptionActs={(e) => decides && !own && !day.final && acts(e)}
        />
      )}
      {decides && <ExceptionDrawer others open={Boolean(about)} about={about} onClose={() => patch({ except: undefined })} onSaved={refresh} />}
    </Page>
  )
}
