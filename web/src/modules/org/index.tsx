import { ApartmentOutlined, BankOutlined, BranchesOutlined, CalendarOutlined, IdcardOutlined, LayoutOutlined, TeamOutlined, ToolOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'
import { dayText, text } from '../../kit/search'

export type ObjectSearch = { search?: string; active?: string; sort?: string; open?: string }
const objectSearch = (s: Record<string, unknown>): ObjectSearch => ({ search: text(s.search), active: text(s.active), sort: text(s.sort), open: text(s.open) })

const organisation = createRoute({
  getParentRoute: () => shellRoute,
  path: '/organisation',
  component: lazyRouteComponent(() => import('./OrganisationPage'), 'OrganisationPage'),
})
const queues = createRoute({
  getParentRoute: () => shellRoute,
  path: '/queues',
  validateSearch: objectSearch,
  component: lazyRouteComponent(() => import('./QueuesPage'), 'QueuesPage'),
})
const people = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people',
  validateSearch: objectSearch,
  component: lazyRouteComponent(() => import('./PeoplePage'), 'PeoplePage'),
})
const teams = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams',
  validateSearch: objectSearch,
  component: lazyRouteComponent(() => import('./TeamsPage'), 'TeamsPage'),
})
const sites = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sites',
  validateSearch: objectSearch,
  component: lazyRouteComponent(() => import('./SitesPage'), 'SitesPage'),
})
const skills = createRoute({
  getParentRoute: () => shellRoute,
  path: '/skills',
  validateSearch: objectSearch,
  component: lazyRouteComponent(() => import('./SkillsPage'), 'SkillsPage'),
})
const seatPlans = createRoute({
  getParentRoute: () => shellRoute,
  path: '/seat-plans',
  validateSearch: (s: Record<string, unknown>): { search?: string; site?: string; sort?: string } => ({ search: text(s.search), site: text(s.site), sort: text(s.sort) }),
  component: lazyRouteComponent(() => import('./SeatPlansPage'), 'SeatPlansPage'),
})
const seatPlan = createRoute({
  getParentRoute: () => shellRoute,
  path: '/seat-plans/$id',
  validateSearch: (s: Record<string, unknown>): { from?: string } => ({ from: text(s.from) }),
  component: lazyRouteComponent(() => import('./SeatPlanEditPage'), 'SeatPlanEditPage'),
})

const calendar = createRoute({
  getParentRoute: () => shellRoute,
  path: '/calendar',
  validateSearch: (s: Record<string, unknown>): ObjectSearch & { year?: string; view?: string; queue?: string; kind?: string; origin?: string; on?: string } => ({
    ...objectSearch(s), year: text(s.year), view: text(s.view), queue: text(s.queue), kind: text(s.kind), origin: text(s.origin), on: dayText(s.on),
  }),
  component: lazyRouteComponent(() => import('./CalendarPage'), 'CalendarPage'),
})

export const routes = [organisation, queues, people, teams, sites, seatPlans, seatPlan, skills, calendar] as const
export const nav: NavItem[] = [
  { to: '/organisation', room: 'org', label: 'org:nav.organisation', icon: <ApartmentOutlined />, permission: 'org.read', letter: 'o' },
  { to: '/queues', room: 'org', label: 'org:nav.queues', icon: <BranchesOutlined />, permission: 'org.read', letter: 'd' },
  { to: '/people', room: 'org', label: 'org:nav.people', icon: <IdcardOutlined />, permission: 'org.read', letter: 'p' },
  { to: '/teams', room: 'org', label: 'org:nav.teams', icon: <TeamOutlined />, permission: 'org.read', letter: 't' },
  { to: '/sites', room: 'org', label: 'org:nav.sites', icon: <BankOutlined />, permission: 'org.read' },
  { to: '/seat-plans', room: 'org', label: 'org:nav.seats', icon: <LayoutOutlined />, permission: 'org.read' },
  { to: '/skills', room: 'org', label: 'org:nav.skills', icon: <ToolOutlined />, permission: 'org.read' },
  { to: '/calendar', room: 'system', label: 'calendar:nav', icon: <CalendarOutlined />, permission: 'org.read', letter: 'l' },
]
