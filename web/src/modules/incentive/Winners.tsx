// What a draw gave to whom, round by round, with who drew and who was witness.
import { useTranslation } from 'react-i18next'
import { Button } from 'antd'
import { DataTable, type Column } from '../../kit/DataTable'
import { count, dateTime, day, none, today } from '../../kit/format'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { saveWorkbook } from '../../kit/xlsx'
import type { Contest, Pick } from './types'
import { wonText } from './words'

export type Won = Pick & { round: number }

/** Whether a prize was claimed, still can be, or cannot any more. */
export const claimOf = (p: Pick): 'free' | 'claimed' | 'open' | 'lapsed' => (p.claimed_ms ? 'claimed' : !p.claim_by ? 'free' : p.claim_by < today() ? 'lapsed' : 'open')
export const claimTones: Record<ReturnType<typeof claimOf>, Tone> = { free: 'good', claimed: 'good', open: 'warn', lapsed: 'muted' }

export function Winners({ contest }: { contest: { rounds: Contest['rounds'] } }) {
  const { t } = useTranslation()
  const rows: Won[] = contest.rounds.flatMap((r, i) => r.picks.map((p) => ({ ...p, round: i + 1 })))
  const claim = (p: Won) => t(`incentive:claim.${claimOf(p)}`, { day: day(p.claim_by) })
  const columns: Column<Won>[] = [
    { id: 'round', header: t('incentive:contest.round'), width: 80, align: 'right', value: (p) => p.round, cell: (p) => p.round },
    { id: 'prize', header: t('incentive:contest.prizes'), width: 160, value: (p) => wonText(t, p), cell: (p) => wonText(t, p) },
    { id: 'agent', header: t('incentive:agent_no'), width: 100, value: (p) => p.agent_no, cell: (p) => p.agent_no },
    { id: 'name', header: t('incentive:person'), width: 130, value: (p) => p.name, cell: (p) => <b>{p.name}</b> },
    { id: 'k', header: t('incentive:contest.k'), width: 80, align: 'right', value: (p) => p.k, cell: (p) => p.k },
    { id: 'number', header: t('incentive:contest.number'), width: 140, align: 'right', value: (p) => p.number, cell: (p) => t('incentive:of', { n: count(p.number), of: count(p.left) }) },
    { id: 'claim', header: t('incentive:contest.claim'), width: 190, value: claim, cell: (p) => <StatusTag tone={claimTones[claimOf(p)]}>{claim(p)}</StatusTag> },
    { id: 'hash', header: 'SHA-256', width: 260, grow: true, value: (p) => p.hash, cell: (p) => <code title={p.hash}>{p.hash}</code> },
  ]
  const save = () => void saveWorkbook(t('incentive:contest.winners'), [{ name: t('incentive:contest.winners'), head: columns.map((x) => x.header), rows: rows.map((p) => columns.map((x) => x.value?.(p) ?? null)) }])
  return (
    <section className="lt-card" aria-label={t('incentive:contest.winners')}>
      <div className="lt-card-head"><h2>{t('incentive:contest.winners')}</h2><span className="lt-grow" />{rows.length > 0 && <Button onClick={save}>Excel</Button>}</div>
      <ul className="in-list">{contest.rounds.map((r, i) => <li key={i}>{t('incentive:contest.drawn_by', { n: i + 1, drawer: r.drawer || none, witness: r.witness, at: dateTime(r.at_ms) })}</li>)}</ul>
      <DataTable<Won> id="incentive.winners" label={t('incentive:contest.winners')} columns={columns} rows={rows} rowKey={(p) => `${p.round} ${p.k}`} maxHeight={420} />
    </section>
  )
}

