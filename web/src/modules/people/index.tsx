import { IdcardOutlined, TeamOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const own = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-file',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnFilePage'), 'OwnFilePage'),
})
const files = createRoute({
  getParentRoute: () => shellRoute,
  path: '/employees',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./FilesPage'), 'FilesPage'),
})
const file = createRoute({
  getParentRoute: () => shellRoute,
  path: '/employees/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./FilePage'), 'FilePage'),
})

export const routes = [own, files, file] as const

export const nav: NavItem[] = [
  { to: '/my-file', room: 'today', label: 'people:nav.own', icon: <IdcardOutlined />, permission: 'people.own' },
  { to: '/employees', room: 'people', label: 'people:nav.files', icon: <TeamOutlined />, permission: 'people.read' },
]
