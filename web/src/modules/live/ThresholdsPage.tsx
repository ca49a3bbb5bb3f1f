// Operations manager, when a rule cries too often or too late: when something becomes an alarm, for whom, and the targets of the floor.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import { Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { none, percent, seconds } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { rules, type Goals, type Threshold } from './types'
import { doing, ruleText, ruleUnit, ruleValue } from './words'
import './live.css'

const limitStates = ['ringing', 'talking', 'hold', 'wrap_up', 'aux', 'ready']
const fresh: Threshold = { rule: 'queue_longest_wait', target: 'queue', raise_at: 60, clear_at: 30, hold_s: 0, least: 0, severity: 'warn', enabled: true }
const keyOf = (x: Threshold) => x.id ?? [x.rule, x.target, x.target_id, x.state, x.reason].join('|')
const targetsOf = (rule: string): Threshold['target'][] => (rule === 'agent_state' || rule === 'agent_adherence' ? ['centre', 'team'] : rule === 'source_silent' ? ['centre'] : ['centre', 'queue'])

export function ThresholdsPage() {
  return <Guard permission="live.read"><ThresholdsView /></Guard>
}

function ThresholdsView() {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const manages = useAllowed('live.manage')
  const { data: dims } = useQuery(dimensionsQuery)
  const [form] = Form.useForm<Threshold>()
  const rule = Form.useWatch('rule', form) ?? fresh.rule
  const target = Form.useWatch('target', form)
  const state = Form.useWatch('state', form)
  const list = useQuery({ queryKey: ['live-thresholds'], queryFn: ({ signal }) => api.get<Threshold[]>('/live/thresholds', undefined, signal) })
  const open = search.open as string | undefined
  const edited = open === 'new' ? fresh : list.data?.find((x) => keyOf(x) === open)
  const columns = useMemo<Column<Threshold>[]>(() => {
    const what = (x: Threshold) => (x.rule === 'agent_state' ? `${ruleText(x.rule)} · ${doing({ state: x.state ?? '', reason: x.reason })}` : ruleText(x.rule))
    const withUnit = (x: Threshold, value: number) => (['queue_waiting', 'queue_abandoned'].includes(x.rule) ? `${ruleValue(x.rule, value)} ${t('live:unit.contacts')}` : ruleValue(x.rule, value))
    const whom = (x: Threshold) => (x.target === 'centre' ? t('live:for.centre') : ((x.target === 'queue' ? dims?.queues : dims?.teams)?.find((d) => d.id === x.target_id)?.name ?? x.target_id ?? ''))
    return [
      { id: 'rule', header: t('live:alarms.rule'), cell: what, value: what, width: 220, pin: true },
      { id: 'target', header: t('live:thresholds.target'), cell: whom, value: whom, width: 160 },
      { id: 'raise', header: t('live:thresholds.raise'), cell: (x) => withUnit(x, x.raise_at), value: (x) => x.raise_at, width: 120, align: 'right' },
      { id: 'clear', header: t('live:thresholds.clear'), cell: (x) => (x.rule === 'agent_state' ? none : withUnit(x, x.clear_at)), value: (x) => x.clear_at, width: 120, align: 'right' },
      { id: 'hold', header: t('live:thresholds.hold'), cell: (x) => (x.hold_s > 0 ? seconds(x.hold_s) : t('live:thresholds.at_once')), value: (x) => x.hold_s, width: 120, align: 'right' },
      { id: 'severity', header: t('live:alarms.severity'), cell: (x) => <StatusTag tone={x.severity}>{t(`live:severity.${x.severity}`)}</StatusTag>, value: (x) => x.severity, width: 100 },
      { id: 'enabled', header: t('live:thresholds.enabled'), cell: (x) => <StatusTag tone={x.enabled ? 'good' : 'muted'}>{t(x.enabled ? 'live:thresholds.on' : 'live:thresholds.off')}</StatusTag>, value: (x) => t(x.enabled ? 'live:thresholds.on' : 'live:thresholds.off'), width: 90 },
      { id: 'origin', header: t('live:thresholds.origin'), cell: (x) => t(x.id ? 'live:thresholds.own' : 'live:thresholds.built_in'), value: (x) => t(x.id ? 'live:thresholds.own' : 'live:thresholds.built_in'), width: 110, grow: true },
    ]
  }, [t, dims])
  const renew = () => queries.invalidateQueries({ queryKey: ['live-thresholds'] })
  const save = async (v: Threshold) => {
    const body = { ...v, target_id: v.target === 'centre' ? undefined : v.target_id, state: v.rule === 'agent_state' ? v.state : undefined, reason: v.rule === 'agent_state' && v.state === 'aux' ? v.reason?.trim() || undefined : undefined, clear_at: v.rule === 'agent_state' ? 0 : (v.clear_at ?? 0), hold_s: v.hold_s ?? 0, least: v.rule === 'queue_level_gap' ? (v.least ?? 0) : 0 }
    if (edited?.id) await api.put(`/live/thresholds/${edited.id}`, body, edited.rev)
    else await api.post('/live/thresholds', body)
    await renew()
  }
  const remove = (x: Threshold) =>
    modal.confirm({
      title: t('live:thresholds.remove'), content: t('live:thresholds.remove_text'), okText: t('live:thresholds.remove'), cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          await api.delete(`/live/thresholds/${x.id}`)
          await renew()
          patch({ open: undefined })
        } catch (error) {
          void message.error(faultText(error))
        }
      },
    })
  const unit = ruleUnit(rule)
  const fixed = edited !== undefined && open !== 'new'
  return (
    <Page title={t('live:nav.thresholds')} actions={manages && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('live:thresholds.add')}</Button>}>
      <p className="lt-muted">{t('live:thresholds.hint')}</p>
      <section className="lt-card lt-query-table" aria-label={t('live:nav.thresholds')}>
        {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : list.isPending ? <Skeleton /> : (
          <DataTable<Threshold> id="live.thresholds" label={t('live:nav.thresholds')} columns={columns} rows={list.data} rowKey={keyOf} selected={open} onOpen={(x) => patch({ open: keyOf(x) }, true)} />
        )}
      </section>
      <GoalsCard manages={manages} />
      <EditDrawer<Threshold>
        open={edited !== undefined}
        identity={open}
        title={t(fixed ? 'live:thresholds.change' : 'live:thresholds.add')}
        initial={edited ?? fresh}
        form={form}
        readOnly={!manages}
        onClose={() => patch({ open: undefined })}
        onSave={save}
        onReload={async () => (await list.refetch()).data?.find((x) => keyOf(x) === open)}
        extra={edited?.id ? <Button danger onClick={() => remove(edited)}>{t('live:thresholds.remove')}</Button> : undefined}
      >
        <Form.Item name="rule" label={t('live:alarms.rule')} extra={t(`live:rule_help.${rule}`)}>
          <Select disabled={fixed} options={rules.map((r) => ({ value: r, label: ruleText(r) }))} onChange={(r: string) => form.setFieldsValue({ target: targetsOf(r)[targetsOf(r).length - 1], target_id: undefined, state: r === 'agent_state' ? 'aux' : undefined })} />
        </Form.Item>
        {rule === 'agent_state' && (
          <div className="lt-form-row">
            <Form.Item name="state" label={t('live:agent.state')}><Select disabled={fixed} options={limitStates.map((s) => ({ value: s, label: t(`live:state.${s}`) }))} /></Form.Item>
            {state === 'aux' && <Form.Item name="reason" label={t('live:thresholds.reason')} extra={t('live:thresholds.reason_hint')}><Input disabled={fixed} maxLength={60} /></Form.Item>}
          </div>
        )}
        <div className="lt-form-row">
          <Form.Item name="target" label={t('live:thresholds.target')}>
            <Select disabled={fixed} options={targetsOf(rule).map((x) => ({ value: x, label: t(`live:for.${x}`) }))} onChange={() => form.setFieldValue('target_id', undefined)} />
          </Form.Item>
          {target && target !== 'centre' && (
            <Form.Item name="target_id" label={t(`live:for.${target}`)} rules={[{ required: true, message: t('common:form.required', { label: t(`live:for.${target}`) }) }]}>
              <Select disabled={fixed} showSearch={{ optionFilterProp: 'label' }} options={((target === 'queue' ? dims?.queues : dims?.teams) ?? []).map((x) => ({ value: x.id, label: x.name }))} />
            </Form.Item>
          )}
        </div>
        <div className="lt-form-row">
          <Form.Item name="raise_at" label={t('live:thresholds.raise')} rules={[{ required: true, message: t('common:form.required', { label: t('live:thresholds.raise') }) }]}>
            <InputNumber min={1} max={rule === 'queue_level_gap' ? 100 : rule === 'queue_off_forecast' ? 48 : 100_000} suffix={unit} style={{ width: '100%' }} />
          </Form.Item>
          {rule !== 'agent_state' && (
            <Form.Item
              name="clear_at"
              label={t('live:thresholds.clear')}
              dependencies={['raise_at']}
              rules={[({ getFieldValue }) => ({ validator: (_, v: number | null) => (v != null && v >= (getFieldValue('raise_at') as number) ? Promise.reject(new Error(t('live:thresholds.clear_below'))) : Promise.resolve()) })]}
            >
              <InputNumber min={0} suffix={unit} style={{ width: '100%' }} />
            </Form.Item>
          )}
        </div>
        <div className="lt-form-row">
          <Form.Item name="hold_s" label={t('live:thresholds.hold')} extra={t('live:thresholds.hold_hint')}><InputNumber min={0} max={3600} precision={0} suffix={t('live:unit.seconds')} style={{ width: '100%' }} /></Form.Item>
          {rule === 'queue_level_gap' && <Form.Item name="least" label={t('live:thresholds.least')}><InputNumber min={0} max={10_000} precision={0} suffix={t('live:unit.contacts')} style={{ width: '100%' }} /></Form.Item>}
        </div>
        <div className="lt-form-row">
          <Form.Item name="severity" label={t('live:alarms.severity')}><Select options={['warn', 'bad'].map((s) => ({ value: s, label: t(`live:severity.${s}`) }))} /></Form.Item>
          <Form.Item name="enabled" label={t('live:thresholds.enabled')} valuePropName="checked"><Switch /></Form.Item>
        </div>
      </EditDrawer>
    </Page>
  )
}

