import { BulbOutlined, CoffeeOutlined, ExperimentOutlined, ShareAltOutlined, TeamOutlined, UserAddOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/staffing',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./PlansPage'), 'PlansPage'),
})
const one = createRoute({
  getParentRoute: () => shellRoute,
  path: '/staffing/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./PlanPage'), 'PlanPage'),
})

const shrinkage = createRoute({
  getParentRoute: () => shellRoute,
  path: '/staffing-shrinkage',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ShrinkagePage'), 'ShrinkagePage'),
})

const hiring = createRoute({
  getParentRoute: () => shellRoute,
  path: '/hiring',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./HiringPage'), 'HiringPage'),
})

const calibrations = createRoute({
  getParentRoute: () => shellRoute,
  path: '/staffing-calibration',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./CalibrationsPage'), 'CalibrationsPage'),
})
const calibration = createRoute({
  getParentRoute: () => shellRoute,
  path: '/staffing-calibration/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./CalibrationPage'), 'CalibrationPage'),
})

const whatIf = createRoute({
  getParentRoute: () => shellRoute,
  path: '/staffing-what-if',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./WhatIfPage'), 'WhatIfPage'),
})

const shared = createRoute({
  getParentRoute: () => shellRoute,
  path: '/staffing-shared',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./SharedPage'), 'SharedPage'),
})

export const routes = [list, one, shared, shrinkage, hiring, calibrations, calibration, whatIf] as const

export const nav: NavItem[] = [
  { to: '/staffing', room: 'planning', label: 'staffing:nav.plans', icon: <TeamOutlined />, permission: 'staffing.read' },
  { to: '/staffing-shared', room: 'planning', label: 'staffing:nav.shared', icon: <ShareAltOutlined />, permission: 'staffing.read' },
  { to: '/staffing-shrinkage', room: 'planning', label: 'staffing:nav.shrinkage', icon: <CoffeeOutlined />, permission: 'staffing.read' },
  { to: '/hiring', room: 'planning', label: 'staffing:nav.hiring', icon: <UserAddOutlined />, permission: 'staffing.read' },
  { to: '/staffing-calibration', room: 'planning', label: 'staffing:nav.calibration', icon: <ExperimentOutlined />, permission: 'staffing.read' },
  { to: '/staffing-what-if', room: 'planning', label: 'staffing:nav.whatif', icon: <BulbOutlined />, permission: 'staffing.read' },
]
