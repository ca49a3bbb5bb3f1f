import { AimOutlined, FieldTimeOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const own = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-adherence',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnPage'), 'OwnPage'),
})
const figures = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./FiguresPage'), 'FiguresPage'),
})
const deviations = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence/deviations',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./DeviationsPage'), 'DeviationsPage'),
})
const exceptions = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence/exceptions',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ExceptionsPage'), 'ExceptionsPage'),
})
const rule = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence/rule',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RulePage'), 'RulePage'),
})
const day = createRoute({
  getParentRoute: () => shellRoute,
  path: '/adherence/people/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./DayPage'), 'DayPage'),
})

export const routes = [own, figures, deviations, exceptions, rule, day] as const

export const nav: NavItem[] = [
  { to: '/my-adherence', room: 'today', label: 'adherence:nav.own', icon: <FieldTimeOutlined />, permission: 'adherence.own', words: '我的遵时 遵时 迟到 早退 小休超时 例外 申诉 说明 my adherence late break deviation explain exception' },
  { to: '/adherence', room: 'planning', label: 'adherence:nav.figures', icon: <AimOutlined />, permission: 'adherence.read', words: '遵时率 遵时度 排班遵守率 工时符合率 迟到 早退 缺勤 小休超时 偏离 例外 宽限 adherence conformance RTA late absent break overrun deviations exceptions grace' },
]
