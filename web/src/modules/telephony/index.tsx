import { ApiOutlined, CloudUploadOutlined, PhoneOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const contacts = createRoute({
  getParentRoute: () => shellRoute,
  path: '/contacts',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ContactsPage'), 'ContactsPage'),
})
const contact = createRoute({
  getParentRoute: () => shellRoute,
  path: '/contacts/$id',
  component: lazyRouteComponent(() => import('./ContactPage'), 'ContactPage'),
})
const quality = createRoute({
  getParentRoute: () => shellRoute,
  path: '/data-quality',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./QualityPage'), 'QualityPage'),
})
const live = createRoute({
  getParentRoute: () => shellRoute,
  path: '/live-sources',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./LiveSourcesPage'), 'LiveSourcesPage'),
})
const imports = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ImportsPage'), 'ImportsPage'),
})
const wizard = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/new',
  component: lazyRouteComponent(() => import('./ImportWizard'), 'ImportWizard'),
})
const one = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('./ImportPage'), 'ImportPage'),
})

export const routes = [contacts, contact, quality, live, imports, wizard, one] as const

export const nav: NavItem[] = [
  { to: '/contacts', room: 'telephony', label: 'telephony:nav.contacts', icon: <PhoneOutlined />, permission: 'telephony.read', letter: 'c' },
  { to: '/data-quality', room: 'telephony', label: 'telephony:nav.quality', icon: <SafetyCertificateOutlined />, permission: 'quality.read', letter: 'q' },
  { to: '/imports', room: 'telephony', label: 'telephony:nav.imports', icon: <CloudUploadOutlined />, permission: 'telephony.import', letter: 'i' },
  { to: '/live-sources', room: 'telephony', label: 'sources:nav', icon: <ApiOutlined />, permission: 'sources.manage' },
]
