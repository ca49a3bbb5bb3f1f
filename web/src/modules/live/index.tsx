import { AlertOutlined, ControlOutlined, DesktopOutlined, TeamOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { rootRoute, shellRoute } from '../../app/root'
import { loadAllWords } from '../../kit/i18n'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const floor = createRoute({ getParentRoute: () => shellRoute, path: '/floor', validateSearch: loose, component: lazyRouteComponent(() => import('./FloorPage'), 'FloorPage') })
const alarms = createRoute({ getParentRoute: () => shellRoute, path: '/alarms', validateSearch: loose, component: lazyRouteComponent(() => import('./AlarmsPage'), 'AlarmsPage') })
const thresholds = createRoute({ getParentRoute: () => shellRoute, path: '/thresholds', validateSearch: loose, component: lazyRouteComponent(() => import('./ThresholdsPage'), 'ThresholdsPage') })

const boards = createRoute({ getParentRoute: () => shellRoute, path: '/wallboards', validateSearch: loose, component: lazyRouteComponent(() => import('./BoardsPage'), 'BoardsPage') })
const board = createRoute({ getParentRoute: () => shellRoute, path: '/wallboards/$id', component: lazyRouteComponent(() => import('./BoardEditPage'), 'BoardEditPage') })
// Outside of the shell nobody else fetches the words of pages.
const wall = createRoute({ getParentRoute: () => rootRoute, path: '/wall/$kind/$id', beforeLoad: loadAllWords, component: lazyRouteComponent(() => import('./WallPage'), 'WallPage') })
const screen = createRoute({ getParentRoute: () => rootRoute, path: '/screen', beforeLoad: loadAllWords, component: lazyRouteComponent(() => import('./WallPage'), 'ScreenPage') })

export const bareRoutes = [wall, screen] as const
export const routes = [floor, alarms, boards, board, thresholds] as const

export const nav: NavItem[] = [
  { to: '/floor', room: 'live', label: 'live:nav.floor', icon: <TeamOutlined />, permission: 'live.read', letter: 'f' },
  { to: '/alarms', room: 'live', label: 'live:nav.alarms', icon: <AlertOutlined />, permission: 'live.read', letter: 'w' },
  { to: '/wallboards', room: 'live', label: 'live:nav.boards', icon: <DesktopOutlined />, permission: 'live.read' },
  { to: '/thresholds', room: 'live', label: 'live:nav.thresholds', icon: <ControlOutlined />, permission: 'live.read' },
]
