// The planner opens this at the turn of the year and when somebody joins, the team leader when a request is short of days: what people
// have of each kind, what is taken and what is left. They decide entitlements.
import { UploadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, InputNumber, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { EditDrawer } from '../../kit/EditDrawer'
import { dateTime, today } from '../../kit/format'
import { ImportDrawer } from '../../kit/ImportDrawer'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { useSearchState } from '../../kit/useSearchState'
import { kindsQuery } from './queries'
import type { Balance, BalanceChange } from './types'
import { Views } from './Views'
import { kindName, lengthText, wholeDay } from './words'
import './timeoff.css'

export function BalancesPage() {
  return <Guard permission="timeoff.read"><BalancesView /></Guard>
}

function BalancesView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const edits = useAllowed('timeoff.edit')
  const [search, patch] = useSearchState()
  const kinds = useQuery(kindsQuery)
  const [edited, setEdited] = useState<Balance>()
  const now = Number(today().slice(0, 4))
  const year = Number(search.year ?? now)
  const team = search.team as string | undefined
  const refresh = () => queries.invalidateQueries({ queryKey: ['timeoff'] })
  const days = (id: string, header: string, of: (b: Balance) => number, sortable = false): Column<Balance> => ({
    id, header, width: 110, align: 'right', sortable, value: (b) => of(b) / wholeDay, cell: (b) => (of(b) < 0 ? <b className="to-below">{lengthText(t, of(b))}</b> : lengthText(t, of(b))),
  })
  const columns: Column<Balance>[] = [
    { id: 'agent', header: t('timeoff:agent_no'), width: 100, sortable: true, value: (b) => b.agent_no, cell: (b) => b.agent_no },
    { id: 'name', header: t('timeoff:person'), width: 120, sortable: true, value: (b) => b.person_name, cell: (b) => b.person_name },
    { id: 'team', header: t('timeoff:team'), width: 140, grow: true, value: (b) => b.team_name, cell: (b) => b.team_name },
    { id: 'kind', header: t('timeoff:kind'), width: 120, value: (b) => kindName(t, b), cell: (b) => kindName(t, b) },
    days('entitled', t('timeoff:bal.entitled'), (b) => b.entitled_minutes, true),
    days('taken', t('timeoff:bal.taken'), (b) => b.taken_minutes, true),
    days('waiting', t('timeoff:bal.waiting'), (b) => b.waiting_minutes),
    days('left', t('timeoff:bal.left'), (b) => b.left_minutes, true),
    { id: 'changed', header: t('timeoff:bal.changed'), width: 200, value: (b) => (b.changed_ms ? `${b.changed_by} ${dateTime(b.changed_ms)}` : ''), cell: (b) => (b.changed_ms ? `${b.changed_by} · ${dateTime(b.changed_ms)}` : '') },
    ...(edits ? [{ id: 'act', header: '', width: 120, cell: (b) => <Button size="small" onClick={() => setEdited(b)}>{t('timeoff:bal.edit')}</Button> } satisfies Column<Balance>] : []),
  ]
  const initial = useMemo(() => ({ days: (edited?.entitled_minutes ?? 0) / wholeDay }), [edited])
  return (
    <Page title={t('timeoff:nav.balances')} fill actions={edits && <Button icon={<UploadOutlined />} onClick={() => patch({ import: '1' }, true)}>{t('timeoff:bal.import')}</Button>}>
      <Views />
      <QueryTable<Balance>
        id="timeoff.balances" label={t('timeoff:nav.balances')} path="/timeoff/balances" queryKey="timeoff" columns={columns} rowKey={(b) => `${b.person_id}/${b.kind_id}`} defaultSort="agent" searchHint={t('timeoff:bal.search')} params={{ team, year }}
        filters={[{ key: 'kind', label: t('timeoff:kind'), options: (kinds.data ?? []).filter((k) => k.counted).map((k) => ({ value: k.id, label: t('timeoff:lang') === 'en' ? k.name_en || k.name : k.name })) }]}
        tools={
          <>
            <Select aria-label={t('timeoff:bal.year')} value={year} options={[now - 1, now, now + 1].map((value) => ({ value, label: String(value) }))} onChange={(y) => patch({ year: y === now ? undefined : y })} />
            <DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />
          </>
        }
        exportPath="/timeoff/balances.xlsx" exportParams={{ year, lang: t('timeoff:lang') }}
        empty={{ title: t('timeoff:bal.empty'), reason: t('timeoff:bal.empty_reason') }}
      />
      {edits && (
        <EditDrawer<{ days: number }>
          open={Boolean(edited)} identity={`${edited?.person_id}/${edited?.kind_id}/${year}`} width={420} initial={initial} onClose={() => setEdited(undefined)}
          title={edited && t('timeoff:bal.edit_title', { name: edited.person_name, kind: kindName(t, edited), year })} fieldOf={(path) => (path.at(-1) === 'entitled_minutes' ? ['days'] : undefined)}
          onSave={async (v) => {
            await api.put('/timeoff/balances', { balances: [{ person_id: edited!.person_id, kind_id: edited!.kind_id, year, entitled_minutes: Math.round(v.days * wholeDay) }] })
            await refresh()
          }}
        >
          <Form.Item name="days" label={t('timeoff:bal.entitled')} rules={[{ required: true, message: t('common:form.required', { label: t('timeoff:bal.entitled') }) }]}><InputNumber min={0} max={366} suffix={t('timeoff:bal.days')} style={{ width: '100%' }} /></Form.Item>
        </EditDrawer>
      )}
      {edits && <ImportDrawer<BalanceChange> open={search.import === '1'} path="/timeoff/balance-imports" title={t('timeoff:bal.import')} text={t('timeoff:bal.import_text')} name={(c) => `${c.name}: ${lengthText(t, c.before_minutes)} → ${lengthText(t, c.after_minutes)}`} onClose={() => patch({ import: undefined })} onDone={() => void refresh()} />}
    </Page>
  )
}
