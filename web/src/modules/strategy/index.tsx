import { ApartmentOutlined, FlagOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const map = createRoute({ getParentRoute: () => shellRoute, path: '/strategy', validateSearch: loose, component: lazyRouteComponent(() => import('./MapPage'), 'MapPage') })
const goal = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/goals/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./GoalPage'), 'GoalPage') })
const initiatives = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/initiatives', validateSearch: loose, component: lazyRouteComponent(() => import('./InitiativesPage'), 'InitiativesPage') })
const evidence = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/evidence', validateSearch: loose, component: lazyRouteComponent(() => import('./EvidencePage'), 'EvidencePage') })

export const routes = [map, goal, initiatives, evidence] as const

export const nav: NavItem[] = [
  { to: '/strategy', room: 'strategy', label: 'strategy:nav.map', icon: <ApartmentOutlined />, permission: 'strategy.read', words: '战略地图 平衡计分卡 目标 财务 客户 内部运营 学习成长 因果 strategy map balanced scorecard goals perspectives cause effect BSC' },
  { to: '/strategy/initiatives', room: 'strategy', label: 'strategy:nav.initiatives', icon: <FlagOutlined />, permission: 'strategy.read', words: '举措 行动方案 里程碑 资源 initiatives milestones resources' },
]
