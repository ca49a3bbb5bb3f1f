// Operations manager, at a desk with the floor plan in hand: where the seats, walls and pillars of a room are.
import { RedoOutlined, UndoOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useBlocker, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { App, Button, Input, InputNumber, Segmented, Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api, ApiError } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText, fieldPath, fieldText, isConflict } from '../../kit/fault'
import { Page } from '../../kit/Page'
import { SeatGrid, type Tool } from './SeatGrid'
import { SeatItemForm } from './SeatItemForm'
import { blank, bodyOf, bounds, change, draw, drawingOf, fixtureKinds, move, planName, problems, redo, relabel, remove, started, step, undo, type Drawing, type Item, type SeatPlan } from './seatplan'
import './seats.css'

export function SeatPlanEditPage() {
  const { id } = useParams({ strict: false }) as { id?: string }
  const { from } = useSearch({ strict: false }) as { from?: string }
  const source = id === 'new' ? from : id
  const plan = useQuery({ queryKey: ['seat-plan-edit', source], enabled: Boolean(source), refetchOnMount: 'always', staleTime: Infinity, gcTime: 0, queryFn: ({ signal }) => api.get<SeatPlan>(`/seat-plans/${source}`, undefined, signal) })
  return (
    <Guard permission="org.manage">
      {!source ? <Editor key="new" initial={blank} /> : plan.isError ? <Failure error={plan.error} onRetry={() => void plan.refetch()} /> : plan.isPending || plan.isFetching ? <Skeleton /> : (
        <Editor key={`${id}-${plan.data.id}-${plan.data.rev}`} initial={drawingOf(plan.data, id === 'new')} kept={id === 'new' ? undefined : plan.data} onReload={() => void plan.refetch()} />
      )}
    </Guard>
  )
}

const tools: Tool[] = ['choose', 'seat', ...fixtureKinds]

