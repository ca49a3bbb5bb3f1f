// Shapes of the part of the contract about the strategy.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Goal = Schemas['StrategyGoal']
export type GoalOnMap = Schemas['StrategyGoalOnMap']
export type GoalRequest = Schemas['StrategyGoalRequest']
export type Measure = Schemas['StrategyMeasure']
export type Reading = Schemas['StrategyReading']
export type StrategyMap = Schemas['StrategyMap']
export type Arrow = Schemas['StrategyArrow']
export type Initiative = Schemas['StrategyInitiative']
export type Milestone = Schemas['StrategyMilestone']
export type Evidence = Schemas['StrategyEvidence']
export type State = GoalOnMap['state']
export type Perspective = Goal['perspective']
