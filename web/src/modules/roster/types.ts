// Shapes of the roster's part of the contract.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type ShiftType = Schemas['RosterShiftType']
export type ShiftBreak = Schemas['RosterBreak']
export type ShiftRequest = Schemas['RosterShiftRequest']
export type ShiftChange = Schemas['RosterShiftChange']
export type Rule = Schemas['RosterRule']
export type RuleSet = Schemas['RosterRuleSet']
export type RuleConflict = Schemas['RosterConflict']
export type RuleTemplate = Schemas['RosterTemplate']
export type RulesGiven = Schemas['RosterGiven']
