import { ScheduleOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
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

export const routes = [shifts, rules, rule] as const

export const nav: NavItem[] = [
  { to: '/shift-types', room: 'planning', label: 'roster:nav.shifts', icon: <ScheduleOutlined />, permission: 'roster.read', words: '班次 班型 班次模板 早班 中班 晚班 夜班 大夜 排班 休息 用餐 shift types shifts patterns early night breaks roster' },
  { to: '/work-rules', room: 'planning', label: 'roster:nav.rules', icon: <SafetyCertificateOutlined />, permission: 'roster.read', words: '排班规则 工时 加班 休息 连续上班 夜班 劳动法 合规 work rules hours overtime rest labour law nights weekends' },
]
