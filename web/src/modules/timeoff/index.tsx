import { CarryOutOutlined, CoffeeOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const own = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-time-off',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnPage'), 'OwnPage'),
})
const requests = createRoute({
  getParentRoute: () => shellRoute,
  path: '/time-off',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RequestsPage'), 'RequestsPage'),
})
const calendar = createRoute({
  getParentRoute: () => shellRoute,
  path: '/time-off/calendar',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./CalendarPage'), 'CalendarPage'),
})
const balances = createRoute({
  getParentRoute: () => shellRoute,
  path: '/time-off/balances',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./BalancesPage'), 'BalancesPage'),
})
const setup = createRoute({
  getParentRoute: () => shellRoute,
  path: '/time-off/set-up',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./SetupPage'), 'SetupPage'),
})

export const routes = [own, requests, calendar, balances, setup] as const

export const nav: NavItem[] = [
  { to: '/my-time-off', room: 'today', label: 'timeoff:nav.own', icon: <CoffeeOutlined />, permission: 'timeoff.ask' },
  { to: '/time-off', room: 'planning', label: 'timeoff:nav.requests', icon: <CarryOutOutlined />, permission: 'timeoff.read' },
]
