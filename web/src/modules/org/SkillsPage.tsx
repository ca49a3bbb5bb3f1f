// WFM planner, when a new subject needs trained agents: which skills exist.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Skill } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { CodeName, StateTag } from './fields'
import { ObjectPage } from './ObjectPage'

type Values = { code: string; name: string }
const blank: Values = { code: '', name: '' }
const toForm = (x: Skill): Values => ({ code: x.code, name: x.name })
const toBody = (v: Values) => ({ code: v.code?.trim(), name: v.name?.trim() })

export function SkillsPage() {
  const { t } = useTranslation()
  const columns = useMemo<Column<Skill>[]>(() => [
    { id: 'code', header: t('org:field.code'), cell: (x) => x.code, value: (x) => x.code, width: 180, sortable: true, pin: true },
    { id: 'name', header: t('org:field.name'), cell: (x) => x.name, value: (x) => x.name, width: 240, sortable: true },
    { id: 'state', header: t('org:field.state'), cell: (x) => <StateTag item={x} />, value: (x) => t(x.active ? 'common:status.active' : 'common:status.inactive'), width: 110 },
  ], [t])
  return (
    <ObjectPage<Skill, Values>
      title={t('org:nav.skills')}
      noun="skills"
      one={t('org:one.skill')}
      columns={columns}
      searchHint={t('org:search.code_name')}
      emptyReason={t('org:empty_reason.skill')}
      archiveText={t('org:archive.skill')}
      blank={blank}
      toForm={toForm}
      toBody={toBody}
      fields={() => <CodeName />}
    />
  )
}
