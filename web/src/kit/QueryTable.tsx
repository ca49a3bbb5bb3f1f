// A list of the server: filters in the address, search, sorting, cursor paging, column settings, export, all states.
import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { App, Button, Input, Select } from 'antd'
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Params } from '../api/client'
import type { ListPage } from '../api/types'
import { Empty, Failure, Note, Skeleton } from './blocks'
import { ColumnSettings } from './ColumnSettings'
import { DataTable, useVisibleColumns, type Column } from './DataTable'
import { faultText } from './fault'
import { count } from './format'
import { useSearchState } from './useSearchState'
import { saveWorkbook } from './xlsx'

export type Filter = {
  /** Search parameter in the address and in the request. */
  key: string
  label: string
  options: { value: string; label: string }[]
  multiple?: boolean
  /** The width of the control. */
  width?: number
}

type Props<T extends object> = {
  /** Key of kept column settings, such as `org.queues`. */
  id: string
  label: string
  /** Path under /api/v1 that answers {items, next_cursor, total}. */
  path: string
  /** First part of the query key; a change on the server invalidates it. Default: the path's first word. */
  queryKey?: string
  columns: Column<T>[]
  rowKey: (row: T) => string
  /** Fixed parameters besides those of the address. */
  params?: Params
  filters?: Filter[]
  /** Shows the search field with this hint. */
  searchHint?: string
  defaultSort?: string
  onOpen?: (row: T) => void
  selected?: string
  /** More controls: left after the filters, right before export. */
  tools?: ReactNode
  actions?: ReactNode
  /** Address of a server-made workbook; without it the rows shown are written here. */
  exportPath?: string
  /** What it is asked with; left out: the list's own search, filters and order. */
  exportParams?: Params
  /** false hides the export from who may not take these rows out. */
  exportable?: boolean
  exportName?: string
  empty?: { title?: ReactNode; reason?: ReactNode; action?: ReactNode }
  rowClass?: (row: T) => string | undefined
  pageSize?: number
  maxHeight?: number | string
  enabled?: boolean
}

