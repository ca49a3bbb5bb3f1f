// Operations manager and WFM planner, when a queue appears or its target changes: which queues exist, what they promise, when they are open.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Form, InputNumber, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed, useCentre } from '../../app/access'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { Queue, Ref } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { none, percent, seconds } from '../../kit/format'
import { ParameterHistory, sinceBody, SinceFields, type SinceValues } from '../../kit/Parameters'
import { Aliases, aliasText, CodeName, StateTag } from './fields'
import { hoursFault, HoursEditor } from './HoursEditor'
import { ObjectPage } from './ObjectPage'
import { SpecialDays } from './SpecialDays'

const channels = ['voice', 'chat', 'email', 'task', 'callback']
type Values = Omit<Queue, 'id' | 'rev' | 'active' | 'discovered' | 'threshold_ms'> & { threshold_s?: number | null } & SinceValues
const blank: Values = { code: '', name: '', channel: 'voice', aliases: [], hours: null }
const toForm = (q: Queue): Values => ({
  code: q.code, name: q.name, channel: q.channel, skill_id: q.skill_id || undefined, site_id: q.site_id || undefined, aliases: q.aliases ?? [],
  threshold_s: q.threshold_ms == null ? undefined : q.threshold_ms / 1000, target_percent: q.target_percent ?? undefined, hours: q.hours ?? null,
})
const toBody = (v: Values) => ({
  code: v.code?.trim(), name: v.name?.trim(), channel: v.channel, skill_id: v.skill_id ?? null, site_id: v.site_id ?? null, aliases: v.aliases ?? [],
  threshold_ms: v.threshold_s == null ? null : Math.round(v.threshold_s * 1000), target_percent: v.target_percent ?? null, hours: v.hours ?? null,
  ...sinceBody(v),
})

