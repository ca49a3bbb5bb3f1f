// Contests, or draws: what is planned, what runs, what was won.
import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery } from '../../api/queries'
import type { Column } from '../../kit/DataTable'
import { count, day, none } from '../../kit/format'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { ContestDrawer } from './ContestDrawer'
import { ladderQuery } from './queries'
import type { Contest } from './types'
import { contestStates, contestTones, forText, prizeText } from './words'

export function ContestsTab({ kind, edits }: { kind: Contest['kind']; edits: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data: dims } = useQuery(dimensionsQuery)
  const { data: ladder } = useQuery(ladderQuery)
  const [edited, setEdited] = useState<Contest | 'new'>()
  const team = (id: string) => dims?.teams.find((x) => x.id === id)?.name ?? id
  const position = (code: string) => ladder?.ladder.positions.find((x) => x.code === code)?.name ?? code
  const prizes = (c: Contest) => c.prizes.map((p) => prizeText(t, p)).join(t('incentive:join'))
  const columns: Column<Contest>[] = [
    { id: 'name', header: t('incentive:rule.name'), width: 200, pin: true, sortable: true, value: (c) => c.name, cell: (c) => c.name },
    { id: 'state', header: t('incentive:run.state'), width: 130, sortable: true, value: (c) => t(`incentive:contest_state.${c.state}`), cell: (c) => <StatusTag tone={contestTones[c.state]}>{t(`incentive:contest_state.${c.state}`)}</StatusTag> },
    { id: 'from', header: t('incentive:contest.days'), width: 240, sortable: true, value: (c) => c.from_on, cell: (c) => `${day(c.from_on)} – ${day(c.to_on)}` },
    { id: 'for', header: t('incentive:rule.for'), width: 160, value: (c) => forText(t, c, team, position), cell: (c) => forText(t, c, team, position) },
    ...(kind === 'contest' ? [{ id: 'of', header: t('incentive:contest.of'), width: 90, value: (c) => t(`incentive:contest.of_${c.of}`), cell: (c) => t(`incentive:contest.of_${c.of}`) } satisfies Column<Contest>] : []),
    { id: 'prizes', header: t('incentive:contest.prizes'), width: 260, grow: true, value: prizes, cell: (c) => <span title={prizes(c)}>{prizes(c)}</span> },
    { id: 'entries', header: t('incentive:contest.entries'), width: 100, align: 'right', value: (c) => c.entries, cell: (c) => (c.through_on ? count(c.entries) : none) },
    ...(kind === 'draw' ? [{ id: 'tickets', header: t('incentive:contest.tickets'), width: 90, align: 'right', value: (c) => c.tickets, cell: (c) => (c.through_on ? count(c.tickets) : none) } satisfies Column<Contest>] : []),
    { id: 'through', header: t('incentive:contest.through'), width: 130, value: (c) => c.through_on, cell: (c) => (c.through_on ? day(c.through_on) : none) },
    ...(edits ? [{ id: 'act', header: '', width: 60, cell: (c) => c.state === 'planned' && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${c.name} ${t('common:action.edit')}`} onClick={() => setEdited(c)} /> } satisfies Column<Contest>] : []),
  ]
  return (
    <>
      <QueryTable<Contest>
        key={kind} id={`incentive.${kind}s`} label={t(`incentive:tab.${kind}s`)} path="/incentive-contests" queryKey="incentive" params={{ kind }} columns={columns} rowKey={(c) => c.id} defaultSort="-from" searchHint={t('incentive:rule.search')} onOpen={(c) => void navigate({ to: '/incentives/contests/$id', params: { id: c.id } })}
        filters={[{ key: 'state', label: t('incentive:run.state'), options: contestStates.filter((x) => kind === 'draw' || x !== 'drawn').map((value) => ({ value, label: t(`incentive:contest_state.${value}`) })) }]}
        actions={edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t(`incentive:contest.add_${kind}`)}</Button>}
        empty={{ title: t(`incentive:contest.empty_${kind}`), reason: t(`incentive:contest.empty_${kind}_reason`) }}
      />
      {edits && <ContestDrawer kind={kind} open={edited !== undefined} contest={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </>
  )
}
