// Administrator, when a telephony system is connected or stops telling: which live sources there are, how they do, and their keys.
import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer } from 'antd'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { count, dateTime, duration, none } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag, type Tone } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { IntakeKeys } from './IntakeKeys'
import { LiveSourceFields } from './LiveSourceFields'
import { ProblemText } from './ProblemText'
import { blankSource, LIVE_KINDS, type LiveSource, type LiveValues, takesKeys, toBody, toValues } from './live'

export const liveTone: Record<string, Tone> = { connected: 'good', waiting: 'muted', failed: 'bad', off: 'muted' }

export function LiveSourcesPage() {
  return <Guard permission="sources.manage"><Content /></Guard>
}

function Content() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const openId = search.open as string | undefined
  const creating = openId === 'new'
  const key = ['live-source', openId]
  const read = () => api.get<LiveSource>(`/live-sources/${encodeURIComponent(openId!)}`)
  const detail = useQuery({ queryKey: key, enabled: Boolean(openId) && !creating, queryFn: read, refetchInterval: 5000 })
  const item = !creating && detail.data?.id === openId ? detail.data : undefined
  const columns = useMemo<Column<LiveSource>[]>(() => [
    { id: 'name', header: t('sources:name'), cell: (s) => s.name, value: (s) => s.name, width: 160, pin: true, sortable: true },
    { id: 'kind', header: t('sources:kind_title'), cell: (s) => t(`sources:kind.${s.kind}`), value: (s) => t(`sources:kind.${s.kind}`), width: 170, sortable: true },
    { id: 'state', header: t('sources:state_title'), cell: (s) => <LiveState source={s} />, value: (s) => t(`sources:state.${s.status.state}`), width: 120, sortable: true },
    { id: 'heard', header: t('sources:heard'), cell: (s) => dateTime(s.status.heard_at), value: (s) => s.status.heard_at, width: 150 },
    { id: 'event_at', header: t('sources:event'), cell: (s) => dateTime(s.status.event_at), value: (s) => s.status.event_at, width: 150, sortable: true },
    { id: 'delay', header: t('sources:delay'), help: t('sources:delay_help'), cell: (s) => (s.status.delay_ms == null ? none : duration(s.status.delay_ms)), value: (s) => s.status.delay_ms, width: 100, align: 'right' },
    { id: 'events', header: t('sources:events'), cell: (s) => count(s.status.events), value: (s) => s.status.events, width: 100, align: 'right' },
    { id: 'refused', header: t('sources:refused'), cell: (s) => count(s.status.refused), value: (s) => s.status.refused, width: 90, align: 'right' },
    { id: 'reconnects', header: t('sources:reconnects'), cell: (s) => count(s.status.reconnects), value: (s) => s.status.reconnects, width: 100, align: 'right' },
    { id: 'problem', header: t('sources:problem'), cell: (s) => <ProblemText source={s} />, value: (s) => s.status.problem, width: 300, grow: true },
  ], [t])
  const initial = useMemo<LiveValues>(() => (item ? toValues(item) : blankSource), [item])
  // How the sources do moves while one looks on.
  useEffect(() => {
    const timer = window.setInterval(() => void queries.invalidateQueries({ queryKey: ['live-sources'] }), 5000)
    return () => window.clearInterval(timer)
  }, [queries])
  const close = () => patch({ open: undefined })
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['live-sources'] }), queries.invalidateQueries({ queryKey: ['live-source'] }), queries.invalidateQueries({ queryKey: ['data-quality'] })])
  const save = async (v: LiveValues) => {
    if (creating) {
      const made = await api.post<LiveSource>('/live-sources', { name: v.name.trim(), kind: v.kind, ...toBody(v) })
      await refresh()
      // Stay with the new one: its keys are made next.
      if (takesKeys(made.kind)) setTimeout(() => patch({ open: made.id }), 0)
      return
    }
    if (item) await api.patch<LiveSource>(`/live-sources/${item.id}`, { ...toBody(v), rev: item.rev }, item.rev)
    await refresh()
  }
  const forget = () =>
    modal.confirm({
      title: t('sources:forget_title', { name: item!.name }),
      content: t('sources:forget_text'),
      okText: t('common:action.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common:action.cancel'),
      focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/live-sources/${item!.id}`)
          close()
          await queries.invalidateQueries({ queryKey: ['live-sources'] })
        } catch (error) {
          void message.error(faultText(error))
        }
      },
    })
  return (
    <Page title={t('sources:title')} fill actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ open: 'new' }, true)}>{t('sources:add')}</Button>}>
      <QueryTable<LiveSource>
        id="telephony.live-sources"
        label={t('sources:title')}
        path="/live-sources"
        queryKey="live-sources"
        columns={columns}
        rowKey={(s) => s.id}
        searchHint={t('sources:search')}
        filters={[
          { key: 'kind', label: t('sources:kind_title'), width: 190, options: LIVE_KINDS.map((k) => ({ value: k, label: t(`sources:kind.${k}`) })) },
          { key: 'state', label: t('sources:state_title'), width: 130, options: ['connected', 'waiting', 'failed', 'off'].map((s) => ({ value: s, label: t(`sources:state.${s}`) })) },
        ]}
        onOpen={(s) => patch({ open: s.id }, true)}
        selected={openId}
        rowClass={(s) => (s.enabled ? undefined : 'is-off')}
        empty={{ title: t('sources:empty'), reason: t('sources:empty_reason'), action: <Button onClick={() => patch({ open: 'new' }, true)}>{t('sources:add')}</Button> }}
      />
      {openId && !creating && !item ? (
        <Drawer open onClose={close} title={t('sources:one')} size={640} closable={{ 'aria-label': t('common:action.close') }}>
          {detail.error ? <Failure error={detail.error} onRetry={() => void detail.refetch()} /> : <Skeleton />}
        </Drawer>
      ) : (
        <EditDrawer<LiveValues>
          open={creating || Boolean(item)}
          identity={openId}
          width={640}
          title={creating ? t('sources:add') : `${t('sources:one')} · ${item?.name ?? ''}`}
          initial={initial}
          onClose={close}
          onSave={save}
          onReload={async () => toValues(await queries.fetchQuery({ queryKey: key, queryFn: read, staleTime: 0 }))}
          extra={item && <Button danger onClick={forget}>{t('common:action.delete')}</Button>}
          below={item && (
            <>
              {takesKeys(item.kind) && <IntakeKeys source={item} />}
              <StatusOf source={item} />
            </>
          )}
        >
          <LiveSourceFields item={item} />
        </EditDrawer>
      )}
    </Page>
  )
}

export function LiveState({ source }: { source: LiveSource }) {
  const { t } = useTranslation('sources')
  return <StatusTag tone={liveTone[source.status.state] ?? 'muted'}>{t(`state.${source.status.state}`)}</StatusTag>
}

function StatusOf({ source }: { source: LiveSource }) {
  const { t } = useTranslation()
  const s = source.status
  return (
    <section aria-label={t('sources:how')} style={{ marginTop: 16 }}>
      <h3>{t('sources:how')}</h3>
      <DescriptionList
        facts={[
          { label: t('sources:state_title'), value: <LiveState source={source} /> },
          { label: t('sources:heard'), value: dateTime(s.heard_at) },
          { label: t('sources:event'), value: dateTime(s.event_at) },
          { label: t('sources:delay'), value: s.delay_ms == null ? none : duration(s.delay_ms) },
          { label: t('sources:events'), value: count(s.events) },
          { label: t('sources:refused'), value: count(s.refused) },
          { label: t('sources:reconnects'), value: count(s.reconnects) },
          { label: t('sources:problem'), value: <ProblemText source={source} />, wide: true },
        ]}
      />
    </section>
  )
}
