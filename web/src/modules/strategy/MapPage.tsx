// The director opens this weekly, everybody may: what the centre wants to reach, what it is assumed to follow from, and how far it got.
// They decide which goal needs work, and go down from it to the half-hours.
import { EditOutlined, PlusOutlined, DeleteOutlined, DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Form, Input, Segmented, Select } from 'antd'
import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { day, metricValue } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { GoalDrawer } from './GoalDrawer'
import { goalsQuery, mapQuery } from './queries'
import type { Arrow, GoalOnMap, StrategyMap } from './types'
import { PeriodPicker, usePeriod, Views } from './Views'
import { againstTarget, arrowPath, glyphs, perspectives, places, readingName, scoreText, tones } from './words'
import './strategy.css'

export function MapPage() {
  return <Guard permission="strategy.read"><MapView /></Guard>
}

function MapView() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const edits = useAllowed('strategy.edit')
  const [search, patch] = useSearchState()
  const { period, on } = usePeriod()
  const q = useQuery({ ...mapQuery(period, on), placeholderData: keepPreviousData })
  const map = q.data
  const table = search.view === 'table'
  const title = t('strategy:nav.map')
  const open = useOpenGoal()
  const save = async () => {
    if (!map) return
    try {
      await api.post('/audit/exports', { what: 'strategy.map', rows: map.goals.length })
      const columns = goalColumns(t)
      saveWorkbook(`${title}.xlsx`, [
        { name: title, head: columns.map((c) => c.header), rows: map.goals.map((g) => columns.map((c) => c.value!(g))) },
        { name: t('strategy:arrow.title'), head: [t('strategy:arrow.from'), t('strategy:arrow.to'), t('strategy:arrow.note')], rows: map.arrows.map((a) => [nameOf(map, a.from_id), nameOf(map, a.to_id), a.note ?? '']) },
      ])
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  return (
    <Page
      title={title} note={map && `${day(map.from)} – ${day(map.to)}`}
      actions={<><PeriodPicker />{edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ goal: 'new' }, true)}>{t('strategy:goal.add')}</Button>}</>}
    >
      <Views />
      <section className="lt-card" aria-label={title} aria-busy={q.isPlaceholderData || undefined}>
        <div className="lt-card-head">
          <h2>{t('strategy:map.title')}</h2>
          <span className="lt-grow" />
          <Segmented size="small" aria-label={t('strategy:map.view')} value={table ? 'table' : 'map'} options={[{ value: 'map', label: t('strategy:map.as_map') }, { value: 'table', label: t('common:chart.as_table') }]} onChange={(v) => patch({ view: v === 'table' ? 'table' : undefined })} />
          <Button size="small" icon={<DownloadOutlined />} disabled={!map || map.goals.length === 0} onClick={() => void save()}>{t('common:action.export')}</Button>
        </div>
        {q.isError && !map ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !map ? <Skeleton lines={8} /> : map.goals.length === 0 ? (
          <Empty title={t('strategy:map.empty')} reason={t('strategy:map.empty_reason')} />
        ) : table ? (
          <DataTable<GoalOnMap> id="strategy.goals" label={title} columns={goalColumns(t)} rows={map.goals} rowKey={(g) => g.id} onOpen={(g) => open(g.id)} maxHeight={600} />
        ) : <Picture map={map} onOpen={open} />}
        {map && map.goals.length > 0 && (
          <div className="lt-row st-legend">
            {(['exceeded', 'reached', 'near', 'missed', 'unknown'] as const).map((s) => <StatusTag key={s} tone={tones[s]} glyph={glyphs[s]}>{t(`strategy:state.${s}`)}</StatusTag>)}
            <span className="lt-muted">{t('strategy:map.points')}</span>
          </div>
        )}
      </section>
      {map && map.goals.length > 1 && <ArrowsCard map={map} edits={edits} />}
      {edits && <GoalDrawer open={search.goal === 'new'} onClose={() => patch({ goal: undefined })} />}
      <Given edits={edits} />
    </Page>
  )
}

/** Goes to a goal with the period of the map. */
function useOpenGoal() {
  const navigate = useNavigate()
  const { period, on } = usePeriod()
  return (id: string) => void navigate({ to: '/strategy/goals/$id' as string, params: { id } as never, search: { period, on } as never })
}

const nameOf = (map: StrategyMap, id: string) => map.goals.find((g) => g.id === id)?.name ?? id

