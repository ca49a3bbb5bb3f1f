// Compiled, never run: what the server says it answers fits the shapes the pages read.
import type { components } from './schema'
import type { AuditEntry, Centre, Dimensions, Grant, Job, Membership, Metric, MetricAnswer, Person, Queue, Role, Session, Site, Skill, Team, User } from './types'

type Schemas = components['schemas']
type Fits<Server extends Page, Page> = Server

export type Contract = [
  Fits<Schemas['OrgCentre'], Centre>,
  Fits<Schemas['OrgQueue'], Omit<Queue, 'hours'>>,
  Fits<Schemas['OrgPerson'], Person>,
  Fits<Schemas['OrgTeam'], Team>,
  Fits<Schemas['OrgSite'], Site>,
  Fits<Schemas['OrgSkill'], Skill>,
  Fits<Schemas['OrgMembership'], Membership>,
  Fits<Schemas['OrgDimensions'], Dimensions>,
  Fits<Schemas['IdentitySessionBody'], Session>,
  Fits<Schemas['IdentityUser'], User>,
  Fits<Schemas['IdentityGrant'], Grant>,
  Fits<Schemas['IdentityRole'], Role>,
  Fits<Schemas['Job'], Job>,
  Fits<Schemas['AuditEntry'], AuditEntry>,
  Fits<Schemas['MetricAnswer']['rows'], MetricAnswer['rows'] | null>,
  Fits<Schemas['MetricMetric'], Omit<Metric, 'versions'>>,
]
