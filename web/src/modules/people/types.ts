// Shapes of the part of the contract about people.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Summary = Schemas['PeopleSummary']
export type File = Schemas['PeopleFile']
export type FileRecord = Schemas['PeopleRecord']
export type Own = Schemas['PeopleOwn']
export type Change = Schemas['PeopleChange']
