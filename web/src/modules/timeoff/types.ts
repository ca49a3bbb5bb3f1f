// Shapes of the part of the contract about time off.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Kind = Schemas['TimeoffKind']
export type Request = Schemas['TimeoffRequest']
export type Warning = Schemas['TimeoffWarning']
export type Own = Schemas['TimeoffOwn']
export type Balance = Schemas['TimeoffBalance']
export type BalanceChange = Schemas['TimeoffBalanceChange']
export type Limit = Schemas['TimeoffLimit']
export type Calendar = Schemas['TimeoffCalendar']
export type CalendarDay = Schemas['TimeoffCalendarDay']
