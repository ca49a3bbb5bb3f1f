// WFM planner and operations manager, before planning a month and once a year when holidays are published: what kind of day each date is.
import { ImportOutlined, LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Drawer, Form, Input, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import type { ListPage } from '../../api/types'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { day, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { daysQuery, entryKinds, entryName, origins, yearsQuery, type Entry, type EntryKind } from './calendar'
import { CalendarImport } from './CalendarImport'
import { CalendarYear } from './CalendarYear'
import './calendar.css'

type Values = { kind: EntryKind; name: string; name_en?: string; range: [Dayjs, Dayjs] | null; queue_ids: string[]; note?: string }
const firstYear = 2000, lastYear = 2100

export function CalendarPage() {
  return <Guard permission="org.read"><Content /></Guard>
}

function Content() {
  const { t, i18n } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const manage = useAllowed('calendar.manage')
  const [search, patch] = useSearchState()
  const view = search.view === 'list' ? 'list' : 'year'
  const thisYear = Number(today().slice(0, 4))
  const year = Math.min(lastYear, Math.max(firstYear, Number(search.year) || thisYear))
  const queue = search.queue as string | undefined
  const openId = search.open as string | undefined
  const creating = openId === 'new' && manage
  const { data: dims } = useQuery(dimensionsQuery)
  const years = useQuery(yearsQuery)
  const days = useQuery({ ...daysQuery(`${year}-01-01`, `${year}-12-31`, queue), enabled: view === 'year' })
  const ahead = useQuery(daysQuery(today(), today(), queue))
  const entries = useQuery({
    queryKey: ['calendar', 'year', year],
    enabled: view === 'year',
    queryFn: async () => (await api.get<ListPage<Entry>>('/calendar/entries', { year, limit: 500 })).items ?? [],
  })
  const one = () => api.get<Entry>(`/calendar/entries/${encodeURIComponent(openId!)}`)
  const oneKey = ['calendar-entry', openId]
  const detail = useQuery({ queryKey: oneKey, enabled: Boolean(openId) && openId !== 'new' && openId !== 'import', queryFn: one })
  const entry = !creating && detail.data?.id === openId ? detail.data : undefined
  const own = creating || entry?.origin === 'own'
  const close = () => patch({ open: undefined, on: undefined })
  const refresh = () => queries.invalidateQueries({ queryKey: ['calendar'] })

  const toForm = (e: Entry): Values => ({ kind: e.kind, name: e.name, name_en: e.name_en, range: [dayjs(e.from_on), dayjs(e.to_on)], queue_ids: e.queue_ids ?? [], note: e.note })
  const on = search.on as string | undefined
  const initial = useMemo<Values>(() => (entry ? toForm(entry) : { kind: 'holiday', name: '', range: on ? [dayjs(on), dayjs(on)] : null, queue_ids: [] }), [entry, on])
  const save = async (v: Values) => {
    const body = {
      kind: v.kind, name: v.name.trim(), name_en: v.name_en?.trim(), from_on: v.range![0].format('YYYY-MM-DD'), to_on: v.range![1].format('YYYY-MM-DD'),
      queue_ids: v.queue_ids, note: v.note?.trim(),
    }
    if (creating) await api.post('/calendar/entries', body)
    else {
      await api.put(`/calendar/entries/${entry!.id}`, { ...body, rev: entry!.rev }, entry!.rev)
      await queries.invalidateQueries({ queryKey: oneKey })
    }
    await refresh()
  }
  const confirm = (title: string, content: string, ok: string, run: () => Promise<unknown>) =>
    modal.confirm({
      title, content, okText: ok, okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await run()
          await refresh()
        } catch (error) {
          void message.error(faultText(error))
        }
      },
    })
  const known = years.data?.find((y) => y.year === year)
  const names = (ids: string[] | null) => (ids?.length ? ids.map((id) => dims?.queues.find((q) => q.id === id)?.name ?? id).join(t('calendar:list_comma')) : t('calendar:all_queues'))
  const columns = useMemo<Column<Entry>[]>(() => {
    const queueNames = (e: Entry) => (e.queue_ids?.length ? e.queue_ids.map((id) => dims?.queues.find((q) => q.id === id)?.name ?? id).join(', ') : t('calendar:all_queues'))
    return [
      { id: 'from_on', header: t('calendar:field.from_on'), cell: (e) => day(e.from_on), value: (e) => e.from_on, width: 150, sortable: true, pin: true },
      { id: 'to_on', header: t('calendar:field.to_on'), cell: (e) => day(e.to_on), value: (e) => e.to_on, width: 150 },
      { id: 'name', header: t('calendar:field.name'), cell: (e) => entryName(e, i18n.language), value: (e) => entryName(e, i18n.language), width: 220, sortable: true },
      { id: 'kind', header: t('calendar:field.kind'), cell: (e) => <KindTag kind={e.kind} />, value: (e) => t(`calendar:kind.${e.kind}`), width: 130, sortable: true },
      { id: 'origin', header: t('calendar:field.origin'), cell: (e) => t(`calendar:origin.${e.origin}`), value: (e) => t(`calendar:origin.${e.origin}`), width: 120 },
      { id: 'queues', header: t('calendar:field.queues'), cell: queueNames, value: queueNames, width: 180 },
      { id: 'note', header: t('calendar:field.note'), cell: (e) => e.note || none, value: (e) => e.note, width: 200, grow: true },
    ]
  }, [t, i18n, dims])
  const to = ahead.data?.to_holiday
  const move = (n: number) => patch({ year: String(year + n) })
  return (
    <Page
      title={t('calendar:title')}
      fill={view === 'list'}
      note={to ? (to.days === 0 ? t('calendar:is_holiday', { name: entryName(to.holiday, i18n.language) }) : t('calendar:to_holiday', { name: entryName(to.holiday, i18n.language), n: to.days })) : undefined}
      actions={(
        <>
          <Radio.Group value={view} optionType="button" onChange={(e) => patch({ view: e.target.value === 'list' ? 'list' : undefined, ...(e.target.value === 'year' ? { search: undefined, kind: undefined, origin: undefined, sort: undefined } : {}) })}
            options={[{ value: 'year', label: t('calendar:view.year') }, { value: 'list', label: t('calendar:view.list') }]} aria-label={t('calendar:view.label')} />
          {manage && <Button icon={<ImportOutlined />} onClick={() => patch({ open: 'import' }, true)}>{t('calendar:import.title')}</Button>}
          {manage && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('calendar:create')}</Button>}
        </>
      )}
    >
      {view === 'list' ? (
        <QueryTable<Entry>
          id="org.calendar"
          label={t('calendar:title')}
          path="/calendar/entries"
          queryKey="calendar"
          columns={columns}
          rowKey={(e) => e.id}
          defaultSort="-from_on"
          searchHint={t('calendar:search')}
          filters={[
            { key: 'year', label: t('calendar:field.year'), width: 110, options: (years.data ?? []).map((y) => ({ value: String(y.year), label: String(y.year) })).reverse() },
            { key: 'kind', label: t('calendar:field.kind'), width: 150, options: entryKinds.map((k) => ({ value: k, label: t(`calendar:kind.${k}`) })) },
            { key: 'origin', label: t('calendar:field.origin'), width: 140, options: origins.map((o) => ({ value: o, label: t(`calendar:origin.${o}`) })) },
          ]}
          onOpen={(e) => patch({ open: e.id }, true)}
          selected={openId}
          empty={{ reason: t('calendar:empty') }}
        />
      ) : (
        <>
          <div className="lt-row">
            <Button icon={<LeftOutlined />} aria-label={t('calendar:previous_year')} disabled={year <= firstYear} onClick={() => move(-1)} />
            <b className="lt-num" aria-live="polite">{year}</b>
            <Button icon={<RightOutlined />} aria-label={t('calendar:next_year')} disabled={year >= lastYear} onClick={() => move(1)} />
            {year !== thisYear && <Button type="link" onClick={() => patch({ year: undefined })}>{t('calendar:this_year')}</Button>}
            <Select
              aria-label={t('calendar:field.queue')} allowClear placeholder={t('calendar:whole_centre')} style={{ width: 180 }} value={queue} onChange={(v: string | undefined) => patch({ queue: v })}
              options={(dims?.queues ?? []).map((q) => ({ value: q.id, label: q.name }))} showSearch={{ optionFilterProp: 'label' }}
            />
            <span className="lt-grow" />
            <span className="cal-key"><b className="is-holiday">{t('calendar:mark.holiday')}</b>{t('calendar:kind.holiday')}</span>
            <span className="cal-key"><b className="is-makeup_workday">{t('calendar:mark.makeup_workday')}</b>{t('calendar:kind.makeup_workday')}</span>
            <span className="cal-key"><b>◆</b>{t('calendar:kind.event')}</span>
          </div>
          {known ? (
            <div className="lt-row lt-muted">
              <span>{t('calendar:year_summary', { year, holidays: known.holidays, makeups: known.makeup_workdays })}</span>
              <span>{t(`calendar:origin.${known.origin}`)} · {known.source.split(' ').map((s, i) => (/^https?:/.test(s) ? <a key={i} href={s} target="_blank" rel="noreferrer">{t('calendar:notice')} </a> : <span key={i}>{s} </span>))}</span>
              {manage && known.origin === 'imported' && (
                <Button size="small" onClick={() => confirm(t('calendar:drop_year.title', { year }), t('calendar:drop_year.text'), t('calendar:drop_year.ok'), () => api.delete(`/calendar/years/${year}`))}>{t('calendar:drop_year.ok')}</Button>
              )}
            </div>
          ) : years.data && (
            <Note kind="warn" action={manage && <Button size="small" onClick={() => patch({ open: 'import' }, true)}>{t('calendar:import.title')}</Button>}>{t('calendar:not_published', { year })}</Note>
          )}
          {days.error || entries.error ? <Failure error={days.error ?? entries.error} onRetry={() => { void days.refetch(); void entries.refetch() }} />
            : !days.data || !entries.data ? <Skeleton lines={12} />
              : <CalendarYear year={year} days={days.data.days} entries={entries.data} queue={queue} onOpen={(e) => patch({ open: e.id }, true)} onNew={manage ? (d) => patch({ open: 'new', on: d }, true) : undefined} />}
        </>
      )}
      {manage && <CalendarImport open={openId === 'import'} onClose={close} onDone={(y) => patch({ open: undefined, view: undefined, year: y ? String(y) : undefined })} />}
      {openId && openId !== 'import' && !creating && !entry ? (
        <Drawer open onClose={close} title={t('calendar:one')} size={520} closable={{ 'aria-label': t('common:action.close') }}>
          {detail.error ? <Failure error={detail.error} onRetry={() => void detail.refetch()} /> : <Skeleton />}
        </Drawer>
      ) : (
        <EditDrawer<Values>
          open={creating || Boolean(entry)}
          identity={`${openId}${on ?? ''}`}
          title={creating ? t('calendar:create') : `${t('calendar:one')} · ${entry ? entryName(entry, i18n.language) : ''}`}
          initial={initial}
          readOnly={!manage || !own}
          fieldOf={(path) => (path[0] === 'from_on' || path[0] === 'to_on' ? ['range'] : undefined)}
          onClose={close}
          onSave={save}
          onReload={async () => toForm(await queries.fetchQuery({ queryKey: oneKey, queryFn: one, staleTime: 0 }))}
          extra={entry && own && manage ? (
            <Button danger onClick={() => confirm(t('calendar:delete.title', { name: entry.name }), t('calendar:delete.text'), t('common:action.delete'), async () => { await api.delete(`/calendar/entries/${entry.id}`, { rev: entry.rev }); close() })}>{t('common:action.delete')}</Button>
          ) : undefined}
          below={entry && !own ? <Note>{t('calendar:statutory')}</Note> : undefined}
        >
          <Form.Item name="kind" label={t('calendar:field.kind')} extra={t('calendar:help.kind')}>
            <Radio.Group optionType="button" options={entryKinds.map((k) => ({ value: k, label: t(`calendar:kind.${k}`) }))} />
          </Form.Item>
          <div className="lt-form-row">
            <Form.Item name="name" label={t('calendar:field.name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('calendar:field.name') }) }]}>
              <Input maxLength={100} autoComplete="off" />
            </Form.Item>
            <Form.Item name="name_en" label={t('calendar:field.name_en')}>
              <Input maxLength={100} autoComplete="off" />
            </Form.Item>
          </div>
          <Form.Item name="range" label={t('calendar:field.range')} rules={[{ required: true, message: t('common:form.required', { label: t('calendar:field.range') }) }]}>
            <DatePicker.RangePicker style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="queue_ids" label={t('calendar:field.queues')} extra={entry && !own ? names(entry.queue_ids) : t('calendar:help.queues')}>
            <Select mode="multiple" allowClear placeholder={t('calendar:all_queues')} options={(dims?.queues ?? []).map((q) => ({ value: q.id, label: q.name }))} showSearch={{ optionFilterProp: 'label' }} />
          </Form.Item>
          <Form.Item name="note" label={t('calendar:field.note')}>
            <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
        </EditDrawer>
      )}
    </Page>
  )
}

function KindTag({ kind }: { kind: EntryKind }) {
  const { t } = useTranslation()
  const tone = { holiday: 'bad', makeup_workday: 'good', event: 'info' } as const
  const glyph = { holiday: t('calendar:mark.holiday'), makeup_workday: t('calendar:mark.makeup_workday'), event: '◆' }
  return <StatusTag tone={tone[kind]} glyph={glyph[kind]}>{t(`calendar:kind.${kind}`)}</StatusTag>
}
