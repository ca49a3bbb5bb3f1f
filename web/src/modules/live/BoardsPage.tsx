// Operations manager, when a screen is hung or changed: which boards there are, in what order they are shown, and which screens may show them.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Board, Playlist, Screen } from './board'
import './live.css'
import './board.css'

export const boardsQuery = { queryKey: ['live-boards', 'list'], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Board[]>('/live/boards', undefined, signal) }

export function BoardsPage() {
  return <Guard permission="live.read"><BoardsView /></Guard>
}

function useRemove(path: string, key: string) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  return (id: string, name: string) =>
    modal.confirm({
      title: t('live:boards.remove', { name }), okText: t('live:thresholds.remove'), cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          await api.delete(`${path}/${id}`)
          await queries.invalidateQueries({ queryKey: [key] })
        } catch (error) {
          void message.error(faultText(error))
        }
      },
    })
}

function BoardsView() {
  const { t } = useTranslation()
  const manages = useAllowed('live.manage')
  const [search, patch] = useSearchState()
  const boards = useQuery(boardsQuery)
  const lists = useQuery({ queryKey: ['live-playlists'], queryFn: ({ signal }) => api.get<Playlist[]>('/live/playlists', undefined, signal) })
  const queries = useQueryClient()
  const removeBoard = useRemove('/live/boards', 'live-boards')
  const removeList = useRemove('/live/playlists', 'live-playlists')
  const wanted = ((search.search as string | undefined) ?? '').toLowerCase()
  const shown = (boards.data ?? []).filter((b) => b.name.toLowerCase().includes(wanted))
  const nameOf = (id?: string) => boards.data?.find((b) => b.id === id)?.name ?? none
  const edited = search.list === 'new' ? { id: '', name: '', entries: [], rev: 0 } : lists.data?.find((p) => p.id === search.list)
  return (
    <Page title={t('live:nav.boards')} actions={manages && <Link to={'/wallboards/new' as string}><Button type="primary" icon={<PlusOutlined />}>{t('live:boards.add')}</Button></Link>}>
      <section className="lt-card" aria-label={t('live:boards.list')}>
        <div className="lt-card-head"><h2>{t('live:boards.list')}</h2><span className="lt-grow" /><Input type="search" allowClear aria-label={t('live:boards.search')} placeholder={t('live:boards.search')} style={{ width: 200 }} value={(search.search as string | undefined) ?? ''} onChange={(e) => patch({ search: e.target.value })} /></div>
        {boards.isError ? <Failure error={boards.error} onRetry={() => void boards.refetch()} /> : boards.isPending ? <Skeleton /> : shown.length === 0 ? <Empty title={t(wanted ? 'common:table.empty_filtered' : 'live:boards.empty')} reason={wanted ? undefined : t('live:boards.empty_reason')} /> : (
          <ul className="lt-mutes">
            {shown.map((b) => (
              <li key={b.id} className="lt-row">
                <b>{b.name}</b> <span className="lt-muted">{t('live:boards.about', { count: b.blocks.length, name: b.changed_by, time: dateTime(b.changed_ms) })}</span>
                <span className="lt-grow" />
                <Link to={`/wall/board/${b.id}` as string} target="_blank">{t('live:boards.show')}</Link>
                {manages && <Link to={`/wallboards/${b.id}` as string}>{t('live:boards.edit')}</Link>}
                {manages && <Button size="small" onClick={() => removeBoard(b.id, b.name)}>{t('live:thresholds.remove')}</Button>}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="lt-card" aria-label={t('live:playlists.title')}>
        <div className="lt-card-head"><h2>{t('live:playlists.title')}</h2><span className="lt-grow" />{manages && <Button onClick={() => patch({ list: 'new' }, true)} disabled={!boards.data?.length}>{t('live:playlists.add')}</Button>}</div>
        {lists.data?.length ? (
          <ul className="lt-mutes">
            {lists.data.map((p) => (
              <li key={p.id} className="lt-row">
                <b>{p.name}</b> <span className="lt-muted">{p.entries.map((e) => `${nameOf(e.board_id)} ${e.seconds} ${t('live:unit.seconds')}`).join(' → ')}</span>
                <span className="lt-grow" />
                <Link to={`/wall/playlist/${p.id}` as string} target="_blank">{t('live:boards.show')}</Link>
                {manages && <Button size="small" onClick={() => patch({ list: p.id }, true)}>{t('live:boards.edit')}</Button>}
                {manages && <Button size="small" onClick={() => removeList(p.id, p.name)}>{t('live:thresholds.remove')}</Button>}
              </li>
            ))}
          </ul>
        ) : <Empty title={t('live:playlists.empty')} />}
      </section>
      {manages && <Screens boards={boards.data ?? []} lists={lists.data ?? []} />}
      <EditDrawer<Playlist>
        open={edited !== undefined}
        identity={search.list as string | undefined}
        title={t('live:playlists.title')}
        initial={edited ?? { id: '', name: '', entries: [], rev: 0 }}
        onClose={() => patch({ list: undefined })}
        onSave={async (v) => {
          const body = { name: v.name, entries: v.entries ?? [] }
          if (edited?.id) await api.put(`/live/playlists/${edited.id}`, body, edited.rev)
          else await api.post('/live/playlists', body)
          await queries.invalidateQueries({ queryKey: ['live-playlists'] })
        }}
        onReload={async () => (await lists.refetch()).data?.find((p) => p.id === search.list)}
      >
        <Form.Item name="name" label={t('live:boards.name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('live:boards.name') }) }]}><Input maxLength={80} /></Form.Item>
        <Form.List name="entries">
          {(fields, { add, remove }) => (
            <>
              {fields.map((f, i) => (
                <div key={f.key} className="lt-row" style={{ alignItems: 'flex-start' }}>
                  <Form.Item className="lt-grow" name={[f.name, 'board_id']} rules={[{ required: true, message: t('common:form.required', { label: t('live:nav.boards') }) }]}><Select aria-label={`${t('live:nav.boards')} ${i + 1}`} options={(boards.data ?? []).map((b) => ({ value: b.id, label: b.name }))} /></Form.Item>
                  <Form.Item name={[f.name, 'seconds']} rules={[{ required: true, message: t('common:form.required', { label: t('live:unit.seconds') }) }]}><InputNumber aria-label={`${t('live:unit.seconds')} ${i + 1}`} min={5} max={3600} precision={0} suffix={t('live:unit.seconds')} /></Form.Item>
                  <Button onClick={() => remove(f.name)}>{t('live:thresholds.remove')}</Button>
                </div>
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add({ board_id: boards.data?.[0]?.id, seconds: 30 })}>{t('live:add')}</Button>
            </>
          )}
        </Form.List>
      </EditDrawer>
    </Page>
  )
}

/** Links for screens where nobody signs in. The address is shown once, when the link is made. */
function Screens({ boards, lists }: { boards: Board[]; lists: Playlist[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const [made, setMade] = useState<string>()
  const screens = useQuery({ queryKey: ['live-screens'], queryFn: ({ signal }) => api.get<Screen[]>('/live/screens', undefined, signal) })
  const revoke = useRemove('/live/screens', 'live-screens')
  const what = (x: Screen) => boards.find((b) => b.id === x.board_id)?.name ?? lists.find((p) => p.id === x.playlist_id)?.name ?? none
  return (
    <section className="lt-card" aria-label={t('live:screens.title')}>
      <div className="lt-card-head"><h2>{t('live:screens.title')}</h2><span className="lt-muted">{t('live:screens.hint')}</span><span className="lt-grow" /><Button disabled={boards.length === 0} onClick={() => patch({ screen: 'new' }, true)}>{t('live:screens.add')}</Button></div>
      {screens.data?.length ? (
        <ul className="lt-mutes">
          {screens.data.map((x) => {
            const state = x.revoked_ms > 0 ? 'revoked' : x.expires_ms < Date.now() ? 'expired' : 'open'
            return (
              <li key={x.id} className="lt-row">
                <b>{x.name}</b> {what(x)} <StatusTag tone={state === 'open' ? 'good' : 'muted'}>{t(`live:screens.${state}`)}</StatusTag>
                <span className="lt-muted">{t('live:screens.until', { time: dateTime(x.expires_ms), used: x.used_ms ? dateTime(x.used_ms) : none })}</span>
                <span className="lt-grow" />
                {state === 'open' && <Button size="small" onClick={() => revoke(x.id, x.name)}>{t('live:screens.revoke')}</Button>}
              </li>
            )
          })}
        </ul>
      ) : <Empty title={t('live:screens.empty')} />}
      <EditDrawer<{ name: string; shows: string; days: number }>
        open={search.screen === 'new'}
        title={t('live:screens.add')}
        initial={{ name: '', shows: boards[0] ? `b:${boards[0].id}` : '', days: 90 }}
        onClose={() => patch({ screen: undefined })}
        fieldOf={(path) => (path[0] === 'board_id' ? ['shows'] : undefined)}
        onSave={async (v) => {
          const [kind, id] = [v.shows.slice(0, 1), v.shows.slice(2)]
          const x = await api.post<Screen & { token: string }>('/live/screens', { name: v.name, days: v.days, ...(kind === 'b' ? { board_id: id } : { playlist_id: id }) })
          setMade(`${window.location.origin}/screen#${x.token}`)
          await queries.invalidateQueries({ queryKey: ['live-screens'] })
        }}
      >
        <Form.Item name="name" label={t('live:screens.name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('live:screens.name') }) }]}><Input maxLength={80} /></Form.Item>
        <Form.Item name="shows" label={t('live:screens.shows')}><Select options={[...boards.map((b) => ({ value: `b:${b.id}`, label: b.name })), ...lists.map((p) => ({ value: `p:${p.id}`, label: `${t('live:playlists.title')} · ${p.name}` }))]} /></Form.Item>
        <Form.Item name="days" label={t('live:screens.days')} rules={[{ required: true, message: t('common:form.required', { label: t('live:screens.days') }) }]}><InputNumber min={1} max={366} precision={0} style={{ width: '100%' }} /></Form.Item>
      </EditDrawer>
      <Modal open={made !== undefined} title={t('live:screens.made')} onCancel={() => setMade(undefined)} footer={<Button type="primary" onClick={() => setMade(undefined)}>{t('common:action.close')}</Button>}>
        <Note kind="warn">{t('live:screens.once')}</Note>
        <Input.TextArea readOnly autoSize aria-label={t('live:screens.address')} value={made} onFocus={(e) => e.target.select()} />
      </Modal>
    </section>
  )
}
