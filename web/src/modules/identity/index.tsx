import { ApiOutlined, KeyOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { rootRoute, shellRoute } from '../../app/root'
import { text } from '../../kit/search'

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (s: Record<string, unknown>): { return?: string } => ({ return: text(s.return) }),
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

export const bareRoutes = [signIn] as const
export const routes = [password, users, keys] as const
export const nav: NavItem[] = [
  { to: '/users', room: 'system', label: 'identity:nav.users', icon: <KeyOutlined />, permission: 'users.manage', letter: 'u', words: '用户 角色 权限 users roles permissions' },
  { to: '/api-keys', room: 'system', label: 'identity:nav.keys', icon: <ApiOutlined />, permission: 'users.manage', words: '接口 密钥 令牌 api key token' },
]
