// Shapes of the part of the contract about adherence.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Figures = Schemas['AdherenceFigures']
export type Row = Schemas['AdherenceRow']
export type Table = Schemas['AdherenceTable']
export type Day = Schemas['AdherenceDay']
export type DayDeviation = Schemas['AdherenceDeviationOf']
export type Piecewise = Schemas['AdherencePiecewise']
export type Deviations = Schemas['AdherenceDeviations']
export type Exception = Schemas['AdherenceException']
export type Activity = Schemas['AdherenceActivity']
export type Rule = Schemas['AdherenceRule']
