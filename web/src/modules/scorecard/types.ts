// Shapes of the part of the contract about scorecards.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Card = Schemas['ScorecardCard']
export type CardLine = Schemas['ScorecardLine']
export type Own = Schemas['ScorecardOwn']
export type TeamScores = Schemas['ScorecardTeamScores']
export type PersonRow = Schemas['ScorecardPersonRow']
export type PersonLine = Schemas['ScorecardPersonLine']
export type TeamLine = Schemas['ScorecardTeamLine']
export type KeptSet = Schemas['ScorecardKeptSet']
export type SetLine = Schemas['ScorecardSetLine']
