// What a subject is to reach, in one form; beside it what there is to say of it before it is saved.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { dimensionsQuery, inUse, metricsQuery } from '../../api/queries'
import { EditDrawer } from '../../kit/EditDrawer'
import { decimal, today } from '../../kit/format'
import { metricName } from '../../kit/MetricCard'
import { periodOf } from '../../kit/periods'
import { StatusTag } from '../../kit/StatusTag'
import { goalsQuery } from '../strategy/queries'
import { usePeriod } from './Parts'
import type { Change, Detail, Line, Request, Smart } from './types'
import { metricText, periods, periodText, scopes, subjectText, valueText, versionsHeld } from './words'

type Values = Omit<Request, 'on'> & { on: Dayjs; reason?: string; valid_from?: Dayjs }

const bare = (v: Partial<Values>): Request => ({
  metric: v.metric ?? '', metric_version: v.metric_version ?? 0, threshold_seconds: v.threshold_seconds ?? undefined, scope: v.scope ?? 'centre', scope_id: v.scope === 'centre' ? '' : (v.scope_id ?? ''), period: v.period ?? 'month',
  on: (v.on ?? dayjs(today())).format('YYYY-MM-DD'), direction: v.direction, threshold: v.threshold as number, target: v.target as number, stretch: v.stretch ?? (v.target as number), weight: v.weight ?? 0, goal_id: v.goal_id ?? '', relevance: v.relevance?.trim() ?? '',
})

const ofTarget = (x: Detail): Values => ({ metric: x.metric, threshold_seconds: x.threshold_seconds, scope: x.scope, scope_id: x.scope_id, period: x.period, on: dayjs(x.from_on), direction: x.direction, ...points(x), reason: '' })

function points(x: Detail) {
  const last = x.versions[x.versions.length - 1] ?? x.in_force
  return { metric_version: last.metric_version ?? 0, threshold: last.threshold, target: last.target, stretch: last.stretch, weight: last.weight, goal_id: last.goal_id || undefined, relevance: last.relevance ?? '' }
}

