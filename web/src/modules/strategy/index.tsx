import { ApartmentOutlined, CarryOutOutlined, CompassOutlined, FlagOutlined, FormOutlined, RadarChartOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const map = createRoute({ getParentRoute: () => shellRoute, path: '/strategy', validateSearch: loose, component: lazyRouteComponent(() => import('./MapPage'), 'MapPage') })
const goal = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/goals/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./GoalPage'), 'GoalPage') })
const initiatives = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/initiatives', validateSearch: loose, component: lazyRouteComponent(() => import('./InitiativesPage'), 'InitiativesPage') })
const evidence = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/evidence', validateSearch: loose, component: lazyRouteComponent(() => import('./EvidencePage'), 'EvidencePage') })
const documents = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/mission', validateSearch: loose, component: lazyRouteComponent(() => import('./DocumentsPage'), 'DocumentsPage') })
const analysis = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/analysis', validateSearch: loose, component: lazyRouteComponent(() => import('./AnalysisPage'), 'AnalysisPage') })

const annual = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/annual-plan', validateSearch: loose, component: lazyRouteComponent(() => import('./PlanPage'), 'PlanPage') })
const reviews = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/reviews', validateSearch: loose, component: lazyRouteComponent(() => import('./ReviewsPage'), 'ReviewsPage') })
const review = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/reviews/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./ReviewPage'), 'ReviewPage') })
const actions = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/actions', validateSearch: loose, component: lazyRouteComponent(() => import('./ActionsPage'), 'ActionsPage') })

export const routes = [map, goal, initiatives, evidence, documents, analysis, annual, reviews, review, actions] as const

export const nav: NavItem[] = [
  { to: '/strategy/mission', room: 'strategy', label: 'strategy:nav.documents', icon: <CompassOutlined />, permission: 'strategy.read' },
  { to: '/strategy/analysis', room: 'strategy', label: 'strategy:nav.analysis', icon: <RadarChartOutlined />, permission: 'strategy.read' },
  { to: '/strategy', room: 'strategy', label: 'strategy:nav.map', icon: <ApartmentOutlined />, permission: 'strategy.read' },
  { to: '/strategy/initiatives', room: 'strategy', label: 'strategy:nav.initiatives', icon: <FlagOutlined />, permission: 'strategy.read' },
  { to: '/strategy/annual-plan', room: 'strategy', label: 'strategy:nav.annual', icon: <CarryOutOutlined />, permission: 'strategy.read' },
  { to: '/strategy/reviews', room: 'strategy', label: 'strategy:nav.reviews', icon: <FormOutlined />, permission: 'strategy.read' },
]
