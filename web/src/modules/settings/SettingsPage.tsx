// Operations manager, at set-up and when a target or definition is agreed anew: the defaults every number starts from.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Select } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api, ApiError } from '../../api/client'
import { centreQuery, metricsQuery } from '../../api/queries'
import type { Centre } from '../../api/types'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText, fieldPath, fieldText, isConflict } from '../../kit/fault'
import { dateTime, setZone } from '../../kit/format'
import { Definition, metricName } from '../../kit/MetricCard'
import { Page } from '../../kit/Page'
import { ParameterHistory, sinceBody, SinceFields, type SinceValues } from '../../kit/Parameters'
import { zoneOptions } from '../../kit/zones'

const variants = ['sl-off', 'sl-shx', 'sl-neg', 'sl-pos', 'sl-ign', 'sl-ans', 'sl-shc', 'sl-flo', 'sl-nob', 'sl-rem', 'sl-evt', 'sl-pen']
const weekStarts = ['monday', 'sunday', 'saturday'] as const

type Values = Omit<Centre, 'rev' | 'short_abandon_ms' | 'service_level_threshold_ms'> & { short_abandon_s: number; threshold_s: number } & SinceValues
const toForm = ({ rev: _, short_abandon_ms, service_level_threshold_ms, ...c }: Centre): Values => ({ ...c, short_abandon_s: short_abandon_ms / 1000, threshold_s: service_level_threshold_ms / 1000, from_on: undefined, why: undefined })
const fieldOf: Record<string, string> = { short_abandon_ms: 'short_abandon_s', service_level_threshold_ms: 'threshold_s' }

const parametersOf = ({ threshold_s, service_level_target_percent, short_abandon_s, repeat_window_hours }: Values) => ({ threshold_s, service_level_target_percent, short_abandon_s, repeat_window_hours })

/** What has a history: only what was changed is sent, with the day from which it holds. */
function changedParameters(before: Centre, v: Values) {
  const after = { short_abandon_ms: Math.round(v.short_abandon_s * 1000), service_level_threshold_ms: Math.round(v.threshold_s * 1000), service_level_target_percent: v.service_level_target_percent, repeat_window_hours: v.repeat_window_hours }
  const changed = Object.fromEntries(Object.entries(after).filter(([k, x]) => x !== before[k as keyof typeof after]))
  return Object.keys(changed).length > 0 ? { ...changed, ...sinceBody(v) } : {}
}

export function SettingsPage() {
  return <Guard permission="org.read"><Content /></Guard>
}

function Group({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className="lt-card lt-setting">
      <div><h2>{title}</h2><p className="lt-muted">{text}</p></div>
      <div>{children}</div>
    </section>
  )
}

