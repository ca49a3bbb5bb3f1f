import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'

/** The field of a code: six digits, or a recovery code where one may stand in. */
export function CodeField({ label, extra }: { label: string; extra?: string }) {
  const { t } = useTranslation('identity')
  return (
    <Form.Item name="code" label={label} extra={extra} rules={[{ required: true, whitespace: true, message: t('second.need_code') }]}>
      <Input autoFocus autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} maxLength={40} className="lt-mono" />
    </Form.Item>
  )
}
