// Scenarios that are kept: found, opened, renamed, deleted, and up to four side by side.
import { DeleteOutlined, DownloadOutlined, EditOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime, decimal, delta, percent, points } from '../../kit/format'
import { QueryTable } from '../../kit/QueryTable'
import type { Scenario } from './types'
import { measures } from './whatif'
import { Figure, modelText, shown, useWorkbook } from './WhatIfAnswer'

export const mostCompared = 4
const tenths = (v: number | null | undefined) => (typeof v === 'number' ? Math.round(v * 10) / 10 : null)
const at = (id: string) => `/staffing/scenarios/${encodeURIComponent(id)}`

type ListProps = { compared: string[]; onCompare: (ids: string[]) => void; onOpen: (s: Scenario) => void; onRename: (id: string) => void; onGone: (id: string) => void; open?: string }

export function ScenarioList({ compared, onCompare, onOpen, onRename, onGone, open }: ListProps) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('staffing.edit')
  const remove = (s: Scenario) =>
    modal.confirm({
      title: t('staffing:whatif.delete_title', { name: s.name }), content: t('staffing:delete_text'), okText: t('common:action.delete'), cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          onGone(s.id) // away first: nobody asks for what is gone
          queries.removeQueries({ queryKey: ['staffing', 'scenario', s.id] })
          await api.delete(at(s.id))
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: ['staffing'] })
      },
    })
  const columns: Column<Scenario>[] = [
    { id: 'compare', header: t('staffing:whatif.compare'), width: 84, align: 'center', cell: (s) => <span onClick={(e) => e.stopPropagation()}><Checkbox aria-label={t('staffing:whatif.compare_one', { name: s.name })} checked={compared.includes(s.id)} disabled={!compared.includes(s.id) && compared.length >= mostCompared} onChange={(e) => onCompare(e.target.checked ? [...compared, s.id] : compared.filter((x) => x !== s.id))} /></span> },
    { id: 'name', header: t('staffing:name'), width: 150, sortable: true, value: (s) => s.name, cell: (s) => s.name },
    { id: 'note', header: t('staffing:whatif.note'), width: 70, grow: true, value: (s) => s.note, cell: (s) => s.note },
    { id: 'plan', header: t('staffing:whatif.base'), width: 142, value: (s) => s.summary.plan_name, cell: (s) => s.summary.plan_name },
    { id: 'fte_total', header: t('staffing:whatif.fte'), width: 100, align: 'right', hidden: true, value: (s) => s.summary.fte, cell: (s) => decimal(s.summary.fte) },
    { id: 'fte', header: t('staffing:whatif.fte_change'), width: 115, align: 'right', sortable: true, value: (s) => tenths(s.summary.fte_change), cell: (s) => delta(s.summary.fte_change, 1) },
    { id: 'money', header: t('staffing:whatif.money_change'), width: 180, align: 'right', sortable: true, value: (s) => Math.round(s.summary.money_change), cell: (s) => delta(s.summary.money_change) },
    { id: 'level', header: t('staffing:whatif.kept_level'), width: 150, align: 'right', value: (s) => tenths(s.summary.kept_level_percent), cell: (s) => percent(s.summary.kept_level_percent) },
    { id: 'version', header: t('staffing:whatif.version'), width: 115, align: 'right', value: (s) => s.summary.scenario_version, cell: (s) => s.summary.scenario_version },
    { id: 'changed', header: t('staffing:whatif.changed'), width: 180, sortable: true, value: (s) => dateTime(s.changed_ms), cell: (s) => `${s.changed_by} · ${dateTime(s.changed_ms)}` },
    ...(edits ? [{ id: 'do', header: t('staffing:whatif.actions'), width: 80, cell: (s) => <span onClick={(e) => e.stopPropagation()} onKeyDown={(e) => e.stopPropagation()}><Button type="text" size="small" icon={<EditOutlined />} aria-label={t('staffing:whatif.rename_one', { name: s.name })} onClick={() => onRename(s.id)} /><Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('staffing:whatif.delete_one', { name: s.name })} onClick={() => remove(s)} /></span> } satisfies Column<Scenario>] : []),
  ]
  return (
    <QueryTable<Scenario>
      id="staffing.scenarios" label={t('staffing:whatif.scenarios')} path="/staffing/scenarios" queryKey="staffing" columns={columns} rowKey={(s) => s.id} defaultSort="-changed" searchHint={t('staffing:whatif.search')}
      onOpen={onOpen} selected={open} maxHeight={320} pageSize={50} empty={{ title: t('staffing:whatif.no_scenario'), reason: t('staffing:whatif.no_scenario_reason') }}
    />
  )
}

