import { HourglassOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'
import { text } from '../../kit/search'

const jobs = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs',
  validateSearch: (s: Record<string, unknown>): { state?: string; open?: string } => ({ state: text(s.state), open: text(s.open) }),
  component: lazyRouteComponent(() => import('./JobsPage'), 'JobsPage'),
})

export const routes = [jobs] as const
export const nav: NavItem[] = [
  { to: '/jobs', room: 'system', label: 'jobs:nav.jobs', icon: <HourglassOutlined />, permission: 'telephony.import', letter: 'j' },
]
