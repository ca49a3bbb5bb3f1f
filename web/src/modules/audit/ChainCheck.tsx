// Auditor, before relying on the log: reads every entry again and says whether the chain is whole, or where it breaks.
import { App, Button } from 'antd'
import { SafetyCertificateOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { useUser } from '../../app/access'
import { faultText } from '../../kit/fault'
import { count } from '../../kit/format'

type Chain = { entries: number; first_bad: number; head: string }

export function ChainCheck() {
  const { t } = useTranslation('audit')
  const { modal, message } = App.useApp()
  const user = useUser()
  const [busy, setBusy] = useState(false)
  if (user.scope && !user.scope.centre) return null
  const check = async () => {
    setBusy(true)
    try {
      const c = await api.get<Chain>('/audit/chain')
      const say = c.first_bad > 0 ? modal.error : modal.success
      say({
        title: c.first_bad > 0 ? t('chain.broken', { n: count(c.first_bad) }) : t('chain.whole', { n: count(c.entries) }),
        content: (
          <>
            <p>{t(c.first_bad > 0 ? 'chain.broken_text' : 'chain.whole_text')}</p>
            {c.head && <p>{t('chain.head')} <code style={{ overflowWrap: 'anywhere' }}>{c.head}</code></p>}
          </>
        ),
        okText: t('common:action.close'),
      })
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  return <Button icon={<SafetyCertificateOutlined />} loading={busy} onClick={() => void check()}>{t('chain.check')}</Button>
}
