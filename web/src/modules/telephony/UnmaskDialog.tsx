// Complaint specialists, customer managers and team leaders, when they have to call somebody back: says why, and shows the number.
import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../../api/client'
import { Note } from '../../kit/blocks'
import { faultText, fieldText } from '../../kit/fault'
import type { ContactDetail } from './types'

type Props = { id: string; onClose: () => void; onDone: (contact: ContactDetail) => void }

export function UnmaskDialog({ id, onClose, onDone }: Props) {
  const { t } = useTranslation('telephony')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const field = fault instanceof ApiError ? fault.fields.find((f) => f.location === 'body.reason') : undefined
  const save = async () => {
    setBusy(true)
    setFault(null)
    try {
      onDone(await api.post<ContactDetail>(`/contacts/${encodeURIComponent(id)}/unmask`, { reason }))
    } catch (error) {
      setFault(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('contact.unmask_title')} okText={t('contact.unmask')} cancelText={t('common:action.cancel')} confirmLoading={busy} okButtonProps={{ disabled: reason.trim().length < 4 }} onOk={() => void save()} onCancel={onClose}>
      <p>{t('contact.unmask_text')}</p>
      <label className="lt-field">
        <span>{t('contact.unmask_reason')}</span>
        <Input.TextArea autoFocus value={reason} maxLength={500} showCount autoSize={{ minRows: 2, maxRows: 5 }} status={field ? 'error' : undefined} onChange={(e) => setReason(e.target.value)} placeholder={t('contact.unmask_hint')} />
      </label>
      {fault !== null && <Note kind="bad">{field ? fieldText(field) : faultText(fault)}</Note>}
    </Modal>
  )
}
