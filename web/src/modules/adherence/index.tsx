import { AimOutlined, FieldTimeOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const own = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-adherence',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnPage'), 'OwnPage'),
})
const figures = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./FiguresPage'), 'FiguresPage'),
})
const deviations = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence/deviations',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./DeviationsPage'), 'DeviationsPage'),
})
const exceptions = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence/exceptions',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ExceptionsPage'), 'ExceptionsPage'),
})
const rule = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence/rule',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RulePage'), 'RulePage'),
})
const day = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence/people/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./DayPage'), 'DayPage'),
})

export const routes = [own, figures, deviations, exceptions, rule, day] as const

export const nav: NavItem[] = [
  { to: '/my-adherence', room: 'today', label: 'adherence:nav.own', icon: <FieldTimeOutlined />, permission: 'adherence.own' },
  { to: '/adherence', room: 'planning', label: 'adherence:nav.figures', icon: <AimOutlined />, permission: 'adherence.read' },
]
