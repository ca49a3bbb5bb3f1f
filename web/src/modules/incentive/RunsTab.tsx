// Runs: what was calculated for which period, who approved it, what went to payroll.
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, DatePicker, Form } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { count, dateTime, day, none, today } from '../../kit/format'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { lastMonth } from './TrialTab'
import type { Run } from './types'
import { maker, money, runStates, runTones } from './words'

export function RunsTab({ edits }: { edits: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [asked, setAsked] = useState(false)
  const open = (r: Run) => void navigate({ to: '/incentives/runs/$id', params: { id: r.id } })
  const columns: Column<Run>[] = [
    { id: 'from', header: t('incentive:run.period'), width: 270, pin: true, sortable: true, value: (r) => r.from_on, cell: (r) => `${day(r.from_on)} – ${day(r.to_on)}` },
    { id: 'kind', header: t('incentive:run.kind'), width: 100, value: (r) => t(r.corrects_id ? 'incentive:run.correction' : 'incentive:run.first'), cell: (r) => t(r.corrects_id ? 'incentive:run.correction' : 'incentive:run.first') },
    { id: 'state', header: t('incentive:run.state'), width: 120, sortable: true, value: (r) => t(`incentive:run_state.${r.state}`), cell: (r) => <StatusTag tone={runTones[r.state]}>{t(`incentive:run_state.${r.state}`)}</StatusTag> },
    { id: 'cents', header: t('incentive:money'), width: 130, align: 'right', value: (r) => r.sum.cents / 100, cell: (r) => money(r.sum.cents) },
    { id: 'points', header: t('incentive:points'), width: 100, align: 'right', value: (r) => r.sum.points, cell: (r) => count(r.sum.points) },
    { id: 'people', header: t('incentive:trial.earners'), width: 110, align: 'right', value: (r) => r.sum.people, cell: (r) => count(r.sum.people) },
    { id: 'rules', header: t('incentive:tab.rules'), width: 240, grow: true, value: (r) => r.rules.map((x) => x.name).join(t('incentive:join')), cell: (r) => r.rules.map((x) => x.name).join(t('incentive:join')) },
    { id: 'calculated', header: t('incentive:run.calculated'), width: 230, sortable: true, value: (r) => r.calculated_ms ?? null, cell: (r) => `${maker(t, r)}${r.calculated_ms ? ` · ${dateTime(r.calculated_ms)}` : ''}` },
    { id: 'decided', header: t('incentive:run.decided'), width: 230, value: (r) => r.decided_ms ?? null, cell: (r) => (r.decided_ms ? `${r.decided_by} · ${dateTime(r.decided_ms)}` : none) },
    { id: 'exported', header: t('incentive:run.exported'), width: 230, value: (r) => r.exports.at(-1)?.at_ms ?? null, cell: (r) => (r.exports.length > 0 ? `${r.exports.at(-1)!.by} · ${dateTime(r.exports.at(-1)!.at_ms)}` : none) },
  ]
  return (
    <>
      <QueryTable<Run>
        id="incentive.runs" label={t('incentive:tab.runs')} path="/incentive-runs" queryKey="incentive" columns={columns} rowKey={(r) => r.id} defaultSort="-from" onOpen={open}
        filters={[{ key: 'state', label: t('incentive:run.state'), options: runStates.map((value) => ({ value, label: t(`incentive:run_state.${value}`) })) }]}
        actions={edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAsked(true)}>{t('incentive:run.add')}</Button>}
        empty={{ title: t('incentive:run.empty'), reason: t('incentive:run.empty_reason') }}
      />
      {edits && (
        <EditDrawer<{ days: [Dayjs, Dayjs] }>
          open={asked} width={480} title={t('incentive:run.add')} saveLabel={t('incentive:run.calculate')} initial={{ days: [dayjs(lastMonth().from), dayjs(lastMonth().to)] }} onClose={() => setAsked(false)}
          fieldOf={(path) => (/_on$/.test(String(path[0])) ? ['days'] : undefined)}
          onSave={async (v) => {
            const r = await api.post<Run>('/incentive-runs', { from_on: v.days[0].format('YYYY-MM-DD'), to_on: v.days[1].format('YYYY-MM-DD') })
            await queries.invalidateQueries({ queryKey: ['incentive'] })
            open(r)
          }}
        >
          <Form.Item name="days" label={t('incentive:run.period')} extra={t('incentive:run.add_help')}><DatePicker.RangePicker allowClear={false} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} style={{ width: '100%' }} /></Form.Item>
        </EditDrawer>
      )}
    </>
  )
}
