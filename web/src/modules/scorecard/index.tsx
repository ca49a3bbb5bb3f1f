import { CarryOutOutlined, FlagOutlined, TeamOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { rootRoute, shellRoute } from '../../app/root'
import { loadAllWords } from '../../kit/i18n'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const own = createRoute({ getParentRoute: () => shellRoute, path: '/my-numbers', validateSearch: loose, component: lazyRouteComponent(() => import('./OwnPage'), 'OwnPage') })
const team = createRoute({ getParentRoute: () => shellRoute, path: '/team-scores', validateSearch: loose, component: lazyRouteComponent(() => import('./TeamPage'), 'TeamPage') })
const person = createRoute({ getParentRoute: () => shellRoute, path: '/team-scores/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./PersonPage'), 'PersonPage') })
const sets = createRoute({ getParentRoute: () => shellRoute, path: '/scorecard-sets', validateSearch: loose, component: lazyRouteComponent(() => import('./SetsPage'), 'SetsPage') })
const compare = createRoute({ getParentRoute: () => shellRoute, path: '/teams-compare', validateSearch: loose, component: lazyRouteComponent(() => import('./ComparePage'), 'ComparePage') })
const boards = createRoute({ getParentRoute: () => shellRoute, path: '/boards', validateSearch: loose, component: lazyRouteComponent(() => import('./BoardsPage'), 'BoardsPage') })
const screen = createRoute({ getParentRoute: () => rootRoute, path: '/boards/$id/screen', beforeLoad: loadAllWords, component: lazyRouteComponent(() => import('./ScreenPage'), 'ScreenPage') })

const talks = createRoute({ getParentRoute: () => shellRoute, path: '/talks', validateSearch: loose, component: lazyRouteComponent(() => import('./TalksPage'), 'TalksPage') })

export const routes = [own, team, person, sets, compare, boards, talks] as const
export const bareRoutes = [screen] as const

export const nav: NavItem[] = [
  { to: '/my-numbers', room: 'today', label: 'scorecard:nav.own', icon: <CarryOutOutlined />, permission: 'performance.own' },
  { to: '/team-scores', room: 'performance', label: 'scorecard:nav.team', icon: <TeamOutlined />, permission: 'performance.read' },
  { to: '/boards', room: 'performance', label: 'scorecard:nav.boards', icon: <FlagOutlined />, permission: 'performance.own' },
]