function goalColumns(t: ReturnType<typeof useTranslation>['t']): Column<GoalOnMap>[] {
  const first = (g: GoalOnMap) => g.readings[0]
  return [
    { id: 'perspective', header: t('strategy:goal.perspective'), width: 110, sortable: true, value: (g) => t(`strategy:perspective.${g.perspective}`), cell: (g) => t(`strategy:perspective.${g.perspective}`) },
    { id: 'name', header: t('strategy:goal.name'), width: 200, grow: true, sortable: true, value: (g) => g.name, cell: (g) => g.name },
    { id: 'state', header: t('strategy:goal.state'), width: 130, sortable: true, value: (g) => t(`strategy:state.${g.state}`), cell: (g) => <StatusTag tone={tones[g.state]} glyph={glyphs[g.state]}>{t(`strategy:state.${g.state}`)}</StatusTag> },
    { id: 'score', header: t('strategy:goal.score'), width: 90, align: 'right', sortable: true, value: (g) => g.score, cell: (g) => scoreText(g.score) },
    { id: 'measure', header: t('strategy:goal.measure'), width: 200, value: (g) => g.readings.map((r) => readingName(t, r)).join(t('strategy:join')), cell: (g) => g.readings.map((r) => readingName(t, r)).join(t('strategy:join')) },
    { id: 'value', header: t('strategy:goal.value'), width: 110, align: 'right', value: (g) => first(g)?.value ?? null, cell: (g) => (first(g) ? metricValue(first(g)!.value, first(g)!.unit) : '—') },
    { id: 'target', header: t('strategy:goal.target'), width: 110, align: 'right', value: (g) => first(g)?.target?.target ?? null, cell: (g) => (first(g)?.target ? metricValue(first(g)!.target!.target, first(g)!.unit) : '—') },
    { id: 'owner', header: t('strategy:goal.owner'), width: 130, sortable: true, value: (g) => g.owner, cell: (g) => g.owner },
    { id: 'initiatives', header: t('strategy:nav.initiatives'), width: 120, align: 'right', value: (g) => g.initiatives, cell: (g) => (g.late ? t('strategy:map.work_late', { n: g.initiatives, late: g.late }) : g.initiatives) },
  ]
}

const [bandHeight, boxHeight, headWidth, widest] = [124, 78, 130, 230]

function Picture({ map, onOpen }: { map: StrategyMap; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(1000)
  const [lit, setLit] = useState<string>()
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => setWidth(element.clientWidth))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const bands = perspectives.map((p) => map.goals.filter((g) => g.perspective === p))
  const most = Math.max(...bands.map((b) => b.length))
  const room = Math.max(width - headWidth, most * 170)
  const boxWidth = Math.min(widest, room / most - 16)
  const at = new Map<string, { x: number; y: number }>()
  bands.forEach((goals, band) => places(goals.length).forEach((share, i) => at.set(goals[i]!.id, { x: headWidth + share * room, y: band * bandHeight + bandHeight / 2 })))
  const height = bands.length * bandHeight
  return (
    <div className="st-scroll" ref={box}>
      <div className="st-map" style={{ height, width: headWidth + room }}>
        {perspectives.map((p, band) => {
          const about = map.perspectives.find((x) => x.key === p)
          return (
            <div key={p} className="st-band" style={{ top: band * bandHeight, height: bandHeight }}>
              <div className="st-band-head"><b>{t(`strategy:perspective.${p}`)}</b>{about && <StatusTag tone={tones[about.state]} glyph={glyphs[about.state]}>{scoreText(about.score)}</StatusTag>}</div>
            </div>
          )
        })}
        <svg width={headWidth + room} height={height} aria-hidden="true">
          <defs>
            {['', 'is-lit'].map((c) => <marker key={c} id={`st-tip${c}`} className={c} viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path d="M 0 0 L 8 4 L 0 8 z" /></marker>)}
          </defs>
          {map.arrows.map((a) => {
            const [from, to] = [at.get(a.from_id), at.get(a.to_id)]
            const bright = lit === a.from_id || lit === a.to_id ? 'is-lit' : ''
            return from && to && <path key={a.id} className={bright} d={arrowPath(from, to, boxHeight / 2)} markerEnd={`url(#st-tip${bright})`} />
          })}
        </svg>
        {bands.flat().map((g) => {
          const place = at.get(g.id)!
          const reading = g.readings[0]
          const value = reading ? againstTarget(t, reading, g.measures[0]) : t('strategy:map.no_measure')
          return (
            <button key={g.id} type="button" className={`st-goal is-${tones[g.state]}`} style={{ left: place.x - boxWidth / 2, top: place.y - boxHeight / 2, width: boxWidth, height: boxHeight }} title={`${g.name} · ${value}`} onClick={() => onOpen(g.id)} onMouseEnter={() => setLit(g.id)} onMouseLeave={() => setLit(undefined)} onFocus={() => setLit(g.id)} onBlur={() => setLit(undefined)}>
              <span className="st-goal-name">{g.name}</span>
              <span className="st-goal-state"><span aria-hidden="true">{glyphs[g.state]}</span>{t(`strategy:state.${g.state}`)}{g.score !== null && ` ${scoreText(g.score)}`}{g.late > 0 && ` · ${t('strategy:map.late', { n: g.late, count: g.late })}`}</span>
              <span className="st-goal-value">{value}</span>
            </button>
          )
        })}
      </div>
    </div>
  )
}

