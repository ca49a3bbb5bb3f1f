import { useTranslation } from 'react-i18next'
import { Page } from '../../kit/Page'

export function PasswordPage() {
  const { t } = useTranslation()
  return <Page title={t('identity:nav.users')}>{null}</Page>
}