function Editor({ initial, kept, onReload }: { initial: Drawing; kept?: SeatPlan; onReload?: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { data: dims } = useQuery(dimensionsQuery)
  const [history, setHistory] = useState(() => started(initial))
  const [tool, setTool] = useState<Tool>(initial.items.length > 0 ? 'choose' : 'seat')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [options, setOptions] = useState({ prefix: 'A', shared: false, text: '' })
  const [fault, setFault] = useState<unknown>()
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const d = history.now
  const saved = useRef(initial)
  // What is on the screen, known at once after saving, before it is drawn.
  const latest = useRef(d)
  latest.current = d
  const dragFrom = useRef<Drawing | undefined>(undefined)
  useBlocker({ shouldBlockFn: () => saved.current !== latest.current && !window.confirm(t('org:seats.leave')), enableBeforeUnload: () => saved.current !== latest.current })
  const put = (next: Drawing) => setHistory((h) => step(h, next))
  const wrong = useMemo(() => problems(d), [d])
  const wrongKeys = useMemo(() => new Set(wrong.flatMap((p) => (p.key ? [p.key] : []))), [wrong])
  const items = d.items.filter((i) => chosen.has(i.key))
  const seats = d.items.filter((i) => i.kind === 'seat')
  const fields = fault instanceof ApiError ? fault.fields : []
  const fieldOf = (name: string) => fields.find((f) => fieldPath(f.location)[0] === name)

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || (e.target as HTMLElement).closest('input,textarea')) return
      const key = e.key.toLowerCase()
      if (key !== 'z' && key !== 'y') return
      e.preventDefault()
      setHistory(key === 'y' || e.shiftKey ? redo : undo)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  const onDraw = (box: { x: number; y: number; w: number; h: number }) => {
    if (tool === 'choose') return
    const made = draw(d, tool, box, { ...options, text: options.text.trim() || t('org:seats.new_label') })
    if (made.keys.length === 0) return void message.warning(t(seats.length >= bounds.seats ? 'org:seats.full' : 'org:seats.no_room'))
    put(made.drawing)
    setChosen(new Set(made.keys))
  }
  /** A drag is one step of the history, however many cells it crosses. */
  const onMove = (keys: ReadonlySet<string>, dx: number, dy: number, drag: boolean) => {
    if (!drag) return put(move(d, keys, dx, dy))
    dragFrom.current ??= d
    const base = dragFrom.current
    const next = move(base, keys, dx, dy)
    if (next === base && (dx !== 0 || dy !== 0)) return
    setHistory((h) => (h.now === base ? step(h, next) : { ...h, now: next }))
  }
  const onRemove = () => {
    if (chosen.size === 0) return
    put(remove(d, chosen))
    setChosen(new Set())
  }
  const save = async () => {
    setTried(true)
    setFault(undefined)
    if (wrong.length > 0) return
    setBusy(true)
    try {
      const plan = kept ? await api.put<SeatPlan>(`/seat-plans/${kept.id}`, bodyOf(d), kept.rev) : await api.post<SeatPlan>('/seat-plans', bodyOf(d))
      saved.current = d
      void message.success(t('common:form.saved'))
      await queries.invalidateQueries({ queryKey: ['seat-plans'] })
      if (kept) onReload?.()
      else void navigate({ to: `/seat-plans/${plan.id}` as string, replace: true })
    } catch (error) {
      setFault(error)
    } finally {
      setBusy(false)
    }
  }
  const problemText = (code: string, text?: string) => t(`org:seats.problem.${code}`, { text, width: bounds.width, height: bounds.height })
  const status = (code: 'site' | 'name', field: string) => ((tried && wrong.some((p) => p.code === code)) || fieldOf(field) ? 'error' : undefined)
  const under = (code: 'site' | 'name', field: string) => (tried && wrong.some((p) => p.code === code) ? problemText(code) : fieldOf(field) ? fieldText(fieldOf(field)!) : undefined)
  return (
    <Page
      title={kept ? t('org:seats.edit_title', { name: planName(kept) }) : t('org:seats.add')}
      crumbs={[{ label: t('org:nav.seats'), to: '/seat-plans' }]}
      note={t('org:seats.counted', { seats: seats.length, shared: seats.filter((s) => s.shared).length })}
      actions={
        <>
          <Button icon={<UndoOutlined />} disabled={history.past.length === 0} onClick={() => setHistory(undo)}>{t('org:seats.undo')}</Button>
          <Button icon={<RedoOutlined />} disabled={history.future.length === 0} onClick={() => setHistory(redo)}>{t('org:seats.redo')}</Button>
          <Button type="primary" loading={busy} onClick={() => void save()}>{t('common:action.save')}</Button>
        </>
      }
    >
      {fault !== undefined && (
        <Note kind="bad" action={isConflict(fault) && onReload ? <Button size="small" onClick={() => window.confirm(t('org:seats.reload')) && onReload()}>{t('common:form.reload')}</Button> : undefined}>
          {faultText(fault)} {fields.filter((f) => !['site_id', 'name', 'floor'].includes(String(fieldPath(f.location)[0]))).map((f) => [bodyOf(d).seats[Number(fieldPath(f.location)[1])]?.label, fieldText(f)].filter(Boolean).join(' ')).join(' · ')}
        </Note>
      )}
      {tried && wrong.some((p) => p.key || p.code === 'size') && (
        <Note kind="warn">{[...new Set(wrong.filter((p) => p.key || p.code === 'size').map((p) => problemText(p.code, p.text)))].slice(0, 5).join(' · ')}</Note>
      )}
      <div className="lt-seat-edit">
        <section className="lt-card" aria-label={t('org:seats.sheet')}>
          <div className="lt-card-head">
            <Segmented aria-label={t('org:seats.tool')} value={tool} onChange={(v) => setTool(v as Tool)} options={tools.map((x) => ({ value: x, label: x === 'choose' ? t('org:seats.choose') : t(`org:seats.kind.${x}`) }))} />
            {tool === 'seat' && (
              <>
                <Input style={{ width: 150 }} prefix={<span className="lt-muted">{t('org:seats.prefix')}</span>} aria-label={t('org:seats.prefix')} maxLength={12} value={options.prefix} onChange={(e) => setOptions({ ...options, prefix: e.target.value.trim() })} />
                <Select aria-label={t('org:seats.whose')} style={{ width: 130 }} value={options.shared} options={[false, true].map((v) => ({ value: v, label: t(v ? 'org:seats.shared' : 'org:seats.own') }))} onChange={(shared: boolean) => setOptions({ ...options, shared })} />
              </>
            )}
            {tool === 'label' && <Input style={{ width: 200 }} aria-label={t('org:seats.words')} placeholder={t('org:seats.words')} maxLength={40} value={options.text} onChange={(e) => setOptions({ ...options, text: e.target.value })} />}
            <span className="lt-grow" />
            <span className="lt-muted" id="lt-seat-keys">{t(tool === 'choose' ? 'org:seats.hint_choose' : tool === 'seat' ? 'org:seats.hint_seat' : 'org:seats.hint_draw')}</span>
          </div>
          <div onPointerUp={() => (dragFrom.current = undefined)} onPointerCancel={() => (dragFrom.current = undefined)}>
            <SeatGrid drawing={d} tool={tool} chosen={chosen} wrong={tried ? wrongKeys : new Set()} onChoose={(keys) => setChosen(new Set(keys))} onDraw={onDraw} onMove={onMove} onRemove={onRemove} />
          </div>
        </section>
        <section className="lt-card" aria-label={t('org:seats.settings')}>
          <div className="lt-card-body lt-stack">
            <label className="lt-field"><span>{t('org:seats.site')}</span>
              <Select aria-label={t('org:seats.site')} status={status('site', 'site_id')} value={d.site_id || undefined} options={inUse(dims?.sites).map((x) => ({ value: x.id, label: x.name }))} onChange={(site_id: string) => put({ ...d, site_id })} />
              {under('site', 'site_id') && <span className="lt-field-fault" role="alert">{under('site', 'site_id')}</span>}
            </label>
            <div className="lt-form-row">
              <label className="lt-field"><span>{t('org:seats.floor')}</span><Input maxLength={20} placeholder="3F" value={d.floor} onChange={(e) => put({ ...d, floor: e.target.value })} /></label>
              <label className="lt-field"><span>{t('org:seats.room')}</span>
                <Input maxLength={100} status={status('name', 'name')} value={d.name} onChange={(e) => put({ ...d, name: e.target.value })} />
                {under('name', 'name') && <span className="lt-field-fault" role="alert">{under('name', 'name')}</span>}
              </label>
            </div>
            <div className="lt-form-row">
              <label className="lt-field"><span>{t('org:seats.width')}</span><InputNumber style={{ width: '100%' }} min={bounds.least} max={bounds.width} precision={0} value={d.width} onChange={(n) => n && put({ ...d, width: n })} /></label>
              <label className="lt-field"><span>{t('org:seats.height')}</span><InputNumber style={{ width: '100%' }} min={bounds.least} max={bounds.height} precision={0} value={d.height} onChange={(n) => n && put({ ...d, height: n })} /></label>
            </div>
            <SeatItemForm
              items={items}
              onChange={(key: string, part: Partial<Item>) => put(change(d, key, part))}
              onShare={(shared) => put({ ...d, items: d.items.map((i) => (i.kind === 'seat' && chosen.has(i.key) ? { ...i, shared } : i)) })}
              onRelabel={(prefix) => put(relabel(d, chosen, prefix))}
              onRemove={onRemove}
            />
          </div>
        </section>
      </div>
    </Page>
  )
}
