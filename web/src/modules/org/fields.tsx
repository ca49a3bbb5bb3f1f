// Form parts that several things of the organisation share.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Alias } from '../../api/types'
import { HelpTip } from '../../kit/blocks'
import { StatusTag } from '../../kit/StatusTag'

export function CodeName({ codeLabel, codeHelp }: { codeLabel?: string; codeHelp?: string }) {
  const { t } = useTranslation()
  const code = codeLabel ?? t('org:field.code')
  return (
    <div className="lt-form-row">
      <Form.Item name="code" label={code} extra={codeHelp} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: code }) }]}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={t('org:field.name')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('org:field.name') }) }]}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
    </div>
  )
}

/** The names a telephony source uses for this queue or person. */
export function Aliases() {
  const { t } = useTranslation()
  return (
    <Form.Item
      label={<span>{t('org:field.aliases')} <HelpTip label={t('org:field.aliases')}>{t('org:help.aliases')}</HelpTip></span>}
    >
      <Form.List name="aliases">
        {(rows, { add, remove }) => (
          <>
            {rows.map((row) => (
              <div key={row.key} className="lt-form-line">
                <Form.Item name={[row.name, 'source']} noStyle rules={[{ required: true, message: t('common:form.required', { label: t('org:field.source') }) }]}>
                  <Input aria-label={t('org:field.source')} placeholder={t('org:field.source')} autoComplete="off" />
                </Form.Item>
                <Form.Item name={[row.name, 'external']} noStyle rules={[{ required: true, message: t('common:form.required', { label: t('org:field.external') }) }]}>
                  <Input aria-label={t('org:field.external')} placeholder={t('org:field.external')} autoComplete="off" />
                </Form.Item>
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('common:action.delete')} onClick={() => remove(row.name)} />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined />} onClick={() => add({ source: '', external: '' })}>{t('org:add_alias')}</Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  )
}

export function StateTag({ item }: { item: { active: boolean; discovered?: boolean } }) {
  const { t } = useTranslation()
  if (!item.active) return <StatusTag tone="muted">{t('common:status.inactive')}</StatusTag>
  if (item.discovered) return <StatusTag tone="warn">{t('common:status.discovered')}</StatusTag>
  return <span className="lt-muted">{t('common:status.active')}</span>
}

export const aliasText = (aliases: Alias[] | null | undefined) => (aliases ?? []).map((a) => `${a.source}/${a.external}`).join(', ')
