// The talks a leader is to follow up, today's and those that are overdue, whoever works today.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { day, none, today } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { dueTalksQuery } from './queries'
import type { Talk } from './types'

export function DueTalks({ team }: { team?: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search, patch] = useSearchState()
  const q = useQuery(dueTalksQuery)
  const asked = search.talk === 'today' || search.talk === 'overdue' ? search.talk : undefined
  const late = (x: Talk) => (x.follow_on ?? '') < today()
  const text = (x: Talk) => (late(x) ? t('scorecard:talk.overdue', { day: day(x.follow_on) }) : t('scorecard:talk.due_today'))
  const rows = (q.data ?? []).filter((x) => (!team || x.team_name === team) && (!asked || late(x) === (asked === 'overdue')))
  const columns: Column<Talk>[] = [
    { id: 'follow', header: t('scorecard:talk.follow_on'), width: 210, pin: true, sortable: true, value: (x) => x.follow_on, cell: (x) => <StatusTag tone={late(x) ? 'bad' : 'warn'}>{text(x)}</StatusTag> },
    { id: 'name', header: t('scorecard:name'), width: 150, sortable: true, value: (x) => `${x.name} ${x.agent_no}`, cell: (x) => `${x.name} ${x.agent_no}` },
    { id: 'action', header: t('scorecard:talk.action'), width: 320, grow: true, value: (x) => x.action, cell: (x) => <span title={x.action}>{x.action || none}</span> },
    { id: 'on', header: t('scorecard:talk.on'), width: 150, sortable: true, value: (x) => x.on, cell: (x) => day(x.on) },
  ]
  return (
    <section className="lt-card" aria-label={t('scorecard:talk.due_title')}>
      <div className="lt-card-head">
        <h2>{t('scorecard:talk.due_title')}</h2>
        <span className="lt-grow" />
        <Select size="small" allowClear style={{ width: 150 }} aria-label={t('scorecard:talk.filter')} placeholder={t('scorecard:talk.filter')} value={asked} options={(['today', 'overdue'] as const).map((value) => ({ value, label: t(`scorecard:talk.only_${value}`) }))} onChange={(v?: string) => patch({ talk: v })} />
      </div>
      {q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={2} /> : rows.length === 0 ? <Empty title={t('scorecard:talk.none_due')} /> : <DataTable<Talk> id="scorecard.due-talks" label={t('scorecard:talk.due_title')} columns={columns} rows={rows} rowKey={(x) => x.id} sort={typeof search.talks === 'string' ? search.talks : 'follow'} onSort={(talks) => patch({ talks })} onOpen={(x) => void navigate({ to: '/talks' as string, search: { person: x.person_id, due: '1' } as never })} maxHeight={260} />}
    </section>
  )
}
