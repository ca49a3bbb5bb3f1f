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
  { to: '/forecasts', room: 'planning', label: 'forecast:nav.forecasts', icon: <LineChartOutlined />, permission: 'forecast.read', letter: 'f', words: '话务预测 来电量 平均处理时长 工作量 forecast volume AHT workload' },
  { to: '/intraday', room: 'planning', label: 'forecast:nav.intraday', icon: <FieldTimeOutlined />, permission: 'forecast.read', words: '当日预测 日内更新 偏离预测 剩余来电 intraday reforecast rest of the day' },
  { to: '/forecast-accuracy', room: 'planning', label: 'forecast:nav.accuracy', icon: <AimOutlined />, permission: 'forecast.read', words: '预测准确度 误差 偏差 WAPE MASE 覆盖率 forecast accuracy error bias coverage' },
  { to: '/forecast-models', room: 'planning', label: 'forecast:nav.models', icon: <BarChartOutlined />, permission: 'forecast.read', words: '模型比较 回测 滚动起点 组合 朴素 能不能信 model comparison backtest rolling origin ensemble naive baseline' },
  { to: '/forecast-outlook', room: 'planning', label: 'forecast:nav.outlook', icon: <RiseOutlined />, permission: 'forecast.read', words: '长期展望 月度预测 招聘 编制 人数 long-range outlook months hiring headcount budget' },
  { to: '/forecast-history', room: 'planning', label: 'forecast:nav.history', icon: <FlagOutlined />, permission: 'forecast.read', words: '历史日处理 异常日 停业 缺数 剔除 修复 outlier gap outage history days treatment' },
  { to: '/forecast-events', room: 'planning', label: 'forecast:nav.events', icon: <CalendarOutlined />, permission: 'forecast.read', words: '事件 促销 账单日 发薪日 节假日影响 调休 event campaign bills pay-day holiday effect' },
  { to: '/forecast-drivers', room: 'planning', label: 'forecast:nav.drivers', icon: <FundOutlined />, permission: 'forecast.read', words: '业务驱动 保单量 账单量 存量 流量 business drivers policies bills' },
]
