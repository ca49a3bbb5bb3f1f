// What a requirement is reckoned from and by which targets. The work itself is a job; the page shows how far it is.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Collapse, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { centreQuery, dimensionsQuery, inUse } from '../../api/queries'
import { Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { dateTime, today } from '../../kit/format'
import type { Version } from '../forecast/types'
import type { Target } from './types'

type Values = {
  name: string
  forecast_id?: string
  target: Target
  own: (Target & { queue_id: string })[]
  probability_percent: number
  patience_weeks: number
  shrinkage: { from: 'planned' | 'given'; in_office_percent?: number; out_of_office_percent?: number }
  full_time_hours: number
}
type Props = { open: boolean; forecast?: string; onClose: () => void; onStarted: (jobId: string) => void }

const variants = ['sl-off', 'sl-ans', 'sl-neg', 'sl-pos', 'sl-ign', 'sl-shc', 'sl-shx', 'sl-flo', 'sl-nob', 'sl-rem', 'sl-evt', 'sl-pen']

/** Empty fields ask for nothing. */
const given = <T extends object>(x: T): T => Object.fromEntries(Object.entries(x).filter(([, v]) => v !== null && v !== undefined && v !== '')) as T

export function PlanDrawer({ open, forecast, onClose, onStarted }: Props) {
  const { t } = useTranslation()
  const { data } = useQuery(dimensionsQuery)
  const locked = useQuery({ queryKey: ['forecast', 'locked'], enabled: open, queryFn: async ({ signal }) => (await api.get<{ items: Version[] | null }>('/forecast/versions', { status: 'locked', limit: 200 }, signal)).items ?? [] })
  const choices = locked.data ?? []
  const chosen = choices.find((v) => v.id === forecast) ?? choices.find((v) => v.in_use) ?? choices[0]
  const needed = (key: string) => ({ required: true, message: t('common:form.required', { label: t(key) }) })
  const queues = inUse(data?.queues).map((q) => ({ value: q.id, label: q.code && q.code !== q.name ? `${q.name} ${q.code}` : q.name }))
  return (
    <EditDrawer<Values>
      open={open}
      width={640}
      identity={`${chosen?.id ?? ''}`}
      title={t('staffing:run.start')}
      initial={{
        name: t('staffing:run.usual_name', { day: today() }), forecast_id: chosen?.id, target: { level_from: 'queue' }, own: [],
        probability_percent: 50, patience_weeks: 8, shrinkage: { from: 'planned', in_office_percent: 0, out_of_office_percent: 0 }, full_time_hours: 40,
      }}
      saveLabel={t('staffing:run.go')}
      onClose={onClose}
      onSave={async (v) => {
        const { job_id } = await api.post<{ job_id: string }>('/staffing/plans', { ...v, target: given(v.target), shrinkage: { in_office_percent: 0, out_of_office_percent: 0, ...given(v.shrinkage) }, own: (v.own ?? []).map(given) })
        onStarted(job_id)
      }}
    >
      {locked.data && choices.length === 0 && <div style={{ marginBottom: 16 }}><Note kind="warn" action={<Link to={'/forecasts' as string}><Button size="small">{t('staffing:run.to_forecasts')}</Button></Link>}>{t('staffing:run.none_locked')}</Note></div>}
      <Form.Item name="name" label={t('staffing:name')} rules={[{ ...needed('staffing:name'), whitespace: true }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="forecast_id" label={t('staffing:forecast')} extra={t('staffing:run.forecast_help')} rules={[needed('staffing:forecast')]}>
        <Select loading={locked.isPending} showSearch={{ optionFilterProp: 'label' }} options={choices.map((v) => ({ value: v.id, label: `${v.name} · ${v.first_on} – ${v.last_on} · ${dateTime(v.locked_ms)}` }))} />
      </Form.Item>
      <h3>{t('staffing:target')}</h3>
      <TargetFields at={['target']} />
      <Form.List name="own">
        {(rows, { add, remove }) => (
          <>
            {rows.map((row) => (
              <section key={row.key} className="lt-card" aria-label={t('staffing:run.own')} style={{ marginBottom: 12 }}>
                <div className="lt-card-head"><h3>{t('staffing:run.own')}</h3><span className="lt-grow" /><Button size="small" icon={<DeleteOutlined />} aria-label={t('common:action.delete')} onClick={() => remove(row.name)} /></div>
                <div className="lt-card-body">
                  <Form.Item name={[row.name, 'queue_id']} label={t('staffing:queue')} rules={[needed('staffing:queue')]}><Select showSearch={{ optionFilterProp: 'label' }} options={queues} /></Form.Item>
                  <TargetFields at={[row.name]} list="own" />
                </div>
              </section>
            ))}
            <Form.Item><Button icon={<PlusOutlined />} onClick={() => add({ level_from: 'queue' })}>{t('staffing:run.add_own')}</Button></Form.Item>
          </>
        )}
      </Form.List>
      <Form.Item name="probability_percent" label={t('staffing:probability')} extra={t('staffing:probability_help')} rules={[needed('staffing:probability')]}><InputNumber min={50} max={99} suffix="%" style={{ width: 140 }} /></Form.Item>
      <Form.Item name={['shrinkage', 'from']} label={t('staffing:shrinkage')} extra={<Link to={'/staffing-shrinkage' as string} target="_blank">{t('staffing:run.to_shrinkage')}</Link>}>
        <Select options={(['planned', 'given'] as const).map((value) => ({ value, label: t(`staffing:shrinkage_from.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={[['shrinkage', 'from']]}>
        {({ getFieldValue }) => getFieldValue(['shrinkage', 'from']) === 'given' && (
          <div className="lt-row" style={{ alignItems: 'flex-start' }}>
            <Form.Item name={['shrinkage', 'in_office_percent']} label={t('staffing:in_office')} rules={[needed('staffing:in_office')]}><InputNumber min={0} max={80} suffix="%" style={{ width: 140 }} /></Form.Item>
            <Form.Item name={['shrinkage', 'out_of_office_percent']} label={t('staffing:out_of_office')} rules={[needed('staffing:out_of_office')]}><InputNumber min={0} max={80} suffix="%" style={{ width: 140 }} /></Form.Item>
          </div>
        )}
      </Form.Item>
      <p className="lt-muted">{t('staffing:run.shrinkage_help')}</p>
      <Collapse ghost items={[{ key: 'more', forceRender: true, label: t('staffing:run.more'), children: (
        <>
          <Form.Item name="patience_weeks" label={t('staffing:run.patience_weeks')} extra={t('staffing:run.patience_help')} rules={[needed('staffing:run.patience_weeks')]}><InputNumber min={1} max={52} precision={0} /></Form.Item>
          <Form.Item name="full_time_hours" label={t('staffing:run.full_time')} rules={[needed('staffing:run.full_time')]}><InputNumber min={1} max={168} /></Form.Item>
        </>
      ) }]} />
    </EditDrawer>
  )
}

/** The fields of a target; `list` is the list it is a row of. */
function TargetFields({ at, list }: { at: (string | number)[]; list?: string }) {
  const { t } = useTranslation()
  const centre = useQuery(centreQuery).data
  const name = (field: keyof Target) => [...at, field]
  const path = (field: keyof Target) => [...(list ? [list] : []), ...at, field]
  const from = Form.useWatch<Target['level_from'] | undefined>(path('level_from'))
  // Without a service level something else must be asked for.
  const others = (['asa_s', 'abandonment_percent', 'occupancy_percent'] as const).map(path)
  const optional = (field: keyof Target, most: number, unit: string, least = 0) => (
    <Form.Item name={name(field)} label={t(`staffing:field.${field}`)}><InputNumber min={least} max={most} suffix={unit} placeholder={t('staffing:run.not_asked')} style={{ width: 168 }} /></Form.Item>
  )
  const seconds = t('staffing:unit.seconds')
  return (
    <>
      <Form.Item name={name('level_from')} label={t('staffing:field.level_from')} dependencies={others}
        rules={[{ required: true }, ({ getFieldValue }) => ({ validator: (_, value) => (value === 'none' && others.every((o) => !getFieldValue(o)) ? Promise.reject(new Error(t('errors:field.nothing'))) : Promise.resolve()) })]}
      >
        <Select options={(['queue', 'given', 'none'] as const).map((value) => ({ value, label: t(`staffing:level_from.${value}`) }))} />
      </Form.Item>
      <div className="lt-row" style={{ alignItems: 'flex-start', flexWrap: 'wrap' }}>
        {from === 'given' && (
          <>
            <Form.Item name={name('level_percent')} label={t('staffing:field.level_percent')} rules={[{ required: true, message: t('common:form.required', { label: t('staffing:field.level_percent') }) }]}><InputNumber min={1} max={99.9} suffix="%" style={{ width: 168 }} /></Form.Item>
            <Form.Item name={name('threshold_s')} label={t('staffing:field.threshold_s')} rules={[{ required: true, message: t('common:form.required', { label: t('staffing:field.threshold_s') }) }]}><InputNumber min={0} max={3600} suffix={seconds} style={{ width: 168 }} /></Form.Item>
          </>
        )}
        {from !== 'none' && (
          <Form.Item name={name('variant')} label={t('staffing:field.variant')}>
            <Select allowClear style={{ width: 200 }} placeholder={t('staffing:run.centre_variant', { variant: (centre?.service_level_variant ?? 'sl-off').toUpperCase() })} options={variants.map((value) => ({ value, label: value.toUpperCase() }))} />
          </Form.Item>
        )}
      </div>
      <div className="lt-row" style={{ alignItems: 'flex-start', flexWrap: 'wrap' }}>
        {optional('asa_s', 3600, seconds)}
        {optional('abandonment_percent', 99.9, '%', 1)}
        {optional('occupancy_percent', 99.9, '%', 1)}
        {optional('least_agents', 1000, t('staffing:unit.people'))}
        <Form.Item name={name('patience_s')} label={t('staffing:field.patience_s')}><InputNumber min={1} max={86400} suffix={seconds} placeholder={t('staffing:run.from_history')} style={{ width: 168 }} /></Form.Item>
      </div>
    </>
  )
}
