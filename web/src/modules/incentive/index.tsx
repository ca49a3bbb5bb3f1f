import { FlagOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const incentives = createRoute({ getParentRoute: () => shellRoute, path: '/incentives', validateSearch: loose, component: lazyRouteComponent(() => import('./IncentivesPage'), 'IncentivesPage') })
const run = createRoute({ getParentRoute: () => shellRoute, path: '/incentives/runs/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./RunPage'), 'RunPage') })

export const routes = [incentives, run] as const

export const nav: NavItem[] = [
  { to: '/incentives', room: 'performance', label: 'incentive:nav.incentives', icon: <FlagOutlined />, permission: 'performance.read' },
]
