// Operations managers, planners and analysts open this when two figures disagree or a new one is wanted: they decide which
// definition is meant, and who uses it.
import { BarChartOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Input, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { type Column, DataTable } from '../../kit/DataTable'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { count } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { useNames } from './Drill'
import { MetricEdit } from './MetricEdit'
import { variantBadge } from './MetricSelect'
import { catalogueQuery } from './queries'
import { definitionLine } from './spell'
import { type Metric, metricName } from './types'
import './metric.css'

const GROUPS = ['volume', 'service_level', 'waiting', 'handling', 'agent', 'resolution', 'reported', 'custom']

export function CataloguePage() {
  const { t, i18n } = useTranslation('metric')
  const zh = i18n.language !== 'en'
  const navigate = useNavigate()
  const [search, patch] = useSearchState()
  const q = useQuery(catalogueQuery)
  const names = useNames()
  const mayManage = useAllowed('metric.manage')
  const [adding, setAdding] = useState(false)
  const text = typeof search.search === 'string' ? search.search : ''
  const group = typeof search.group === 'string' ? search.group : 'all'
  const rows = useMemo(() => {
    const needle = text.trim().toLowerCase()
    return (q.data ?? []).filter(
      (m) => (group === 'all' || m.group === group) && (needle === '' || `${m.id} ${m.name_zh} ${m.name_en} ${m.numerator} ${m.denominator} ${m.formula ?? ''}`.toLowerCase().includes(needle)),
    )
  }, [q.data, text, group])
  const columns = useMemo<Column<Metric>[]>(
    () => [
      {
        id: 'name',
        header: t('catalogue.name'),
        width: 250,
        pin: true,
        sortable: true,
        value: (m) => metricName(m, i18n.language),
        cell: (m) => (
          <Link to={'/metrics/$id' as string} params={{ id: m.id } as never}>
            {metricName(m, i18n.language)}
          </Link>
        ),
      },
      { id: 'id', header: t('catalogue.id'), width: 150, sortable: true, value: (m) => m.id, cell: (m) => <span className="mt-badge">{variantBadge(m.id) ?? m.id}</span> },
      { id: 'group', header: t('catalogue.group'), width: 110, sortable: true, value: (m) => t(`group.${m.group}`), cell: (m) => t(`group.${m.group}`, { defaultValue: m.group }) },
      { id: 'definition', header: t('common:metric.definition'), width: 340, grow: true, value: (m) => definitionLine(m, names, zh), cell: (m) => <span title={definitionLine(m, names, zh)}>{definitionLine(m, names, zh)}</span> },
      { id: 'unit', header: t('catalogue.unit'), width: 84, value: (m) => t(`unit.${m.unit}`), cell: (m) => t(`unit.${m.unit}`) },
      { id: 'direction', header: t('catalogue.direction'), width: 92, value: (m) => t(`direction.${m.direction}`), cell: (m) => t(`direction.${m.direction}`) },
      { id: 'version', header: t('catalogue.version'), width: 76, align: 'right', sortable: true, value: (m) => m.version, cell: (m) => `v${m.version}` },
      { id: 'origin', header: t('catalogue.origin'), width: 96, value: (m) => t(m.builtin ? 'catalogue.builtin' : 'catalogue.custom'), cell: (m) => (m.builtin ? t('catalogue.builtin') : <StatusTag tone="info">{t('catalogue.custom')}</StatusTag>) },
      { id: 'used', header: t('catalogue.used'), width: 84, align: 'right', sortable: true, value: (m) => m.used_in?.length ?? 0, cell: (m) => count(m.used_in?.length ?? 0) },
    ],
    [t, i18n.language, names, zh],
  )
  return (
    <Page
      title={t('catalogue.title')}
      fill
      actions={
        <>
          <Link to={'/metrics/variants' as string}>
            <Button icon={<BarChartOutlined />} tabIndex={-1}>
              {t('variants.title')}
            </Button>
          </Link>
          {mayManage && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {t('catalogue.add')}
            </Button>
          )}
        </>
      }
    >
      <section className="lt-card lt-query-table" aria-label={t('catalogue.title')}>
        <div className="lt-toolbar">
          <Input type="search" allowClear aria-label={t('catalogue.search')} placeholder={t('catalogue.search')} style={{ width: 260 }} defaultValue={text} onChange={(e) => patch({ search: e.target.value || undefined })} />
          <Segmented value={group} aria-label={t('catalogue.group')} onChange={(v) => patch({ group: v === 'all' ? undefined : v })} options={['all', ...GROUPS].map((g) => ({ value: g, label: g === 'all' ? t('catalogue.all') : t(`group.${g}`) }))} />
          <span className="lt-grow" />
          <span className="lt-muted lt-total" role="status">
            {q.data ? t('common:table.total', { count: rows.length, shown: count(rows.length) }) : ''}
          </span>
        </div>
        {q.isPending ? (
          <Skeleton lines={10} />
        ) : q.isError ? (
          <Failure error={q.error} onRetry={() => void q.refetch()} />
        ) : rows.length === 0 ? (
          <Empty title={t('common:table.empty_filtered')}>{group === 'custom' && mayManage && <Button onClick={() => setAdding(true)}>{t('catalogue.add')}</Button>}</Empty>
        ) : (
          <DataTable<Metric> id="metric.catalogue" label={t('catalogue.title')} columns={columns} rows={rows} rowKey={(m) => m.id} onOpen={(m) => void navigate({ to: '/metrics/$id' as string, params: { id: m.id } as never })} />
        )}
      </section>
      <MetricEdit open={adding} onClose={() => setAdding(false)} onSaved={(id) => void navigate({ to: '/metrics/$id' as string, params: { id } as never })} />
    </Page>
  )
}
