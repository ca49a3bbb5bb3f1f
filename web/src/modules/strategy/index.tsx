import { ApartmentOutlined, CompassOutlined, FlagOutlined, RadarChartOutlined } from '@ant-design/icons'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { NavItem } from '../../app/module'
import { shellRoute } from '../../app/root'

const loose = (s: Record<string, unknown>): Record<string, unknown> => s

const map = createRoute({ getParentRoute: () => shellRoute, path: '/strategy', validateSearch: loose, component: lazyRouteComponent(() => import('./MapPage'), 'MapPage') })
const goal = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/goals/$id', validateSearch: loose, component: lazyRouteComponent(() => import('./GoalPage'), 'GoalPage') })
const initiatives = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/initiatives', validateSearch: loose, component: lazyRouteComponent(() => import('./InitiativesPage'), 'InitiativesPage') })
const evidence = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/evidence', validateSearch: loose, component: lazyRouteComponent(() => import('./EvidencePage'), 'EvidencePage') })
const documents = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/mission', validateSearch: loose, component: lazyRouteComponent(() => import('./DocumentsPage'), 'DocumentsPage') })
const analysis = createRoute({ getParentRoute: () => shellRoute, path: '/strategy/analysis', validateSearch: loose, component: lazyRouteComponent(() => import('./AnalysisPage'), 'AnalysisPage') })

export const routes = [map, goal, initiatives, evidence, documents, analysis] as const

export const nav: NavItem[] = [
  { to: '/strategy/mission', room: 'strategy', label: 'strategy:nav.documents', icon: <CompassOutlined />, permission: 'strategy.read', words: '使命 愿景 远景 价值观 阶段 mission vision values stages' },
  { to: '/strategy/analysis', room: 'strategy', label: 'strategy:nav.analysis', icon: <RadarChartOutlined />, permission: 'strategy.read', words: '环境分析 优势 劣势 机会 威胁 SWOT analysis strengths weaknesses opportunities threats' },
  { to: '/strategy', room: 'strategy', label: 'strategy:nav.map', icon: <ApartmentOutlined />, permission: 'strategy.read', words: '战略地图 平衡计分卡 目标 财务 客户 内部运营 学习成长 因果 strategy map balanced scorecard goals perspectives cause effect BSC' },
  { to: '/strategy/initiatives', room: 'strategy', label: 'strategy:nav.initiatives', icon: <FlagOutlined />, permission: 'strategy.read', words: '举措 行动方案 里程碑 资源 initiatives milestones resources' },
]
