// Operations manager, at a desk, a few times a year: what stands where on a wallboard.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useBlocker, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Dropdown, Input, InputNumber, Select } from 'antd'
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText, fieldText } from '../../kit/fault'
import { ApiError } from '../../api/client'
import { Page } from '../../kit/Page'
import { blockTypes, columns, fits, inside, needs, placed, rows, type Block, type Board, type Config } from './board'
import './live.css'
import './board.css'

export function BoardEditPage() {
  const { id } = useParams({ strict: false }) as { id?: string }
  const board = useQuery({ queryKey: ['live-boards', 'edit', id], enabled: id !== 'new', refetchOnMount: 'always', staleTime: Infinity, queryFn: ({ signal }) => api.get<Board>(`/live/boards/${id}`, undefined, signal) })
  const fresh: Board = { id: '', name: '', theme: 'dark', blocks: [], rev: 0, changed_ms: 0, changed_by: '' }
  return (
    <Guard permission="live.manage">
      {id === 'new' ? <Editor key="new" initial={fresh} /> : board.isError ? <Failure error={board.error} onRetry={() => void board.refetch()} /> : board.isPending ? <Skeleton /> : <Editor key={`${board.data.id}-${board.data.rev}`} initial={board.data} />}
    </Guard>
  )
}

function Editor({ initial }: { initial: Board }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [board, setBoard] = useState(initial)
  const [chosen, setChosen] = useState<string>()
  const [fault, setFault] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const saved = useRef(initial)
  // What is on the screen, known at once after saving, before it is drawn.
  const latest = useRef(board)
  latest.current = board
  const grid = useRef<HTMLDivElement>(null)
  const drag = useRef<{ id: string; x: number; y: number; from: Block; size: boolean } | undefined>(undefined)
  useBlocker({ shouldBlockFn: () => saved.current !== latest.current && !window.confirm(t('live:boards.leave')), enableBeforeUnload: () => saved.current !== latest.current })
  const block = board.blocks.find((b) => b.id === chosen)
  const change = (next: Block) => setBoard((b) => ({ ...b, blocks: b.blocks.map((x) => (x.id === next.id ? next : x)) }))
  /** Moves or resizes only where there is room. */
  const tryTo = (next: Block) => fits(next, board.blocks) && change(next)
  const configure = (part: Partial<Config>) => block && change({ ...block, config: { ...block.config, ...part } })
  const add = (type: Block['type']) => {
    const b = placed(type, board.blocks, crypto.randomUUID().slice(0, 8))
    if (!b) return void message.warning(t('live:boards.full'))
    setBoard({ ...board, blocks: [...board.blocks, b] })
    setChosen(b.id)
  }
  const remove = () => {
    setBoard({ ...board, blocks: board.blocks.filter((b) => b.id !== chosen) })
    setChosen(undefined)
  }
  const save = async () => {
    setBusy(true)
    setFault(undefined)
    try {
      const body = { name: board.name.trim(), theme: board.theme, blocks: board.blocks }
      const kept = board.id ? await api.put<Board>(`/live/boards/${board.id}`, body, board.rev) : await api.post<Board>('/live/boards', body)
      saved.current = kept
      latest.current = kept
      setBoard(kept)
      void message.success(t('common:form.saved'))
      await queries.invalidateQueries({ queryKey: ['live-boards', 'list'] })
      if (!board.id) void navigate({ to: `/wallboards/${kept.id}` as string, replace: true })
    } catch (error) {
      setFault(error)
    } finally {
      setBusy(false)
    }
  }
  const onKey = (e: KeyboardEvent, b: Block) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key]
    if (e.key === 'Delete') remove()
    if (!step) return
    e.preventDefault()
    tryTo(e.shiftKey ? { ...b, w: b.w + step[0]!, h: b.h + step[1]! } : { ...b, x: b.x + step[0]!, y: b.y + step[1]! })
  }
  const onDown = (e: PointerEvent, b: Block) => {
    setChosen(b.id)
    drag.current = { id: b.id, x: e.clientX, y: e.clientY, from: b, size: (e.target as HTMLElement).dataset.corner !== undefined }
    e.currentTarget.setPointerCapture(e.pointerId)
  }
  const onMove = (e: PointerEvent) => {
    const d = drag.current
    const box = grid.current?.getBoundingClientRect()
    if (!d || !box) return
    const [dx, dy] = [Math.round(((e.clientX - d.x) / box.width) * columns), Math.round(((e.clientY - d.y) / box.height) * rows)]
    tryTo(d.size ? { ...d.from, w: d.from.w + dx, h: d.from.h + dy } : { ...d.from, x: d.from.x + dx, y: d.from.y + dy })
  }
  return (
    <Page
      title={board.id ? t('live:boards.edit_title', { name: saved.current.name }) : t('live:boards.add')}
      crumbs={[{ label: t('live:nav.boards'), to: '/wallboards' }]}
      actions={
        <>
          <Dropdown trigger={['click']} menu={{ items: blockTypes.map((type) => ({ key: type, label: t(`live:block.${type}`) })), onClick: ({ key }) => add(key as Block['type']) }}><Button>{t('live:boards.add_block')}</Button></Dropdown>
          <Button type="primary" loading={busy} onClick={() => void save()}>{t('common:action.save')}</Button>
        </>
      }
    >
      {fault !== undefined && <Note kind="bad">{faultText(fault)} {fault instanceof ApiError ? fault.fields.map(fieldText).join(' · ') : ''}</Note>}
      <div className="lt-edit">
        <div ref={grid} className="lt-edit-grid" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` }}>
          {board.blocks.map((b) => (
            <button
              key={b.id} type="button" className={'lt-edit-block' + (b.id === chosen ? ' is-selected' : '') + (inside(b) ? '' : ' is-wrong')} aria-pressed={b.id === chosen}
              style={{ gridColumn: `${b.x + 1} / span ${b.w}`, gridRow: `${b.y + 1} / span ${b.h}` }}
              onPointerDown={(e) => onDown(e, b)} onPointerMove={onMove} onPointerUp={() => (drag.current = undefined)} onClick={() => setChosen(b.id)} onKeyDown={(e) => onKey(e, b)}
            >
              <b>{b.config?.title || t(`live:block.${b.type}`)}</b>
              <span className="lt-muted">{b.config?.metric ? t(`live:block_metric.${b.config.metric}`) : (b.config?.text ?? '')}</span>
              {b.id === chosen && <span className="lt-edit-corner" data-corner="" aria-hidden="true" />}
            </button>
          ))}
        </div>
        <section className="lt-card" aria-label={t('live:boards.settings')}>
          <div className="lt-card-body lt-stack">
            <label className="lt-field"><span>{t('live:boards.name')}</span><Input value={board.name} maxLength={80} status={fault && !board.name.trim() ? 'error' : undefined} onChange={(e) => setBoard({ ...board, name: e.target.value })} /></label>
            <label className="lt-field"><span>{t('live:boards.theme')}</span><Select aria-label={t('live:boards.theme')} value={board.theme} options={['dark', 'light'].map((v) => ({ value: v, label: t(`live:boards.theme_${v}`) }))} onChange={(theme: Board['theme']) => setBoard({ ...board, theme })} /></label>
            {block ? <BlockForm block={block} onConfig={configure} onPlace={tryTo} onRemove={remove} /> : <p className="lt-muted">{t('live:boards.hint')}</p>}
          </div>
        </section>
      </div>
    </Page>
  )
}

function BlockForm({ block, onConfig, onPlace, onRemove }: { block: Block; onConfig: (c: Partial<Config>) => void; onPlace: (b: Block) => void; onRemove: () => void }) {
  const { t } = useTranslation()
  const { data: dims } = useQuery(dimensionsQuery)
  const c = block.config ?? {}
  const need = needs[block.type]
  return (
    <>
      <h2>{t(`live:block.${block.type}`)}</h2>
      <label className="lt-field"><span>{t('live:boards.block_title')}</span><Input maxLength={40} value={c.title ?? ''} onChange={(e) => onConfig({ title: e.target.value || undefined })} /></label>
      {need.metrics && <label className="lt-field"><span>{t('live:boards.metric')}</span><Select aria-label={t('live:boards.metric')} value={c.metric} options={need.metrics.map((m) => ({ value: m, label: t(`live:block_metric.${m}`) }))} onChange={(metric: string) => onConfig({ metric })} /></label>}
      {need.queues && <label className="lt-field"><span>{t('live:queues.title')}</span><Select aria-label={t('live:queues.title')} mode="multiple" placeholder={t('live:boards.all_queues')} value={c.queues ?? []} options={(dims?.queues ?? []).map((q) => ({ value: q.id, label: q.name }))} onChange={(queues: string[]) => onConfig({ queues: queues.length ? queues : undefined })} /></label>}
      {need.team && <label className="lt-field"><span>{t('live:team')}</span><Select aria-label={t('live:team')} allowClear placeholder={t('live:all_teams')} value={c.team} options={(dims?.teams ?? []).map((x) => ({ value: x.id, label: x.name }))} onChange={(team?: string) => onConfig({ team })} /></label>}
      {need.text && <label className="lt-field"><span>{t('live:boards.text')}</span><Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} value={c.text ?? ''} onChange={(e) => onConfig({ text: e.target.value })} /></label>}
      <div className="lt-form-row">
        {(['x', 'y', 'w', 'h'] as const).map((k) => (
          <label key={k} className="lt-field"><span>{t(`live:boards.place_${k}`)}</span><InputNumber min={1} max={k === 'x' || k === 'w' ? columns : rows} precision={0} value={k === 'x' || k === 'y' ? block[k] + 1 : block[k]} onChange={(v) => v !== null && onPlace({ ...block, [k]: k === 'x' || k === 'y' ? v - 1 : v })} style={{ width: '100%' }} /></label>
        ))}
      </div>
      <div><Button danger onClick={onRemove}>{t('live:boards.remove_block')}</Button></div>
    </>
  )
}
