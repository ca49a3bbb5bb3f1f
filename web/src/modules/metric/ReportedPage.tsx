// QA analysts, trainers and complaint specialists open this once a month, managers when a number needs its source: figures of a period that
// no room counts yet. They report, import, correct and withdraw values.
import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Select, Space } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { count, dateTime, decimal, today } from '../../kit/format'
import { ImportDrawer } from '../../kit/ImportDrawer'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { useSearchState } from '../../kit/useSearchState'
import type { components } from '../../api/schema'

type Reported = components['schemas']['MetricReported']
type Change = components['schemas']['MetricReportedChange']
type Figure = components['schemas']['MetricFigure']
type Values = { figure?: string; level: Reported['level']; subject?: string; from_on?: string; to_on?: string; value?: number; base?: number; source?: string; evidence?: string }

const levels = ['centre', 'site', 'team', 'person'] as const
const figuresQuery = { queryKey: ['reported-figures'], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Figure[]>('/reported-figures', {}, signal), staleTime: Infinity }

export function ReportedPage() {
  return <Guard permission="metric.read"><ReportedView /></Guard>
}

function ReportedView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const reports = useAllowed('metric.report')
  const [search, patch] = useSearchState()
  const figures = useQuery(figuresQuery)
  const [edited, setEdited] = useState<Reported | 'new'>()
  const en = t('reported:lang') === 'en'
  const byID = useMemo(() => new Map((figures.data ?? []).map((f) => [f.id, f])), [figures.data])
  const figureName = (id: string) => { const f = byID.get(id); return f ? (en ? f.name_en : f.name_zh) : id }
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: ['reported'] })
    await queries.invalidateQueries({ queryKey: ['metric-query'] })
  }
  const subjectName = (v: Reported) => (v.subject ? `${v.subject.name} ${v.subject.code}` : t('reported:whole'))
  const withUnit = (v: Reported) => {
    const written = byID.get(v.figure)?.written ?? 'sum'
    return written === 'sum' ? (Number.isInteger(v.value) ? count(v.value) : decimal(v.value, 1)) : `${decimal(v.value, 2)} ${t(`reported:unit.${written}`)}`
  }
  const withdraw = (v: Reported) => modal.confirm({
    title: t('reported:withdraw'), content: t('reported:withdraw_sure'), okText: t('reported:withdraw'), okButtonProps: { danger: true },
    onOk: async () => {
      try {
        await api.delete(`/reported-values/${v.id}`)
        await refresh()
      } catch (error) {
        message.error(String((error as Error).message))
      }
    },
  })
  const columns: Column<Reported>[] = [
    { id: 'figure', header: t('reported:figure'), width: 150, sortable: true, value: (v) => figureName(v.figure), cell: (v) => figureName(v.figure) },
    { id: 'level', header: t('reported:level'), width: 90, value: (v) => t(`reported:level_name.${v.level}`), cell: (v) => t(`reported:level_name.${v.level}`) },
    { id: 'subject', header: t('reported:subject'), width: 150, sortable: true, value: subjectName, cell: subjectName },
    { id: 'from_on', header: t('reported:period'), width: 175, sortable: true, value: (v) => `${v.from_on} – ${v.to_on}`, cell: (v) => `${v.from_on} – ${v.to_on}` },
    { id: 'value', header: t('reported:value'), width: 110, align: 'right', sortable: true, value: (v) => v.value, cell: withUnit },
    { id: 'base', header: t('reported:base'), width: 90, align: 'right', value: (v) => v.base, cell: (v) => (byID.get(v.figure)?.written === 'sum' ? '—' : count(v.base)) },
    { id: 'source', header: t('reported:source'), width: 120, value: (v) => v.source, cell: (v) => v.source },
    { id: 'evidence', header: t('reported:evidence'), width: 160, grow: true, value: (v) => v.evidence, cell: (v) => v.evidence },
    { id: 'changed', header: t('reported:changed'), width: 200, sortable: true, value: (v) => `${v.changed_by} ${dateTime(v.changed_ms)}`, cell: (v) => `${v.changed_by} · ${dateTime(v.changed_ms)}` },
    ...(reports ? [{
      id: 'act', header: '', width: 160,
      cell: (v) => <Space size={4}><Button size="small" onClick={() => setEdited(v)}>{t('reported:edit')}</Button><Button size="small" onClick={() => withdraw(v)}>{t('reported:withdraw')}</Button></Space>,
    } satisfies Column<Reported>] : []),
  ]
  const initial = useMemo<Values>(() => {
    if (edited && edited !== 'new') return { figure: edited.figure, level: edited.level, subject: edited.subject?.id, from_on: edited.from_on, to_on: edited.to_on, value: edited.value, base: edited.base, source: edited.source, evidence: edited.evidence }
    const month = today().slice(0, 7)
    return { level: 'person', from_on: `${month}-01`, to_on: today() }
  }, [edited])
  return (
    <Page
      title={t('reported:nav.reported')} fill
      actions={reports && <Space><Button icon={<UploadOutlined />} onClick={() => patch({ import: '1' }, true)}>{t('reported:import')}</Button><Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t('reported:add')}</Button></Space>}
    >
      <QueryTable<Reported>
        id="metric.reported" label={t('reported:nav.reported')} path="/reported-values" queryKey="reported" columns={columns} rowKey={(v) => v.id} defaultSort="-from_on" searchHint={t('reported:search')}
        filters={[
          { key: 'figure', label: t('reported:figure'), options: (figures.data ?? []).map((f) => ({ value: f.id, label: en ? f.name_en : f.name_zh })) },
          { key: 'level', label: t('reported:level'), options: levels.map((value) => ({ value, label: t(`reported:level_name.${value}`) })) },
        ]}
        exportPath="/reported-values.xlsx" exportParams={{ lang: t('reported:lang') }}
        empty={{ title: t('reported:empty'), reason: t('reported:empty_reason') }}
      />
      {reports && (
        <EditDrawer<Values>
          open={Boolean(edited)} identity={edited === 'new' ? 'new' : edited?.id} width={460} initial={initial} onClose={() => setEdited(undefined)}
          title={edited === 'new' ? t('reported:add_title') : edited && t('reported:edit_title', { name: `${figureName(edited.figure)} · ${subjectName(edited)}` })}
          onSave={async (v) => {
            const body = { ...v, subject: v.level === 'centre' ? '' : (v.subject ?? ''), base: v.base ?? undefined, evidence: v.evidence ?? '' }
            if (edited && edited !== 'new') await api.put(`/reported-values/${edited.id}`, body, edited.rev)
            else await api.post('/reported-values', body)
            await refresh()
          }}
        >
          <Fields figures={figures.data ?? []} />
        </EditDrawer>
      )}
      {reports && <ImportDrawer<Change> open={search.import === '1'} path="/reported-value-imports" title={t('reported:import')} text={t('reported:import_text')} name={(c) => `${figureName(c.reported.figure)} · ${subjectName(c.reported)} · ${c.reported.from_on} – ${c.reported.to_on}: ${c.change === 'changed' ? `${decimal(c.before, 2)} → ` : ''}${withUnit(c.reported)}`} onClose={() => patch({ import: undefined })} onDone={() => void refresh()} />}
    </Page>
  )
}

