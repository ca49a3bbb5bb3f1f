// The planner opens this every week before building rosters, the operations manager every month: how many agents each half-hour
// takes, which target asks for them and what that is in hours and full-time people. They decide whether the targets can be kept.
import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { NotFoundPage } from '../../app/states'
import { api, ApiError } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { DescriptionList } from '../../kit/DescriptionList'
import { faultText } from '../../kit/fault'
import { dateTime, day, decimal, percent } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { CurveCard } from './CurveCard'
import { DaysCard } from './DaysCard'
import { HeatCard } from './HeatCard'
import { QueuesCard } from './QueuesCard'
import { figuresQuery, planQuery } from './queries'
import type { Plan } from './types'
import { WeeksCard } from './WeeksCard'

export function PlanPage() {
  return <Guard permission="staffing.read"><PlanLoader /></Guard>
}

function PlanLoader() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const q = useQuery(planQuery(id))
  if (q.isError && q.error instanceof ApiError && q.error.status === 404) return <NotFoundPage />
  const crumbs = [{ label: t('staffing:nav.plans'), to: '/staffing' }]
  if (!q.data) return <Page title={t('staffing:one')} crumbs={crumbs}>{q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : <Skeleton />}</Page>
  return <PlanView plan={q.data} crumbs={crumbs} />
}

function PlanView({ plan: p, crumbs }: { plan: Plan; crumbs: { label: string; to: string }[] }) {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const made = (p.queues ?? []).filter((q) => q.outcome === 'made')
  const queue = made.find((q) => q.queue_id === text('queue'))
  const on = text('on') && text('on')! >= p.first_on && text('on')! <= p.last_on ? text('on')! : p.first_on
  const q = useQuery(figuresQuery(p.id, queue?.queue_id))
  const reads = useAllowed('forecast.read')
  const unknown = made.filter((x) => x.patience.from === 'unknown')
  const left = (p.queues ?? []).filter((x) => x.outcome !== 'made')
  const names = (list: { name: string }[]) => list.map((x) => x.name).join(t('staffing:join'))
  const s = p.settings
  return (
    <Page title={p.name} crumbs={crumbs} actions={<Actions plan={p} />}>
      <section className="lt-card" aria-label={t('staffing:about')}>
        <div className="lt-card-body">
          <DescriptionList
            facts={[
              { label: t('staffing:forecast'), value: reads ? <Link to={'/forecasts/$id' as string} params={{ id: p.forecast_id } as never}>{p.forecast_name}</Link> : p.forecast_name },
              { label: t('staffing:span'), value: `${day(p.first_on)} – ${day(p.last_on)}` },
              { label: t('staffing:probability'), value: percent(s.probability_percent) },
              { label: t('staffing:shrinkage'), value: t(s.shrinkage.from === 'planned' ? 'staffing:shrinkage_planned' : 'staffing:shrinkage_value', { in: decimal(s.shrinkage.in_office_percent), out: decimal(s.shrinkage.out_of_office_percent) }) },
              { label: t('staffing:model'), value: t('staffing:model_value', { names: [...new Set(made.map((x) => t(`staffing:models.${x.model}`)))].join(t('staffing:join')), version: p.model_version }) },
              { label: t('staffing:patience_history'), value: `${p.patience_from_on} – ${p.patience_to_on}` },
              { label: t('staffing:created'), value: `${p.created_by} · ${dateTime(p.created_ms)}` },
            ]}
          />
        </div>
      </section>
      {unknown.length > 0 && <Note kind="warn">{t('staffing:patience_unknown', { names: names(unknown) })}</Note>}
      {left.length > 0 && <Note>{t('staffing:left_out', { names: names(left) })}</Note>}
      <div className="lt-toolbar">
        <Select
          aria-label={t('staffing:queue')} style={{ width: 240 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} value={queue?.queue_id ?? ''}
          options={[{ value: '', label: t('staffing:all_queues') }, ...made.map((x) => ({ value: x.queue_id, label: x.code !== x.name ? `${x.name} ${x.code}` : x.name }))]}
          onChange={(value: string) => patch({ queue: value || undefined })}
        />
        <span className="lt-muted">{queue ? '' : t('staffing:by_itself')}</span>
      </div>
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : (
        <>
          <CurveCard plan={p} queue={queue} on={on} onDay={(d) => patch({ on: d })} />
          <HeatCard plan={p} days={q.data.days} on={on} dimmed={q.isPlaceholderData} onDay={(d) => patch({ on: d })} />
          <DaysCard plan={p} days={q.data.days} on={on} dimmed={q.isPlaceholderData} onDay={(d) => patch({ on: d })} />
          <WeeksCard plan={p} weeks={q.data.weeks} dimmed={q.isPlaceholderData} />
        </>
      )}
      <QueuesCard plan={p} selected={queue?.queue_id} onQueue={(id) => patch({ queue: id === queue?.queue_id ? undefined : id })} />
    </Page>
  )
}

function Actions({ plan: p }: { plan: Plan }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('staffing.edit')
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await api.download(`/staffing/plans/${encodeURIComponent(p.id)}/workbook.xlsx`, { lang: t('staffing:lang') }, `${p.name}.xlsx`)
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  const remove = () =>
    modal.confirm({
      title: t('staffing:delete_title', { name: p.name }), content: t('staffing:delete_text'), okText: t('common:action.delete'), cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          await api.delete(`/staffing/plans/${encodeURIComponent(p.id)}`)
          // Away first: nobody asks for what is gone.
          await navigate({ to: '/staffing' as string })
          for (const key of ['plan', 'figures', 'slots']) queries.removeQueries({ queryKey: ['staffing', key, p.id] })
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: ['staffing'] })
      },
    })
  return (
    <>
      <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void save()}>{t('common:action.export')}</Button>
      {edits && <Button icon={<DeleteOutlined />} onClick={remove}>{t('common:action.delete')}</Button>}
    </>
  )
}