type ArrowValues = { from_id?: string; to_id?: string; note?: string }

function ArrowsCard({ map, edits }: { map: StrategyMap; edits: boolean }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const item = map.arrows.find((a) => a.id === search.arrow)
  const refresh = () => queries.invalidateQueries({ queryKey: ['strategy'] })
  const text = (a: Arrow) => `${nameOf(map, a.from_id)} → ${nameOf(map, a.to_id)}`
  const removeArrow = (a: Arrow) =>
    modal.confirm({
      title: t('strategy:arrow.delete_title'), content: text(a), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/strategy/arrows/${encodeURIComponent(a.id)}`)
        } catch (error) {
          void message.error(faultText(error))
        }
        await refresh()
      },
    })
  const columns: Column<Arrow>[] = [
    { id: 'from', header: t('strategy:arrow.from'), width: 220, sortable: true, value: (a) => nameOf(map, a.from_id), cell: (a) => nameOf(map, a.from_id) },
    { id: 'to', header: t('strategy:arrow.to'), width: 220, sortable: true, value: (a) => nameOf(map, a.to_id), cell: (a) => `→ ${nameOf(map, a.to_id)}` },
    { id: 'note', header: t('strategy:arrow.note'), width: 300, grow: true, value: (a) => a.note, cell: (a) => <span title={a.note}>{a.note}</span> },
    ...(edits ? [{
      id: 'act', header: '', width: 90,
      cell: (a) => (
        <span className="lt-row" style={{ flexWrap: 'nowrap' }}>
          <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${text(a)} ${t('common:action.edit')}`} onClick={() => patch({ arrow: a.id }, true)} />
          <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${text(a)} ${t('common:action.delete')}`} onClick={() => removeArrow(a)} />
        </span>
      ),
    } satisfies Column<Arrow>] : []),
  ]
  const options = perspectives.map((p) => ({ label: t(`strategy:perspective.${p}`), options: map.goals.filter((g) => g.perspective === p).map((g) => ({ value: g.id, label: g.name })) }))
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <section className="lt-card" aria-label={t('strategy:arrow.title')}>
      <div className="lt-card-head"><h2>{t('strategy:arrow.title')}</h2><span className="lt-muted">{t('strategy:arrow.help')}</span><span className="lt-grow" />{edits && <Button icon={<PlusOutlined />} onClick={() => patch({ arrow: 'new' }, true)}>{t('strategy:arrow.add')}</Button>}</div>
      {map.arrows.length === 0 ? <Empty title={t('strategy:arrow.empty')} reason={t('strategy:arrow.empty_reason')} /> : <DataTable<Arrow> id="strategy.arrows" label={t('strategy:arrow.title')} columns={columns} rows={map.arrows} rowKey={(a) => a.id} maxHeight={420} />}
      {edits && (
        <EditDrawer<ArrowValues>
          open={search.arrow === 'new' || Boolean(item)} identity={item?.id ?? ''} title={t(item ? 'strategy:arrow.edit' : 'strategy:arrow.add')} initial={item ?? {}} onClose={() => patch({ arrow: undefined })}
          onSave={async (v) => {
            const body = { from_id: v.from_id, to_id: v.to_id, note: v.note?.trim() ?? '' }
            if (item) await api.put(`/strategy/arrows/${encodeURIComponent(item.id)}`, body, item.rev)
            else await api.post('/strategy/arrows', body)
            await refresh()
          }}
        >
          <Form.Item name="from_id" label={t('strategy:arrow.from')} rules={required(t('strategy:arrow.from'))}><Select showSearch={{ optionFilterProp: 'label' }} options={options} /></Form.Item>
          <Form.Item name="to_id" label={t('strategy:arrow.to')} rules={required(t('strategy:arrow.to'))}><Select showSearch={{ optionFilterProp: 'label' }} options={options} /></Form.Item>
          <Form.Item name="note" label={t('strategy:arrow.note')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        </EditDrawer>
      )}
    </section>
  )
}

/** Goals that have been given up, for who may take them up again. */
function Given({ edits }: { edits: boolean }) {
  const { t } = useTranslation()
  const open = useOpenGoal()
  const q = useQuery({ ...goalsQuery, enabled: edits })
  const given = (q.data ?? []).filter((g) => !g.active)
  if (given.length === 0) return null
  return (
    <section className="lt-card" aria-label={t('strategy:goal.given')}>
      <div className="lt-card-head"><h2>{t('strategy:goal.given')}</h2></div>
      <div className="lt-row st-steps">{given.map((g) => <Button key={g.id} size="small" onClick={() => open(g.id)}>{g.name}</Button>)}</div>
    </section>
  )
}
