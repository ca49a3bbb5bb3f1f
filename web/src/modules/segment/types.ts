// Shapes of the part of the contract about segments.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Overview = Schemas['SegmentOverview']
export type Row = Schemas['SegmentRow']
export type Verdict = Schemas['SegmentVerdict']
export type Figure = Schemas['SegmentFigure']
export type Cause = Schemas['SegmentCause']
export type Scheme = Schemas['SegmentScheme']
export type Body = Schemas['SegmentBody']
export type Segment = Schemas['SegmentSegment']
export type History = Schemas['SegmentHistory']
export type Assessed = Schemas['SegmentAssessed']
export type AttitudeIn = Schemas['SegmentAttitudeIn']
export type Action = Schemas['SegmentAction']
export type ActionIn = Schemas['SegmentActionIn']
