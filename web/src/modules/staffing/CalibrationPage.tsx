// One calibration: the planner looks here before a plan is trusted, the operations manager when one is doubted. They decide whether the
// model of a queue may be believed, and where it misses, what to look into.
import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
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
import { count, dateTime, day, decimal, percent, points } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { share, size } from './calibration'
import { CalibrationDays } from './CalibrationDays'
import { CalibrationMatrix } from './CalibrationMatrix'
import { CalibrationQueues } from './CalibrationQueues'
import { CalibrationScatter } from './CalibrationScatter'
import { calibrationQuery } from './queries'
import type { CalibrationOpened } from './types'

export function CalibrationPage() {
  return <Guard permission="staffing.read"><CalibrationLoader /></Guard>
}

function CalibrationLoader() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const q = useQuery(calibrationQuery(id))
  if (q.isError && q.error instanceof ApiError && q.error.status === 404) return <NotFoundPage />
  const crumbs = [{ label: t('staffing:nav.calibration'), to: '/staffing-calibration' }]
  if (!q.data) return <Page title={t('staffing:calibration.one')} crumbs={crumbs}>{q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : <Skeleton />}</Page>
  return <CalibrationView of={q.data} crumbs={crumbs} />
}

function CalibrationView({ of: c, crumbs }: { of: CalibrationOpened; crumbs: { label: string; to: string }[] }) {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const queues = c.queues ?? []
  const queue = queues.find((q) => q.queue_id === search.queue)
  const w = queue?.month ?? c.whole
  return (
    <Page title={c.name} crumbs={crumbs} actions={<Actions of={c} />}>
      <section className="lt-card" aria-label={t('staffing:calibration.about')}>
        <div className="lt-card-body">
          <DescriptionList
            facts={[
              { label: t('staffing:span'), value: `${day(c.first_on)} – ${day(c.last_on)}` },
              { label: t('staffing:calibration.within'), value: share(c.whole.within, c.whole.days) },
              { label: t('staffing:calibration.bias'), value: points(c.whole.deviation) },
              { label: t('staffing:calibration.absolute'), value: size(t, c.whole.absolute) },
              { label: t('staffing:calibration.level'), value: `${percent(c.whole.actual)} → ${percent(c.whole.simulated)}` },
              { label: t('staffing:calibration.contacts'), value: count(c.contacts) },
              { label: t('staffing:calibration.agents'), value: c.agents_inferred > 0 ? t('staffing:calibration.agents_inferred', { n: c.agents, inferred: c.agents_inferred }) : count(c.agents) },
              { label: t('staffing:calibration.dead'), value: c.dead_time_s === undefined ? t('staffing:calibration.no_dead') : t('staffing:calibration.seconds', { n: decimal(c.dead_time_s) }) },
              { label: t('staffing:model'), value: t('staffing:calibration.model_value', { version: c.model_version, engine: c.engine, replications: c.replications, seed: c.seed }) },
              { label: t('staffing:created'), value: `${c.created_by} · ${dateTime(c.created_ms)}` },
            ]}
          />
        </div>
      </section>
      <Note kind={verdict(w) === 'trusted' ? undefined : 'warn'}>{t(`staffing:calibration.verdict.${verdict(w)}`, { name: queue?.name ?? t('staffing:calibration.all'), within: w.within, days: w.days, chance: w.chance, bias: points(w.deviation) })}</Note>
      {c.agents_inferred > 0 && <Note>{t('staffing:calibration.inferred_note', { n: c.agents_inferred })}</Note>}
      <div className="lt-toolbar">
        <Select
          aria-label={t('staffing:queue')} style={{ width: 240 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} value={queue?.queue_id ?? ''}
          options={[{ value: '', label: t('staffing:calibration.all') }, ...queues.map((x) => ({ value: x.queue_id, label: x.code !== x.name ? `${x.name} ${x.code}` : x.name }))]}
          onChange={(value: string) => patch({ queue: value || undefined })}
        />
        <span className="lt-muted">{t('staffing:calibration.sign')}</span>
      </div>
      <CalibrationMatrix of={c} onExport={() => workbook(c, t('staffing:lang'))} onQueue={(id) => patch({ queue: id || undefined })} />
      <CalibrationScatter of={c} queue={queue} onExport={() => workbook(c, t('staffing:lang'))} />
      <CalibrationDays of={c} queue={queue} />
      <CalibrationQueues of={c} selected={queue?.queue_id} onQueue={(id) => patch({ queue: id === queue?.queue_id ? undefined : id })} />
      <section className="lt-card" aria-label={t('staffing:calibration.how_title')}>
        <div className="lt-card-head"><h2>{t('staffing:calibration.how_title')}</h2></div>
        <div className="lt-card-body"><ul style={{ margin: 0, paddingInlineStart: 20 }}>{(['arrivals', 'staffing', 'patience', 'handle', 'dead', 'routing', 'lost'] as const).map((k) => <li key={k}>{t(`staffing:calibration.told.${k}`)}</li>)}</ul></div>
      </section>
    </Page>
  )
}

const at = (c: CalibrationOpened) => `/staffing/calibrations/${encodeURIComponent(c.id)}`

/** The workbook of the server: it has the definitions and the version of the model, so the charts leave with it too. */
const workbook = (c: CalibrationOpened, lang: string) => api.download(`${at(c)}/workbook.xlsx`, { lang }, `${c.name}.xlsx`)

/** Whether the model may be believed: nine of ten days within the bound or within chance, and hardly any bias. */
function verdict(w: { days: number; within: number; chance: number; deviation?: number }): 'trusted' | 'checked' | 'doubted' | 'unknown' {
  if (w.days === 0 || w.deviation === undefined) return 'unknown'
  if (Math.abs(w.deviation) > 3) return 'doubted'
  return w.within + w.chance >= 0.9 * w.days ? 'trusted' : 'checked'
}

function Actions({ of: c }: { of: CalibrationOpened }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('staffing.edit')
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await workbook(c, t('staffing:lang'))
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  const remove = () =>
    modal.confirm({
      title: t('staffing:calibration.delete_title', { name: c.name }), content: t('staffing:delete_text'), okText: t('common:action.delete'), cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          await api.delete(at(c))
          // Away first: nobody asks for what is gone.
          await navigate({ to: '/staffing-calibration' as string })
          queries.removeQueries({ queryKey: ['staffing', 'calibration', c.id] })
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
