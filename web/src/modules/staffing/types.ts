// Shapes of staffing's part of the contract.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Plan = Schemas['StaffingPlan']
export type PlanQueue = Schemas['StaffingQueue']
export type Target = Schemas['StaffingTarget']
export type DayFigures = Schemas['StaffingDayFigures']
export type WeekFigures = Schemas['StaffingWeekFigures']
export type SlotFigures = Schemas['StaffingSlotFigures']
export type PlanFigures = Schemas['StaffingPlanFigures']
export type ShrinkageFigures = Schemas['StaffingShrinkageFigures']
export type KindFigures = Schemas['StaffingKindFigures']
export type StateFigures = Schemas['StaffingStateFigures']
export type ShrinkageChange = Schemas['StaffingChange']
export type HiringPlan = Schemas['HiringPlan']
export type HiringOutcome = Schemas['HiringOutcome']
export type HiringMonth = Schemas['HiringMonth']
export type HiringClass = Schemas['HiringClass']
