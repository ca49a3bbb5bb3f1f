// The operations manager and the planner open this weekly: what was done about running days, and did it help. They decide which of it to do
// earlier, or not again.
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import type { Column } from '../../kit/DataTable'
import { addDays, dateTime, day, none, percent, points, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { useSearchState } from '../../kit/useSearchState'
import type { Action } from './types'
import { Views } from './Views'
import { gained, kinds, proposalText, spanText } from './words'
import './intraday.css'

export function ActionsPage() {
  return <Guard permission="intraday.read"><ActionsView /></Guard>
}

function ActionsView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const from = (search.from as string | undefined) ?? addDays(today(), -27)
  const to = (search.to as string | undefined) ?? today()
  const share = (v: number | undefined) => (v === undefined ? none : percent(v))
  const columns: Column<Action>[] = [
    { id: 'at', header: t('intraday:when'), width: 150, pin: true, sortable: true, value: (a) => dateTime(a.at_ms), cell: (a) => dateTime(a.at_ms) },
    { id: 'kind', header: t('intraday:kind'), width: 120, value: (a) => t(`intraday:kinds.${a.kind}`), cell: (a) => t(`intraday:kinds.${a.kind}`) },
    { id: 'queue', header: t('intraday:queue'), width: 120, sortable: true, value: (a) => a.queue, cell: (a) => a.queue },
    { id: 'span', header: t('intraday:stretch'), width: 170, value: (a) => `${day(a.on)} ${spanText(a)}`, cell: (a) => `${day(a.on)} ${spanText(a)}` },
    { id: 'what', header: t('intraday:what'), width: 210, grow: true, value: (a) => `${proposalText(t, a.proposal)} ${a.note ?? ''}`.trim(), cell: (a) => <span title={a.note}>{proposalText(t, a.proposal)}{a.note ? ` · ${a.note}` : ''}</span> },
    { id: 'foreseen', header: t('intraday:foreseen'), width: 130, align: 'right', value: (a) => (a.proposal.effect ? a.proposal.effect.after_percent - a.proposal.effect.before_percent : null), cell: (a) => (a.proposal.effect ? points(a.proposal.effect.after_percent - a.proposal.effect.before_percent) : none), help: t('intraday:foreseen_help') },
    { id: 'happened', header: t('intraday:happened'), width: 110, align: 'right', value: (a) => a.proposal.effect?.happened_percent ?? null, cell: (a) => share(a.proposal.effect?.happened_percent) },
    { id: 'effect', header: t('intraday:measured'), width: 110, align: 'right', sortable: true, value: (a) => { const g = gained(a.proposal.effect); return g?.measured ? g.points : null }, cell: (a) => { const g = gained(a.proposal.effect); return g?.measured ? points(g.points) : none }, help: t('intraday:measured_help') },
    { id: 'by', header: t('intraday:by'), width: 100, sortable: true, value: (a) => a.by, cell: (a) => a.by },
    { id: 'status', header: t('intraday:state'), width: 105, value: (a) => t(`intraday:states.${a.status}`), cell: (a) => <StatusTag tone={a.status === 'ended' ? 'muted' : 'good'}>{t(`intraday:states.${a.status}`)}</StatusTag> },
  ]
  return (
    <Page title={t('intraday:nav.actions')} fill>
      <Views />
      <QueryTable<Action>
        id="intraday.actions" label={t('intraday:nav.actions')} path="/intraday/actions" queryKey="intraday" columns={columns} rowKey={(a) => a.id} defaultSort="-at" searchHint={t('intraday:search')} params={{ from, to }}
        filters={[{ key: 'kind', label: t('intraday:kind'), options: kinds.map((value) => ({ value, label: t(`intraday:kinds.${value}`) })) }]}
        tools={<TimeRangePicker value={{ from, to }} onChange={(v) => patch({ from: v.from, to: v.to })} />}
        empty={{ title: t('intraday:no_actions'), reason: t('intraday:no_actions_reason') }}
      />
    </Page>
  )
}
