import { QuestionCircleOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const today = createRoute({
  getParentRoute: () => shellRoute,
  path: '/running-day',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./RunningDayPage'), 'RunningDayPage'),
})
const actions = createRoute({
  getParentRoute: () => shellRoute,
  path: '/running-day/actions',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ActionsPage'), 'ActionsPage'),
})
const plans = createRoute({
  getParentRoute: () => shellRoute,
  path: '/running-day/emergency-plans',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./PlansPage'), 'PlansPage'),
})

const missed = createRoute({
  getParentRoute: () => shellRoute,
  path: '/running-day/missed',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./MissedPage'), 'MissedPage'),
})

export const routes = [today, actions, missed, plans] as const

export const nav: NavItem[] = [
  { to: '/running-day', room: 'planning', label: 'intraday:nav.today', icon: <ThunderboltOutlined />, permission: 'intraday.read', words: '当日调度 现场调度 日内调整 缺口 小休调整 加班 应急预案 值长 排班师 running day intraday gaps move breaks overtime emergency plan actions' },
  { to: '/running-day/missed', room: 'planning', label: 'intraday:nav.missed', icon: <QuestionCircleOutlined />, permission: 'intraday.read', words: '未达标原因 为什么没达标 归因 预测偏差 缺勤 遵时 技能 why missed cause attribution shapley' },
]
