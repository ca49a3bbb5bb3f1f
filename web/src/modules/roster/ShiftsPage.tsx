// The planner opens this each month before rosters are made, the operations manager each quarter: which shifts there are, when they
// begin and how long they are. They decide which shifts rosters may be made of.
import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { faultText } from '../../kit/fault'
import { day, none, today } from '../../kit/format'
import { ImportDrawer } from '../../kit/ImportDrawer'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { clockOf } from './clock'
import { hoursText, ShiftDrawer } from './ShiftDrawer'
import { ShiftCode, ShiftPicture } from './ShiftPicture'
import type { ShiftChange, ShiftType } from './types'

const states = ['in_force', 'planned', 'ended'] as const
const parts = ['early', 'middle', 'late', 'night'] as const
const tones: Record<ShiftType['state'], Tone> = { in_force: 'good', planned: 'info', ended: 'muted' }

export function ShiftsPage() {
  return <Guard permission="roster.read"><ShiftsView /></Guard>
}

function ShiftsView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('roster.edit')
  const [search, patch] = useSearchState()
  const { data: dims } = useQuery(dimensionsQuery)
  const [copy, setCopy] = useState<ShiftType>()
  const open = search.open as string | undefined
  const team = search.team as string | undefined
  const one = useQuery({ queryKey: ['roster', 'shift', open], enabled: Boolean(open) && open !== 'new' && edits, queryFn: ({ signal }) => api.get<ShiftType>(`/roster/shift-types/${encodeURIComponent(open!)}`, undefined, signal) })
  const item = open && one.data?.id === open ? one.data : undefined
  const refresh = () => queries.invalidateQueries({ queryKey: ['roster'] })
  const names = (ids: string[] | null, of: 'teams' | 'skills') => (ids ?? []).map((id) => dims?.[of].find((x) => x.id === id)?.name ?? id).join(t('roster:join'))
  const who = (s: ShiftType) => [names(s.team_ids, 'teams'), names(s.skill_ids, 'skills')].filter(Boolean).join(' · ') || t('roster:all')
  const begins = (s: ShiftType) => (s.earliest_start === s.latest_start ? clockOf(s.earliest_start) : `${clockOf(s.earliest_start)}–${clockOf(s.latest_start)}`)
  const act = async (fn: () => Promise<unknown>) => {
    try {
      await fn()
      void message.success(t('common:form.saved'))
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      await refresh()
    }
  }
  const end = (s: ShiftType) => {
    let on: Dayjs = dayjs(today())
    modal.confirm({
      title: t('roster:shift.end_title', { name: `${s.code} ${s.name}` }), okText: t('roster:shift.end'), cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      content: <><p>{t('roster:shift.end_text')}</p><DatePicker defaultValue={on} allowClear={false} aria-label={t('roster:until_on')} onChange={(d) => { if (d) on = d }} /></>,
      onOk: () => act(() => api.post(`/roster/shift-types/${encodeURIComponent(s.id)}/end`, { until_on: on.format('YYYY-MM-DD') })),
    })
  }
  const remove = (s: ShiftType) =>
    modal.confirm({
      title: t('roster:shift.delete_title', { name: `${s.code} ${s.name}` }), content: t('roster:shift.delete_text'), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: () => act(() => api.delete(`/roster/shift-types/${encodeURIComponent(s.id)}`)),
    })
  const columns: Column<ShiftType>[] = [
    { id: 'code', header: t('roster:shift.code'), width: 90, pin: true, sortable: true, value: (s) => s.code, cell: (s) => <ShiftCode code={s.code} colour={s.colour} /> },
    { id: 'name', header: t('roster:shift.name'), width: 130, sortable: true, value: (s) => s.name, cell: (s) => s.name },
    { id: 'picture', header: t('roster:shift.picture'), width: 180, cell: (s) => <ShiftPicture shift={{ ...s, breaks: s.breaks ?? [] }} axis={false} /> },
    { id: 'part', header: t('roster:shift.part'), width: 80, value: (s) => t(`roster:parts.${s.part}`), cell: (s) => t(`roster:parts.${s.part}`), help: t('roster:shift.part_help') },
    { id: 'start', header: t('roster:shift.start'), width: 130, sortable: true, value: begins, cell: begins },
    { id: 'step', header: t('roster:shift.step'), width: 90, hidden: true, align: 'right', value: (s) => s.start_step, cell: (s) => s.start_step },
    { id: 'length', header: t('roster:shift.length'), width: 100, align: 'right', sortable: true, value: (s) => s.length_minutes, cell: (s) => hoursText(s.length_minutes) },
    { id: 'paid', header: t('roster:shift.paid'), width: 100, align: 'right', sortable: true, value: (s) => s.paid_minutes, cell: (s) => hoursText(s.paid_minutes) },
    { id: 'who', header: t('roster:shift.who'), width: 150, grow: true, value: who, cell: (s) => <span title={who(s)}>{who(s)}</span> },
    { id: 'from', header: t('roster:from_on'), width: 130, sortable: true, value: (s) => s.from_on, cell: (s) => day(s.from_on) },
    { id: 'until', header: t('roster:until_on'), width: 130, hidden: true, value: (s) => s.until_on, cell: (s) => (s.until_on ? day(s.until_on) : none) },
    { id: 'state', header: t('roster:state'), width: 100, value: (s) => t(`roster:states.${s.state}`), cell: (s) => <StatusTag tone={tones[s.state]}>{t(`roster:states.${s.state}`)}</StatusTag> },
    ...(edits ? [{
      id: 'act', header: '', width: 210,
      cell: (s) => (
        <span className="lt-row ro-acts">
          <Button size="small" onClick={() => patch({ open: s.id }, true)}>{t('common:action.edit')}</Button>
          <Button size="small" onClick={() => setCopy(s)}>{t('common:action.copy')}</Button>
          {s.state === 'planned' ? <Button size="small" onClick={() => remove(s)}>{t('common:action.delete')}</Button> : s.state === 'in_force' && <Button size="small" onClick={() => end(s)}>{t('roster:shift.end')}</Button>}
        </span>
      ),
    } satisfies Column<ShiftType>] : []),
  ]
  const add = edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('roster:shift.add')}</Button>
  return (
    <Page title={t('roster:nav.shifts')} fill actions={edits && <><Button icon={<UploadOutlined />} onClick={() => patch({ import: '1' }, true)}>{t('common:file.take')}</Button>{add}</>}>
      <QueryTable<ShiftType>
        id="roster.shifts" label={t('roster:nav.shifts')} path="/roster/shift-types" queryKey="roster" columns={columns} rowKey={(s) => s.id} defaultSort="code" searchHint={t('roster:shift.search')} params={{ team }}
        exportPath="/roster/shift-types.xlsx" exportParams={{ lang: t('roster:lang') }}
        filters={[
          { key: 'state', label: t('roster:state'), options: states.map((value) => ({ value, label: t(`roster:states.${value}`) })) },
          { key: 'part', label: t('roster:shift.part'), options: parts.map((value) => ({ value, label: t(`roster:parts.${value}`) })) },
        ]}
        tools={<DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />}
        empty={{ title: t('roster:shift.empty'), reason: t('roster:shift.empty_reason'), action: add }}
      />
      {edits && <ShiftDrawer open={open === 'new' || Boolean(item) || Boolean(copy)} shift={copy ?? item} copy={Boolean(copy)} onClose={() => (copy ? setCopy(undefined) : patch({ open: undefined }))} onSaved={refresh} />}
      {edits && <ImportDrawer<ShiftChange> open={search.import === '1'} path="/roster/shift-type-imports" title={t('roster:shift.import')} text={t('roster:shift.import_text')} name={(c) => `${c.code} ${c.name}`} onClose={() => patch({ import: undefined })} onDone={() => void refresh()} />}
    </Page>
  )
}
