import { TeamOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const segments = createRoute({ getParentRoute: () => shellRoute, path: '/segments', validateSearch: loose, component: lazyRouteComponent(() => import('./SegmentsPage'), 'SegmentsPage') })
const person = createRoute({ getParentRoute: () => shellRoute, path: '/segments/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./PersonPage'), 'PersonPage') })

export const routes = [segments, person] as const

export const nav: NavItem[] = [{ to: '/segments', room: 'performance', label: 'segment:nav.segments', icon: <TeamOutlined />, permission: 'segment.read' }]
