// Package series forecasts counts by day and slot.
//
// Words: a slot is a part of a day (half an hour), the same for all days of a
// series. A profile is the share of each slot in its day. A usual day is one of
// a weekday on which counts come as a rule; a usual day without counts is a
// closed one. A lead is how far after the history a day stands.
//
// A forecast is made of a day's total and of its profile. The total comes from
// two dynamic linear models of its logarithm (day_state.go, day_model.go,
// kalman.go), the profile from profile.go and, where days differ in shape, a
// few factors (shape.go). Days of the month that stand out, such as pay-days, are
// found by month_day.go. Simple models stand beside them (means.go,
// smoothing.go, factors.go, shift.go). The ensemble (ensemble.go) weighs all by what they
// would have said; forecast.go and parts.go make bands and parts of it;
// evaluate.go tries all of it on a past.
package series
