import { FieldTimeOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const own = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-offers',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OwnOffersPage'), 'OwnOffersPage'),
})
const offers = createRoute({
  getParentRoute: () => shellRoute,
  path: '/offers',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OffersPage'), 'OffersPage'),
})
const overtime = createRoute({
  getParentRoute: () => shellRoute,
  path: '/offers/overtime',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OvertimePage'), 'OvertimePage'),
})

export const routes = [own, offers, overtime] as const

export const nav: NavItem[] = [
  { to: '/my-offers', room: 'today', label: 'offers:nav.own', icon: <FieldTimeOutlined />, permission: 'roster.own' },
  { to: '/offers', room: 'planning', label: 'offers:nav.offers', icon: <FieldTimeOutlined />, permission: 'roster.offer' },
]
