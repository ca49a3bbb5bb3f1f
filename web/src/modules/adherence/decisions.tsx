// Approving, refusing and taking back exceptions: the buttons and what they ask.
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { faultText } from '../../kit/fault'
import type { Exception } from './types'

export function useDecisions() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const act = async (path: string, body: object, done: string) => {
    try {
      await api.post(path, body)
      void message.success(done)
    } catch (error) {
      void message.error(faultText(error))
    }
    await queries.invalidateQueries({ queryKey: ['adherence'] })
  }
  const at = (e: Exception, what: string) => `/adherence/exceptions/${encodeURIComponent(e.id)}/${what}`
  /** Asks why; without a reason the dialogue stays. */
  const why = (title: string, ok: string, fn: (text: string) => Promise<unknown>) => {
    let text = ''
    modal.confirm({
      title, okText: ok, okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      content: <label className="lt-field"><span>{t('adherence:answer')}</span><Input.TextArea rows={2} maxLength={500} onChange={(x) => { text = x.target.value }} /></label>,
      onOk: async () => {
        if (!text.trim()) {
          void message.error(t('adherence:answer_needed'))
          throw new Error('no reason')
        }
        await fn(text.trim())
      },
    })
  }
  return function acts(e: Exception) {
    const name = e.person_name || e.team_name || ''
    return (
      <span className="lt-row ad-acts">
        {e.state === 'waiting' && <Button size="small" type="primary" onClick={() => void act(at(e, 'decision'), { approve: true }, t('adherence:approved'))}>{t('adherence:approve')}</Button>}
        {e.state === 'waiting' && <Button size="small" onClick={() => why(t('adherence:refuse_title', { name }), t('adherence:refuse'), (answer) => act(at(e, 'decision'), { approve: false, answer }, t('adherence:refused')))}>{t('adherence:refuse')}</Button>}
        {e.state === 'approved' && <Button size="small" onClick={() => why(t('adherence:cancel_title', { name }), t('adherence:cancel'), (answer) => act(at(e, 'withdrawal'), { answer }, t('common:form.saved')))}>{t('adherence:cancel')}</Button>}
      </span>
    )
  }
}
