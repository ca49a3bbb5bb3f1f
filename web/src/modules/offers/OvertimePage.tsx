// The planner and the leader open this at the end of a month, and before asking for overtime: who has how much, by kind of day, and how near the
// month's most. HR takes it out for the pay.
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { decimal, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Account } from './types'
import { Views } from './Views'
import './offers.css'

export function OvertimePage() {
  return <Guard permission="roster.offer"><OvertimeView /></Guard>
}

function OvertimeView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const month = typeof search.month === 'string' ? search.month : today().slice(0, 7)
  const team = search.team as string | undefined
  const hours = (id: string, header: string, of: (a: Account) => number, sortable = false): Column<Account> => ({ id, header, width: 130, align: 'right', sortable, value: (a) => of(a) / 60, cell: (a) => decimal(of(a) / 60, 1) })
  const columns: Column<Account>[] = [
    { id: 'name', header: t('offers:person'), width: 120, pin: true, sortable: true, value: (a) => a.name, cell: (a) => a.name },
    { id: 'agent_no', header: t('offers:agent_no'), width: 100, value: (a) => a.agent_no, cell: (a) => a.agent_no },
    { id: 'team', header: t('offers:team'), width: 120, value: (a) => a.team, cell: (a) => a.team },
    hours('workday', t('offers:account.workday'), (a) => a.workday_minutes),
    hours('rest_day', t('offers:account.rest_day'), (a) => a.rest_day_minutes),
    hours('holiday', t('offers:account.holiday'), (a) => a.holiday_minutes),
    hours('total', t('offers:account.total'), (a) => a.total_minutes, true),
    { id: 'share', header: t('offers:account.share'), width: 130, align: 'right', value: (a) => a.total_minutes / a.most_minutes, cell: (a) => (a.total_minutes > 0.8 * a.most_minutes ? <StatusTag tone="warn">{decimal((100 * a.total_minutes) / a.most_minutes, 0)}%</StatusTag> : `${decimal((100 * a.total_minutes) / a.most_minutes, 0)}%`) },
    hours('weighted', t('offers:account.weighted'), (a) => a.weighted_minutes, true),
    hours('released', t('offers:account.released'), (a) => a.released_minutes, true),
  ]
  return (
    <Page title={t('offers:nav.overtime')} fill>
      <Views />
      <QueryTable<Account>
        id="offers.overtime" label={t('offers:nav.overtime')} path="/overtime" queryKey="roster" columns={columns} rowKey={(a) => a.person_id} defaultSort="-total" searchHint={t('offers:account.search')} params={{ month, team }}
        tools={<><DatePicker picker="month" allowClear={false} inputReadOnly aria-label={t('offers:account.month')} value={dayjs(`${month}-01`)} onChange={(d) => patch({ month: d?.format('YYYY-MM') })} /><DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(x) => patch({ team: x?.[0] })} /></>}
        empty={{ title: t('offers:account.empty'), reason: t('offers:account.empty_reason') }}
      />
      <p className="lt-muted of-foot">{t('offers:account.says')}</p>
    </Page>
  )
}
