// Who is behind a month of a headcount plan: by tenure for everybody, by name for who edits files.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { day, decimal, none } from '../../kit/format'
import type { HeadcountBehind, HeadcountMonth, HeadcountPlan } from './types'
import { tenureBandText } from './words'

type Group = HeadcountBehind['groups'][number]
type Person = HeadcountBehind['people'][number]
const percent = (v: number) => `${decimal(100 * v, 1)}%`

export function HeadcountPeople({ plan, month, onClose }: { plan: HeadcountPlan; month?: HeadcountMonth; onClose: () => void }) {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['people', 'headcount', plan.id, plan.rev, 'people', month?.month], enabled: Boolean(month), queryFn: ({ signal }) => api.get<HeadcountBehind>(`/headcount-plans/${encodeURIComponent(plan.id)}/people`, { month: month?.month }, signal) })
  const x = q.data
  const band = (key: string) => { const [from = 0, to = 0] = key.split('-').map(Number); return tenureBandText(t, from, to) }
  const few = (v: number | null | undefined) => (v === null || v === undefined ? t('people:headcount.few') : decimal(v, 2))
  const groups: Column<Group>[] = [
    { id: 'tenure', header: t('people:tenure'), width: 150, grow: true, value: (g) => band(g.key), cell: (g) => band(g.key) },
    { id: 'people', header: t('people:workforce.people'), width: 100, align: 'right', value: (g) => g.people, cell: (g) => (g.people === null ? t('people:headcount.few') : g.people) },
    ...(['graduates', 'leavers', 'heads'] as const).map((id): Column<Group> => ({ id, header: t(`people:headcount.${id === 'heads' ? 'closing' : id}`), width: 120, align: 'right', value: (g) => g[id], cell: (g) => few(g[id]) })),
  ]
  const people: Column<Person>[] = [
    { id: 'name', header: t('people:name'), width: 120, value: (p) => p.name, cell: (p) => <Link to={`/employees/${p.person_id}` as string}>{p.name}</Link> },
    { id: 'no', header: t('people:agent_no'), width: 90, value: (p) => p.agent_no, cell: (p) => p.agent_no },
    { id: 'team', header: t('people:team'), width: 110, value: (p) => p.team_name, cell: (p) => p.team_name || none },
    { id: 'entered', header: t('people:entered_on'), width: 130, value: (p) => p.entered_on, cell: (p) => day(p.entered_on) },
    { id: 'left', header: t('people:left_on'), width: 130, value: (p) => p.left_on, cell: (p) => (p.left_on ? day(p.left_on) : none) },
    { id: 'leaves', header: t('people:headcount.leaves'), width: 130, align: 'right', value: (p) => p.leavers, cell: (p) => percent(p.leavers), help: t('people:headcount.leaves_help') },
    { id: 'there', header: t('people:headcount.there'), width: 140, align: 'right', value: (p) => p.heads, cell: (p) => percent(p.heads) },
    { id: 'effective', header: t('people:headcount.effective'), width: 110, align: 'right', value: (p) => p.effective, cell: (p) => decimal(p.effective, 2) },
  ]
  return (
    <Drawer open={Boolean(month)} size={880} title={month && t('people:headcount.behind', { month: month.month })} onClose={onClose} closable={{ 'aria-label': t('common:action.close') }} destroyOnHidden>
      {q.isError && !x ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !x || !month ? <Skeleton lines={8} /> : (
        <div className="pe-file">
          <p className="lt-muted">{t('people:headcount.behind_help', { day: day(x.as_of_on) })}</p>
          <DescriptionList facts={[{ label: t('people:headcount.closing'), value: decimal(month.closing, 2) }, { label: t('people:headcount.leavers'), value: decimal(month.leavers, 2) }, { label: t('people:headcount.of_classes'), value: t('people:headcount.of_classes_text', { heads: decimal(x.classes.closing, 2), leavers: decimal(x.classes.leavers, 2) }) }, { label: t('people:headcount.moved_so_far'), value: decimal(x.moved, 1) }]} />
          {x.withheld && <Note>{t('people:headcount.withheld')}</Note>}
          <DataTable<Group> id="people.headcount.groups" label={t('people:headcount.groups')} columns={groups} rows={x.groups} rowKey={(g) => g.key} />
          {!x.withheld && <DataTable<Person> id="people.headcount.people" label={t('people:headcount.people_list')} columns={people} rows={[...x.people].sort((a, b) => b.leavers - a.leavers)} rowKey={(p) => p.person_id + p.entered_on} maxHeight={520} />}
        </div>
      )}
    </Drawer>
  )
}
