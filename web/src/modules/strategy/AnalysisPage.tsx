// The director opens this yearly, before goals are set: what the centre is good and bad at, what comes from outside, and which strategies
// follow. They decide which of those become goals of the map.
import { DeleteOutlined, DownloadOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import { goalsQuery } from './queries'
import type { Analysis } from './types'
import './strategy.css'

export function AnalysisPage() {
  return <Guard permission="strategy.read"><AnalysisView /></Guard>
}

const fields = ['s', 'w', 'o', 't'] as const
const kinds = ['so', 'st', 'wo', 'wt'] as const

function AnalysisView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('strategy.edit')
  const [search, patch] = useSearchState()
  const { data: goals } = useQuery(goalsQuery)
  const q = useQuery({ queryKey: ['strategy', 'analyses'], queryFn: ({ signal }) => api.get<Analysis[]>('/strategy/analyses', undefined, signal) })
  const chosen = q.data?.find((a) => a.id === search.id) ?? q.data?.[0]
  const refresh = () => queries.invalidateQueries({ queryKey: ['strategy'] })
  const goalName = (id: string | undefined) => goals?.find((g) => g.id === id)?.name
  const save = async (a: Analysis) => {
    try {
      await api.post('/audit/exports', { what: 'strategy.analysis', rows: a.items.length + a.strategies.length })
      saveWorkbook(`${a.name}.xlsx`, [
        { name: t('strategy:swot.items'), head: [t('strategy:swot.field'), t('strategy:swot.key'), t('strategy:swot.text')], rows: a.items.map((x) => [t(`strategy:swot.fields.${x.field}`), x.key, x.text]) },
        { name: t('strategy:swot.strategies'), head: [t('strategy:swot.kind'), t('strategy:swot.text'), t('strategy:swot.from'), t('strategy:work.goal')], rows: a.strategies.map((x) => [t(`strategy:swot.kinds.${x.kind}`), x.text, x.items.join(t('strategy:join')), goalName(x.goal_id) ?? '']) },
      ])
    } catch (error) {
      void message.error(faultText(error))
    }
  }
  const removeOne = (a: Analysis) =>
    modal.confirm({
      title: t('strategy:swot.delete_title', { name: a.name }), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/strategy/analyses/${encodeURIComponent(a.id)}`)
        } catch (error) {
          void message.error(faultText(error))
        }
        patch({ id: undefined })
        await refresh()
      },
    })
  return (
    <Page
      title={t('strategy:nav.analysis')} note={chosen && day(chosen.on)}
      actions={
        <>
          {q.data && q.data.length > 1 && <Select aria-label={t('strategy:swot.which')} style={{ width: 200 }} value={chosen?.id} options={q.data.map((a) => ({ value: a.id, label: a.name }))} onChange={(id) => patch({ id })} />}
          {chosen && <Button icon={<DownloadOutlined />} onClick={() => void save(chosen)}>{t('common:action.export')}</Button>}
          {edits && chosen && <Button icon={<DeleteOutlined />} onClick={() => removeOne(chosen)}>{t('common:action.delete')}</Button>}
          {edits && chosen && <Button icon={<EditOutlined />} onClick={() => patch({ edit: chosen.id }, true)}>{t('common:action.edit')}</Button>}
          {edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ edit: 'new' }, true)}>{t('strategy:swot.add')}</Button>}
        </>
      }
    >
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={8} /> : !chosen ? <section className="lt-card"><Empty title={t('strategy:swot.empty')} reason={t('strategy:swot.empty_reason')} /></section> : (
        <>
          <div className="st-swot">
            {fields.map((f) => (
              <section key={f} className="lt-card" aria-label={t(`strategy:swot.fields.${f}`)}>
                <div className="lt-card-head"><h2>{t(`strategy:swot.fields.${f}`)}</h2><span className="lt-muted">{t(`strategy:swot.about.${f}`)}</span></div>
                <ul className="st-list">{chosen.items.filter((x) => x.field === f).map((x) => <li key={x.key}><b>{x.key}</b> {x.text}</li>)}</ul>
              </section>
            ))}
          </div>
          <div className="st-swot">
            {kinds.map((k) => (
              <section key={k} className="lt-card" aria-label={t(`strategy:swot.kinds.${k}`)}>
                <div className="lt-card-head"><h2>{t(`strategy:swot.kinds.${k}`)}</h2><span className="lt-muted">{t(`strategy:swot.how.${k}`)}</span></div>
                <ul className="st-list">
                  {chosen.strategies.filter((x) => x.kind === k).map((x, i) => (
                    <li key={i}>{x.text} <span className="lt-muted">（{x.items.join(' · ')}）</span>{x.goal_id && goalName(x.goal_id) && <div>{t('strategy:swot.became')} <Link to={'/strategy/goals/$id' as string} params={{ id: x.goal_id } as never} className="st-link">{goalName(x.goal_id)}</Link></div>}</li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </>
      )}
      {edits && q.data && <AnalysisDrawer all={q.data} which={search.edit as string | undefined} onClose={() => patch({ edit: undefined })} onDone={refresh} />}
    </Page>
  )
}

type Values = Omit<Analysis, 'on'> & { on: Dayjs }

function AnalysisDrawer({ all, which, onClose, onDone }: { all: Analysis[]; which?: string; onClose: () => void; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const item = all.find((a) => a.id === which)
  const initial = useMemo<Values>(() => (item ? { ...item, on: dayjs(item.on) } : { name: '', on: dayjs(today()), items: fields.map((field) => ({ field, key: `${field.toUpperCase()}1`, text: '' })), strategies: [] } as unknown as Values), [item])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <EditDrawer<Values>
      open={which === 'new' || Boolean(item)} identity={item?.id ?? ''} width={820} title={t(item ? 'strategy:swot.edit' : 'strategy:swot.add')} initial={initial} onClose={onClose}
      onReload={async () => { const latest = (await api.get<Analysis[]>('/strategy/analyses')).find((a) => a.id === item?.id); return latest && { ...latest, on: dayjs(latest.on) } }}
      onSave={async (v) => {
        const body = { name: v.name.trim(), on: v.on.format('YYYY-MM-DD'), items: (v.items ?? []).map((x) => ({ field: x.field, key: x.key?.trim() ?? '', text: x.text?.trim() ?? '' })), strategies: (v.strategies ?? []).map((x) => ({ kind: x.kind, text: x.text?.trim() ?? '', items: x.items ?? [], goal_id: x.goal_id ?? '' })) }
        if (item) await api.put(`/strategy/analyses/${encodeURIComponent(item.id)}`, body, item.rev)
        else await api.post('/strategy/analyses', body)
        await onDone()
      }}
    >
      <div className="st-two">
        <Form.Item name="name" label={t('strategy:swot.name')} rules={required(t('strategy:swot.name'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="on" label={t('strategy:swot.on')}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
      </div>
      <h3>{t('strategy:swot.items')}</h3>
      <Form.List name="items">
        {(list, { add, remove }) => (
          <>
            {list.map((f) => (
              <div key={f.key} className="st-line is-item">
                <Form.Item name={[f.name, 'field']} label={t('strategy:swot.field')}><Select options={fields.map((value) => ({ value, label: t(`strategy:swot.fields.${value}`) }))} /></Form.Item>
                <Form.Item name={[f.name, 'key']} label={t('strategy:swot.key')} rules={required(t('strategy:swot.key'))}><Input maxLength={20} /></Form.Item>
                <Form.Item name={[f.name, 'text']} label={t('strategy:swot.text')} rules={required(t('strategy:swot.text'))}><Input maxLength={500} /></Form.Item>
                <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('strategy:swot.remove_item', { n: f.name + 1 })} onClick={() => remove(f.name)} />
              </div>
            ))}
            <Button icon={<PlusOutlined />} style={{ marginBottom: 12 }} onClick={() => add({ field: 's', key: '', text: '' })}>{t('strategy:swot.add_item')}</Button>
          </>
        )}
      </Form.List>
      <h3>{t('strategy:swot.strategies')}</h3>
      <Form.List name="strategies">
        {(list, { add, remove }) => (
          <>
            {list.map((f) => <StrategyFields key={f.key} name={f.name} onRemove={() => remove(f.name)} />)}
            <Button icon={<PlusOutlined />} onClick={() => add({ kind: 'so', text: '', items: [] })}>{t('strategy:swot.add_strategy')}</Button>
          </>
        )}
      </Form.List>
    </EditDrawer>
  )
}

function StrategyFields({ name, onRemove }: { name: number; onRemove: () => void }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const { data: goals } = useQuery(goalsQuery)
  const items = (Form.useWatch('items', form) as Values['items'] | undefined) ?? []
  const kind = (Form.useWatch(['strategies', name, 'kind'], form) as string | undefined) ?? 'so'
  return (
    <div className="st-group" role="group" aria-label={t('strategy:swot.n', { n: name + 1 })}>
      <div className="lt-row"><b>{t('strategy:swot.n', { n: name + 1 })}</b><span className="lt-grow" /><Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('strategy:swot.remove_strategy', { n: name + 1 })} onClick={onRemove} /></div>
      <div className="st-two">
        <Form.Item name={[name, 'kind']} label={t('strategy:swot.kind')}><Select options={kinds.map((value) => ({ value, label: t(`strategy:swot.kinds.${value}`) }))} /></Form.Item>
        <Form.Item name={[name, 'items']} label={t('strategy:swot.from')}><Select mode="multiple" options={items.filter((x) => x?.key && kind.includes(x.field)).map((x) => ({ value: x.key, label: `${x.key} ${x.text}` }))} /></Form.Item>
      </div>
      <Form.Item name={[name, 'text']} label={t('strategy:swot.strategy')} rules={[{ required: true, message: t('common:form.required', { label: t('strategy:swot.strategy') }) }]}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      <Form.Item name={[name, 'goal_id']} label={t('strategy:swot.goal')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={(goals ?? []).map((g) => ({ value: g.id, label: g.name }))} /></Form.Item>
    </div>
  )
}
