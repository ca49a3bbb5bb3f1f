// Who changed what by hand, and why.
import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { dateTime, day } from '../../kit/format'
import { clockOf } from './clock'
import type { Cell, Change, Roster, ShiftType } from './types'

type Props = { roster: Roster; types: Map<string, ShiftType>; open: boolean; onClose: () => void }

export function ChangesDrawer({ roster, types, open, onClose }: Props) {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['rosters', 'changes', roster.id], enabled: open, queryFn: async ({ signal }) => (await api.get<Change[] | null>(`/rosters/${encodeURIComponent(roster.id)}/changes`, undefined, signal)) ?? [] })
  const said = (c: Cell) => `${c.type_id ? `${types.get(c.type_id)?.code ?? '?'} ${clockOf(c.begins ?? 0)}–${clockOf(c.ends ?? 0)}` : t('roster:grid.off')}${c.locked ? ` · ${t('roster:grid.locked')}` : ''}`
  const columns: Column<Change>[] = [
    { id: 'at', header: t('roster:changes.at'), width: 150, value: (c) => dateTime(c.at_ms), cell: (c) => dateTime(c.at_ms) },
    { id: 'by', header: t('roster:changes.by'), width: 100, value: (c) => c.by, cell: (c) => c.by },
    { id: 'who', header: t('roster:grid.person'), width: 110, value: (c) => c.name, cell: (c) => c.name },
    { id: 'on', header: t('roster:changes.on'), width: 120, value: (c) => c.on, cell: (c) => day(c.on) },
    { id: 'before', header: t('roster:changes.before'), width: 150, value: (c) => said(c.before), cell: (c) => said(c.before) },
    { id: 'after', header: t('roster:changes.after'), width: 150, value: (c) => said(c.after), cell: (c) => said(c.after) },
    { id: 'reason', header: t('roster:grid.reason'), width: 160, grow: true, value: (c) => c.reason ?? '', cell: (c) => c.reason },
  ]
  return (
    <Drawer open={open} onClose={onClose} size={980} title={t('roster:changes.title')}>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : q.data.length === 0 ? <Empty title={t('roster:changes.empty')} /> : <DataTable<Change> id="rosters.changes" label={t('roster:changes.title')} columns={columns} rows={q.data} rowKey={(c) => String(c.seq)} />}
    </Drawer>
  )
}
