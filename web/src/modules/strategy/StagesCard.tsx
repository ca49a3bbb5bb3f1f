// The stages of several years, beside mission and vision.
import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { today } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Stage } from './types'

type Values = Pick<Stage, 'name' | 'from_year' | 'to_year' | 'focus'>

export function StagesCard({ stages, error }: { stages?: Stage[]; error: unknown }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('strategy.edit')
  const [search, patch] = useSearchState()
  const item = stages?.find((x) => x.id === search.stage)
  const year = Number(today().slice(0, 4))
  const last = stages?.at(-1)
  const refresh = () => queries.invalidateQueries({ queryKey: ['strategy'] })
  const removeOne = (x: Stage) =>
    modal.confirm({
      title: t('strategy:stage.delete_title', { name: x.name }), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/strategy/stages/${encodeURIComponent(x.id)}`)
        } catch (fault) {
          void message.error(faultText(fault))
        }
        await refresh()
      },
    })
  const columns: Column<Stage>[] = [
    { id: 'years', header: t('strategy:stage.years'), width: 130, value: (x) => `${x.from_year}–${x.to_year}`, cell: (x) => `${x.from_year}–${x.to_year}` },
    { id: 'name', header: t('strategy:stage.name'), width: 200, value: (x) => x.name, cell: (x) => <>{x.name} {x.from_year <= year && year <= x.to_year && <StatusTag tone="info">{t('strategy:stage.now')}</StatusTag>}</> },
    { id: 'focus', header: t('strategy:stage.focus'), width: 400, grow: true, value: (x) => x.focus, cell: (x) => <span title={x.focus}>{x.focus}</span> },
    ...(edits ? [{
      id: 'act', header: '', width: 90,
      cell: (x) => (
        <span className="lt-row" style={{ flexWrap: 'nowrap' }}>
          <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${x.name} ${t('common:action.edit')}`} onClick={() => patch({ stage: x.id }, true)} />
          <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${x.name} ${t('common:action.delete')}`} onClick={() => removeOne(x)} />
        </span>
      ),
    } satisfies Column<Stage>] : []),
  ]
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <section className="lt-card" aria-label={t('strategy:stage.title')}>
      <div className="lt-card-head"><h2>{t('strategy:stage.title')}</h2><span className="lt-grow" />{edits && <Button icon={<PlusOutlined />} onClick={() => patch({ stage: 'new' }, true)}>{t('strategy:stage.add')}</Button>}</div>
      {error && !stages ? <Failure error={error} /> : !stages ? <Skeleton lines={3} /> : stages.length === 0 ? <Empty title={t('strategy:stage.empty')} reason={t('strategy:stage.empty_reason')} /> : <DataTable<Stage> id="strategy.stages" label={t('strategy:stage.title')} columns={columns} rows={stages} rowKey={(x) => x.id} maxHeight={320} />}
      {edits && (
        <EditDrawer<Values>
          open={search.stage === 'new' || Boolean(item)} identity={item?.id ?? ''} title={t(item ? 'strategy:stage.edit' : 'strategy:stage.add')} initial={item ?? { name: '', from_year: last ? last.to_year + 1 : year, to_year: (last ? last.to_year + 1 : year) + 2, focus: '' }} onClose={() => patch({ stage: undefined })}
          onSave={async (v) => {
            const body = { name: v.name.trim(), from_year: v.from_year, to_year: v.to_year, focus: v.focus.trim() }
            if (item) await api.put(`/strategy/stages/${encodeURIComponent(item.id)}`, body, item.rev)
            else await api.post('/strategy/stages', body)
            await refresh()
          }}
        >
          <Form.Item name="name" label={t('strategy:stage.name')} rules={required(t('strategy:stage.name'))}><Input maxLength={100} /></Form.Item>
          <div className="st-two">
            <Form.Item name="from_year" label={t('strategy:stage.from_year')} rules={required(t('strategy:stage.from_year'))}><InputNumber min={1990} max={2100} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name="to_year" label={t('strategy:stage.to_year')} rules={required(t('strategy:stage.to_year'))}><InputNumber min={1990} max={2100} style={{ width: '100%' }} /></Form.Item>
          </div>
          <Form.Item name="focus" label={t('strategy:stage.focus')} rules={required(t('strategy:stage.focus'))}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
        </EditDrawer>
      )}
    </section>
  )
}
