// Shapes of the part of the contract about people.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Summary = Schemas['PeopleSummary']
export type File = Schemas['PeopleFile']
export type FileRecord = Schemas['PeopleRecord']
export type Own = Schemas['PeopleOwn']
export type Change = Schemas['PeopleChange']
export type Career = Schemas['CareerCareer']
export type CareerSummary = Schemas['CareerSummary']
export type Outlook = Schemas['CareerOutlook']
export type Verdict = Schemas['CareerVerdict']
export type Condition = Schemas['CareerCondition']
export type Ladder = Schemas['CareerLadder']
export type LadderOut = Schemas['CareerLadderOut']
export type Step = Schemas['CareerStep']
export type Decision = Schemas['CareerDecision']
export type PostView = Schemas['CareerPostView']
