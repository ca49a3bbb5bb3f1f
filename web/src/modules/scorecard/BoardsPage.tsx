// Everybody may look at these once a day: who leads in what, and where they stand themselves. The operations manager keeps them.
import { DeleteOutlined, DownloadOutlined, EditOutlined, ExpandOutlined, PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, DatePicker, Form, Input, InputNumber, Segmented, Select, Switch } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { catalogueQuery } from '../metric/queries'
import { BoardTable, boardValue, useBoardColumns } from './BoardTable'
import { boardQuery, boardsQuery } from './queries'
import type { Board, BoardRequest, BoardView } from './types'
import { usePeriod } from './Views'
import './scorecard.css'

export function BoardsPage() {
  return <Guard permission="performance.own"><BoardsView /></Guard>
}

const blank: BoardRequest = { name: '', of: 'people', period: 'week', metric: undefined, teams: [], levels: [], min_contacts: 20, top: 10, everybody: false, active: true }

function BoardsView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('board.manage')
  const [search, patch] = useSearchState()
  const { on } = usePeriod()
  const q = useQuery(boardsQuery)
  const { data: metrics } = useQuery({ ...catalogueQuery, enabled: edits })
  const all = q.data ?? []
  const chosen = all.find((b) => b.id === search.board) ?? all.find((b) => b.active) ?? all[0]
  const view = useQuery({ ...boardQuery(chosen?.id ?? '', on), enabled: Boolean(chosen), placeholderData: keepPreviousData })
  const item = search.edit === 'new' ? undefined : all.find((b) => b.id === search.edit)
  const refresh = () => queries.invalidateQueries({ queryKey: ['scorecard'] })
  const remove = (b: Board) =>
    modal.confirm({
      title: t('scorecard:board.delete_title', { name: b.name }), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/boards/${encodeURIComponent(b.id)}`)
          patch({ board: undefined })
          queries.setQueryData(boardsQuery.queryKey, all.filter((x) => x.id !== b.id))
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: boardsQuery.queryKey })
      },
    })
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <Page
      title={t('scorecard:nav.boards')} note={view.data && chosen && `${day(view.data.span.from)} – ${day(view.data.span.to)}`}
      actions={
        <>
          <DatePicker aria-label={t('scorecard:period.on')} allowClear={false} value={dayjs(on ?? today())} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} onChange={(d) => patch({ on: d && d.format('YYYY-MM-DD') !== today() ? d.format('YYYY-MM-DD') : undefined })} style={{ width: 130 }} />
          {edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ edit: 'new' }, true)}>{t('scorecard:board.add')}</Button>}
        </>
      }
    >
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : !chosen ? (
        <section className="lt-card"><Empty title={t('scorecard:board.empty')} reason={t('scorecard:board.empty_reason')} /></section>
      ) : (
        <>
          {all.length > 1 && <div style={{ overflowX: 'auto' }}><Segmented aria-label={t('scorecard:nav.boards')} value={chosen.id} options={all.map((b) => ({ value: b.id, label: b.active ? b.name : t('scorecard:board.hidden', { name: b.name }) }))} onChange={(board) => patch({ board })} /></div>}
          {view.isError && !view.data ? <Failure error={view.error} onRetry={() => void view.refetch()} /> : !view.data ? <Skeleton /> : (
            <Shown
              board={view.data}
              tools={edits && (
                <>
                  <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${chosen.name} ${t('common:action.edit')}`} onClick={() => patch({ edit: chosen.id }, true)} />
                  <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${chosen.name} ${t('common:action.delete')}`} onClick={() => remove(chosen)} />
                </>
              )}
            />
          )}
        </>
      )}
      {edits && q.data && (
        <EditDrawer<BoardRequest>
          open={search.edit === 'new' || Boolean(item)} identity={item?.id ?? 'new'} title={t(item ? 'scorecard:board.edit' : 'scorecard:board.add')} initial={item ?? blank} onClose={() => patch({ edit: undefined })}
          onReload={async () => {
            await refresh()
            return (await queries.fetchQuery(boardsQuery)).find((b) => b.id === item?.id)
          }}
          onSave={async (v) => {
            const body: BoardRequest = { ...blank, ...v, name: v.name.trim(), metric: v.metric || undefined, teams: v.teams ?? [], levels: v.levels ?? [] }
            if (item) await api.put(`/boards/${encodeURIComponent(item.id)}`, body, item.rev)
            else {
              const made = await api.post<Board>('/boards', body)
              patch({ board: made.id, edit: undefined })
            }
            await refresh()
          }}
        >
          <Form.Item name="name" label={t('scorecard:board.name')} rules={required(t('scorecard:board.name'))}><Input maxLength={60} /></Form.Item>
          <Form.Item name="of" label={t('scorecard:board.of')}><Select options={['people', 'teams'].map((value) => ({ value, label: t(`scorecard:board.ofs.${value}`) }))} /></Form.Item>
          <Form.Item name="period" label={t('scorecard:period.kind')}><Select options={['day', 'week'].map((value) => ({ value, label: t(`scorecard:board.periods.${value}`) }))} /></Form.Item>
          <Form.Item name="metric" label={t('scorecard:metric')} extra={t('scorecard:board.metric_help')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('scorecard:total')} options={(metrics ?? []).filter((m) => m.direction !== 'none').map((m) => ({ value: m.id, label: t('scorecard:lang') === 'en' ? m.name_en : m.name_zh }))} /></Form.Item>
          <Form.Item name="teams" label={t('scorecard:board.teams')}><TeamsField /></Form.Item>
          <Form.Item name="levels" label={t('scorecard:board.levels')}><Select mode="multiple" allowClear placeholder={t('scorecard:level.all')} options={['newcomer', 'skilled', 'expert'].map((value) => ({ value, label: t(`scorecard:level.${value}`) }))} /></Form.Item>
          <Form.Item name="min_contacts" label={t('scorecard:board.min')} extra={t('scorecard:board.min_help')} rules={required(t('scorecard:board.min'))}><InputNumber min={0} max={100000} /></Form.Item>
          <Form.Item name="top" label={t('scorecard:board.top')} rules={required(t('scorecard:board.top'))}><InputNumber min={1} max={100} /></Form.Item>
          <Form.Item name="everybody" label={t('scorecard:board.everybody')} extra={t('scorecard:board.everybody_help')} valuePropName="checked"><Switch /></Form.Item>
          <Form.Item name="active" label={t('scorecard:board.active')} valuePropName="checked"><Switch /></Form.Item>
        </EditDrawer>
      )}
    </Page>
  )
}

function TeamsField({ value, onChange }: { value?: string[]; onChange?: (v: string[]) => void }) {
  return <DimensionPicker of="team" value={value?.length ? value : undefined} onChange={(v) => onChange?.(v ?? [])} />
}

function Shown({ board, tools }: { board: BoardView; tools?: React.ReactNode }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const columns = useBoardColumns(board)
  const save = async () => {
    try {
      await api.post('/audit/exports', { what: 'scorecard.board', rows: board.rows.length })
      saveWorkbook(`${board.name} ${board.span.from}.xlsx`, [{ name: board.name, head: columns.map((c) => c.header), rows: board.rows.map((r) => columns.map((c) => c.value!(r))) }])
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  const own = board.own
  return (
    <>
      <section className="lt-card" aria-label={board.name}>
        <div className="lt-card-head">
          <h2>{board.name}</h2>
          <span className="lt-muted">{t('scorecard:board.about', { count: board.ranked, n: board.ranked, min: board.min_contacts })}{board.span.running ? ` · ${t('scorecard:running')}` : ''}</span>
          <span className="lt-grow" />
          {tools}
          <Link to={'/boards/$id/screen' as string} params={{ id: board.id } as never} target="_blank"><Button size="small" icon={<ExpandOutlined />}>{t('scorecard:board.screen')}</Button></Link>
          <Button size="small" icon={<DownloadOutlined />} disabled={board.rows.length === 0} onClick={() => void save()}>{t('common:action.export')}</Button>
        </div>
        {own && (
          <div style={{ padding: '8px 12px' }}>
            <Note kind="info">{own.rank > 0 ? t('scorecard:board.own', { rank: own.rank, count: board.ranked, of: board.ranked, value: boardValue(board, own.value) }) : board.missing > 0 ? t('scorecard:board.own_short', { count: board.missing, n: board.missing }) : t('scorecard:board.own_none')}</Note>
          </div>
        )}
        {board.rows.length === 0 ? <Empty title={t('scorecard:board.nobody')} reason={t('scorecard:board.nobody_reason')} /> : <BoardTable board={board} title={board.name} />}
      </section>
      {board.progress.length > 0 && <ProgressCard board={board} />}
    </>
  )
}

/** The weeks before of a board of teams: rank and value by week. */
function ProgressCard({ board }: { board: BoardView }) {
  const { t } = useTranslation()
  const title = t('scorecard:board.progress')
  const names = new Map<string, string>()
  for (const w of [...board.progress].reverse()) for (const r of w.rows) if (!names.has(r.id)) names.set(r.id, r.name)
  if (names.size === 0) return null
  return (
    <section className="lt-card" aria-label={title}>
      <div className="lt-card-head"><h2>{title}</h2><span className="lt-muted">{t('scorecard:board.progress_help')}</span></div>
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('scorecard:board.by_week')}>
        <table className="sc-set">
          <thead><tr><th>{t('scorecard:team')}</th>{board.progress.map((w) => <th key={w.from}>{t('scorecard:board.week_of', { day: w.from.slice(5) })}</th>)}</tr></thead>
          <tbody>
            {[...names].map(([id, name]) => (
              <tr key={id}>
                <td>{name}</td>
                {board.progress.map((w) => {
                  const r = w.rows.find((x) => x.id === id)
                  return <td key={w.from}>{r ? <><StatusTag tone={r.rank === 1 ? 'good' : 'muted'} glyph={r.rank === 1 ? '★' : '·'}>{t('scorecard:board.place', { n: r.rank })}</StatusTag> {boardValue(board, r.value)}</> : '—'}</td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
