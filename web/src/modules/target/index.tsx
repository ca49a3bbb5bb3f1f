import { AimOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const targets = createRoute({ getParentRoute: () => shellRoute, path: '/targets', validateSearch: loose, component: lazyRouteComponent(() => import('./TargetsPage'), 'TargetsPage') })
const target = createRoute({ getParentRoute: () => shellRoute, path: '/targets/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./TargetPage'), 'TargetPage') })

export const routes = [targets, target] as const

export const nav: NavItem[] = [{ to: '/targets', room: 'performance', label: 'target:nav.targets', icon: <AimOutlined />, permission: 'performance.read' }]
