import { AlertOutlined, ControlOutlined, TeamOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const floor = createRoute({ getParentRoute: () => shellRoute, path: '/floor', validateSearch: loose, component: lazyRouteComponent(() => import('./FloorPage'), 'FloorPage') })
const alarms = createRoute({ getParentRoute: () => shellRoute, path: '/alarms', validateSearch: loose, component: lazyRouteComponent(() => import('./AlarmsPage'), 'AlarmsPage') })
const thresholds = createRoute({ getParentRoute: () => shellRoute, path: '/thresholds', validateSearch: loose, component: lazyRouteComponent(() => import('./ThresholdsPage'), 'ThresholdsPage') })

export const routes = [floor, alarms, thresholds] as const

export const nav: NavItem[] = [
  { to: '/floor', room: 'live', label: 'live:nav.floor', icon: <TeamOutlined />, permission: 'live.read', letter: 'f', words: '现场 看板 坐席 状态 排队 实时 floor agents live' },
  { to: '/alarms', room: 'live', label: 'live:nav.alarms', icon: <AlertOutlined />, permission: 'live.read', letter: 'w', words: '告警 报警 需处置 静音 alarms history mute' },
  { to: '/thresholds', room: 'live', label: 'live:nav.thresholds', icon: <ControlOutlined />, permission: 'live.read', words: '阈值 告警规则 目标 thresholds rules targets' },
]
