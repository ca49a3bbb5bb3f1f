import { ScheduleOutlined } from '@ant-design/icons'
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

export const routes = [shifts] as const

export const nav: NavItem[] = [
  { to: '/shift-types', room: 'planning', label: 'roster:nav.shifts', icon: <ScheduleOutlined />, permission: 'roster.read', words: '班次 班型 班次模板 早班 中班 晚班 夜班 大夜 排班 休息 用餐 shift types shifts patterns early night breaks roster' },
]
