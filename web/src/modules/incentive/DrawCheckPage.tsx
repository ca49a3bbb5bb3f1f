// Anybody who took part opens this after a draw, to count it again: the entries in order, the numbers drawn, and how, in words.
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Button } from 'antd'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { count } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { saveWorkbook } from '../../kit/xlsx'
import type { Check } from './types'
import { Winners } from './Winners'
import { contestTones } from './words'
import './incentive.css'

export function DrawCheckPage() {
  return <Guard permission="performance.own"><CheckView /></Guard>
}

type Entry = Check['entries'][number]

function CheckView() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const q = useQuery({ queryKey: ['incentive', 'check', id], retry: false, queryFn: ({ signal }) => api.get<Check>(`/incentive-contests/${encodeURIComponent(id)}/check`, undefined, signal) })
  const check = q.data
  const columns: Column<Entry>[] = [
    { id: 'agent', header: t('incentive:agent_no'), width: 120, value: (e) => e.agent_no, cell: (e) => e.agent_no },
    { id: 'tickets', header: t('incentive:contest.tickets'), width: 110, align: 'right', value: (e) => e.tickets, cell: (e) => count(e.tickets) },
    { id: 'from', header: t('incentive:check.from'), width: 130, align: 'right', value: (e) => e.from, cell: (e) => e.from },
    { id: 'to', header: t('incentive:check.to'), width: 130, align: 'right', grow: true, value: (e) => e.to, cell: (e) => e.to },
  ]
  return (
    <Page title={t('incentive:contest.check')} crumbs={[{ label: t('incentive:nav.own'), to: '/my-rewards' }]} note={check && <StatusTag tone={contestTones[check.state as 'drawn']}>{t(`incentive:contest_state.${check.state}`)}</StatusTag>}>
      {q.isError && !check ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !check ? <Skeleton /> : (
        <div className="in-page">
          <section className="lt-card" aria-label={t('incentive:check.how')}>
            <div className="lt-card-head"><h2>{t('incentive:check.how')}</h2></div>
            <ol className="in-how">{[1, 2, 3, 4, 5].map((n) => <li key={n}>{t(`incentive:check.step${n}`)}</li>)}</ol>
            <p className="in-about">{t('incentive:contest.commitment')} <code className="in-hash">{check.commitment}</code></p>
            <p className="in-about">{t('incentive:contest.seed')} {check.seed ? <code className="in-hash">{check.seed}</code> : t('incentive:check.seed_later')}</p>
            {check.digest && <p className="in-about">{t('incentive:check.digest')} <code className="in-hash">{check.digest}</code></p>}
          </section>
          {check.rounds.length > 0 ? <Winners contest={check} /> : <Note>{t('incentive:check.not_drawn')}</Note>}
          <section className="lt-card" aria-label={t('incentive:contest.entries_list')}>
            <div className="lt-card-head"><h2>{t('incentive:contest.entries_list')}</h2><span className="lt-grow" />{check.entries.length > 0 && <Button onClick={() => void saveWorkbook(t('incentive:contest.entries_list'), [{ name: t('incentive:contest.entries_list'), head: columns.map((x) => x.header), rows: check.entries.map((e) => columns.map((x) => x.value?.(e) ?? null)) }])}>Excel</Button>}</div>
            {check.entries.length === 0 ? <Empty title={t('incentive:check.none')} reason={t('incentive:check.none_reason')} /> : <DataTable<Entry> id="incentive.check" label={t('incentive:contest.entries_list')} columns={columns} rows={check.entries} rowKey={(e) => e.agent_no} maxHeight={480} />}
          </section>
        </div>
      )}
    </Page>
  )
}
