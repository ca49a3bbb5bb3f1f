// The planner or administrator opens this at set-up, and when a reason code or an activity is new: what fits what, and what is forgiven.
import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, HelpTip, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { dateTime } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { doing } from '../live/words'
import type { Activity, Rule } from './types'
import { Views } from './Views'
import { lengthText } from './words'
import './adherence.css'

export function RulePage() {
  return <Guard permission="adherence.read"><RuleView /></Guard>
}

const graces = ['start_early_s', 'start_late_s', 'end_early_s', 'end_late_s'] as const
const plain = ['ready', 'ringing', 'talking', 'hold', 'wrap_up', 'signed_out', 'aux', 'aux:break', 'aux:meal', 'aux:meeting', 'aux:training', 'aux:other'] as const
const fixed = ['work', 'break', 'off']
type Settings = Omit<Rule, 'rev' | 'changed_ms' | 'changed_by'>

function RuleView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const edits = useAllowed('adherence.edit')
  const [search, patch] = useSearchState()
  const q = useQuery({ queryKey: ['adherence', 'rule'], queryFn: ({ signal }) => api.get<Rule>('/adherence/rule', undefined, signal) })
  const rule = q.data
  const settings = (r: Rule): Settings => ({ start_early_s: r.start_early_s, start_late_s: r.start_late_s, end_early_s: r.end_early_s, end_late_s: r.end_late_s, days_back: r.days_back, activities: r.activities })
  const save = async (next: Settings) => {
    await api.put('/adherence/rule', next, rule?.rev)
    await queries.invalidateQueries({ queryKey: ['adherence'] })
  }
  const state = (s: string) => (s === 'aux' ? t('adherence:rule.aux_any') : s.startsWith('aux:') ? doing({ state: 'aux', reason: s.slice(4) }) : doing({ state: s }))
  const name = (a: Activity) => (t('adherence:lang') === 'en' ? a.name_en || a.name : a.name)
  const open = search.activity as string | undefined
  const item = rule?.activities.find((a) => a.code === open)
  const initial = useMemo<Activity>(() => item ?? { code: '', name: '', name_en: '', on_queue: false, counts: true, names: [], states: [] }, [item])
  const yes = (v: boolean) => t(v ? 'adherence:rule.yes' : 'adherence:rule.no')
  const columns: Column<Activity>[] = [
    { id: 'name', header: t('adherence:rule.activity'), width: 140, pin: true, value: name, cell: (a) => <span className="lt-row"><i className={`ad-act ad-dot is-${a.code}`} aria-hidden="true" />{name(a)}</span> },
    { id: 'on_queue', header: t('adherence:rule.on_queue'), width: 110, value: (a) => yes(a.on_queue), cell: (a) => (a.on_queue ? `✓ ${yes(true)}` : <span className="lt-muted">{yes(false)}</span>) },
    { id: 'counts', header: t('adherence:rule.counts'), width: 110, value: (a) => yes(a.counts), cell: (a) => (a.counts ? `✓ ${yes(true)}` : <span className="lt-muted">{yes(false)}</span>) },
    { id: 'names', header: t('adherence:rule.names'), width: 260, value: (a) => a.names.join(' '), cell: (a) => <span title={a.names.join(t('adherence:join'))}>{a.names.join(t('adherence:join'))}</span> },
    { id: 'states', header: t('adherence:rule.states'), width: 320, grow: true, value: (a) => a.states.map(state).join(' '), cell: (a) => <span title={a.states.map(state).join(t('adherence:join'))}>{a.states.map(state).join(t('adherence:join'))}</span> },
    ...(edits ? [{
      id: 'act', header: '', width: 90,
      cell: (a) => (
        <span className="lt-row ad-acts">
          <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${name(a)} ${t('common:action.edit')}`} onClick={() => patch({ activity: a.code }, true)} />
          {!fixed.includes(a.code) && rule && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${name(a)} ${t('common:action.delete')}`} onClick={() => void save({ ...settings(rule), activities: rule.activities.filter((x) => x.code !== a.code) })} />}
        </span>
      ),
    } satisfies Column<Activity>] : []),
  ]
  return (
    <Page title={t('adherence:nav.rule')} note={rule?.changed_ms ? <span>{t('adherence:by', { by: rule.changed_by, when: dateTime(rule.changed_ms) })}</span> : undefined}>
      <Views />
      {q.isError && !rule ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !rule ? <Skeleton /> : (
        <>
          <section className="lt-card" aria-label={t('adherence:rule.grace')}>
            <div className="lt-card-head"><h2>{t('adherence:rule.grace')} <HelpTip label={t('adherence:rule.grace')}>{t('adherence:rule.grace_help')}</HelpTip></h2><span className="lt-grow" />{edits && <Button icon={<EditOutlined />} onClick={() => patch({ grace: '1' }, true)}>{t('common:action.edit')}</Button>}</div>
            <div className="lt-card-body"><dl className="lt-facts ad-facts">
              {graces.map((g) => <div key={g}><dt>{t(`adherence:rule.${g}`)}</dt><dd><b>{lengthText(rule[g])}</b></dd></div>)}
              <div><dt>{t('adherence:rule.days_back')}</dt><dd><b>{t('adherence:rule.days', { n: rule.days_back, count: rule.days_back })}</b></dd></div>
            </dl></div>
          </section>
          <section className="lt-card" aria-label={t('adherence:rule.activities')}>
            <div className="lt-card-head"><h2>{t('adherence:rule.activities')} <HelpTip label={t('adherence:rule.activities')}>{t('adherence:rule.activities_help')}</HelpTip></h2><span className="lt-grow" />{edits && <Button icon={<PlusOutlined />} onClick={() => patch({ activity: 'new' }, true)}>{t('adherence:rule.add')}</Button>}</div>
            <DataTable id="adherence.activities" label={t('adherence:rule.activities')} columns={columns} rows={rule.activities} rowKey={(a) => a.code} maxHeight={600} />
          </section>
          {edits && (
            <EditDrawer<Settings>
              open={search.grace === '1' || search.grace === 1} title={t('adherence:rule.grace')} initial={settings(rule)} onClose={() => patch({ grace: undefined })} onReload={async () => { const latest = (await q.refetch()).data; return latest && settings(latest) }}
              onSave={(v) => save({ ...settings(rule), ...v, activities: rule.activities })}
            >
              {graces.map((g) => <Form.Item key={g} name={g} label={t(`adherence:rule.${g}`)} extra={t(`adherence:rule.${g}_hint`)} rules={[{ required: true, message: t('common:form.required', { label: t(`adherence:rule.${g}`) }) }]}><InputNumber min={0} max={3600} precision={0} suffix={t('adherence:rule.seconds')} style={{ width: '100%' }} /></Form.Item>)}
              <Form.Item name="days_back" label={t('adherence:rule.days_back')} extra={t('adherence:rule.days_back_hint')} rules={[{ required: true, message: t('common:form.required', { label: t('adherence:rule.days_back') }) }]}><InputNumber min={1} max={366} precision={0} style={{ width: '100%' }} /></Form.Item>
            </EditDrawer>
          )}
          {edits && (
            <EditDrawer<Activity>
              open={open === 'new' || Boolean(item)} identity={item?.code ?? ''} title={item ? name(item) : t('adherence:rule.add')} initial={initial} onClose={() => patch({ activity: undefined })} onReload={async () => (await q.refetch()).data?.activities.find((a) => a.code === item?.code)}
              fieldOf={(path) => (path[0] === 'activities' && path.length > 2 ? path.slice(2) : undefined)}
              onSave={(v) => {
                const next: Activity = { ...initial, ...v, code: item?.code ?? v.code.trim() }
                const all = item ? rule.activities.map((a) => (a.code === item.code ? next : a)) : [...rule.activities.filter((a) => a.code !== 'off'), next, ...rule.activities.filter((a) => a.code === 'off')]
                return save({ ...settings(rule), activities: all })
              }}
            >
              {!item && <Form.Item name="code" label={t('adherence:rule.code')} rules={[{ required: true, message: t('common:form.required', { label: t('adherence:rule.code') }) }]}><Input maxLength={20} /></Form.Item>}
              <div className="ad-two">
                <Form.Item name="name" label={t('adherence:rule.name')} rules={[{ required: true, message: t('common:form.required', { label: t('adherence:rule.name') }) }]}><Input maxLength={40} /></Form.Item>
                <Form.Item name="name_en" label={t('adherence:rule.name_en')}><Input maxLength={40} /></Form.Item>
              </div>
              <Form.Item name="states" label={t('adherence:rule.states')} extra={t('adherence:rule.states_hint')} rules={[{ required: true, message: t('common:form.required', { label: t('adherence:rule.states') }) }]}><Select mode="tags" tokenSeparators={[',', '，']} options={plain.map((value) => ({ value, label: state(value) }))} /></Form.Item>
              {open !== 'off' && open !== 'work' && <Form.Item name="names" label={t('adherence:rule.names')} extra={t('adherence:rule.names_hint')}><Select mode="tags" tokenSeparators={[',', '，']} /></Form.Item>}
              {open !== 'off' && <Form.Item name="on_queue" label={t('adherence:rule.on_queue')} valuePropName="checked" layout="horizontal"><Switch /></Form.Item>}
              <Form.Item name="counts" label={t(open === 'off' ? 'adherence:rule.outside' : 'adherence:rule.counts')} extra={open === 'off' ? t('adherence:rule.outside_hint') : undefined} valuePropName="checked" layout="horizontal"><Switch /></Form.Item>
            </EditDrawer>
          )}
        </>
      )}
    </Page>
  )
}