/** A dimension as a field of a form: one value, not a list. */
function Subject({ level, value, onChange }: { level: 'site' | 'team' | 'person'; value?: string; onChange?: (id?: string) => void }) {
  return <DimensionPicker of={level === 'person' ? 'agent' : level} single width={412} value={value ? [value] : undefined} onChange={(v) => onChange?.(v?.[0])} />
}

function Fields({ figures }: { figures: Figure[] }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const level = Form.useWatch('level', form)
  const figure = figures.find((f) => f.id === Form.useWatch('figure', form))
  const en = t('reported:lang') === 'en'
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <>
      <Form.Item name="figure" label={t('reported:figure')} rules={required(t('reported:figure'))}><Select showSearch={{ optionFilterProp: 'label' }} options={figures.map((f) => ({ value: f.id, label: en ? f.name_en : f.name_zh }))} /></Form.Item>
      <Form.Item name="level" label={t('reported:level')} rules={required(t('reported:level'))}><Select options={levels.map((value) => ({ value, label: t(`reported:level_name.${value}`) }))} onChange={() => form.setFieldValue('subject', undefined)} /></Form.Item>
      {level && level !== 'centre' && <Form.Item name="subject" label={t('reported:subject')} rules={required(t('reported:subject'))}><Subject level={level} /></Form.Item>}
      <Space size={12}>
        <Form.Item name="from_on" label={t('reported:from_on')} rules={required(t('reported:from_on'))}><Input type="date" style={{ width: 200 }} /></Form.Item>
        <Form.Item name="to_on" label={t('reported:to_on')} rules={required(t('reported:to_on'))}><Input type="date" style={{ width: 200 }} /></Form.Item>
      </Space>
      <Form.Item name="value" label={t('reported:value')} rules={required(t('reported:value'))}><InputNumber min={0} max={figure?.written === 'percent' ? 100 : undefined} suffix={figure && figure.written !== 'sum' ? t(`reported:unit.${figure.written}`) : undefined} style={{ width: '100%' }} /></Form.Item>
      {figure && figure.written !== 'sum' && <Form.Item name="base" label={t('reported:base_of', { of: en ? figure.base_en : figure.base_zh })} rules={required(t('reported:base'))}><InputNumber min={0.01} style={{ width: '100%' }} /></Form.Item>}
      <Form.Item name="source" label={t('reported:source')} rules={required(t('reported:source'))} extra={t('reported:source_hint')}><Input maxLength={200} /></Form.Item>
      <Form.Item name="evidence" label={t('reported:evidence')} extra={t('reported:evidence_hint')}><Input.TextArea maxLength={1000} autoSize={{ minRows: 2 }} /></Form.Item>
    </>
  )
}
