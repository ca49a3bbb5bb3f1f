import { SwapOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const own = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-swaps',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnSwapsPage'), 'OwnSwapsPage'),
})
const swaps = createRoute({
  getParentRoute: () => shellRoute,
  path: '/swaps',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./SwapsPage'), 'SwapsPage'),
})

export const routes = [own, swaps] as const

export const nav: NavItem[] = [
  { to: '/my-swaps', room: 'today', label: 'swaps:nav.own', icon: <SwapOutlined />, permission: 'roster.own', words: '换班 调班 顶班 替班 接班 转让班次 我的换班 my swaps shift swap trade give away take over' },
  { to: '/swaps', room: 'planning', label: 'swaps:nav.swaps', icon: <SwapOutlined />, permission: 'roster.swap', words: '换班 调班 审批 换班审批 换班规定 swaps shift trades approval terms' },
]