function Content() {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const manage = useAllowed('settings.manage')
  const centre = useQuery(centreQuery)
  const metrics = useQuery({ ...metricsQuery, enabled: useAllowed('metric.read') })
  const [form] = Form.useForm<Values>()
  const [dirty, setDirty] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const zone = Form.useWatch('timezone', form)
  const variant = Form.useWatch('service_level_variant', form)
  const metric = metrics.data?.find((m) => m.id === variant)
  useEffect(() => {
    if (centre.data && !dirty) form.setFieldsValue(toForm(centre.data))
  }, [centre.data, dirty, form])
  const reload = async () => {
    const fresh = await queries.fetchQuery({ ...centreQuery, staleTime: 0 })
    form.setFieldsValue(toForm(fresh))
    setDirty(false)
    setFault(null)
  }
  const save = async (v: Values) => {
    setBusy(true)
    setFault(null)
    try {
      const rev = centre.data!.rev
      const saved = await api.put<Centre>('/centre', {
        name: v.name.trim(), timezone: v.timezone, week_start: v.week_start, locale: v.locale, service_level_variant: v.service_level_variant, low_volume_min: v.low_volume_min, rev,
        ...changedParameters(centre.data!, v),
      }, rev)
      setDirty(false)
      form.setFieldsValue({ from_on: undefined, why: undefined })
      if (saved?.timezone) setZone(saved.timezone)
      await queries.invalidateQueries({ queryKey: ['centre'] })
      await queries.invalidateQueries({ queryKey: ['metric-query'] })
      void message.success(t('common:form.saved'))
    } catch (error) {
      setFault(error)
      if (error instanceof ApiError) {
        form.setFields(error.fields.map((f) => {
          const path = fieldPath(f.location)
          return { name: [fieldOf[String(path[0])] ?? path[0]] as never, errors: [fieldText(f)] }
        }))
      }
    } finally {
      setBusy(false)
    }
  }
  if (centre.error && !centre.data) return <Page title={t('settings:title')}><Failure error={centre.error} onRetry={() => void centre.refetch()} /></Page>
  if (!centre.data) return <Page title={t('settings:title')}><Skeleton /></Page>
  return (
    <Page
      title={t('settings:title')}
      note={manage ? undefined : t('settings:read_only')}
      actions={manage && (
        <>
          {dirty && <Button onClick={() => { form.setFieldsValue(toForm(centre.data)); setDirty(false); setFault(null) }}>{t('common:form.discard')}</Button>}
          <Button type="primary" loading={busy} disabled={!dirty} onClick={() => form.submit()}>{t('common:action.save')}</Button>
        </>
      )}
    >
      {fault !== null && (isConflict(fault)
        ? <Note kind="warn" action={<Button size="small" onClick={() => void reload()}>{t('common:form.reload')}</Button>}>{t('common:form.conflict')}</Note>
        : <Note kind="bad">{t('common:form.failed')} · {faultText(fault)}</Note>)}
      <Form<Values> form={form} layout="vertical" requiredMark={false} disabled={!manage} initialValues={toForm(centre.data)} onValuesChange={() => setDirty(true)} onFinish={(v) => void save(v)} className="lt-settings">
        <Group title={t('settings:centre.title')} text={t('settings:centre.text')}>
          <Form.Item name="name" label={t('settings:name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('settings:name') }) }]}>
            <Input maxLength={100} />
          </Form.Item>
          <div className="lt-form-row">
            <Form.Item name="timezone" label={t('settings:timezone')} extra={zone ? t('settings:now_there', { at: dateTime(new Date(), undefined, zone) }) : undefined}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={zoneOptions()} />
            </Form.Item>
            <Form.Item name="week_start" label={t('settings:week_start')}>
              <Select options={weekStarts.map((d) => ({ value: d, label: t(`settings:day.${d}`) }))} />
            </Form.Item>
          </div>
          <Form.Item name="locale" label={t('settings:locale')} extra={t('settings:locale_help')}>
            <Select options={[{ value: 'zh-CN', label: '简体中文' }, { value: 'en', label: 'English' }]} style={{ maxWidth: 240 }} />
          </Form.Item>
        </Group>
        <Group title={t('settings:service_level.title')} text={t('settings:service_level.text')}>
          <Form.Item name="service_level_variant" label={t('settings:variant')}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={variants.map((id) => {
                const m = metrics.data?.find((x) => x.id === id)
                return { value: id, label: m ? metricName(m, i18n.language) : id.toUpperCase() }
              })}
            />
          </Form.Item>
          {metric && <div className="lt-quote"><Definition metric={metric} /></div>}
          <div className="lt-form-row">
            <Form.Item name="threshold_s" label={t('settings:threshold')} rules={[{ required: true, message: t('common:form.required', { label: t('settings:threshold') }) }]}>
              <InputNumber min={0} max={3600} suffix={t('settings:seconds')} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="service_level_target_percent" label={t('settings:target')} rules={[{ required: true, message: t('common:form.required', { label: t('settings:target') }) }]}>
              <InputNumber min={0} max={100} suffix="%" style={{ width: '100%' }} />
            </Form.Item>
          </div>
        </Group>
        <Group title={t('settings:counting.title')} text={t('settings:counting.text')}>
          <div className="lt-form-row is-three">
            <Form.Item name="short_abandon_s" label={t('settings:short_abandon')} extra={t('settings:short_abandon_help')} rules={[{ required: true, message: t('common:form.required', { label: t('settings:short_abandon') }) }]}>
              <InputNumber min={0} max={600} suffix={t('settings:seconds')} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="repeat_window_hours" label={t('settings:repeat')} extra={t('settings:repeat_help')} rules={[{ required: true, message: t('common:form.required', { label: t('settings:repeat') }) }]}>
              <InputNumber min={1} max={2160} precision={0} suffix={t('settings:hours')} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="low_volume_min" label={t('settings:low_volume')} extra={t('settings:low_volume_help')} rules={[{ required: true, message: t('common:form.required', { label: t('settings:low_volume') }) }]}>
              <InputNumber min={0} max={100000} precision={0} suffix={t('common:unit.count')} style={{ width: '100%' }} />
            </Form.Item>
          </div>
        </Group>
        <SinceFields before={parametersOf(toForm(centre.data))} />
      </Form>
      <div className="lt-card lt-card-body">
        <ParameterHistory path="/centre/parameters" names={['threshold_ms', 'target_percent', 'short_abandon_ms', 'repeat_window_hours']} manage={manage} onChanged={() => queries.invalidateQueries({ queryKey: ['centre'] })} />
      </div>
    </Page>
  )
}
