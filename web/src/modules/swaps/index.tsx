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
  { to: '/my-swaps', room: 'today', label: 'swaps:nav.own', icon: <SwapOutlined />, permission: 'roster.own' },
  { to: '/swaps', room: 'planning', label: 'swaps:nav.swaps', icon: <SwapOutlined />, permission: 'roster.swap' },
]