/** Scenarios side by side; what differs from the first is marked by a sign and an underline. */
export function Comparison({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const { t } = useTranslation()
  const book = useWorkbook()
  const q = useQuery({ queryKey: ['staffing', 'what-if-comparison', ids], placeholderData: keepPreviousData, queryFn: ({ signal }) => api.get<Scenario[]>('/staffing/what-if-comparison', { ids }, signal) })
  const all = (q.data ?? []).filter((s) => s.answer)
  const first = all[0]
  const bases = new Set(all.map((s) => s.plan_id)).size
  return (
    <section className="lt-card" aria-label={t('staffing:whatif.comparison')}>
      <div className="lt-card-head">
        <h2>{t('staffing:whatif.comparison')}</h2><span className="lt-muted">{first ? t('staffing:whatif.compared_with', { name: first.name }) : ''}</span><span className="lt-grow" />
        <Button size="small" icon={<DownloadOutlined />} loading={book.busy} disabled={all.length === 0} onClick={() => void book.save({ ids: all.map((s) => s.id) })}>{t('common:action.export')}</Button>
        <Button size="small" onClick={onClose}>{t('common:action.close')}</Button>
      </div>
      <div className="lt-card-body">
        {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : !first ? <Empty title={t('staffing:whatif.no_scenario')} /> : (
          <div className={`lt-whatif-table${q.isPlaceholderData ? ' is-dimmed' : ''}`}>
            {bases > 1 && <p className="lt-muted">{t('staffing:whatif.several_bases')}</p>}
            <table className="lt-table" aria-label={t('staffing:whatif.comparison')}>
              <thead><tr><th scope="col">{t('staffing:whatif.measure.name')}</th>{all.map((s) => <th key={s.id} scope="col" className="lt-num">{s.name}</th>)}</tr></thead>
              <tbody>
                <tr><th scope="row">{t('staffing:whatif.base')}</th>{all.map((s) => <td key={s.id} className="lt-num">{s.summary.plan_name}</td>)}</tr>
                {(['adapted', 'kept'] as const).flatMap((kind) => measures.filter((m) => kind === 'adapted' ? m.id !== 'overloaded' : ['level_percent', 'asa_s', 'abandonment_percent', 'occupancy_percent', 'overloaded'].includes(m.id)).map((m) => (
                  <tr key={`${kind} ${m.id}`}>
                    <th scope="row">{t(`staffing:whatif.measure.${m.id}`)} <small className="lt-muted">{t(`staffing:whatif.case.${kind}`)}</small></th>
                    {all.map((s, i) => {
                      const c = s.answer!.outcome[kind]
                      const [v, w] = [m.of(c), m.of(first.answer!.outcome[kind])]
                      const diff = i > 0 && typeof v === 'number' && typeof w === 'number' && shown(m, v) !== shown(m, w) ? v - w : undefined
                      return <td key={s.id} className="lt-num"><span className={diff === undefined ? undefined : 'lt-differs'}><Figure m={m} of={c} /></span>{diff !== undefined && <small>{t('staffing:whatif.differs', { by: m.percent ? points(diff) : delta(diff, m.digits) })}</small>}</td>
                    })}
                  </tr>
                )))}
                <tr><th scope="row">{t('staffing:whatif.once')}</th>{all.map((s) => <td key={s.id} className="lt-num">{decimal(s.answer!.outcome.once, 0)}</td>)}</tr>
                <tr><th scope="row">{t('staffing:model')}</th>{all.map((s) => <td key={s.id} className="lt-num" style={{ whiteSpace: 'normal' }}>{modelText(t, s.answer!)}</td>)}</tr>
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  )
}

type Names = { name: string; note: string }
type DrawerProps = { open: boolean; title: string; initial: Names; identity?: string; onClose: () => void; onSave: (v: Names) => Promise<unknown> }

export function ScenarioDrawer(p: DrawerProps) {
  const { t } = useTranslation()
  return (
    <EditDrawer<Names> {...p}>
      <Form.Item name="name" label={t('staffing:name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('staffing:name') }) }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="note" label={t('staffing:whatif.note')} extra={t('staffing:whatif.note_help')}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
    </EditDrawer>
  )
}
