// The places of a board: rank, movement, value; the own place always in sight.
import { useTranslation } from 'react-i18next'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, none } from '../../kit/format'
import type { BoardRow, BoardView } from './types'
import { metricText, scoreText, valueText } from './words'

export const boardValue = (b: Pick<BoardView, 'metric' | 'unit'>, value: number | null) => (b.metric ? valueText(value, b.unit) : scoreText(value))

/** How a place moved: ↑2, ↓1, new. */
export function useMoved() {
  const { t } = useTranslation()
  return (r: BoardRow) => (r.before === 0 ? t('scorecard:board.new') : r.before === r.rank ? t('scorecard:board.same') : r.before > r.rank ? `↑${r.before - r.rank}` : `↓${r.rank - r.before}`)
}

export function useBoardColumns(b: BoardView): Column<BoardRow>[] {
  const { t } = useTranslation()
  const moved = useMoved()
  const name = (r: BoardRow) => (r.own ? t('scorecard:board.own_name', { name: r.name }) : r.name)
  return [
    { id: 'rank', header: t('scorecard:board.rank'), width: 80, align: 'right', value: (r) => r.rank, cell: (r) => <b>{r.rank}</b> },
    { id: 'name', header: t(b.of === 'teams' ? 'scorecard:team' : 'scorecard:name'), width: 160, grow: true, value: name, cell: (r) => (r.own ? <b>{name(r)}</b> : r.name) },
    ...(b.of === 'people' ? [{ id: 'team', header: t('scorecard:team'), width: 120, value: (r) => r.team_name, cell: (r) => r.team_name ?? none } satisfies Column<BoardRow>] : []),
    { id: 'value', header: b.metric ? metricText(t, { metric: b.metric, name_zh: b.name_zh ?? '', name_en: b.name_en ?? '' }) : t('scorecard:total'), width: 150, align: 'right', value: (r) => r.value, cell: (r) => boardValue(b, r.value) },
    { id: 'contacts', header: t('scorecard:board.contacts'), width: 120, align: 'right', value: (r) => r.contacts, cell: (r) => count(r.contacts) },
    { id: 'moved', header: t('scorecard:board.moved'), width: 120, align: 'right', value: (r) => moved(r), cell: (r) => moved(r) },
  ]
}

export function BoardTable({ board, title }: { board: BoardView; title: string }) {
  return <DataTable<BoardRow> id="scorecard.board" label={title} columns={useBoardColumns(board)} rows={board.rows} rowKey={(r) => r.id} maxHeight={560} />
}
