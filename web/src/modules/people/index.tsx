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
  { to: '/my-file', room: 'today', label: 'people:nav.own', icon: <IdcardOutlined />, permission: 'people.own', words: '我的档案 合同 证书 级别 my file contract certificates level' },
  { to: '/employees', room: 'people', label: 'people:nav.files', icon: <TeamOutlined />, permission: 'people.read', words: '员工档案 人事 花名册 合同 证书 到期 级别 新人 熟手 专家 入职 离职 employee files hr contract certificate expiry level' },
]
