// Team leader and operations manager, weekly: who works in which team, since when, and under which names telephony knows them.
import { useQuery } from '@tanstack/react-query'
import { DatePicker, Form, Input } from 'antd'
import dayjs from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery } from '../../api/queries'
import type { Person } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { none } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { Aliases, aliasText, StateTag } from './fields'
import { Memberships } from './Memberships'
import { ObjectPage } from './ObjectPage'
import { PersonSkills } from './PersonSkills'

type Values = Pick<Person, 'agent_no' | 'name' | 'aliases'>
const blank: Values = { agent_no: '', name: '', aliases: [] }
const toForm = (x: Person): Values => ({ agent_no: x.agent_no, name: x.name, aliases: x.aliases ?? [] })
const toBody = (v: Values) => ({ agent_no: v.agent_no?.trim(), name: v.name?.trim(), aliases: v.aliases ?? [] })

export function PeoplePage() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const on = typeof search.on === 'string' && dayjs(search.on, 'YYYY-MM-DD', true).isValid() ? search.on : undefined
  const { data: dims } = useQuery(dimensionsQuery)
  const teams = [
    ...(dims?.teams ?? []).map((x) => ({ value: x.id, label: x.archived ? t('common:dimension.archived', { name: x.name }) : x.name })),
    { value: 'none', label: t('org:member.no_team') },
  ]
  const columns = useMemo<Column<Person>[]>(() => [
    { id: 'agent_no', header: t('org:field.agent_no'), cell: (x) => x.agent_no, value: (x) => x.agent_no, width: 130, sortable: true, pin: true },
    { id: 'name', header: t('org:field.person_name'), cell: (x) => x.name, value: (x) => x.name, width: 180, sortable: true },
    { id: 'team', header: t('org:field.team'), cell: (x) => x.team?.name ?? none, value: (x) => x.team?.name, width: 180 },
    { id: 'state', header: t('org:field.state'), cell: (x) => <StateTag item={x} />, value: (x) => t(x.active ? (x.discovered ? 'common:status.discovered' : 'common:status.active') : 'common:status.inactive'), width: 120 },
    { id: 'aliases', header: t('org:field.aliases'), cell: (x) => aliasText(x.aliases) || none, value: (x) => aliasText(x.aliases), width: 240, grow: true },
  ], [t])
  return (
    <ObjectPage<Person, Values>
      title={t('org:nav.people')}
      noun="people"
      merges
      filters={[{ key: 'team', label: t('org:member.of_team'), width: 150, options: teams }]}
      params={{ on }}
      tools={<DatePicker aria-label={t('org:member.on')} placeholder={t('org:member.on')} style={{ width: 150 }} value={on ? dayjs(on) : null} onChange={(d) => patch({ on: d?.format('YYYY-MM-DD') })} />}
      one={t('org:one.person')}
      columns={columns}
      searchHint={t('org:search.person')}
      emptyReason={t('org:empty_reason.person')}
      archiveText={t('org:archive.person')}
      blank={blank}
      toForm={toForm}
      toBody={toBody}
      drawerWidth={600}
      below={(person) => <><Memberships person={person} /><PersonSkills person={person} /></>}
      fields={() => (
        <>
          <div className="lt-form-row">
            <Form.Item name="agent_no" label={t('org:field.agent_no')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('org:field.agent_no') }) }]}>
              <Input maxLength={200} autoComplete="off" />
            </Form.Item>
            <Form.Item name="name" label={t('org:field.person_name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('org:field.person_name') }) }]}>
              <Input maxLength={200} autoComplete="off" />
            </Form.Item>
          </div>
          <Aliases />
        </>
      )}
    />
  )
}
