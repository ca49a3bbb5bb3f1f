// The rules in force, and those that were taken out of use.
import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import type { Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { dateTime, day, none } from '../../kit/format'
import { QueryTable } from '../../kit/QueryTable'
import { ladderQuery } from './queries'
import { RuleDrawer } from './RuleDrawer'
import type { Rule, Version } from './types'
import { amountText, forText, kinds } from './words'

export function RulesTab({ edits }: { edits: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const { data: dims } = useQuery(dimensionsQuery)
  const { data: ladder } = useQuery(ladderQuery)
  const [edited, setEdited] = useState<Rule | 'new'>()
  const [opened, setOpened] = useState<Rule>()
  const team = (id: string) => dims?.teams.find((x) => x.id === id)?.name ?? id
  const position = (code: string) => ladder?.ladder.positions.find((x) => x.code === code)?.name ?? code
  const last = (r: Rule) => r.versions[0]!
  const archive = async (r: Rule) => {
    try {
      await api.put(`/incentive-rules/${encodeURIComponent(r.id)}/archived`, { archived: !r.archived }, r.rev)
      setOpened(undefined)
    } catch (error) {
      void message.error(faultText(error))
    }
    await queries.invalidateQueries({ queryKey: ['incentive'] })
  }
  const columns: Column<Rule>[] = [
    { id: 'name', header: t('incentive:rule.name'), width: 180, pin: true, sortable: true, value: (r) => last(r).name, cell: (r) => last(r).name },
    { id: 'kind', header: t('incentive:rule.kind'), width: 110, sortable: true, value: (r) => t(`incentive:kind.${last(r).kind}`), cell: (r) => t(`incentive:kind.${last(r).kind}`) },
    { id: 'pays', header: t('incentive:rule.pays'), width: 90, value: (r) => t(`incentive:pays.${last(r).pays}`), cell: (r) => t(`incentive:pays.${last(r).pays}`) },
    { id: 'for', header: t('incentive:rule.for'), width: 160, value: (r) => forText(t, last(r), team, position), cell: (r) => forText(t, last(r), team, position) },
    { id: 'formula', header: t('incentive:rule.formula'), width: 300, grow: true, value: (r) => last(r).formula, cell: (r) => <code title={last(r).formula}>{last(r).formula}</code> },
    { id: 'gate', header: t('incentive:rule.gate'), width: 190, value: (r) => last(r).gate, cell: (r) => (last(r).gate ? <code title={last(r).gate}>{last(r).gate}</code> : none) },
    { id: 'cap', header: t('incentive:rule.cap'), width: 110, align: 'right', value: (r) => last(r).cap_cents, cell: (r) => (last(r).cap_cents ? amountText(t, last(r).pays, last(r).cap_cents!) : none) },
    { id: 'effective', header: t('incentive:rule.effective_on'), width: 130, sortable: true, value: (r) => last(r).effective_on, cell: (r) => day(last(r).effective_on) },
    { id: 'version', header: t('incentive:rule.version'), width: 80, align: 'right', value: (r) => last(r).version, cell: (r) => last(r).version },
    { id: 'changed', header: t('incentive:rule.changed'), width: 220, sortable: true, hidden: true, value: (r) => r.changed_ms, cell: (r) => `${r.changed_by} · ${dateTime(r.changed_ms)}` },
    ...(edits ? [{ id: 'act', header: '', width: 60, cell: (r) => !r.archived && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${last(r).name} ${t('common:action.edit')}`} onClick={() => setEdited(r)} /> } satisfies Column<Rule>] : []),
  ]
  return (
    <>
      <QueryTable<Rule>
        id="incentive.rules" label={t('incentive:tab.rules')} path="/incentive-rules" queryKey="incentive" columns={columns} rowKey={(r) => r.id} defaultSort="name" searchHint={t('incentive:rule.search')} onOpen={setOpened} selected={opened?.id}
        filters={[
          { key: 'kind', label: t('incentive:rule.kind'), options: kinds.map((value) => ({ value, label: t(`incentive:kind.${value}`) })) },
          { key: 'pays', label: t('incentive:rule.pays'), options: ['money', 'points'].map((value) => ({ value, label: t(`incentive:pays.${value}`) })) },
          { key: 'archived', label: t('incentive:rule.state'), options: [{ value: 'true', label: t('incentive:rule.archived') }] },
        ]}
        actions={edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t('incentive:rule.add')}</Button>}
        empty={{ title: t('incentive:rule.empty'), reason: t('incentive:rule.empty_reason') }}
      />
      <Drawer
        open={Boolean(opened)} onClose={() => setOpened(undefined)} size={640} title={opened && last(opened).name} closable={{ 'aria-label': t('common:action.close') }}
        extra={opened && edits && <Button onClick={() => void archive(opened)}>{t(opened.archived ? 'incentive:rule.restore' : 'incentive:rule.archive')}</Button>}
      >
        {opened?.versions.map((v) => <VersionView key={v.version} v={v} who={forText(t, v, team, position)} />)}
      </Drawer>
      {edits && <RuleDrawer open={edited !== undefined} rule={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </>
  )
}

function VersionView({ v, who }: { v: Version; who: string }) {
  const { t } = useTranslation()
  return (
    <section className="in-line" aria-label={t('incentive:version_n', { n: v.version })}>
      <div className="lt-row"><b>{t('incentive:version_n', { n: v.version })}</b><span>{t('incentive:rule.from_day', { day: day(v.effective_on) })}</span><span className="lt-grow" /><span className="lt-muted">{v.created_by} · {dateTime(v.created_ms)}</span></div>
      <ul>
        <li>{t('incentive:rule.for')}: {who}</li>
        <li>{t('incentive:rule.formula')}: <code>{v.formula}</code></li>
        {v.gate && <li>{t('incentive:rule.gate')}: <code>{v.gate}</code></li>}
        {v.variables.map((x) => <li key={x.key}><code>{x.key}</code> = {x.metric}{x.seconds !== undefined && x.seconds !== null && ` T = ${x.seconds} s`}</li>)}
        {v.kind === 'team' && <li>{t('incentive:rule.share')}: {v.share === 'variable' ? t('incentive:share.by', { key: v.share_by }) : t('incentive:share.even')}</li>}
        {Boolean(v.cap_cents) && <li>{t('incentive:rule.cap')}: {amountText(t, v.pays, v.cap_cents!)}</li>}
        {v.note && <li>{v.note}</li>}
      </ul>
    </section>
  )
}
