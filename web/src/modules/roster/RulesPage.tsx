// The planner opens this each month before rosters are made, the operations manager each quarter: which rules of work there are, who
// works by them, and whether they can hold together. They decide what rosters must keep.
import { DownOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { count, dateTime, day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { RuleDrawer } from './RuleDrawer'
import type { RuleSet, RulesGiven, RuleTemplate } from './types'
import { kinds } from './words'

export function RulesPage() {
  return <Guard permission="roster.read"><RulesView /></Guard>
}

function RulesView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('roster.edit')
  const [search, patch] = useSearchState()
  const begun = search.new as string | undefined
  const templates = useQuery({ queryKey: ['roster', 'templates'], enabled: edits, staleTime: Infinity, queryFn: ({ signal }) => api.get<RuleTemplate[]>('/roster/rule-templates', undefined, signal) })
  const template = templates.data?.find((x) => x.key === begun)
  const open = (id: string) => void navigate({ to: '/work-rules/$id' as string, params: { id } as never })
  const whom = (g: RulesGiven) => t('roster:rule.given_from', { whom: g.name ?? t(`roster:rule.whoms.${g.whom}`), day: day(g.from_on) })
  const given = (x: RuleSet) => (x.given ?? []).filter((g) => !g.replaced).map(whom).join(t('roster:join')) || t('roster:rule.nobody')
  const check = (x: RuleSet) => (x.conflicts?.length ? t('roster:rule.bad', { count: x.conflicts.length }) : t('roster:rule.good'))
  const columns: Column<RuleSet>[] = [
    { id: 'name', header: t('roster:rule.name'), width: 240, pin: true, sortable: true, value: (x) => x.name, cell: (x) => <Link to={'/work-rules/$id' as string} params={{ id: x.id } as never}>{x.name}</Link> },
    { id: 'count', header: t('roster:rule.count'), width: 90, align: 'right', value: (x) => x.rules?.length, cell: (x) => count(x.rules?.length) },
    { id: 'given', header: t('roster:rule.given'), width: 260, grow: true, value: given, cell: (x) => <span title={given(x)}>{given(x)}</span> },
    { id: 'check', header: t('roster:rule.check'), width: 130, value: check, cell: (x) => <StatusTag tone={x.conflicts?.length ? 'bad' : 'good'}>{check(x)}</StatusTag> },
    { id: 'note', header: t('roster:note'), width: 200, value: (x) => x.note, cell: (x) => <span title={x.note}>{x.note}</span> },
    { id: 'changed_by', header: t('roster:rule.changed_by'), width: 110, value: (x) => x.changed_by, cell: (x) => x.changed_by },
    { id: 'changed', header: t('roster:rule.changed'), width: 160, sortable: true, value: (x) => dateTime(x.changed_ms), cell: (x) => dateTime(x.changed_ms) },
  ]
  const add = edits && (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          ...(templates.data ?? []).map((x) => ({ key: x.key as string, label: `${t('roster:rule.from_template')} · ${t(`roster:rule.templates.${x.key}`)}` })),
          { key: 'blank', label: t('roster:rule.blank') },
        ],
        onClick: ({ key }) => patch({ new: key }, true),
      }}
    >
      <Button type="primary" icon={<PlusOutlined />}>{t('roster:rule.add')} <DownOutlined /></Button>
    </Dropdown>
  )
  return (
    <Page title={t('roster:nav.rules')} fill actions={add}>
      <QueryTable<RuleSet>
        id="roster.rules" label={t('roster:nav.rules')} path="/roster/rule-sets" queryKey="roster" columns={columns} rowKey={(x) => x.id} defaultSort="name" searchHint={t('roster:rule.search')} onOpen={(x) => open(x.id)}
        filters={[{ key: 'kind', label: t('roster:rule.rule'), width: 200, options: Object.keys(kinds).map((value) => ({ value, label: t(`roster:rule.kinds.${value}`) })) }]}
        empty={{ title: t('roster:rule.empty'), reason: t('roster:rule.empty_reason'), action: add }}
      />
      {edits && (
        <RuleDrawer
          open={begun === 'blank' || Boolean(template)} onClose={() => patch({ new: undefined })}
          begin={template && { name: t(`roster:rule.templates.${template.key}`), note: t(`roster:rule.template_notes.${template.key}`), rules: template.rules }}
          onSaved={async (x) => {
            await queries.invalidateQueries({ queryKey: ['roster'] })
            open(x.id)
          }}
        />
      )}
    </Page>
  )
}
