// The forms of contracts: lines with words, words alone, contracts for a team, a template, an appeal and its decision.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, InputNumber, Radio, Segmented, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { ListPage } from '../../api/types'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { today } from '../../kit/format'
import { Note } from '../../kit/blocks'
import { periodOf } from '../../kit/periods'
import { blankLine, LinesFields, linesOf, type LineValues } from './LinesFields'
import { templatesQuery } from './queries'
import type { Appeal, DrawnUp, Line, Template } from './types'

const required = (message: string) => [{ required: true, message }]

/** Lines with words: what the superior writes, the person counters, or both change in the period. */
export function LinesDrawer({ open, identity, title, lines, save, needWords, day, take, onClose, onSave }: {
  open: boolean; identity: string; title: string; lines: Line[]; save?: string; needWords?: boolean; day?: { from: string; to: string }; onClose: () => void
  /** Gives lines made of targets. */
  take?: () => Promise<Line[]>
  onSave: (lines: Line[], words: string, from: string) => Promise<unknown>
}) {
  const { t } = useTranslation()
  const initial = useMemo(() => ({ lines: lines as LineValues[], words: '', from_on: day ? dayjs(day.from) : undefined }), [lines, day])
  const label = t(day ? 'contract:change.reason' : 'contract:words')
  return (
    <EditDrawer<{ lines: LineValues[]; words?: string; from_on?: Dayjs }>
      open={open} identity={identity} width={760} title={title} saveLabel={save} initial={initial} onClose={onClose} fieldOf={(p) => (p[0] === 'reason' ? ['words'] : undefined)}
      onSave={(v) => onSave(linesOf(v.lines), v.words?.trim() ?? '', v.from_on?.format('YYYY-MM-DD') ?? '')}
    >
      {day && <Form.Item name="from_on" label={t('contract:change.from_on')} rules={required(t('common:form.required', { label: t('contract:change.from_on') }))}><DatePicker allowClear={false} style={{ width: '100%' }} minDate={dayjs(day.from)} maxDate={dayjs(day.to)} /></Form.Item>}
      {take && <TakeTargets take={take} />}
      <LinesFields />
      <Form.Item name="words" label={label} rules={needWords ? required(t('common:form.required', { label })) : undefined}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </EditDrawer>
  )
}

