import { CarryOutOutlined, FileProtectOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const list = createRoute({ getParentRoute: () => shellRoute, path: '/contracts', validateSearch: loose, component: lazyRouteComponent(() => import('./ContractsPage'), 'ContractsPage') })
const one = createRoute({ getParentRoute: () => shellRoute, path: '/contracts/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./ContractPage'), 'ContractPage') })
const own = createRoute({ getParentRoute: () => shellRoute, path: '/my-contract', validateSearch: loose, component: lazyRouteComponent(() => import('./OwnContractPage'), 'OwnContractPage') })

export const routes = [list, one, own] as const

export const nav: NavItem[] = [
  { to: '/my-contract', room: 'today', label: 'contract:nav.own', icon: <CarryOutOutlined />, permission: 'performance.own' },
  { to: '/contracts', room: 'performance', label: 'contract:nav.list', icon: <FileProtectOutlined />, permission: 'performance.read' },
]
