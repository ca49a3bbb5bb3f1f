import { HomeOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const home = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./HomePage'), 'HomePage'),
})

export const routes = [home] as const
export const nav: NavItem[] = [{ to: '/', room: 'today', label: 'home:nav.home', icon: <HomeOutlined />, letter: 'h' }]
