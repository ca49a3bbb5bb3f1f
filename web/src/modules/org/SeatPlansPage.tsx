// Operations manager, when a workplace is furnished or moved: which seat plans there are.
import { CopyOutlined, DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Input, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery } from '../../api/queries'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { faultText } from '../../kit/fault'
import { count, dateTime } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { planName, type SeatPlanHead } from './seatplan'

export const seatPlansQuery = { queryKey: ['seat-plans', 'list'], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<SeatPlanHead[] | null>('/seat-plans', undefined, signal).then((list) => list ?? []) }

export function SeatPlansPage() {
  return <Guard permission="org.read"><SeatPlansView /></Guard>
}

function SeatPlansView() {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const manages = useAllowed('org.manage')
  const seesFloor = useAllowed('live.read')
  const [search, patch] = useSearchState()
  const plans = useQuery(seatPlansQuery)
  const { data: dims } = useQuery(dimensionsQuery)
  const wanted = ((search.search as string | undefined) ?? '').trim().toLowerCase()
  const site = search.site as string | undefined
  const shown = (plans.data ?? []).filter((p) => (!site || p.site_id === site) && planName(p).toLowerCase().includes(wanted))
  const columns = useMemo<Column<SeatPlanHead>[]>(() => {
    const remove = (p: SeatPlanHead) =>
      modal.confirm({
        title: t('org:seats.remove_title', { name: planName(p) }), content: t('org:seats.remove_text', { count: p.seat_count }),
        okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
        onOk: async () => {
          try {
            await api.delete(`/seat-plans/${p.id}`)
            await queries.invalidateQueries({ queryKey: ['seat-plans'] })
          } catch (error) {
            void message.error(faultText(error))
          }
        },
      })
    return [
      { id: 'site', header: t('org:seats.site'), cell: (p) => p.site_name, value: (p) => p.site_name, width: 150, sortable: true, pin: true },
      { id: 'floor', header: t('org:seats.floor'), cell: (p) => p.floor || '—', value: (p) => p.floor, width: 80, sortable: true },
      { id: 'name', header: t('org:field.name'), cell: (p) => <b>{p.name}</b>, value: (p) => p.name, width: 130, sortable: true, grow: true },
      { id: 'seats', header: t('org:seats.seat_count'), cell: (p) => count(p.seat_count), value: (p) => p.seat_count, width: 90, align: 'right', sortable: true },
      { id: 'shared', header: t('org:seats.shared_count'), cell: (p) => count(p.shared_count), value: (p) => p.shared_count, width: 120, align: 'right', sortable: true },
      { id: 'people', header: t('org:seats.people_count'), help: t('org:seats.people_help'), cell: (p) => count(p.people_count), value: (p) => p.people_count, width: 150, align: 'right', sortable: true },
      { id: 'changed', header: t('org:seats.changed'), cell: (p) => t('org:seats.changed_by', { time: dateTime(p.changed_ms), name: p.changed_by }), value: (p) => p.changed_ms, width: 220, sortable: true },
      {
        id: 'do', header: t('org:seats.actions'), width: manages ? 240 : 120, cell: (p) => (
          <span className="lt-row is-tight">
            {seesFloor && <Link to={`/floor?view=seats&plan=${p.id}` as string}>{t('org:seats.on_floor')}</Link>}
            {manages && <Link to={`/seat-plans/${p.id}` as string} aria-label={`${t('common:action.edit')} ${planName(p)}`}><EditOutlined aria-hidden="true" /> {t('common:action.edit')}</Link>}
            {manages && <Link to={`/seat-plans/new?from=${p.id}` as string} aria-label={`${t('org:seats.copy')} ${planName(p)}`}><CopyOutlined aria-hidden="true" /> {t('org:seats.copy')}</Link>}
            {manages && <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={`${t('common:action.delete')} ${planName(p)}`} onClick={() => remove(p)} />}
          </span>
        ),
      },
    ]
  }, [t, manages, seesFloor, modal, message, queries])
  const add = manages && <Link to={'/seat-plans/new' as string}><Button type="primary" icon={<PlusOutlined />}>{t('org:seats.add')}</Button></Link>
  return (
    <Page title={t('org:nav.seats')} fill actions={add}>
      <section className="lt-card lt-query-table" aria-label={t('org:nav.seats')}>
        <div className="lt-card-head">
          <Input type="search" allowClear aria-label={t('org:seats.search')} placeholder={t('org:seats.search')} style={{ width: 220 }} value={(search.search as string | undefined) ?? ''} onChange={(e) => patch({ search: e.target.value })} />
          <Select aria-label={t('org:seats.site')} placeholder={t('org:seats.all_sites')} allowClear style={{ width: 180 }} value={site} options={(dims?.sites ?? []).map((x) => ({ value: x.id, label: x.name }))} onChange={(v?: string) => patch({ site: v })} />
          <span className="lt-grow" />
          <span className="lt-muted">{t('org:seats.found', { count: shown.length })}</span>
        </div>
        {plans.isError ? <Failure error={plans.error} onRetry={() => void plans.refetch()} /> : plans.isPending ? <Skeleton /> : shown.length === 0 ? (
          <Empty title={t(wanted || site ? 'common:table.empty_filtered' : 'org:seats.empty')} reason={wanted || site ? undefined : t('org:seats.empty_reason')}>{!wanted && !site && add}</Empty>
        ) : (
          <DataTable<SeatPlanHead> id="org.seat-plans" label={t('org:nav.seats')} columns={columns} rows={shown} rowKey={(p) => p.id} sort={search.sort as string | undefined} onSort={(sort) => patch({ sort })} onOpen={manages ? (p) => void navigate({ to: `/seat-plans/${p.id}` as string }) : undefined} />
        )}
      </section>
    </Page>
  )
}
