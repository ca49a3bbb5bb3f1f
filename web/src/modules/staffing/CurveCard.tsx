// The staffing curve of a day: the agents that are needed over the work that is forecast, and the people to schedule for them.
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import type { Column } from '../../kit/DataTable'
import { addDays, count, day, decimal, none, percent } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { busySpan, curveOption } from './chart'
import { slotsQuery } from './queries'
import type { Plan, PlanQueue, SlotFigures } from './types'
import { people, targetText } from './words'

type Props = { plan: Plan; queue?: PlanQueue; on: string; onDay: (on: string) => void }

export function CurveCard({ plan, queue, on, onDay }: Props) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const q = useQuery(slotsQuery(plan.id, queue?.queue_id, on))
  const rows = useMemo(() => busySpan(q.data ?? [], (s) => s.agents > 0 || s.contacts > 0), [q.data])
  const binding = (s: SlotFigures) => (s.binding ? t(`staffing:bindings.${s.binding}`) : none)
  const columns: Column<SlotFigures>[] = [
    { id: 'at', header: t('staffing:interval'), width: 90, pin: true, value: (s) => s.at, cell: (s) => s.at },
    { id: 'contacts', header: t('staffing:contacts'), width: 100, align: 'right', value: (s) => s.contacts, cell: (s) => decimal(s.contacts) },
    ...(plan.settings.probability_percent > 50 ? [{ id: 'planned', header: t('staffing:planned'), width: 110, align: 'right', value: (s) => s.planned_contacts, cell: (s) => decimal(s.planned_contacts), help: t('staffing:planned_help') } satisfies Column<SlotFigures>] : []),
    { id: 'handle', header: t('staffing:handle'), width: 120, align: 'right', value: (s) => s.handle_s, cell: (s) => (s.handle_s === null ? none : count(Math.round(s.handle_s))) },
    { id: 'erlangs', header: t('staffing:erlangs'), width: 120, align: 'right', value: (s) => s.erlangs, cell: (s) => decimal(s.erlangs), help: t('staffing:erlangs_help') },
    { id: 'agents', header: t('staffing:agents'), width: 120, align: 'right', value: (s) => s.agents, cell: (s) => <b>{count(s.agents)}</b>, help: t('staffing:agents_help') },
    { id: 'present', header: t('staffing:present'), width: 100, align: 'right', value: (s) => s.present, cell: (s) => people(s.present), help: t('staffing:present_help') },
    { id: 'scheduled', header: t('staffing:scheduled'), width: 100, align: 'right', value: (s) => s.scheduled, cell: (s) => people(s.scheduled), help: t('staffing:scheduled_help') },
    ...(queue ? [{ id: 'binding', header: t('staffing:binding'), width: 130, value: binding, cell: binding, help: t('staffing:binding_help') } satisfies Column<SlotFigures>] : []),
    { id: 'level', header: t('staffing:level'), width: 120, align: 'right', value: (s) => s.level_percent, cell: (s) => percent(s.level_percent), help: t('staffing:expected_help') },
    { id: 'asa', header: t('staffing:asa'), width: 120, align: 'right', value: (s) => s.asa_s, cell: (s) => decimal(s.asa_s) },
    { id: 'abandonment', header: t('staffing:abandonment'), width: 100, align: 'right', value: (s) => s.abandonment_percent, cell: (s) => percent(s.abandonment_percent) },
    { id: 'occupancy', header: t('staffing:occupancy'), width: 100, align: 'right', grow: true, value: (s) => s.occupancy_percent, cell: (s) => percent(s.occupancy_percent) },
  ]
  const option = useMemo(() => (rows.length === 0 ? undefined : curveOption({
    rows, theme,
    words: { agents: t('staffing:agents'), scheduled: t('staffing:scheduled'), erlangs: t('staffing:erlangs'), unit: t('staffing:unit.people') },
    tip: (s) => [`<b>${s.at}</b>`, `${t('staffing:agents')} ${count(s.agents)}${s.binding ? ` · ${t(`staffing:bindings.${s.binding}`)}` : ''}`, `${t('staffing:scheduled')} ${people(s.scheduled)}`, `${t('staffing:erlangs')} ${decimal(s.erlangs)}`,
      `${t('staffing:contacts')} ${decimal(s.contacts)}`, `${t('staffing:level')} ${percent(s.level_percent)}`, `${t('staffing:occupancy')} ${percent(s.occupancy_percent)}`].join('<br/>'),
  })), [rows, theme, t])
  const most = rows.reduce((m, s) => (s.agents > m.agents ? s : m), rows[0] ?? { agents: 0, at: '' })
  return (
    <ChartCard<SlotFigures>
      id="staffing.curve"
      title={t('staffing:curve', { day: day(on) })}
      summary={rows.length > 0 ? t('staffing:curve_summary', { day: day(on), n: most.agents, at: most.at }) : undefined}
      option={option}
      columns={columns}
      rows={rows}
      rowKey={(s) => s.at}
      height={300}
      loading={q.isPending}
      dimmed={q.isPlaceholderData}
      error={q.error}
      onRetry={() => void q.refetch()}
      emptyReason={t('staffing:nobody')}
      extra={
        <span className="lt-row">
          <Button size="small" icon={<LeftOutlined />} aria-label={t('staffing:day_before')} disabled={on <= plan.first_on} onClick={() => onDay(addDays(on, -1))} />
          <Button size="small" icon={<RightOutlined />} aria-label={t('staffing:day_after')} disabled={on >= plan.last_on} onClick={() => onDay(addDays(on, 1))} />
        </span>
      }
    >
      {queue && <p className="lt-muted">{[targetText(t, queue.target), t(`staffing:models.${queue.model}`), queue.notation].filter(Boolean).join(' · ')}</p>}
    </ChartCard>
  )
}