/** Sets a new target, or changes the one that is given. */
export function SetDrawer({ open, item, onClose }: { open: boolean; item?: Detail; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { period, on } = usePeriod()
  const initial = useMemo<Values>(() => (item ? ofTarget(item) : { metric: undefined as never, metric_version: 0, scope: 'centre', period, on: dayjs(on ?? today()), threshold: undefined as never, target: undefined as never, stretch: undefined as never, weight: 1, relevance: '' }), [item, period, on])
  return (
    <EditDrawer<Values>
      open={open} identity={item ? `${item.id} ${item.versions.length}` : ''} width={720} title={item ? t('target:edit', { name: subjectText(t, item) }) : t('target:add')} initial={initial} onClose={onClose} fieldOf={(path) => (path[0] === 'from_on' ? ['valid_from'] : undefined)}
      onSave={async (v) => {
        const asked = bare({ ...initial, ...v })
        if (item) {
          const body: Change = { threshold: asked.threshold, target: asked.target, stretch: asked.stretch, weight: asked.weight, metric_version: asked.metric_version, level: item.in_force.level, goal_id: asked.goal_id, relevance: asked.relevance, reason: v.reason?.trim() ?? '', from_on: v.valid_from?.format('YYYY-MM-DD') ?? '' }
          await api.put(`/targets/${encodeURIComponent(item.id)}`, body, item.versions.length)
        } else await api.post('/targets', asked)
        await queries.invalidateQueries({ queryKey: ['target'] })
      }}
    >
      {item ? <p><b>{metricText(t, item)}</b> · {periodText(t, item)}</p> : <Place />}
      <Pinned item={item} />
      <Fields item={item} />
      <Judged fixed={item ? initial : undefined} unit={item?.unit} />
    </EditDrawer>
  )
}

/** Whose target of what, and for when. */
function Place() {
  const { t, i18n } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const { data: metrics } = useQuery(metricsQuery)
  const { data: dims } = useQuery(dimensionsQuery)
  const scope = Form.useWatch('scope', form)
  const period = Form.useWatch('period', form)
  const metric = Form.useWatch('metric', form)
  const chosen = metrics?.find((m) => m.id === metric) as { takes?: string[] } | undefined
  const takesT = (chosen?.takes ?? []).includes('threshold_ms')
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const subjects = inUse(scope === 'site' ? dims?.sites : scope === 'team' ? dims?.teams : dims?.agents)
  return (
    <div className="tg-two">
      <Form.Item name="metric" label={t('target:metric')} rules={required(t('target:metric'))}>
        <Select
          showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={380} options={(metrics ?? []).map((m) => ({ value: m.id, label: metricName(m, i18n.language), search: `${m.id} ${m.name_zh} ${m.name_en}` }))}
          onChange={(id) => {
            const d = metrics?.find((m) => m.id === id)?.direction
            form.setFieldsValue({ direction: d === 'up' || d === 'down' ? d : undefined, threshold_seconds: undefined, metric_version: 0 })
          }}
        />
      </Form.Item>
      {takesT ? <Form.Item name="threshold_seconds" label={t('target:seconds')} rules={required(t('target:seconds'))}><InputNumber min={0} max={86400} style={{ width: '100%' }} /></Form.Item> : <span />}
      <Form.Item name="scope" label={t('target:scope_title')}><Select options={scopes.map((value) => ({ value, label: t(`target:scope.${value}`) }))} onChange={() => form.setFieldValue('scope_id', undefined)} /></Form.Item>
      {scope && scope !== 'centre' ? <Form.Item name="scope_id" label={t(`target:scope.${scope}`)} rules={required(t(`target:scope.${scope}`))}><Select showSearch={{ optionFilterProp: 'label' }} options={subjects.map((x) => ({ value: x.id, label: scope === 'person' ? `${x.name} ${x.code}` : x.name }))} /></Form.Item> : <span />}
      <Form.Item name="period" label={t('target:period.kind')}><Select options={periods.map((value) => ({ value, label: t(`target:period.${value}`) }))} /></Form.Item>
      <Form.Item name="on" label={t('target:period.which')} rules={required(t('target:period.which'))}><DatePicker picker={period ?? 'month'} allowClear={false} style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="direction" label={t('target:direction_title')} rules={required(t('target:direction_title'))}><Select options={(['up', 'down'] as const).map((value) => ({ value, label: t(`target:direction.${value}`) }))} /></Form.Item>
    </div>
  )
}

/** The version of the definition the target is held against: as in force, or one that is pinned. */
function Pinned({ item }: { item?: Detail }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const typed = Form.useWatch([], form) as Partial<Values> | undefined
  const { data: metrics } = useQuery(metricsQuery)
  const versions = metrics?.find((m) => m.id === (item?.metric ?? typed?.metric))?.versions ?? []
  if (versions.length === 0) return null
  const [from, to] = item ? [item.from_on, item.to_on] : periodOf(typed?.period ?? 'month', (typed?.on ?? dayjs(today())).format('YYYY-MM-DD'))
  const text = (v: { version: number; effective_on: string }) => (!v.effective_on || v.effective_on < '1971' ? t('target:version_first', { n: v.version }) : t('target:version_of', { n: v.version, on: v.effective_on }))
  return (
    <Form.Item name="metric_version" label={t('target:metric_version')} extra={t('target:version_held', { list: versionsHeld(versions, from, to).map(text).join(t('target:join')) })}>
      <Select options={[{ value: 0, label: t('target:version_free') }, ...versions.map((v) => ({ value: v.version, label: text(v) }))]} />
    </Form.Item>
  )
}

function Fields({ item }: { item?: Detail }) {
  const { t } = useTranslation()
  const reads = useAllowed('strategy.read')
  const { data: goals } = useQuery({ ...goalsQuery, enabled: reads })
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <>
      <div className="tg-three">
        {(['threshold', 'target', 'stretch'] as const).map((field) => (
          <Form.Item key={field} name={field} label={t(`target:${field}`)} extra={t(`target:${field}_help`)} rules={field === 'stretch' ? undefined : required(t(`target:${field}`))}><InputNumber style={{ width: '100%' }} placeholder={field === 'stretch' ? t('target:no_stretch') : undefined} /></Form.Item>
        ))}
      </div>
      <div className="tg-two">
        <Form.Item name="goal_id" label={t('target:goal')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={(goals ?? []).filter((g) => g.active).map((g) => ({ value: g.id, label: g.name }))} /></Form.Item>
        <Form.Item name="weight" label={t('target:weight')} extra={t('target:weight_help')}><InputNumber min={0.01} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="relevance" label={t('target:relevance')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      {item && (
        <div className="tg-two">
          <Form.Item name="reason" label={t('target:reason')} rules={required(t('target:reason'))}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
          <Form.Item name="valid_from" label={t('target:valid_from')} extra={t('target:valid_from_help')}><DatePicker style={{ width: '100%' }} minDate={dayjs(item.from_on > today() ? item.from_on : today())} maxDate={dayjs(item.to_on)} /></Form.Item>
        </div>
      )}
    </>
  )
}

/** Whether the points are typed, and in order; the form tells of it on saving. */
function inOrder(v: Request): boolean {
  const turn = v.direction === 'down' ? -1 : 1
  return typeof v.threshold === 'number' && typeof v.target === 'number' && turn * v.threshold < turn * v.target && turn * v.target <= turn * v.stretch
}

/** What is smart about what was typed, and what is not; it warns and never refuses. */
function Judged({ fixed, unit }: { fixed?: Values; unit?: Line['unit'] }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const typed = Form.useWatch([], form) as Partial<Values> | undefined
  const { data: metrics } = useQuery(metricsQuery)
  const asked = bare({ ...fixed, ...typed })
  const takesT = ((metrics?.find((m) => m.id === asked.metric) as { takes?: string[] } | undefined)?.takes ?? []).includes('threshold_ms')
  const whole = asked.direction !== undefined && (asked.scope === 'centre' || Boolean(asked.scope_id)) && takesT === (asked.threshold_seconds !== undefined) && inOrder(asked)
  const q = useQuery({
    queryKey: ['target', 'judged', asked], enabled: whole, retry: false, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.post<Smart>('/target-checks', asked, { signal }),
  })
  const of = unit ?? ((metrics?.find((m) => m.id === asked.metric)?.unit ?? 'count') as Line['unit'])
  return (
    <section aria-label={t('target:smart.title')} aria-live="polite">
      <b>{t('target:smart.title')}</b> <span className="lt-muted">{t('target:smart.help')}</span>
      {whole && !q.isError && q.data ? (
        <ul className="tg-smart">
          {q.data.findings.map((f) => (
            <li key={`${f.criterion} ${f.code}`}>
              <b>{t(`target:smart.${f.criterion}.name`)}</b>
              <StatusTag tone={f.warns ? 'warn' : 'good'}>{t(`target:smart.${f.criterion}.${f.code}`, { value: f.value === undefined ? '' : f.code === 'reached' || f.code === 'late' ? decimal(f.value, 0) : f.code === 'measured' ? f.value : valueText(f.value, of), count: f.value ?? 0 })}</StatusTag>
            </li>
          ))}
        </ul>
      ) : <p className="lt-muted">{t('target:smart.wait')}</p>}
    </section>
  )
}
