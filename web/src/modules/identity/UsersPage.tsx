import { useTranslation } from 'react-i18next'
import { Page } from '../../kit/Page'

export function UsersPage() {
  const { t } = useTranslation()
  return <Page title={t('identity:nav.users')}>{null}</Page>
}
