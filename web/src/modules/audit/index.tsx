import { FileProtectOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'
import { dayText, text } from '../../kit/search'

const audit = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: (s: Record<string, unknown>): { search?: string; kind?: string; actor?: string; action?: string; object?: string; from?: string; to?: string; open?: string } => ({
    search: text(s.search), kind: text(s.kind), actor: text(s.actor), action: text(s.action), object: text(s.object), from: dayText(s.from), to: dayText(s.to), open: text(s.open),
  }),
  component: lazyRouteComponent(() => import('./AuditPage'), 'AuditPage'),
})

export const routes = [audit] as const
export const nav: NavItem[] = [
  { to: '/audit', room: 'system', label: 'audit:nav.audit', icon: <FileProtectOutlined />, permission: 'audit.read', letter: 'a' },
]
