// Shapes of the part of the contract about targets.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Line = Schemas['TargetLine']
export type Detail = Schemas['TargetDetail']
export type Version = Schemas['TargetVersion']
export type Node = Schemas['TargetNode']
export type Check = Schemas['TargetCheck']
export type Cascade = Schemas['TargetCascade']
export type CascadeIn = Schemas['TargetCascadeIn']
export type ByHand = Schemas['TargetByHand']
export type Group = Schemas['TargetGroup']
export type Child = Schemas['TargetChild']
export type Request = Schemas['TargetRequest']
export type Change = Schemas['TargetChange']
export type Smart = Schemas['TargetSmart']
export type Taken = Schemas['TargetTaken']
export type State = Line['actual']['state']
