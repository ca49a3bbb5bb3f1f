import { SettingOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const settings = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./SettingsPage'), 'SettingsPage'),
})

export const routes = [settings] as const
export const nav: NavItem[] = [
  { to: '/settings', room: 'system', label: 'settings:nav.settings', icon: <SettingOutlined />, permission: 'org.read', letter: 's', words: '设置 时区 服务水平 settings' },
]