/** The targets of the figures at the top of the floor; the service level's stands with the queue. */
function GoalsCard({ manages }: { manages: boolean }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const goals = useQuery({ queryKey: ['live-goals'], queryFn: ({ signal }) => api.get<Goals & { rev: number }>('/live/goals', undefined, signal) })
  const fields = [
    { name: 'answer_percent', label: t('live:goals.answer'), suffix: '%', max: 100, text: percent },
    { name: 'abandon_percent', label: t('live:goals.abandon'), suffix: '%', max: 100, text: percent },
    { name: 'speed_seconds', label: t('live:goals.speed'), suffix: t('live:unit.seconds'), max: 3600, text: seconds },
    { name: 'handle_seconds', label: t('live:goals.handle'), suffix: t('live:unit.seconds'), max: 36_000, text: seconds },
  ] as const
  return (
    <section className="lt-card" aria-label={t('live:goals.title')}>
      <div className="lt-card-head"><h2>{t('live:goals.title')}</h2><span className="lt-grow" />{manages && <Button onClick={() => patch({ goals: 'edit' }, true)}>{t('live:goals.change')}</Button>}</div>
      <div className="lt-card-body">
        <dl className="lt-facts lt-goals">{fields.map((f) => <div key={f.name}><dt>{f.label}</dt><dd>{goals.data?.[f.name] == null ? none : f.text(goals.data[f.name])}</dd></div>)}</dl>
      </div>
      <EditDrawer<Goals & { rev?: number }>
        open={search.goals === 'edit' && goals.data !== undefined}
        title={t('live:goals.title')}
        initial={goals.data ?? {}}
        onClose={() => patch({ goals: undefined })}
        onSave={async (v) => {
          const given = Object.fromEntries(fields.map((f) => [f.name, v[f.name] ?? undefined]))
          await api.put('/live/goals', given, goals.data?.rev || undefined)
          await queries.invalidateQueries({ queryKey: ['live-goals'] })
        }}
        onReload={async () => (await goals.refetch()).data}
      >
        {fields.map((f) => <Form.Item key={f.name} name={f.name} label={f.label}><InputNumber min={0} max={f.max} suffix={f.suffix} style={{ width: '100%' }} /></Form.Item>)}
      </EditDrawer>
    </section>
  )
}
