import { QuestionCircleOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const today = createRoute({
  getParentRoute: () => shellRoute,
  path: '/running-day',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RunningDayPage'), 'RunningDayPage'),
})
const actions = createRoute({
  getParentRoute: () => shellRoute,
  path: '/running-day/actions',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ActionsPage'), 'ActionsPage'),
})
const plans = createRoute({
  getParentRoute: () => shellRoute,
  path: '/running-day/emergency-plans',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./PlansPage'), 'PlansPage'),
})

const missed = createRoute({
  getParentRoute: () => shellRoute,
  path: '/running-day/missed',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./MissedPage'), 'MissedPage'),
})

export const routes = [today, actions, missed, plans] as const

export const nav: NavItem[] = [
  { to: '/running-day', room: 'planning', label: 'intraday:nav.today', icon: <ThunderboltOutlined />, permission: 'intraday.read' },
  { to: '/running-day/missed', room: 'planning', label: 'intraday:nav.missed', icon: <QuestionCircleOutlined />, permission: 'intraday.read' },
]
