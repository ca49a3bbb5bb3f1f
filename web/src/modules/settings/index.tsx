import { DeleteOutlined, SettingOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'
import { text } from '../../kit/search'

const settings = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./SettingsPage'), 'SettingsPage'),
})

const retention = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/retention',
  validateSearch: (s: Record<string, unknown>): { open?: string } => ({ open: text(s.open) }),
  component: lazyRouteComponent(() => import('./RetentionPage'), 'RetentionPage'),
})

export const routes = [settings, retention] as const
export const nav: NavItem[] = [
  { to: '/settings', room: 'system', label: 'settings:nav.settings', icon: <SettingOutlined />, permission: 'org.read', letter: 's' },
  { to: '/settings/retention', room: 'system', label: 'settings:nav.retention', icon: <DeleteOutlined />, permission: 'settings.manage' },
]
