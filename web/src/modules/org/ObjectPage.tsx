// The list of one kind of thing with a drawer to create and change it; the open one is in the address.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer } from 'antd'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api, type Params } from '../../api/client'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { Page } from '../../kit/Page'
import { QueryTable, type Filter } from '../../kit/QueryTable'
import { useSearchState } from '../../kit/useSearchState'
import { MergeInto } from './MergeInto'

type Item = { id: string; name: string; active: boolean; rev: number; merged_into?: string }
type Props<T extends Item, V extends object> = {
  title: string
  /** Path and query key, such as `queues`. */
  noun: string
  /** One of them, in the person's language. */
  one: string
  columns: Column<T>[]
  searchHint: string
  filters?: Filter[]
  params?: Params
  defaultSort?: string
  emptyReason: string
  emptyAction?: ReactNode
  tools?: ReactNode
  blank: V
  toForm: (item: T) => V
  /** The body of create and change. */
  toBody: (values: V) => Record<string, unknown>
  fields: (item: T | undefined) => ReactNode
  below?: (item: T) => ReactNode
  fieldOf?: (path: (string | number)[]) => (string | number)[] | undefined
  /** What happens when one is taken out of use, in words. */
  archiveText: string
  /** One can be made one with another. */
  merges?: boolean
  drawerWidth?: number
  note?: ReactNode
}

/** Only what differs from what was loaded is sent, so that a change of one field never undoes another's. */
export function changed(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(after).filter(([k, v]) => JSON.stringify(v ?? null) !== JSON.stringify(before[k] ?? null)))
}

/** Leaves out what was left empty. */
export function given(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, v]) => v !== null && v !== undefined && v !== ''))
}

export function ObjectPage<T extends Item, V extends object>(p: Props<T, V>) {
  return (
    <Guard permission="org.read">
      <Content {...p} />
    </Guard>
  )
}

function Content<T extends Item, V extends object>(p: Props<T, V>) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const manage = useAllowed('org.manage')
  const [search, patch] = useSearchState()
  const openId = search.open as string | undefined
  const creating = openId === 'new' && manage
  const [merging, setMerging] = useState(false)
  const key = [p.noun, 'one', openId]
  const detail = useQuery({
    queryKey: key,
    enabled: Boolean(openId) && openId !== 'new',
    queryFn: () => api.get<T>(`/${p.noun}/${encodeURIComponent(openId!)}`),
  })
  const item = openId && openId !== 'new' && detail.data?.id === openId ? detail.data : undefined
  const close = () => patch({ open: undefined })
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: [p.noun] }), queries.invalidateQueries({ queryKey: ['dimensions'] })])
  const { toForm, blank } = p
  const initial = useMemo(() => (item ? toForm(item) : blank), [item, toForm, blank])
  const save = async (values: V) => {
    const body = p.toBody(values)
    if (creating) await api.post<T>(`/${p.noun}`, given(body))
    else if (item) {
      const change = changed(p.toBody(p.toForm(item)), body)
      if (Object.keys(change).length > 0) await api.patch<T>(`/${p.noun}/${item.id}`, { ...change, rev: item.rev }, item.rev)
    }
    await refresh()
  }
  const setActive = (active: boolean) => {
    const run = async () => {
      try {
        await api.patch<T>(`/${p.noun}/${item!.id}`, { active, rev: item!.rev }, item!.rev)
        void message.success(t('common:form.saved'))
        await refresh()
      } catch (error) {
        void message.error(faultText(error))
      }
    }
    if (active) void run()
    else
      modal.confirm({
        title: t('org:archive_title', { name: item!.name }),
        content: p.archiveText,
        okText: t('common:action.archive'),
        cancelText: t('common:action.cancel'),
        focusable: { autoFocusButton: 'cancel' },
        onOk: run,
      })
  }
  const activeFilter: Filter = {
    key: 'active', label: t('org:field.state'), width: 110,
    options: [{ value: 'true', label: t('common:status.active') }, { value: 'false', label: t('common:status.inactive') }],
  }
  return (
    <Page
      title={p.title}
      fill
      note={p.note}
      actions={manage && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('org:create', { what: p.one })}</Button>}
    >
      <QueryTable<T>
        id={`org.${p.noun}`}
        label={p.title}
        path={`/${p.noun}`}
        queryKey={p.noun}
        columns={p.columns}
        rowKey={(row) => row.id}
        params={p.params}
        defaultSort={p.defaultSort}
        filters={[...(p.filters ?? []), activeFilter]}
        searchHint={p.searchHint}
        tools={p.tools}
        onOpen={(row) => patch({ open: row.id }, true)}
        selected={openId}
        rowClass={(row) => (row.active ? undefined : 'is-off')}
        empty={{
          title: t('org:empty', { what: p.title }),
          reason: p.emptyReason,
          action: p.emptyAction ?? (manage ? <Button onClick={() => patch({ open: 'new' }, true)}>{t('org:create', { what: p.one })}</Button> : undefined),
        }}
      />
      {openId && !creating && !item ? (
        <Drawer open onClose={close} title={p.one} size={p.drawerWidth ?? 520} closable={{ 'aria-label': t('common:action.close') }}>
          {detail.error ? <Failure error={detail.error} onRetry={() => void detail.refetch()} /> : <Skeleton />}
        </Drawer>
      ) : (
        <EditDrawer<V>
          open={creating || Boolean(item)}
          identity={openId}
          title={creating ? t('org:create', { what: p.one }) : `${p.one} · ${item?.name ?? ''}`}
          initial={initial}
          width={p.drawerWidth}
          readOnly={!manage || Boolean(item?.merged_into)}
          fieldOf={p.fieldOf}
          onClose={close}
          onSave={save}
          onReload={async () => {
            const fresh = await queries.fetchQuery({ queryKey: key, queryFn: () => api.get<T>(`/${p.noun}/${openId}`), staleTime: 0 })
            return p.toForm(fresh)
          }}
          extra={
            item && manage ? (
              <>
                <Button danger={item.active} onClick={() => setActive(!item.active)}>{t(item.active ? 'common:action.archive' : 'common:action.restore')}</Button>
                {p.merges && <Button onClick={() => setMerging(true)}>{t('org:merge.button')}</Button>}
              </>
            ) : undefined
          }
          below={item && p.below?.(item)}
        >
          {item?.merged_into && <Note action={<Button size="small" onClick={() => patch({ open: item.merged_into })}>{t('org:merge.open')}</Button>}>{t('org:merge.done')}</Note>}
          {p.fields(item)}
        </EditDrawer>
      )}
      {merging && item && (
        <MergeInto
          noun={p.noun}
          one={p.one}
          item={item}
          onClose={() => setMerging(false)}
          onMerged={(into) => {
            setMerging(false)
            void message.success(t('org:merge.merged', { name: item.name }))
            patch({ open: into })
            void refresh()
          }}
        />
      )}
    </Page>
  )
}
