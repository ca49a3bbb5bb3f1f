// A board on the wall: full screen, large, dark, looks for new numbers every minute.
import { FullscreenOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { centreQuery } from '../../api/queries'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { day, setZone } from '../../kit/format'
import { wear } from '../../kit/prefs'
import { boardValue, useMoved } from './BoardTable'
import { boardQuery } from './queries'
import './scorecard.css'

export function ScreenPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const centre = useQuery(centreQuery)
  const moved = useMoved()
  useEffect(() => setZone(centre.data?.timezone), [centre.data])
  useEffect(() => {
    wear('dark')
    return () => wear(undefined)
  }, [])
  const q = useQuery({ ...boardQuery(id, undefined), refetchInterval: 60_000, placeholderData: keepPreviousData })
  const board = q.data
  useEffect(() => {
    document.title = `${board?.name ?? t('scorecard:nav.boards')} · ${t('common:product')}`
  }, [board?.name, t])
  const rows = board?.rows.filter((r) => r.rank <= board.top || board.everybody) ?? []
  return (
    <main className="sc-screen">
      <div className="sc-screen-bar">
        <h1>{board?.name ?? t('scorecard:nav.boards')}</h1>
        {board && <span>{day(board.span.from)}{board.span.to !== board.span.from ? ` – ${day(board.span.to)}` : ''}</span>}
        <span className="lt-grow" />
        <Button type="text" icon={<FullscreenOutlined />} aria-label={t('scorecard:board.full')} onClick={() => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())} />
      </div>
      {q.isError && !board ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !board ? <Skeleton /> : rows.length === 0 ? <Empty title={t('scorecard:board.nobody')} reason={t('scorecard:board.nobody_reason')} /> : (
        <ol className="sc-screen-rows">
          {rows.map((r) => (
            <li key={r.id} className={r.rank <= 3 ? 'is-first' : undefined}>
              <b>{r.rank}</b>
              <span className="lt-grow">{r.name}{board.of === 'people' && r.team_name && <small>{r.team_name}</small>}</span>
              <span>{boardValue(board, r.value)}</span>
              <small>{moved(r)}</small>
            </li>
          ))}
        </ol>
      )}
    </main>
  )
}