export function QueryTable<T extends object>(p: Props<T>) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [search, patch] = useSearchState()
  const [exporting, setExporting] = useState(false)
  const text = (key: string) => (search[key] === undefined ? undefined : Array.isArray(search[key]) ? (search[key] as string[]).join(',') : String(search[key]))
  const sort = text('sort') ?? p.defaultSort
  const own: Params = { sort }
  if (p.searchHint) own.search = text('search')
  for (const f of p.filters ?? []) own[f.key] = text(f.key)
  const params = { ...p.params, ...own }
  const narrowed = Boolean(own.search) || (p.filters ?? []).some((f) => own[f.key])
  const size = p.pageSize ?? 100
  const query = useInfiniteQuery({
    queryKey: [p.queryKey ?? p.path.split('/')[1], p.path, params, size],
    initialPageParam: '',
    enabled: p.enabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }): Promise<ListPage<T>> => {
      const page = await api.get<ListPage<T> | T[] | null>(p.path, { ...params, cursor: pageParam, limit: size }, signal)
      return Array.isArray(page) ? { items: page } : { ...page, items: page?.items ?? [] }
    },
    getNextPageParam: (page) => page.next_cursor || undefined,
  })
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const total = query.data?.pages[0]?.total
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  const visible = useVisibleColumns(p.id, p.columns)

  const exportRows = async () => {
    setExporting(true)
    try {
      if (p.exportPath) {
        await api.download(p.exportPath, p.exportParams ?? params, `${p.exportName ?? p.label}.xlsx`)
        return
      }
      // All pages, in the order and with the columns of the screen.
      const all: T[] = []
      let cursor: string | undefined = ''
      while (cursor !== undefined && all.length < 100_000) {
        const page: ListPage<T> | T[] = await api.get<ListPage<T> | T[]>(p.path, { ...params, cursor, limit: 500 })
        if (Array.isArray(page)) {
          all.push(...page)
          break
        }
        all.push(...(page.items ?? []))
        cursor = page.next_cursor || undefined
      }
      const named = visible.filter((c) => c.value)
      // What leaves as a file is in the audit log first.
      await api.post('/audit/exports', { what: p.id, rows: all.length, filter: Object.fromEntries(Object.entries(params).filter(([, v]) => v !== undefined && v !== '').map(([k, v]) => [k, String(v)])) })
      saveWorkbook(`${p.exportName ?? p.label}.xlsx`, [{ name: p.label, head: named.map((c) => c.header), rows: all.map((row) => named.map((c) => c.value!(row))) }])
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setExporting(false)
    }
  }

  return (
    <section className="lt-card lt-query-table" aria-label={p.label}>
      <div className="lt-toolbar">
        {p.searchHint && <SearchField value={own.search as string | undefined} hint={p.searchHint} onChange={(v) => patch({ search: v })} />}
        {p.filters?.map((f) => (
          <Select
            key={f.key}
            aria-label={f.label}
            placeholder={f.label}
            allowClear
            mode={f.multiple ? 'multiple' : undefined}
            maxTagCount="responsive"
            style={{ width: f.width ?? 140 }}
            popupMatchSelectWidth={false}
            options={f.options}
            showSearch={f.options.length > 8 ? { optionFilterProp: 'label' } : undefined}
            value={f.multiple ? (own[f.key] ? String(own[f.key]).split(',') : []) : (own[f.key] as string | undefined)}
            onChange={(v: string | string[] | undefined) => patch({ [f.key]: Array.isArray(v) ? v.join(',') : v })}
          />
        ))}
        {p.tools}
        {narrowed && (
          <Button type="link" onClick={() => patch(Object.fromEntries(['search', ...(p.filters ?? []).map((f) => f.key)].map((k) => [k, undefined])))}>
            {t('common:action.reset')}
          </Button>
        )}
        <span className="lt-grow" />
        <span className="lt-muted lt-total" role="status">
          {query.isPending ? '' : total !== undefined ? t('common:table.total', { count: total, shown: count(total) }) : t('common:table.loaded', { shown: count(rows.length) + (hasNextPage ? '+' : '') })}
        </span>
        {p.actions}
        {p.exportable !== false && <Button icon={<DownloadOutlined />} loading={exporting} disabled={rows.length === 0} onClick={() => void exportRows()}>{t('common:action.export')}</Button>}
        <ColumnSettings id={p.id} columns={p.columns} />
      </div>
      {query.isError && rows.length > 0 && (
        <Note kind="bad" action={<Button size="small" onClick={() => void query.refetch()}>{t('common:action.retry')}</Button>}>
          {t('common:table.failed_stale')} · {faultText(query.error)}
        </Note>
      )}
      {query.isError && rows.length === 0 ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton lines={8} />
      ) : rows.length === 0 ? (
        <Empty
          title={narrowed ? t('common:table.empty_filtered') : p.empty?.title}
          reason={narrowed ? undefined : p.empty?.reason}
        >
          {narrowed ? undefined : p.empty?.action}
        </Empty>
      ) : (
        <DataTable
          id={p.id}
          label={p.label}
          columns={p.columns}
          rows={rows}
          rowKey={p.rowKey}
          sort={sort}
          onSort={(next) => patch({ sort: next })}
          serverSorted
          onOpen={p.onOpen}
          selected={p.selected}
          dimmed={query.isPlaceholderData}
          onEnd={more}
          rowClass={p.rowClass}
          total={total}
          maxHeight={p.maxHeight}
        >
          {isFetchingNextPage && <div className="lt-table-more" role="status">{t('common:table.loading')}</div>}
        </DataTable>
      )}
    </section>
  )
}

function SearchField({ value, hint, onChange }: { value?: string; hint: string; onChange: (v: string | undefined) => void }) {
  const [draft, setDraft] = useState(value ?? '')
  const composing = useRef(false)
  const sent = useRef(value ?? '')
  useEffect(() => {
    if ((value ?? '') !== sent.current) {
      sent.current = value ?? ''
      setDraft(value ?? '')
    }
  }, [value])
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = draft.trim()
      if (composing.current || next === sent.current) return
      sent.current = next
      onChange(next || undefined)
    }, 250)
    return () => clearTimeout(timer)
  }, [draft, onChange])
  return (
    <Input
      type="search"
      allowClear
      aria-label={hint}
      placeholder={hint}
      style={{ width: 240 }}
      value={draft}
      onChange={(e) => setDraft(e.target.value)}
      onCompositionStart={() => { composing.current = true }}
      onCompositionEnd={(e) => { composing.current = false; setDraft(e.currentTarget.value) }}
    />
  )
}
