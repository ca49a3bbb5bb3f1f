// How an account signs in, what its groups give, and its second factor: looked at, parted and reset by an administrator.
import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { Grant, User } from '../../api/types'
import { faultText } from '../../kit/fault'
import { StatusTag } from '../../kit/StatusTag'

type Props = { user: User; place: (g: Grant) => string; roleName: (key: string) => string; onChanged: () => Promise<unknown> }

export function WaysIn({ user, place, roleName, onChanged }: Props) {
  const { t } = useTranslation('identity')
  const { modal, message } = App.useApp()
  const linked = user.providers ?? []
  const q = useQuery({ queryKey: ['sign-in-providers', 'all'], enabled: linked.length > 0, queryFn: async () => (await api.get<{ items: { id: string; name: string }[] }>('/sign-in-providers')).items })
  const nameOf = (id: string | undefined) => q.data?.find((p) => p.id === id)?.name ?? ''
  const given = (user.grants ?? []).filter((g) => g.provider_id)
  const ask = (title: string, content: string, okText: string, done: string, run: () => Promise<unknown>) => modal.confirm({
    title, content, okText, okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
    onOk: async () => {
      try {
        await run()
        void message.success(done)
        await onChanged()
      } catch (error) {
        void message.error(faultText(error))
      }
    },
  })
  return (
    <section className="idn-sessions" aria-label={t('links')}>
      <h3>{t('links')}</h3>
      <ul className="idn-links">
        {user.local_password && <li>{t('link_password')}</li>}
        {!user.local_password && linked.length === 0 && <li className="lt-muted">{t('no_way_in')}</li>}
        {linked.map((id) => (
          <li key={id}>
            <div>
              <strong>{nameOf(id)}</strong>
              {given.some((g) => g.provider_id === id) && <div className="lt-muted">{t('by_groups')}: {given.filter((g) => g.provider_id === id).map((g) => `${roleName(g.role)} · ${place(g)}`).join(t('list_comma'))}</div>}
            </div>
            <Button size="small" danger onClick={() => ask(t('unlink_title', { name: nameOf(id) }), t('unlink_text'), t('unlink'), t('unlinked'), () => api.delete(`/users/${user.id}/providers/${encodeURIComponent(id)}`))}>{t('unlink')}</Button>
          </li>
        ))}
        <li>
          <span>{t('has_second')} <StatusTag tone={user.second_factor ? 'good' : 'muted'}>{t(user.second_factor ? 'second.on' : 'second.off')}</StatusTag></span>
          {user.second_factor && <Button size="small" danger onClick={() => ask(t('second.reset_title', { name: user.name }), t('second.reset_text'), t('second.reset'), t('common:form.saved'), () => api.post(`/users/${user.id}/second-factor/reset`))}>{t('second.reset')}</Button>}
        </li>
      </ul>
    </section>
  )
}