/** Lines whose metric has a target take its points; targets without a line are added with no weight. */
function TakeTargets({ take }: { take: () => Promise<Line[]> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const form = Form.useFormInstance<{ lines: LineValues[] }>()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      const found = await take()
      if (found.length === 0) return void message.info(t('contract:targets.none'))
      const have = (form.getFieldValue('lines') ?? []) as LineValues[]
      const same = (a: LineValues, b: LineValues) => a.metric === b.metric && (a.threshold_seconds ?? undefined) === (b.threshold_seconds ?? undefined)
      const changed = have.map((l) => {
        const x = found.find((y) => same(y, l))
        return x ? { ...l, threshold: x.threshold, target: x.target, stretch: x.stretch, direction: x.direction, version: x.version, target_id: x.target_id } : l
      })
      const added = found.filter((x) => !have.some((l) => same(x, l)))
      form.setFieldsValue({ lines: have.some((l) => l.metric) ? [...changed, ...added.map((x) => ({ ...x, weight: undefined }))] : found })
      void message.success(t('contract:targets.taken', { count: found.length }))
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  return <Button loading={busy} style={{ marginBottom: 12 }} onClick={() => void run()}>{t('contract:targets.take')}</Button>
}

/** A step that takes nothing but words. */
export function WordsDrawer({ open, title, text, save, needWords, onClose, onSave }: { open: boolean; title: string; text?: string; save: string; needWords?: boolean; onClose: () => void; onSave: (words: string) => Promise<unknown> }) {
  const { t } = useTranslation()
  const initial = useMemo(() => ({ words: '' }), [])
  return (
    <EditDrawer<{ words?: string }> open={open} identity={title} width={480} title={title} saveLabel={save} initial={initial} onClose={onClose} onSave={(v) => onSave(v.words?.trim() ?? '')}>
      {text && <p className="lt-muted">{text}</p>}
      <Form.Item name="words" label={t('contract:words')} rules={needWords ? required(t('common:form.required', { label: t('contract:words') })) : undefined}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
    </EditDrawer>
  )
}

export function DecideDrawer({ appeal, onClose, onSave }: { appeal?: Appeal; onClose: () => void; onSave: (body: { uphold: boolean; value?: number; words: string }) => Promise<unknown> }) {
  const { t } = useTranslation()
  const initial = useMemo(() => ({ how: 'recount', words: '' }), [])
  const [form] = Form.useForm<{ how: string; value?: number; words?: string }>()
  const how = Form.useWatch('how', form)
  return (
    <EditDrawer<{ how: string; value?: number; words?: string }>
      open={Boolean(appeal)} identity={appeal?.id} form={form} width={480} title={t('contract:appeal.decide_title')} saveLabel={t('contract:act.decide')} initial={initial} onClose={onClose}
      onSave={(v) => onSave({ uphold: v.how !== 'reject', value: v.how === 'value' ? v.value : undefined, words: v.words?.trim() ?? '' })}
    >
      <Note>{appeal?.words}</Note>
      <Form.Item name="how" label={t('contract:appeal.how')} style={{ marginTop: 12 }}><Radio.Group style={{ display: 'flex', flexDirection: 'column', gap: 8 }} options={(['recount', 'value', 'reject'] as const).map((value) => ({ value, label: t(`contract:appeal.by.${value}`) }))} /></Form.Item>
      {how === 'value' && <Form.Item name="value" label={t('contract:appeal.decided_value')} rules={required(t('common:form.required', { label: t('contract:appeal.decided_value') }))}><InputNumber style={{ width: '100%' }} /></Form.Item>}
      <Form.Item name="words" label={t('contract:words')} rules={required(t('common:form.required', { label: t('contract:words') }))}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
    </EditDrawer>
  )
}

type Draw = { team?: string; person_ids: string[]; template_id?: string; position?: string; superior_id?: string; whose: 'person' | 'team'; kind: 'month' | 'quarter' | 'year'; period: Dayjs; lines: LineValues[] }
type Person = { id: string; name: string; agent_no: string }

/** Contracts for people or a whole team, from a template or with lines of their own. */
export function DrawUpDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { modal } = App.useApp()
  const [form] = Form.useForm<Draw>()
  const { data: dims } = useQuery(dimensionsQuery)
  const { data: templates } = useQuery({ ...templatesQuery, enabled: open })
  const kind = Form.useWatch('kind', form) ?? 'month'
  const template = Form.useWatch('template_id', form)
  const chosen = (Form.useWatch('person_ids', form) ?? []) as string[]
  const [busy, setBusy] = useState(false)
  const initial = useMemo<Draw>(() => ({ person_ids: [], kind: 'month', period: dayjs(today()), whose: 'person', lines: [blankLine()] }), [])
  const people = inUse(dims?.agents).map((x) => ({ value: x.id, label: x.code && x.code !== x.name ? `${x.name} ${x.code}` : x.name }))
  const takeTeam = async (team?: string) => {
    if (!team) return
    setBusy(true)
    try {
      const found = await api.get<ListPage<Person>>('/people', { team, limit: 500 })
      form.setFieldValue('person_ids', (found.items ?? []).map((p) => p.id))
    } finally {
      setBusy(false)
    }
  }
  const label = (key: string) => t(`contract:draw.${key}` as 'contract:draw.people')
  return (
    <EditDrawer<Draw>
      open={open} form={form} width={760} title={t('contract:act.draw')} saveLabel={t('contract:act.draw')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const [from, to] = periodOf(v.kind, v.period.format('YYYY-MM-DD'))
        const out = await api.post<DrawnUp>('/contracts', {
          person_ids: v.person_ids, position: v.position?.trim() ?? '', superior_id: v.superior_id ?? '', scope_team: v.whose === 'team' ? (v.team ?? '') : '', template_id: v.template_id ?? '',
          from_on: from, to_on: to, lines: v.template_id ? undefined : linesOf(v.lines),
        })
        await queries.invalidateQueries({ queryKey: ['performance'] })
        if (out.left.length > 0) modal.info({ title: t('contract:draw.left_title', { made: out.made.length, left: out.left.length }), content: out.left.map((x) => <div key={x.person_id}>{x.name} · {t(`contract:left.${x.reason}` as 'contract:left.exists')}</div>) })
      }}
    >
      <div className="ct-two">
        <Form.Item name="team" label={label('team')}><Select allowClear loading={busy} options={inUse(dims?.teams).map((x) => ({ value: x.id, label: x.name }))} onChange={(v) => void takeTeam(v as string | undefined)} /></Form.Item>
        <Form.Item name="template_id" label={label('template')}><Select allowClear options={(templates ?? []).map((x) => ({ value: x.id, label: x.name }))} onChange={(id) => { const x = templates?.find((y) => y.id === id); if (x) form.setFieldValue('position', x.position) }} /></Form.Item>
      </div>
      <Form.Item name="person_ids" label={t('contract:draw.people', { count: chosen.length })} rules={required(t('common:form.required', { label: t('contract:person') }))}><Select mode="multiple" maxTagCount={12} showSearch={{ optionFilterProp: 'label' }} options={people} /></Form.Item>
      <div className="ct-two">
        <Form.Item name="position" label={t('contract:position')} rules={required(t('common:form.required', { label: t('contract:position') }))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="superior_id" label={t('contract:superior')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={people} placeholder={label('leader')} /></Form.Item>
        <Form.Item name="kind" label={label('kind')}><Segmented options={(['month', 'quarter', 'year'] as const).map((value) => ({ value, label: t(`contract:draw.${value}`) }))} /></Form.Item>
        <Form.Item name="period" label={t('contract:period')}><DatePicker allowClear={false} picker={kind} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="whose" label={t('contract:whose')}><Select options={(['person', 'team'] as const).map((value) => ({ value, label: t(`contract:draw.whose_${value}`) }))} /></Form.Item>
      </div>
      {!template && <LinesFields />}
    </EditDrawer>
  )
}

export function TemplateDrawer({ open, item, onClose }: { open: boolean; item?: Template; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const initial = useMemo(() => ({ name: item?.name ?? '', position: item?.position ?? '', lines: (item?.lines ?? [blankLine()]) as LineValues[] }), [item])
  return (
    <EditDrawer<{ name: string; position: string; lines: LineValues[] }>
      open={open} identity={item?.id ?? ''} width={760} title={t(item ? 'contract:template.edit' : 'contract:template.add')} initial={initial} onClose={onClose}
      onSave={async (v) => {
        const body = { name: v.name.trim(), position: v.position.trim(), lines: linesOf(v.lines) }
        if (item) await api.put(`/contract-templates/${encodeURIComponent(item.id)}`, body, item.rev)
        else await api.post('/contract-templates', body)
        await queries.invalidateQueries({ queryKey: ['performance'] })
      }}
    >
      <div className="ct-two">
        <Form.Item name="name" label={t('contract:template.name')} rules={required(t('common:form.required', { label: t('contract:template.name') }))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="position" label={t('contract:position')} rules={required(t('common:form.required', { label: t('contract:position') }))}><Input maxLength={100} /></Form.Item>
      </div>
      <LinesFields />
    </EditDrawer>
  )
}
