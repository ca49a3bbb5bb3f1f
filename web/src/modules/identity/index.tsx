import { ApiOutlined, KeyOutlined, LoginOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { rootRoute, shellRoute } from '../../app/root'
import { text } from '../../kit/search'

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (s: Record<string, unknown>): { return?: string; failed?: string; step?: string } => ({ return: text(s.return), failed: text(s.failed), step: text(s.step) }),
  component: lazyRouteComponent(() => import('./SignInPage'), 'SignInPage'),
})

const password = createRoute({
  getParentRoute: () => shellRoute,
  path: '/password',
  component: lazyRouteComponent(() => import('./PasswordPage'), 'PasswordPage'),
})

const users = createRoute({
  getParentRoute: () => shellRoute,
  path: '/users',
  validateSearch: (s: Record<string, unknown>): { search?: string; role?: string; active?: string; sort?: string; open?: string } => ({
    search: text(s.search), role: text(s.role), active: text(s.active), sort: text(s.sort), open: text(s.open),
  }),
  component: lazyRouteComponent(() => import('./UsersPage'), 'UsersPage'),
})

const keys = createRoute({
  getParentRoute: () => shellRoute,
  path: '/api-keys',
  validateSearch: (s: Record<string, unknown>): { search?: string; state?: string; open?: string } => ({ search: text(s.search), state: text(s.state), open: text(s.open) }),
  component: lazyRouteComponent(() => import('./KeysPage'), 'KeysPage'),
})

const methods = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sign-in-methods',
  validateSearch: (s: Record<string, unknown>): { search?: string; kind?: string; open?: string } => ({ search: text(s.search), kind: text(s.kind), open: text(s.open) }),
  component: lazyRouteComponent(() => import('./MethodsPage'), 'MethodsPage'),
})

export const bareRoutes = [signIn] as const
export const routes = [password, users, keys, methods] as const
export const nav: NavItem[] = [
  { to: '/users', room: 'system', label: 'identity:nav.users', icon: <KeyOutlined />, permission: 'users.manage', letter: 'u' },
  { to: '/api-keys', room: 'system', label: 'identity:nav.keys', icon: <ApiOutlined />, permission: 'users.manage' },
  { to: '/sign-in-methods', room: 'system', label: 'identity:nav.methods', icon: <LoginOutlined />, permission: 'users.manage' },
]
