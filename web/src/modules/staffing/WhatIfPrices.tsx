// What single levers bring, each alone: people and money, with how sure it is; one click pulls the lever.
import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { App, Button, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { count, decimal, delta, none } from '../../kit/format'
import { saveWorkbook } from '../../kit/xlsx'
import type { WhatIfAnswer, WhatIfCosts, WhatIfLevers, WhatIfPrice, WhatIfSteps } from './types'

type Props = { plan: string; about: WhatIfAnswer['about']; steps: WhatIfSteps; costs: WhatIfCosts; onSteps: (s: WhatIfSteps) => void; onPull: (l: WhatIfLevers) => void }

export function WhatIfPrices({ plan, about, steps, costs, onSteps, onPull }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queues = about.queues
  const cross = { ...steps.cross, queue_ids: steps.cross.queue_ids.length > 0 ? steps.cross.queue_ids : queues.slice(0, 2).map((q) => q.queue_id) }
  const asked = { plan_id: plan, costs, steps: { ...steps, cross: cross.queue_ids.length < 2 ? { queue_ids: [], people: 0 } : cross } }
  const q = useQuery({
    queryKey: ['what-if-prices', JSON.stringify(asked)], staleTime: Infinity, placeholderData: keepPreviousData, retry: false,
    queryFn: ({ signal }) => api.post<WhatIfPrice[]>('/staffing/what-if-prices', asked, { signal }),
  })
  const name = (id: string) => queues.find((x) => x.queue_id === id)?.name ?? id
  const label = (p: WhatIfPrice) => {
    const l = p.levers
    const by = { cross: l.cross[0]?.people, handle: -l.all.handle_s, level: -l.all.level_points, volume: -l.all.volume_percent, shrinkage: -l.in_office_points, attrition: l.attrition_percent }[p.lever]
    return t(`staffing:whatif.price.${p.lever}`, { by: decimal(by, by === undefined || Number.isInteger(by) ? 0 : 1), queues: (l.cross[0]?.queue_ids ?? []).map(name).join(t('staffing:join')) })
  }
  const model = (p: WhatIfPrice) => (p.lever === 'cross' ? t('staffing:whatif.simulation') : [...new Set(queues.map((x) => t(`staffing:models.${x.model}`)))].join(t('staffing:join')))
  const version = (p: WhatIfPrice) => (p.lever === 'cross' ? about.scenario_version : about.formula_version)
  const save = async (rows: WhatIfPrice[]) => {
    try {
      await api.post('/audit/exports', { what: 'staffing.whatif.prices', rows: rows.length })
      saveWorkbook(`${t('staffing:whatif.prices')}.xlsx`, [
        { name: t('staffing:whatif.prices'), head: [t('staffing:whatif.lever_name'), t('staffing:whatif.fte_change'), t('staffing:whatif.low'), t('staffing:whatif.high'), t('staffing:whatif.money_change'), t('staffing:whatif.once'), t('staffing:whatif.payback'), t('staffing:model'), t('staffing:whatif.version')],
          rows: rows.map((p) => [label(p), p.fte, p.low_fte, p.high_fte, p.money, p.once, p.payback_months ?? '', model(p), version(p)]) },
        { name: t('staffing:whatif.definitions'), head: [t('staffing:whatif.measure.name'), t('staffing:whatif.value')], rows: [
          [t('staffing:whatif.base'), about.plan_name], [t('staffing:forecast'), about.forecast_name], [t('staffing:span'), `${about.first_on} – ${about.last_on}`],
          ...(['per_hour', 'per_hire', 'per_trained'] as const).map((id) => [t(`staffing:whatif.cost.${id}`), costs[id]]),
          [t('staffing:whatif.prices'), t('staffing:whatif.prices_help')], [t('staffing:whatif.version'), t('staffing:whatif.versions', { formula: about.formula_version, scenario: about.scenario_version })],
        ] },
      ])
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  const faults = q.error instanceof ApiError ? q.error.fields : []
  return (
    <section className="lt-card" aria-label={t('staffing:whatif.prices')} aria-busy={q.isFetching}>
      <div className="lt-card-head">
        <h2>{t('staffing:whatif.prices')}</h2><span className="lt-muted">{t('staffing:whatif.prices_help')}</span><span className="lt-grow" />
        <Button size="small" icon={<DownloadOutlined />} disabled={!q.data || q.isPlaceholderData || q.isError} onClick={() => void save(q.data ?? [])}>{t('common:action.export')}</Button>
      </div>
      <div className="lt-card-body" style={{ display: 'grid', gap: 8 }}>
        <div className="lt-row" style={{ flexWrap: 'wrap', gap: 8 }}>
          <span className="lt-row"><span>{t('staffing:whatif.step.handle')}</span><InputNumber size="small" min={0} max={3600} aria-label={t('staffing:whatif.step.handle')} suffix={t('staffing:unit.seconds')} style={{ width: 90 }} value={steps.handle_s} onChange={(v) => onSteps({ ...steps, handle_s: v ?? 0 })} /></span>
          <span className="lt-row"><span>{t('staffing:whatif.step.cross')}</span><InputNumber size="small" min={1} max={5000} precision={0} aria-label={t('staffing:whatif.step.cross')} suffix={t('staffing:unit.people')} style={{ width: 90 }} value={steps.cross.people} onChange={(v) => onSteps({ ...steps, cross: { ...cross, people: v ?? 1 } })} /></span>
          {queues.length > 1 && <Select mode="multiple" size="small" maxCount={6} maxTagCount="responsive" aria-label={t('staffing:whatif.step.queues')} style={{ minWidth: 220, flex: 1 }} showSearch={{ optionFilterProp: 'label' }} value={cross.queue_ids} options={queues.map((x) => ({ value: x.queue_id, label: x.name }))} onChange={(ids: string[]) => onSteps({ ...steps, cross: { ...cross, queue_ids: ids } })} />}
        </div>
        {queues.length > 1 && cross.queue_ids.length < 2 && <Note kind="warn">{t('staffing:whatif.two_queues')}</Note>}
        {faults.length > 0 && <Note kind="warn">{faultText(q.error)}</Note>}
        {q.isError && faults.length === 0 ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={4} /> : (
          <div className={`lt-whatif-table${q.isPlaceholderData ? ' is-dimmed' : ''}`}>
            <table className="lt-table" aria-label={t('staffing:whatif.prices')}>
              <thead><tr><th scope="col">{t('staffing:whatif.lever_name')}</th><th scope="col" className="lt-num">{t('staffing:whatif.fte_change')}</th><th scope="col" className="lt-num">{t('staffing:whatif.money_change')}</th><th scope="col" className="lt-num">{t('staffing:whatif.once')}</th><th scope="col" className="lt-num">{t('staffing:whatif.payback')}</th><th scope="col">{t('staffing:model')}</th><th scope="col"><span className="lt-muted">{t('staffing:whatif.pull')}</span></th></tr></thead>
              <tbody>
                {q.data.map((p) => (
                  <tr key={p.lever}>
                    <th scope="row">{label(p)}</th>
                    <td className="lt-num"><b>{delta(p.fte, 1)}</b><small>{delta(p.low_fte, 1)} … {delta(p.high_fte, 1)}</small></td>
                    <td className="lt-num">{delta(p.money)}</td>
                    <td className="lt-num">{p.once > 0 ? count(p.once) : none}</td>
                    <td className="lt-num">{p.once <= 0 ? none : p.payback_months === null || p.payback_months === undefined ? t('staffing:whatif.never') : t('staffing:whatif.months', { n: decimal(p.payback_months) })}</td>
                    <td>{model(p)} · {version(p)}</td>
                    <td><Button size="small" aria-label={t('staffing:whatif.pull_one', { name: label(p) })} onClick={() => onPull(p.levers)}>{t('staffing:whatif.pull')}</Button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  )
}
