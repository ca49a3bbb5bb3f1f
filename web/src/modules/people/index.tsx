import { ApartmentOutlined, CarryOutOutlined, IdcardOutlined, TeamOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const own = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-file',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnFilePage'), 'OwnFilePage'),
})
const files = createRoute({
  getParentRoute: () => shellRoute,
  path: '/employees',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./FilesPage'), 'FilesPage'),
})
const file = createRoute({
  getParentRoute: () => shellRoute,
  path: '/employees/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./FilePage'), 'FilePage'),
})

const ownCareer = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-career',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnCareerPage'), 'OwnCareerPage'),
})
const careers = createRoute({
  getParentRoute: () => shellRoute,
  path: '/careers',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./CareersPage'), 'CareersPage'),
})
const career = createRoute({
  getParentRoute: () => shellRoute,
  path: '/careers/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./CareerPage'), 'CareerPage'),
})
const ladder = createRoute({
  getParentRoute: () => shellRoute,
  path: '/career-ladder',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./LadderPage'), 'LadderPage'),
})
const posts = createRoute({
  getParentRoute: () => shellRoute,
  path: '/posts',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./PostsPage'), 'PostsPage'),
})

const workforce = createRoute({
  getParentRoute: () => shellRoute,
  path: '/workforce',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./WorkforcePage'), 'WorkforcePage'),
})

const teamPlan = createRoute({
  getParentRoute: () => shellRoute,
  path: '/team-plan',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./TeamPlanPage'), 'TeamPlanPage'),
})

export const routes = [own, workforce, teamPlan, files, file, ownCareer, careers, career, ladder, posts] as const

export const nav: NavItem[] = [
  { to: '/my-file', room: 'today', label: 'people:nav.own', icon: <IdcardOutlined />, permission: 'people.own' },
  { to: '/my-career', room: 'today', label: 'people:nav.my_career', icon: <CarryOutOutlined />, permission: 'people.own' },
  { to: '/employees', room: 'people', label: 'people:nav.files', icon: <TeamOutlined />, permission: 'people.read' },
  { to: '/workforce', room: 'people', label: 'people:nav.workforce', icon: <CarryOutOutlined />, permission: 'people.read' },
  { to: '/team-plan', room: 'people', label: 'people:nav.team_plan', icon: <TeamOutlined />, permission: 'people.read' },
  { to: '/careers', room: 'people', label: 'people:nav.careers', icon: <ApartmentOutlined />, permission: 'people.read' },
  { to: '/posts', room: 'people', label: 'people:nav.posts', icon: <TeamOutlined />, permission: 'people.own' },
]
