// Every module once: its pages and its places in the navigation.
import * as adherence from '../modules/adherence'
import * as audit from '../modules/audit'
import * as contract from '../modules/contract'
import * as forecast from '../modules/forecast'
import * as home from '../modules/home'
import * as identity from '../modules/identity'
import * as intraday from '../modules/intraday'
import * as jobs from '../modules/jobs'
import * as live from '../modules/live'
import * as metric from '../modules/metric'
import * as offers from '../modules/offers'
import * as org from '../modules/org'
import * as people from '../modules/people'
import * as roster from '../modules/roster'
import * as scorecard from '../modules/scorecard'
import * as segment from '../modules/segment'
import * as settings from '../modules/settings'
import * as staffing from '../modules/staffing'
import * as strategy from '../modules/strategy'
import * as incentive from '../modules/incentive'
import * as swaps from '../modules/swaps'
import * as target from '../modules/target'
import * as telephony from '../modules/telephony'
import * as timeoff from '../modules/timeoff'
import type { NavItem } from './module'

export const shellRoutes = [
  ...home.routes,
  ...live.routes,
  ...metric.routes,
  ...strategy.routes,
  ...incentive.routes,
  ...forecast.routes,
  ...staffing.routes,
  ...roster.routes,
  ...swaps.routes,
  ...offers.routes,
  ...intraday.routes,
  ...timeoff.routes,
  ...adherence.routes,
  ...people.routes,
  ...scorecard.routes,
  ...segment.routes,
  ...contract.routes,
  ...target.routes,
  ...telephony.routes,
  ...org.routes,
  ...identity.routes,
  ...settings.routes,
  ...audit.routes,
  ...jobs.routes,
] as const

export const bareRoutes = [...identity.bareRoutes, ...live.bareRoutes, ...scorecard.bareRoutes] as const

export const nav: NavItem[] = [home, live, metric, strategy, forecast, staffing, roster, intraday, swaps, offers, timeoff, adherence, people, target, contract, scorecard, segment, incentive, telephony, org, identity, settings, audit, jobs].flatMap((m) => m.nav)
