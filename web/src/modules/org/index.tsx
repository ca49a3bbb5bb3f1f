import { ApartmentOutlined, BankOutlined, BranchesOutlined, IdcardOutlined, TeamOutlined, ToolOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'
import { text } from '../../kit/search'

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

export const routes = [organisation, queues, people, teams, sites, skills] as const
export const nav: NavItem[] = [
  { to: '/organisation', room: 'org', label: 'org:nav.organisation', icon: <ApartmentOutlined />, permission: 'org.read', letter: 'o', words: '组织 概览 organisation' },
  { to: '/queues', room: 'org', label: 'org:nav.queues', icon: <BranchesOutlined />, permission: 'org.read', letter: 'd', words: '队列 queue 服务目标 营业时间' },
  { to: '/people', room: 'org', label: 'org:nav.people', icon: <IdcardOutlined />, permission: 'org.read', letter: 'p', words: '人员 坐席 工号 agent people' },
  { to: '/teams', room: 'org', label: 'org:nav.teams', icon: <TeamOutlined />, permission: 'org.read', letter: 't', words: '班组 班长 team' },
  { to: '/sites', room: 'org', label: 'org:nav.sites', icon: <BankOutlined />, permission: 'org.read', words: '职场 site' },
  { to: '/skills', room: 'org', label: 'org:nav.skills', icon: <ToolOutlined />, permission: 'org.read', words: '技能 skill' },
]
