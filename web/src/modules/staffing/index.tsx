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
  { to: '/staffing', room: 'planning', label: 'staffing:nav.plans', icon: <TeamOutlined />, permission: 'staffing.read', words: '人力需求 人力测算 需求人数 排班人数 损耗 爱尔兰 FTE staffing requirement required agents Erlang' },
  { to: '/staffing-shared', room: 'planning', label: 'staffing:nav.shared', icon: <ShareAltOutlined />, permission: 'staffing.read', words: '共享坐席 技能组 多技能 混合坐席 节省 shared agents skill groups multi-skill pooling saving' },
  { to: '/staffing-shrinkage', room: 'planning', label: 'staffing:nav.shrinkage', icon: <CoffeeOutlined />, permission: 'staffing.read', words: '损耗率 缩减率 小休 用餐 培训 会议 病假 事假 年假 流失 shrinkage breaks training meetings leave sickness attrition' },
  { to: '/hiring', room: 'planning', label: 'staffing:nav.hiring', icon: <UserAddOutlined />, permission: 'staffing.read', words: '招聘计划 人力规划 培训班 编制 流失 加班 hiring plan capacity plan training class attrition headcount overtime' },
  { to: '/staffing-calibration', room: 'planning', label: 'staffing:nav.calibration', icon: <ExperimentOutlined />, permission: 'staffing.read', words: '模拟校准 模拟器 仿真 回放 偏差 校验 准确 耐心 calibration simulator replay deviation accuracy validation' },
  { to: '/staffing-what-if', room: 'planning', label: 'staffing:nav.whatif', icon: <BulbOutlined />, permission: 'staffing.read', words: '假设分析 情景 方案 调整项 交叉培训 处理时长 预算 敏感性 what if scenario lever cross-train AHT budget sensitivity' },
]
