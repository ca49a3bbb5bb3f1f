import { AimOutlined, BarChartOutlined, CalendarOutlined, FieldTimeOutlined, FlagOutlined, FundOutlined, LineChartOutlined, RiseOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forecasts',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ForecastsPage'), 'ForecastsPage'),
})
const one = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forecasts/$id',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ForecastPage'), 'ForecastPage'),
})

const accuracy = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forecast-accuracy',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./AccuracyPage'), 'AccuracyPage'),
})

const intraday = createRoute({
  getParentRoute: () => shellRoute,
  path: '/intraday',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./IntradayPage'), 'IntradayPage'),
})

const history = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forecast-history',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./HistoryDaysPage'), 'HistoryDaysPage'),
})

const events = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forecast-events',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./EventsPage'), 'EventsPage'),
})

const outlook = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forecast-outlook',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./OutlookPage'), 'OutlookPage'),
})

const models = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forecast-models',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./ComparisonPage'), 'ComparisonPage'),
})

const drivers = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forecast-drivers',
  validateSearch: loose,
  component: lazyRouteComponent(() => import('./DriversPage'), 'DriversPage'),
})

export const routes = [list, one, accuracy, models, intraday, history, events, outlook, drivers] as const

export const nav: NavItem[] = [
  { to: '/forecasts', room: 'planning', label: 'forecast:nav.forecasts', icon: <LineChartOutlined />, permission: 'forecast.read', letter: 'f' },
  { to: '/intraday', room: 'planning', label: 'forecast:nav.intraday', icon: <FieldTimeOutlined />, permission: 'forecast.read' },
  { to: '/forecast-accuracy', room: 'planning', label: 'forecast:nav.accuracy', icon: <AimOutlined />, permission: 'forecast.read' },
  { to: '/forecast-models', room: 'planning', label: 'forecast:nav.models', icon: <BarChartOutlined />, permission: 'forecast.read' },
  { to: '/forecast-outlook', room: 'planning', label: 'forecast:nav.outlook', icon: <RiseOutlined />, permission: 'forecast.read' },
  { to: '/forecast-history', room: 'planning', label: 'forecast:nav.history', icon: <FlagOutlined />, permission: 'forecast.read' },
  { to: '/forecast-events', room: 'planning', label: 'forecast:nav.events', icon: <CalendarOutlined />, permission: 'forecast.read' },
  { to: '/forecast-drivers', room: 'planning', label: 'forecast:nav.drivers', icon: <FundOutlined />, permission: 'forecast.read' },
]
