// Shapes of the part of the contract of the server about performance contracts.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Head = Schemas['ContractHead']
export type View = Schemas['ContractView']
export type Line = Schemas['ContractLine']
export type LineScore = Schemas['ContractLineScore']
export type Computation = Schemas['ContractComputation']
export type Entry = Schemas['ContractEntry']
export type Move = Schemas['ContractMove']
export type Appeal = Schemas['ContractAppeal']
export type Change = Schemas['ContractChange']
export type Template = Schemas['ContractTemplate']
export type DrawnUp = Schemas['ContractDrawnUp']
export type ContractState = Head['state']
export type FileEntry = Schemas['ContractFileEntry']
