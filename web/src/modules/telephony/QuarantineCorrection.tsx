// Reading quarantined rows again with something corrected: the text of one row, the time zone, or the mapping of columns.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { useAllowed } from '../../app/access'
import { faultText } from '../../kit/fault'
import { zoneOptions } from '../../kit/zones'
import { mappingsQuery } from './queries'
import type { QuarantineRow } from './types'

type Values = { row?: string; timezone?: string; mapping?: string }
type Props = { rows: QuarantineRow[]; onClose: () => void; onStarted: (answer: { job_id?: string } | undefined) => void }

export function QuarantineCorrection({ rows, onClose, onStarted }: Props) {
  const { t } = useTranslation('telephony')
  const [form] = Form.useForm<Values>()
  const only = rows.length === 1 ? rows[0] : undefined
  const kinds = [...new Set(rows.map((r) => r.kind))]
  const kind = kinds.length === 1 && (kinds[0] === 'calls' || kinds[0] === 'intervals') ? kinds[0] : undefined
  const mayMap = useAllowed('telephony.import') && kind !== undefined
  const saved = useQuery({ ...mappingsQuery(kind ?? 'calls'), enabled: mayMap }).data ?? []
  const replay = useMutation({
    mutationFn: (v: Values) =>
      api.post<{ job_id?: string }>('/quarantine/replay', {
        ids: rows.map((r) => r.id),
        row: only && v.row !== only.raw ? v.row : undefined,
        timezone: v.timezone,
        mapping: saved.find((m) => m.id === v.mapping)?.mapping,
      }),
    onSuccess: onStarted,
  })
  return (
    <Modal open title={t('quarantine.correct_title', { n: rows.length })} width={680} onCancel={onClose} onOk={() => form.submit()} okText={t('quarantine.correct_ok')} cancelText={t('common:action.cancel')} confirmLoading={replay.isPending}>
      <p>{t('quarantine.correct_text')}</p>
      <Form<Values> form={form} layout="vertical" initialValues={{ row: only?.raw }} onFinish={(v) => replay.mutate(v)}>
        {only && (
          <Form.Item
            name="row"
            label={t('quarantine.row')}
            extra={only.expected ? t('quarantine.row_expected', { column: only.column || '—', expected: only.expected }) : undefined}
            rules={[
              { required: true, whitespace: true, message: t('common:form.required', { label: t('quarantine.row') }) },
              { pattern: /^[^\r\n]*$/, message: t('quarantine.row_one_line') },
            ]}
          >
            <Input.TextArea autoFocus className="lt-mono" maxLength={65536} autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
        )}
        <Form.Item name="timezone" label={t('quarantine.zone')}>
          <Select allowClear showSearch placeholder={t('quarantine.as_before')} options={zoneOptions()} />
        </Form.Item>
        {mayMap && (
          <Form.Item name="mapping" label={t('quarantine.mapping')} extra={saved.length === 0 ? t('quarantine.no_mapping') : undefined}>
            <Select allowClear disabled={saved.length === 0} placeholder={t('quarantine.as_before')} options={saved.map((m) => ({ value: m.id, label: m.name }))} />
          </Form.Item>
        )}
      </Form>
      {replay.error && (
        <div className="lt-alert is-bad" role="alert">
          <span aria-hidden="true">▲</span>
          <span>{faultText(replay.error)}</span>
        </div>
      )}
    </Modal>
  )
}
