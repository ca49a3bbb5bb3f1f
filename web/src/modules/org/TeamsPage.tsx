// Operations manager, monthly or when a team leader changes: which teams exist, where they sit and who leads them.
import { useQuery } from '@tanstack/react-query'
import { Form, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { Team } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { none } from '../../kit/format'
import { CodeName, StateTag } from './fields'
import { ObjectPage } from './ObjectPage'

type Values = { code: string; name: string; site_id?: string; leader_id?: string }
const blank: Values = { code: '', name: '' }
const toForm = (x: Team): Values => ({ code: x.code, name: x.name, site_id: x.site_id || undefined, leader_id: x.leader_id || undefined })
const toBody = (v: Values) => ({ code: v.code?.trim(), name: v.name?.trim(), site_id: v.site_id ?? '', leader_id: v.leader_id ?? null })

export function TeamsPage() {
  const { t } = useTranslation()
  const { data: dims } = useQuery(dimensionsQuery)
  const columns = useMemo<Column<Team>[]>(() => {
    const site = (x: Team) => dims?.sites.find((s) => s.id === x.site_id)?.name ?? ''
    const leader = (x: Team) => dims?.agents.find((a) => a.id === x.leader_id)?.name ?? ''
    return [
      { id: 'code', header: t('org:field.code'), cell: (x) => x.code, value: (x) => x.code, width: 160, sortable: true, pin: true },
      { id: 'name', header: t('org:field.name'), cell: (x) => x.name, value: (x) => x.name, width: 240, sortable: true },
      { id: 'state', header: t('org:field.state'), cell: (x) => <StateTag item={x} />, value: (x) => t(x.active ? 'common:status.active' : 'common:status.inactive'), width: 110 },
      { id: 'site', header: t('org:field.site'), cell: (x) => site(x) || none, value: site, width: 180 },
      { id: 'leader', header: t('org:field.leader'), cell: (x) => leader(x) || none, value: leader, width: 180 },
    ]
  }, [t, dims])
  return (
    <ObjectPage<Team, Values>
      title={t('org:nav.teams')}
      noun="teams"
      one={t('org:one.team')}
      columns={columns}
      searchHint={t('org:search.code_name')}
      emptyReason={t('org:empty_reason.team')}
      archiveText={t('org:archive.team')}
      blank={blank}
      toForm={toForm}
      toBody={toBody}
      fields={() => (
        <>
          <CodeName />
          <Form.Item name="site_id" label={t('org:field.site')} rules={[{ required: true, message: t('common:form.required', { label: t('org:field.site') }) }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.sites).map((s) => ({ value: s.id, label: s.name }))} notFoundContent={t('org:no_sites')} />
          </Form.Item>
          <Form.Item name="leader_id" label={t('org:field.leader')} extra={t('org:help.leader')}>
            <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.agents).map((a) => ({ value: a.id, label: a.code ? `${a.name} ${a.code}` : a.name }))} />
          </Form.Item>
        </>
      )}
    />
  )
}
