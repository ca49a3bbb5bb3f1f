// Shapes of the part of the contract about incentives.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Rule = Schemas['IncentiveRule']
export type Version = Schemas['IncentiveVersion']
export type Body = Schemas['IncentiveBody']
export type Line = Schemas['IncentiveLine']
export type Example = Schemas['IncentiveExample']
export type Trial = Schemas['IncentiveTrial']
export type Person = Schemas['IncentivePerson']
export type Run = Schemas['IncentiveRun']
export type OwnRewards = Schemas['IncentiveOwn']
export type Weeks = Schemas['IncentiveWeeks']
export type Entry = Schemas['IncentiveEntry']
export type Gift = Schemas['IncentiveGift']
export type Taking = Schemas['IncentiveTaking']
export type Praise = Schemas['IncentivePraise']
