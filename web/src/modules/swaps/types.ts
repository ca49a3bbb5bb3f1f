// Shapes of the part of the contract about swaps.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Swap = Schemas['SwapsSwap']
export type SwapShift = Schemas['SwapsShift']
export type OwnSwaps = Schemas['SwapsOwn']
export type Told = Schemas['SwapsTold']
export type Checked = Schemas['SwapsChecked']
export type Colleague = Schemas['SwapsColleague']
export type Terms = Schemas['SwapsTerms']
