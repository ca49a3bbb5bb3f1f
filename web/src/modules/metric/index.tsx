import { BarChartOutlined, BookOutlined, FormOutlined, HeatMapOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'
import { parseHeat } from './heatState'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const heatmap = createRoute({
  getParentRoute: () => shellRoute,
  path: '/heatmap',
  validateSearch: parseHeat,
  component: lazyRouteComponent(() => import('./HeatmapPage'), 'HeatmapPage'),
})
const explorer = createRoute({
  getParentRoute: () => shellRoute,
  path: '/explorer',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ExplorerPage'), 'ExplorerPage'),
})
const catalogue = createRoute({
  getParentRoute: () => shellRoute,
  path: '/metrics',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./CataloguePage'), 'CataloguePage'),
})
const variants = createRoute({
  getParentRoute: () => shellRoute,
  path: '/metrics/variants',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./VariantsPage'), 'VariantsPage'),
})
const definition = createRoute({
  getParentRoute: () => shellRoute,
  path: '/metrics/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./DefinitionPage'), 'DefinitionPage'),
})

const reported = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reported-values',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ReportedPage'), 'ReportedPage'),
})

export const routes = [heatmap, explorer, catalogue, variants, definition, reported] as const

export const nav: NavItem[] = [
  { to: '/heatmap', room: 'numbers', label: 'metric:nav.heatmap', icon: <HeatMapOutlined />, permission: 'metric.read', letter: 'm' },
  { to: '/explorer', room: 'numbers', label: 'metric:nav.explorer', icon: <BarChartOutlined />, permission: 'metric.read', letter: 'e' },
  { to: '/metrics', room: 'numbers', label: 'metric:nav.catalogue', icon: <BookOutlined />, permission: 'metric.read', letter: 'k' },
  { to: '/reported-values', room: 'numbers', label: 'reported:nav.reported', icon: <FormOutlined />, permission: 'metric.report' },
]
