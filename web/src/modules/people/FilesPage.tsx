// HR opens this daily, the team leader weekly: who is in the centre, since when, at which level, and what runs out. They decide which
// certificate or contract to renew and whom to talk to.
import { UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Checkbox, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { day, none, today } from '../../kit/format'
import { ImportDrawer } from '../../kit/ImportDrawer'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Change, Summary } from './types'
import { endTone, levels, levelText, states, stateTones, tenureText } from './words'
import './people.css'

export function FilesPage() {
  return <Guard permission="people.read"><FilesView /></Guard>
}

function FilesView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const edits = useAllowed('people.edit')
  const [search, patch] = useSearchState()
  const team = search.team as string | undefined
  const asked = typeof search.on === 'string' && dayjs(search.on, 'YYYY-MM-DD', true).isValid() ? search.on : undefined
  const on = asked && asked <= today() ? asked : undefined
  const runsOut = search.runs_out ? true : undefined
  const at = on ?? today()
  const columns: Column<Summary>[] = [
    { id: 'agent', header: t('people:agent_no'), width: 90, pin: true, sortable: true, value: (x) => x.agent_no, cell: (x) => x.agent_no },
    { id: 'name', header: t('people:name'), width: 120, sortable: true, value: (x) => x.name, cell: (x) => x.name },
    { id: 'team', header: t('people:team'), width: 90, sortable: true, value: (x) => x.team_name, cell: (x) => x.team_name ?? none },
    { id: 'leader', header: t('people:leader'), width: 100, value: (x) => x.leader_name, cell: (x) => x.leader_name ?? none },
    { id: 'state', header: t('people:state'), width: 110, value: (x) => t(`people:states.${x.state}`), cell: (x) => <StatusTag tone={stateTones[x.state]}>{t(`people:states.${x.state}`)}</StatusTag> },
    { id: 'level', header: t('people:level_title'), width: 100, sortable: true, value: (x) => levelText(t, x.level), cell: (x) => levelText(t, x.level) },
    { id: 'entered', header: t('people:entered_on'), width: 140, sortable: true, value: (x) => x.entered_on, cell: (x) => (x.entered_on ? day(x.entered_on) : none) },
    { id: 'days', header: t('people:tenure'), width: 130, sortable: true, value: (x) => (x.entered_on ? tenureText(t, x.days) : ''), cell: (x) => (x.entered_on ? tenureText(t, x.days) : none) },
    { id: 'contract', header: t('people:contract_to'), width: 210, value: (x) => x.contract_to_on, cell: (x) => (x.contract_kind ? <Ends on={x.contract_to_on} at={x.state === 'left' ? '' : at} open={t('people:contract.open')} /> : none) },
    {
      id: 'expiry', header: t('people:certificate_next'), width: 210, grow: true, sortable: true, value: (x) => x.next_expiry_on,
      cell: (x) => (
        <span className="lt-row">
          {x.expired > 0 && x.state !== 'left' && <StatusTag tone="bad">{t('people:expired', { count: x.expired })}</StatusTag>}
          {x.next_expiry_on ? <Ends on={x.next_expiry_on} at={x.state === 'left' ? '' : at} open="" /> : x.certificates > 0 && (x.expired === 0 || x.state === 'left') ? t('people:no_end') : x.expired > 0 ? null : none}
        </span>
      ),
    },
    { id: 'left', header: t('people:left_on'), width: 140, hidden: true, value: (x) => x.left_on, cell: (x) => (x.left_on ? day(x.left_on) : none) },
  ]
  return (
    <Page title={t('people:nav.files')} note={on ? t('people:as_of', { day: day(on) }) : undefined} fill actions={edits && <Button icon={<UploadOutlined />} onClick={() => patch({ import: '1' }, true)}>{t('people:import')}</Button>}>
      <QueryTable<Summary>
        id="people.files" label={t('people:nav.files')} path="/employee-files" queryKey="people" columns={columns} rowKey={(x) => x.person_id} defaultSort="agent" searchHint={t('people:search')} params={{ team, on, runs_out: runsOut }}
        onOpen={(x) => void navigate({ to: '/employees/$id', params: { id: x.person_id }, search: on ? { on } : {} })}
        filters={[
          { key: 'state', width: 110, label: t('people:state'), options: states.map((value) => ({ value, label: t(`people:states.${value}`) })) },
          { key: 'level', width: 110, label: t('people:level_title'), options: levels.map((value) => ({ value, label: t(`people:level.${value}`) })) },
        ]}
        tools={
          <>
            <DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />
            <DatePicker aria-label={t('people:on')} placeholder={t('people:on')} style={{ width: 130 }} value={on ? dayjs(on) : null} disabledDate={(d) => d.format('YYYY-MM-DD') > today()} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD') })} />
            <Checkbox checked={Boolean(runsOut)} onChange={(e) => patch({ runs_out: e.target.checked ? '1' : undefined })}>{t('people:runs_out')}</Checkbox>
          </>
        }
        exportPath="/employee-files.xlsx" exportParams={{ on, team, runs_out: runsOut, search: search.search as string | undefined, state: search.state as string | undefined, level: search.level as string | undefined, lang: t('people:lang') }}
        empty={{ title: t('people:empty'), reason: t('people:empty_reason') }}
      />
      {edits && <ImportDrawer<Change & { change: 'added' | 'changed' | 'same' }> open={search.import === '1'} path="/employee-file-imports" title={t('people:import')} text={t('people:import_text')} name={(c) => c.name} onClose={() => patch({ import: undefined })} onDone={() => void queries.invalidateQueries({ queryKey: ['people'] })} />}
    </Page>
  )
}

/** A last day, with what is to say when it is near or over. */
export function Ends({ on, at, open }: { on?: string; at: string; open: string }) {
  const { t } = useTranslation()
  const tone = endTone(on, at)
  if (!on) return <span>{open}</span>
  return tone ? <StatusTag tone={tone}>{day(on)} {t(tone === 'bad' ? 'people:over' : 'people:soon')}</StatusTag> : <span>{day(on)}</span>
}
