// Administrator and auditor, after a question or an incident: who changed what, when, and how it was before.
import { Button, Drawer, Input } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import type { AuditEntry } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { addDays, dateTime, none, timeSeconds, dayOf, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { useSearchState } from '../../kit/useSearchState'
import { ChainCheck } from './ChainCheck'
import { differences, valueText } from './differences'

export function AuditPage() {
  return <Guard permission="audit.read"><Content /></Guard>
}

const kinds = ['change', 'export', 'reveal', 'session']
const objects = ['contact', 'page', 'centre', 'site', 'team', 'skill', 'queue', 'person', 'membership', 'parameter', 'user', 'session', 'api_key', 'metric', 'metric_view', 'import', 'quarantine', 'mapping', 'live_source', 'calendar', 'retention', 'backup']

function Content() {
  const { t, i18n } = useTranslation()
  const [search, patch] = useSearchState()
  const [open, setOpen] = useState<AuditEntry>()
  const range = { from: (search.from as string) ?? addDays(today(), -29), to: (search.to as string) ?? today() }
  const objectName = (o: string) => (i18n.exists(`audit:object.${o}`) ? t(`audit:object.${o}`) : o)
  const fieldName = useCallback((f: string) => (i18n.exists(`audit:field_of.${f}`) ? t(`audit:field_of.${f}`) : f), [t, i18n])
  const columns = useMemo<Column<AuditEntry>[]>(() => {
    const named = (o: string) => (i18n.exists(`audit:object.${o}`) ? t(`audit:object.${o}`) : o)
    return [
      { id: 'at', header: t('audit:at'), cell: (e) => `${dayOf(e.at)} ${timeSeconds(e.at)}`, value: (e) => e.at, width: 170, pin: true },
      { id: 'actor', header: t('audit:actor'), cell: (e) => e.actor, value: (e) => e.actor, width: 140 },
      { id: 'action', header: t('audit:action'), cell: (e) => actionText(e.action, t, i18n.exists.bind(i18n)), value: (e) => e.action, width: 190 },
      { id: 'object', header: t('audit:object_kind'), cell: (e) => named(e.object), value: (e) => named(e.object), width: 110 },
      { id: 'name', header: t('audit:name'), cell: (e) => nameOf(e) || (e.action.startsWith('identity.') ? e.actor : <span className="lt-mono lt-muted">{e.object_id}</span>), value: (e) => nameOf(e) || e.object_id, width: 180 },
      { id: 'what', header: t('audit:what'), cell: (e) => differences(e.before, e.after).map((d) => fieldName(d.field)).join(t('identity:list_comma')) || none, value: (e) => differences(e.before, e.after).map((d) => fieldName(d.field)).join(', '), width: 220, grow: true },
    ]
  }, [t, i18n, fieldName])
  return (
    <Page title={t('audit:nav.audit')} fill actions={<ChainCheck />}>
      <QueryTable<AuditEntry>
        id="audit.log"
        label={t('audit:nav.audit')}
        path="/audit"
        columns={columns}
        rowKey={(e) => e.id}
        params={{ from: range.from, to: range.to, actor: search.actor as string | undefined }}
        searchHint={t('audit:search')}
        filters={[{ key: 'kind', label: t('audit:kind_label'), width: 130, options: kinds.map((k) => ({ value: k, label: t(`audit:kind.${k}`) })) }, { key: 'object', label: t('audit:object_kind'), width: 130, options: objects.map((o) => ({ value: o, label: objectName(o) })) }]}
        tools={
          <>
            <Input.Search
              allowClear
              placeholder={t('audit:actor')}
              aria-label={t('audit:actor')}
              defaultValue={search.actor as string | undefined}
              onSearch={(v) => patch({ actor: v.trim() || undefined })}
              style={{ width: 160 }}
              enterButton={<Button aria-label={t('common:table.search')}>{t('common:table.search')}</Button>}
            />
            <TimeRangePicker value={range} onChange={(r) => patch({ from: r.from, to: r.to })} />
          </>
        }
        onOpen={setOpen}
        selected={open?.id}
        empty={{ title: t('audit:empty'), reason: t('audit:empty_reason') }}
      />
      <Drawer open={Boolean(open)} onClose={() => setOpen(undefined)} size={600} title={open ? actionText(open.action, t, i18n.exists.bind(i18n)) : ''} closable={{ 'aria-label': t('common:action.close') }}>
        {open && (
          <>
            <DescriptionList
              facts={[
                { label: t('audit:at'), value: `${dateTime(open.at)}:${timeSeconds(open.at).slice(-2)}` },
                { label: t('audit:actor'), value: open.actor },
                { label: t('audit:object_kind'), value: objectName(open.object) },
                { label: t('audit:kind_label'), value: t(`audit:kind.${open.kind ?? 'change'}`) },
                { label: t('audit:id'), value: <span className="lt-mono">{open.object_id || none}</span> },
                { label: t('audit:request'), value: <span className="lt-mono">{open.request_id || none}</span> },
              ]}
            />
            <table className="lt-table lt-diff" aria-label={t('audit:what')}>
              <thead><tr><th scope="col">{t('audit:field')}</th><th scope="col">{t('audit:before')}</th><th scope="col">{t('audit:after')}</th></tr></thead>
              <tbody>
                {differences(open.before, open.after).map((d) => (
                  <tr key={d.field}><td title={d.field}>{fieldName(d.field)}</td><td>{valueText(d.before, d.field)}</td><td>{valueText(d.after, d.field)}</td></tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </Drawer>
    </Page>
  )
}

type T = (key: string, o?: Record<string, unknown>) => string
/** `org.queue.update` → 修改队列; unknown actions stay as they are. */
export function actionText(action: string, t: T, exists: (key: string) => boolean): string {
  const own = `audit:action_of.${action.replaceAll('.', '_')}`
  if (exists(own)) return t(own)
  const parts = action.split('.')
  const verb = parts.at(-1) ?? ''
  const noun = parts.at(-2) ?? ''
  if (exists(`audit:verb.${verb}`)) return t(`audit:verb.${verb}`, { what: exists(`audit:object.${noun}`) ? t(`audit:object.${noun}`) : '' }).trim()
  return action
}

function nameOf(e: AuditEntry): string {
  for (const state of [e.after, e.before]) {
    if (state && typeof state === 'object') {
      const o = state as Record<string, unknown>
      const name = o.name ?? o.login ?? o.name_zh ?? o.code
      if (typeof name === 'string' && name) return name
    }
  }
  return ''
}
