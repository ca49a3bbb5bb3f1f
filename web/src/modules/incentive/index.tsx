import { FlagOutlined, HeartOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const incentives = createRoute({ getParentRoute: () => shellRoute, path: '/incentives', validateSearch: loose, component: lazyRouteComponent(() => import('./IncentivesPage'), 'IncentivesPage') })
const run = createRoute({ getParentRoute: () => shellRoute, path: '/incentives/runs/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./RunPage'), 'RunPage') })
const contest = createRoute({ getParentRoute: () => shellRoute, path: '/incentives/contests/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./ContestPage'), 'ContestPage') })
const check = createRoute({ getParentRoute: () => shellRoute, path: '/my-rewards/draws/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./DrawCheckPage'), 'DrawCheckPage') })
const own = createRoute({ getParentRoute: () => shellRoute, path: '/my-rewards', validateSearch: loose, component: lazyRouteComponent(() => import('./OwnRewardsPage'), 'OwnRewardsPage') })

export const routes = [incentives, run, contest, check, own] as const

export const nav: NavItem[] = [
  { to: '/my-rewards', room: 'today', label: 'incentive:nav.own', icon: <HeartOutlined />, permission: 'performance.own' },
  { to: '/incentives', room: 'performance', label: 'incentive:nav.incentives', icon: <FlagOutlined />, permission: 'performance.read' },
]
