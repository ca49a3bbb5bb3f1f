// Which wishes a roster keeps, by person; those of whom least is kept come first.
import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { day, percent } from '../../kit/format'
import type { KeptOf, ShiftType } from './types'
import { wishText } from './wishes'

export function KeptDrawer({ id, rev, types, open, onClose }: { id: string; rev: number; types: ShiftType[]; open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['rosters', 'wishes', id, rev], enabled: open, retry: false, queryFn: ({ signal }) => api.get<KeptOf[]>(`/rosters/${encodeURIComponent(id)}/wishes`, undefined, signal) })
  const share = (kept: number, total: number) => t('roster:wish.share', { kept, total, percent: percent((100 * kept) / total) })
  const sum = (of: (k: KeptOf) => number) => (q.data ?? []).reduce((n, k) => n + of(k), 0)
  return (
    <Drawer open={open} onClose={onClose} destroyOnHidden size={620} title={t('roster:wish.kept_title')} closable={{ 'aria-label': t('common:action.close') }}>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : q.data.length === 0 ? <Empty title={t('roster:wish.kept_empty')} /> : (
        <>
          <p><b>{t('roster:wish.all_kept')}</b> {share(sum((k) => k.kept), sum((k) => k.total))}</p>
          <table className="lt-simple rs-kept">
            <thead><tr><th>{t('roster:wish.person')}</th><th>{t('roster:wish.kept')}</th><th>{t('roster:wish.unmet')}</th></tr></thead>
            <tbody>{q.data.map((k) => <tr key={k.person_id}><td>{k.name} <small className="lt-muted">{k.agent_no}</small></td><td>{share(k.kept, k.total)}</td><td>{k.wishes.filter((x) => !x.kept).map((x) => `${day(x.on)} ${wishText(t, x, types)}`).join(t('roster:join'))}</td></tr>)}</tbody>
          </table>
        </>
      )}
    </Drawer>
  )
}
