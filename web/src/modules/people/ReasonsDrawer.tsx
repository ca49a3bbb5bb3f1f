// The reasons of leaving: renamed, ordered, added and ended; none is taken away, since files hold it.
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { EditDrawer } from '../../kit/EditDrawer'
import type { ExitReason, ExitReasons } from './types'

type Values = { reasons: Partial<ExitReason>[] }

export function ReasonsDrawer({ open, all, rev, onClose, onDone }: { open: boolean; all: ExitReason[]; rev: number; onClose: () => void; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation()
  return (
    <EditDrawer<Values>
      open={open} identity={String(rev)} width={640} title={t('people:reason_list.edit')} initial={{ reasons: all }} onClose={onClose}
      onSave={async (v) => {
        await api.put<ExitReasons>('/workforce/exit-reasons', { rev, reasons: v.reasons.map((r) => ({ id: r.id ?? '', name: r.name ?? '', name_en: r.name_en ?? '', ended: r.ended ?? false })) }, rev)
        await onDone()
        onClose()
      }}
    >
      <p className="lt-muted">{t('people:reason_list.help')}</p>
      <Rows />
    </EditDrawer>
  )
}

function Rows() {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const needed = (label: string) => [{ required: true, whitespace: true, message: t('common:form.required', { label }) }]
  return (
    <Form.List name="reasons">
      {(rows, { add, remove, move }) => (
        <>
          {rows.map((row, n) => (
            <div key={row.key} className="pe-row hc-row" role="group" aria-label={t('people:reason_list.n', { n: n + 1 })}>
              <Form.Item name={[row.name, 'id']} hidden><Input /></Form.Item>
              <Form.Item name={[row.name, 'name']} label={t('people:reason_list.name')} rules={needed(t('people:reason_list.name'))}><Input maxLength={30} /></Form.Item>
              <Form.Item name={[row.name, 'name_en']} label={t('people:reason_list.name_en')} rules={needed(t('people:reason_list.name_en'))}><Input maxLength={30} /></Form.Item>
              <Form.Item name={[row.name, 'ended']} label=" " colon={false} valuePropName="checked"><Checkbox>{t('people:reason_list.ended')}</Checkbox></Form.Item>
              <Form.Item label=" " colon={false}>
                <Button type="text" disabled={n === 0} icon={<ArrowUpOutlined />} aria-label={t('people:reason_list.up', { n: n + 1 })} onClick={() => move(n, n - 1)} />
                <Button type="text" disabled={n === rows.length - 1} icon={<ArrowDownOutlined />} aria-label={t('people:reason_list.down', { n: n + 1 })} onClick={() => move(n, n + 1)} />
                <Button type="text" disabled={Boolean(form.getFieldValue(['reasons', row.name, 'id']))} icon={<DeleteOutlined />} aria-label={t('people:reason_list.remove', { n: n + 1 })} onClick={() => remove(row.name)} />
              </Form.Item>
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({ name: '', name_en: '', ended: false })}>{t('people:reason_list.add')}</Button>
        </>
      )}
    </Form.List>
  )
}
