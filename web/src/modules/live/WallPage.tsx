// A board on the wall: full screen, read only, in turn when it is a playlist. Signed in by address, or by a screen link's token after #.
import { FullscreenOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call, base } from '../../api/client'
import { centreQuery } from '../../api/queries'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { setZone } from '../../kit/format'
import { wear } from '../../kit/prefs'
import { BoardView } from './BoardView'
import type { Board, Playlist, Show } from './board'
import { FloorProvider, WallClock } from './floor'

function Wall({ shows, name, children }: { shows: Show[]; name: string; children?: ReactNode }) {
  const { t } = useTranslation()
  const [turn, setTurn] = useState(0)
  const show = shows[turn % Math.max(shows.length, 1)]
  useEffect(() => {
    if (!show || shows.length < 2 || show.seconds <= 0) return
    const timer = setTimeout(() => setTurn((n) => n + 1), show.seconds * 1000)
    return () => clearTimeout(timer)
  }, [show, shows.length, turn])
  const theme = show?.board.theme
  useEffect(() => {
    wear(theme)
    return () => wear(undefined)
  }, [theme])
  useEffect(() => {
    document.title = `${name} · ${t('common:product')}`
  }, [name, t])
  return (
    <main className="lt-wall">
      <div className="lt-wall-bar">
        <h1>{show?.board.name ?? name}</h1>
        <span className="lt-grow" />
        <WallClock />
        {children}
        <Button type="text" icon={<FullscreenOutlined />} aria-label={t('live:wall.full')} onClick={() => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())} />
      </div>
      {show ? <BoardView board={show.board} /> : <Empty title={t('live:wall.nothing')} />}
    </main>
  )
}

/** A board, or a playlist, for someone signed in. */
export function WallPage() {
  const { kind, id } = useParams({ strict: false }) as { kind?: string; id?: string }
  const centre = useQuery(centreQuery)
  useEffect(() => setZone(centre.data?.timezone), [centre.data])
  const shows = useQuery({
    queryKey: ['live-boards', 'wall', kind, id],
    refetchInterval: 60_000,
    queryFn: async ({ signal }): Promise<{ name: string; shows: Show[] }> => {
      if (kind !== 'playlist') {
        const board = await api.get<Board>(`/live/boards/${id}`, undefined, signal)
        return { name: board.name, shows: [{ board, seconds: 0 }] }
      }
      const [lists, boards] = await Promise.all([api.get<Playlist[]>('/live/playlists', undefined, signal), api.get<Board[]>('/live/boards', undefined, signal)])
      const list = lists.find((p) => p.id === id)
      return { name: list?.name ?? '', shows: (list?.entries ?? []).flatMap((e) => boards.filter((b) => b.id === e.board_id).map((board) => ({ board, seconds: e.seconds }))) }
    },
  })
  if (shows.isError) return <main className="lt-wall"><Failure error={shows.error} onRetry={() => void shows.refetch()} /></main>
  if (shows.isPending) return <main className="lt-wall"><Skeleton /></main>
  return <FloorProvider><Wall {...shows.data} /></FloorProvider>
}

/** A screen where nobody signs in. The token stands after #, which never reaches a server's log. */
export function ScreenPage() {
  const { t } = useTranslation()
  const token = window.location.hash.slice(1)
  const screen = useQuery({
    queryKey: ['screen', token],
    refetchInterval: 60_000,
    queryFn: async () => {
      const answer = await call('GET', base + '/screen', { quiet401: true, headers: { 'X-Screen-Token': token } })
      return (await answer.json()) as { name: string; timezone: string; shows: Show[] }
    },
  })
  useEffect(() => setZone(screen.data?.timezone), [screen.data])
  if (screen.isError) return <main className="lt-wall"><h1 className="lt-sr">{t('live:wall.screen')}</h1><Failure error={screen.error} onRetry={() => void screen.refetch()} /></main>
  if (screen.isPending) return <main className="lt-wall"><Skeleton /></main>
  return <FloorProvider path="/screen/stream" token={token}><Wall shows={screen.data.shows} name={screen.data.name} /></FloorProvider>
}