export function QueuesPage() {
  const { t, i18n } = useTranslation()
  const centre = useCentre()
  const manage = useAllowed('org.manage')
  const queries = useQueryClient()
  const { data: dims } = useQuery(dimensionsQuery)
  const columns = useMemo<Column<Queue>[]>(() => {
    const name = (list: { id: string; name: string }[] | undefined, id?: string | null) => list?.find((x) => x.id === id)?.name ?? ''
    const channel = (c: string) => (i18n.exists(`common:channel.${c}`) ? t(`common:channel.${c}`) : c)
    return [
      { id: 'code', header: t('org:field.code'), cell: (q) => q.code, value: (q) => q.code, width: 150, sortable: true, pin: true },
      { id: 'name', header: t('org:field.name'), cell: (q) => q.name, value: (q) => q.name, width: 200, sortable: true },
      { id: 'state', header: t('org:field.state'), cell: (q) => <StateTag item={q} />, value: (q) => t(q.active ? (q.discovered ? 'common:status.discovered' : 'common:status.active') : 'common:status.inactive'), width: 110 },
      { id: 'channel', header: t('org:field.channel'), cell: (q) => channel(q.channel), value: (q) => channel(q.channel), width: 90 },
      { id: 'target', header: t('org:field.target'), cell: (q) => targetText(q, centre), value: (q) => targetText(q, centre), width: 170, align: 'right', help: t('org:help.target') },
      { id: 'hours', header: t('org:field.hours'), cell: (q) => hoursText(q, t), value: (q) => hoursText(q, t), width: 170 },
      { id: 'skill', header: t('org:field.skill'), cell: (q) => name(dims?.skills, q.skill_id) || none, value: (q) => name(dims?.skills, q.skill_id), width: 120 },
      { id: 'site', header: t('org:field.site'), cell: (q) => name(dims?.sites, q.site_id) || none, value: (q) => name(dims?.sites, q.site_id), width: 120, hidden: true },
      { id: 'aliases', header: t('org:field.aliases'), cell: (q) => aliasText(q.aliases) || none, value: (q) => aliasText(q.aliases), width: 180, grow: true },
    ]
  }, [t, i18n, dims, centre])
  const option = (list: Ref[] | undefined) => inUse(list).map((x) => ({ value: x.id, label: x.name }))
  return (
    <ObjectPage<Queue, Values>
      title={t('org:nav.queues')}
      noun="queues"
      merges
      one={t('org:one.queue')}
      columns={columns}
      searchHint={t('org:search.queue')}
      emptyReason={t('org:empty_reason.queue')}
      archiveText={t('org:archive.queue')}
      blank={blank}
      toForm={toForm}
      toBody={toBody}
      drawerWidth={600}
      fieldOf={(path) => (path[0] === 'threshold_ms' ? ['threshold_s'] : path[0] === 'hours' ? ['hours'] : undefined)}
      below={(queue) => (
        <>
          <ParameterHistory path={`/queues/${queue.id}/parameters`} names={['threshold_ms', 'target_percent']} manage={manage} ofQueue onChanged={() => queries.invalidateQueries({ queryKey: ['queues'] })} />
          <SpecialDays queue={queue} />
        </>
      )}
      fields={(queue) => (
        <>
          <CodeName codeHelp={t('org:help.queue_code')} />
          <div className="lt-form-row is-three">
            <Form.Item name="channel" label={t('org:field.channel')}>
              <Select options={channels.map((c) => ({ value: c, label: t(`common:channel.${c}`) }))} />
            </Form.Item>
            <Form.Item name="skill_id" label={t('org:field.skill')}>
              <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={option(dims?.skills)} />
            </Form.Item>
            <Form.Item name="site_id" label={t('org:field.site')}>
              <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={option(dims?.sites)} />
            </Form.Item>
          </div>
          <div className="lt-form-row">
            <Form.Item name="threshold_s" label={t('org:field.threshold')} extra={t('org:help.centre_default', { value: seconds((centre?.service_level_threshold_ms ?? 20_000) / 1000) })}>
              <InputNumber min={0} max={3600} suffix={t('org:seconds')} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="target_percent" label={t('org:field.target_percent')} extra={t('org:help.centre_default', { value: percent(centre?.service_level_target_percent) })}>
              <InputNumber min={0} max={100} step={1} suffix="%" style={{ width: '100%' }} />
            </Form.Item>
          </div>
          {queue && <SinceFields before={{ threshold_s: toForm(queue).threshold_s, target_percent: queue.target_percent }} />}
          <Form.Item
            name="hours"
            label={t('org:field.hours')}
            rules={[{ validator: (_, v) => (hoursFault(v) ? Promise.reject(new Error(t(`org:hours.fault_${hoursFault(v)!.fault}`))) : Promise.resolve()) }]}
          >
            <HoursEditor />
          </Form.Item>
          <Aliases />
        </>
      )}
    />
  )
}

/** 80/20: percent over seconds, the centre's values where the queue has none of its own. */
export function targetText(q: Pick<Queue, 'threshold_ms' | 'target_percent'>, centre?: { service_level_threshold_ms: number; service_level_target_percent: number }): string {
  const [p, ms] = [q.target_percent ?? centre?.service_level_target_percent, q.threshold_ms ?? centre?.service_level_threshold_ms]
  if (p === undefined || ms === undefined) return none
  return `${Number(p.toFixed(1))}/${Number((ms / 1000).toFixed(1))}`
}

type T = (key: string, options?: Record<string, unknown>) => string
export function hoursText(q: Pick<Queue, 'hours'>, t: T): string {
  if (!q.hours) return t('org:hours.always')
  const days = Object.values(q.hours).filter((s) => s && s.length > 0)
  if (days.length === 0) return t('org:hours.closed')
  const first = JSON.stringify(days[0])
  const same = days.every((d) => JSON.stringify(d) === first)
  return same ? `${days[0]!.map((s) => s.join('–')).join(', ')} · ${t('org:hours.days', { count: days.length })}` : t('org:hours.days', { count: days.length })
}
