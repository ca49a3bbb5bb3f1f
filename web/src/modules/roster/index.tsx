import { CalendarOutlined, HeartOutlined, ScheduleOutlined, SafetyCertificateOutlined, TableOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const shifts = createRoute({
  getParentRoute: () => shellRoute,
  path: '/shift-types',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ShiftsPage'), 'ShiftsPage'),
})

const rules = createRoute({
  getParentRoute: () => shellRoute,
  path: '/work-rules',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RulesPage'), 'RulesPage'),
})
const rule = createRoute({
  getParentRoute: () => shellRoute,
  path: '/work-rules/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RuleSetPage'), 'RuleSetPage'),
})

const rosters = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rosters',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RostersPage'), 'RostersPage'),
})
const roster = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rosters/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RosterPage'), 'RosterPage'),
})
const compare = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rosters/$id/compare',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ComparePage'), 'ComparePage'),
})
const own = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-roster',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnRosterPage'), 'OwnRosterPage'),
})

const wishes = createRoute({
  getParentRoute: () => shellRoute,
  path: '/wishes',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./WishesPage'), 'WishesPage'),
})
const ownWishes = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-wishes',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnWishesPage'), 'OwnWishesPage'),
})

export const routes = [wishes, ownWishes, rosters, roster, compare, own, shifts, rules, rule] as const

export const nav: NavItem[] = [
  { to: '/my-roster', room: 'today', label: 'roster:nav.own', icon: <CalendarOutlined />, permission: 'roster.own' },
  { to: '/my-wishes', room: 'today', label: 'roster:nav.my_wishes', icon: <HeartOutlined />, permission: 'roster.own' },
  { to: '/wishes', room: 'planning', label: 'roster:nav.wishes', icon: <HeartOutlined />, permission: 'roster.read' },
  { to: '/rosters', room: 'planning', label: 'roster:nav.rosters', icon: <TableOutlined />, permission: 'roster.read' },
  { to: '/shift-types', room: 'planning', label: 'roster:nav.shifts', icon: <ScheduleOutlined />, permission: 'roster.read' },
  { to: '/work-rules', room: 'planning', label: 'roster:nav.rules', icon: <SafetyCertificateOutlined />, permission: 'roster.read' },
]
