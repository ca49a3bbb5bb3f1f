// The planner opens this after every run and each morning, the operations manager before approving: they decide whether the
// forecast is right, day by day and interval by interval, and which version staffing is to use.
import { DeleteOutlined, DownloadOutlined, LockOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { NotFoundPage } from '../../app/states'
import { api, ApiError } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { DescriptionList } from '../../kit/DescriptionList'
import { faultText } from '../../kit/fault'
import { dateTime, day, decimal, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { measures, type Measure } from './chart'
import { DaysCard } from './DaysCard'
import { EditsCard } from './EditsCard'
import { PeopleCard } from './PeopleCard'
import { QueuesCard } from './QueuesCard'
import { versionQuery, versionsQuery } from './queries'
import { SlotsCard } from './SlotsCard'
import type { Version } from './types'
import { WeeksCard } from './WeeksCard'
import { VersionStatus } from './words'

export function ForecastPage() {
  return <Guard permission="forecast.read"><ForecastView /></Guard>
}

function ForecastView() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const q = useQuery(versionQuery(id))
  if (q.isError && q.error instanceof ApiError && q.error.status === 404) return <NotFoundPage />
  const crumbs = [{ label: t('forecast:nav.forecasts'), to: '/forecasts' }]
  if (!q.data) return <Page title={t('forecast:one')} crumbs={crumbs}>{q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : <Skeleton />}</Page>
  return <VersionView version={q.data} crumbs={crumbs} />
}

function VersionView({ version: v, crumbs }: { version: Version; crumbs: { label: string; to: string }[] }) {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const versions = useQuery(versionsQuery)
  const text = (key: string) => search[key] as string | undefined
  const made = (v.queues ?? []).filter((q) => q.outcome === 'made')
  const queue = made.some((q) => q.queue_id === text('queue')) ? text('queue') : undefined
  const measure: Measure = measures.find((m) => m === text('measure')) ?? 'contacts'
  const on = text('on') ?? v.first_on
  const other = text('other')
  const others = (versions.data ?? []).filter((o) => o.id !== v.id && o.first_on <= v.last_on && o.last_on >= v.first_on)
  return (
    <Page title={v.name} crumbs={crumbs} note={<><VersionStatus status={v.status} />{v.in_use && <> <StatusTag tone="good">{t('forecast:in_use')}</StatusTag></>}</>} actions={<Actions version={v} />}>
      <section className="lt-card" aria-label={t('forecast:about')}>
        <div className="lt-card-body">
          <DescriptionList
            facts={[
              { label: t('forecast:horizon'), value: `${day(v.first_on)} – ${day(v.last_on)}` },
              { label: t('forecast:history'), value: `${v.history_from_on} – ${v.history_to_on}` },
              { label: t('forecast:grain'), value: v.grain_minutes },
              { label: t('forecast:created'), value: `${v.created_by} · ${dateTime(v.created_ms)}` },
              Boolean(v.approved_ms) && { label: t('forecast:approved'), value: `${v.approved_by} · ${dateTime(v.approved_ms!)}` },
              Boolean(v.locked_ms) && { label: t('forecast:locked'), value: `${v.locked_by} · ${dateTime(v.locked_ms!)}` },
              { label: t('forecast:model'), value: t(`forecast:model_name.${v.settings.model}`, { defaultValue: v.settings.model }) },
              made.length > 1 && Boolean(v.settings.together) && { label: t('forecast:together'), value: <span title={t('forecast:together_help')}>{t('forecast:together_of', { day: decimal(v.settings.together!.day, 2), slot: decimal(v.settings.together!.slot, 2), days: v.settings.together!.days })}</span> },
              Boolean(v.inputs.data_until) && { label: t('forecast:data_until'), value: dateTime(v.inputs.data_until) },
            ]}
          />
        </div>
      </section>
      {(v.merged ?? []).length > 0 && <Note>{t('forecast:merged', { names: v.merged!.join(t('forecast:intraday.join')) })}</Note>}
      <div className="lt-toolbar">
        <Select
          aria-label={t('forecast:queue')}
          style={{ width: 220 }}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          value={queue ?? ''}
          options={[{ value: '', label: t('forecast:all_queues') }, ...made.map((q) => ({ value: q.queue_id, label: q.code && q.code !== q.name ? `${q.name} ${q.code}` : q.name }))]}
          onChange={(value) => patch({ queue: value })}
        />
        <Segmented aria-label={t('forecast:measure')} value={measure} onChange={(value) => patch({ measure: value === 'contacts' ? undefined : value })} options={measures.map((value) => ({ value, label: t(`forecast:measures.${value}`) }))} />
        <Select
          aria-label={t('forecast:compare')}
          allowClear
          style={{ width: 240 }}
          popupMatchSelectWidth={false}
          placeholder={t('forecast:compare')}
          disabled={others.length === 0 && !other}
          showSearch={{ optionFilterProp: 'label' }}
          value={other}
          options={others.map((o) => ({ value: o.id, label: `${o.name} · ${t(`forecast:status.${o.status}`)} · ${dateTime(o.created_ms)}` }))}
          onChange={(value?: string) => patch({ other: value })}
        />
      </div>
      <DaysCard version={v} queue={queue} measure={measure} on={on} other={others.find((o) => o.id === other)} onDay={(day) => patch({ on: day, at: undefined })} />
      <SlotsCard version={v} queue={queue} measure={measure} on={on} at={text('at')} other={others.find((o) => o.id === other)} onDay={(day) => patch({ on: day, at: undefined })} onSlot={(at) => patch({ at })} />
      {measure === 'handle' && <PeopleCard version={v} queue={queue} />}
      <WeeksCard version={v} queue={queue} measure={measure} />
      <EditsCard version={v} queue={queue} measure={measure} on={on} at={text('at')} />
      <QueuesCard version={v} selected={queue} onQueue={(id) => patch({ queue: id })} />
    </Page>
  )
}

function Actions({ version: v }: { version: Version }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('forecast.edit')
  const approves = useAllowed('forecast.approve')
  const [busy, setBusy] = useState('')
  const run = async (what: string, fn: () => Promise<unknown>) => {
    setBusy(what)
    try {
      await fn()
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy('')
      await queries.invalidateQueries({ queryKey: ['forecast'] })
    }
  }
  const move = (verb: 'approve' | 'reopen' | 'lock') =>
    run(verb, async () => {
      await api.post(`/forecast/versions/${encodeURIComponent(v.id)}/${verb}`, undefined, { rev: v.rev })
      void message.success(t(`forecast:done.${verb}`))
    })
  const ask = (title: string, content: string, ok: string, fn: () => Promise<unknown>) => modal.confirm({ title, content, okText: ok, cancelText: t('common:action.cancel'), onOk: fn })
  return (
    <>
      {v.status === 'draft' && approves && <Button type="primary" loading={busy === 'approve'} onClick={() => void move('approve')}>{t('forecast:action.approve')}</Button>}
      {v.status === 'approved' && approves && <Button loading={busy === 'reopen'} onClick={() => void move('reopen')}>{t('forecast:action.reopen')}</Button>}
      {v.status === 'approved' && edits && <Button type="primary" icon={<LockOutlined />} loading={busy === 'lock'} onClick={() => ask(t('forecast:lock_title'), t('forecast:lock_text'), t('forecast:action.lock'), () => move('lock'))}>{t('forecast:action.lock')}</Button>}
      {v.first_on < today() && <Link to={'/forecast-accuracy' as string} search={{ version: v.id } as never}><Button>{t('forecast:nav.accuracy')}</Button></Link>}
      <Button icon={<DownloadOutlined />} loading={busy === 'export'} onClick={() => void run('export', () => api.download(`/forecast/versions/${encodeURIComponent(v.id)}/workbook.xlsx`, { lang: t('forecast:lang') }, `${v.name}.xlsx`))}>{t('common:action.export')}</Button>
      {v.status !== 'locked' && edits && (
        <Button
          icon={<DeleteOutlined />}
          loading={busy === 'delete'}
          onClick={() => ask(t('forecast:delete_title', { name: v.name }), t('forecast:delete_text'), t('forecast:action.delete'), () => run('delete', async () => {
            await api.delete(`/forecast/versions/${encodeURIComponent(v.id)}`)
            // Away first: nobody asks for what is gone.
            await navigate({ to: '/forecasts' as string })
            for (const key of ['version', 'days', 'slots', 'edits']) queries.removeQueries({ queryKey: ['forecast', key, v.id] })
          }))}
        >
          {t('forecast:action.delete')}
        </Button>
      )}
    </>
  )
}
