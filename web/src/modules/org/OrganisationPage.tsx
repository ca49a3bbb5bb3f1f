// Operations manager and administrator, at set-up and once a month: how big the centre is and what telephony found that nobody has named yet.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useAllowed, useCentre } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { ListPage, Person, Queue } from '../../api/types'
import { Failure, Skeleton } from '../../kit/blocks'
import { DescriptionList } from '../../kit/DescriptionList'
import { count, duration, percent } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'

export function OrganisationPage() {
  return <Guard permission="org.read"><Content /></Guard>
}

function Content() {
  const { t } = useTranslation()
  const centre = useCentre()
  const settings = useAllowed('settings.manage')
  const dims = useQuery(dimensionsQuery)
  // Both lists are asked in full pages of 500; a centre with more unnamed things shows the first ones.
  const queues = useQuery({ queryKey: ['queues', 'discovered'], queryFn: () => api.get<ListPage<Queue>>('/queues', { limit: 500, active: 'true' }) })
  const people = useQuery({ queryKey: ['people', 'discovered'], queryFn: () => api.get<ListPage<Person>>('/people', { limit: 500, active: 'true' }) })
  const kinds = [
    { key: 'sites', to: '/sites', n: dims.data && inUse(dims.data.sites).length },
    { key: 'teams', to: '/teams', n: dims.data && inUse(dims.data.teams).length },
    { key: 'people', to: '/people', n: people.data?.total ?? (dims.data && inUse(dims.data.agents).length) },
    { key: 'queues', to: '/queues', n: queues.data?.total ?? (dims.data && inUse(dims.data.queues).length) },
    { key: 'skills', to: '/skills', n: dims.data && inUse(dims.data.skills).length },
  ] as const
  const unnamed = [
    ...(queues.data?.items ?? []).filter((q) => q.discovered).map((q) => ({ id: q.id, to: '/queues', kind: t('org:one.queue'), name: q.name || q.code })),
    ...(people.data?.items ?? []).filter((p) => p.discovered).map((p) => ({ id: p.id, to: '/people', kind: t('org:one.person'), name: p.name || p.agent_no })),
  ]
  const noTeam = (people.data?.items ?? []).filter((p) => !p.team).length
  return (
    <Page title={t('org:nav.organisation')} note={centre?.name}>
      {dims.error && <Failure error={dims.error} onRetry={() => void dims.refetch()} />}
      <div className="lt-cards">
        {kinds.map((k) => (
          <Link key={k.key} to={k.to as string} className="lt-metric lt-card-link">
            <span className="lt-muted">{t(`org:nav.${k.key}`)}</span>
            <span className="lt-metric-value">{count(k.n)}</span>
          </Link>
        ))}
      </div>
      <div className="lt-cols">
        <section className="lt-card">
          <div className="lt-card-head"><h2>{t('org:overview.centre')}</h2><span className="lt-grow" />{settings && <Link to={'/settings' as string}>{t('common:action.edit')}</Link>}</div>
          <div className="lt-card-body">
            {centre ? (
              <DescriptionList
                facts={[
                  { label: t('org:field.name'), value: centre.name },
                  { label: t('org:field.timezone'), value: centre.timezone },
                  { label: t('org:overview.service_level'), value: `${centre.service_level_variant.toUpperCase()} · ${percent(centre.service_level_target_percent)} · ${duration(centre.service_level_threshold_ms)}` },
                  { label: t('org:overview.repeat'), value: t('org:overview.hours', { count: centre.repeat_window_hours }) },
                ]}
              />
            ) : <Skeleton lines={3} />}
          </div>
        </section>
        <section className="lt-card">
          <div className="lt-card-head"><h2>{t('org:overview.todo')}</h2></div>
          {queues.isPending || people.isPending ? <Skeleton lines={3} /> : (
            <ul className="lt-list">
              {noTeam > 0 && (
                <li><StatusTag tone="warn">{t('org:overview.no_team')}</StatusTag><span className="lt-grow" /><Link to={'/people' as string}>{t('org:overview.people_count', { count: noTeam })}</Link></li>
              )}
              {unnamed.slice(0, 12).map((u) => (
                <li key={u.id}><StatusTag tone="warn">{t('common:status.discovered')}</StatusTag><span className="lt-grow">{u.kind} {u.name}</span><Link to={u.to as string} search={{ open: u.id } as never}>{t('org:overview.complete')}</Link></li>
              ))}
              {unnamed.length > 12 && <li className="lt-muted">{t('org:overview.more', { count: unnamed.length - 12 })}</li>}
              {unnamed.length === 0 && noTeam === 0 && <li className="lt-muted">{t('org:overview.nothing')}</li>}
            </ul>
          )}
        </section>
      </div>
    </Page>
  )
}
