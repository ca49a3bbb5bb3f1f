// Package adherence holds what people did against what was published for them:
// adherence, conformance and every deviation they are made of.
//
// Words. The schedule (计划) of a person's day is the published roster's shift
// with its breaks and activities, without approved time off. What was done are
// the states the telephony told, with their instants. A deviation (偏离) is a
// stretch in a state that the scheduled activity does not allow, longer than
// the grace (宽限) where it begins or ends with a piece of the schedule. An
// exception (遵时例外) is a time with a reason: an agent explains, a leader
// approves or refuses, or a leader enters one for a person or a team; what an
// approved one covers is kept and shown, and does not count. The formulas are
// those of calc/adherence.
//
// Which second belongs to which day: a day reaches to midnight, or, where a
// shift is near it, to half-way to the next shift, at most four hours beyond.
//
// A kept day says of what it was made (basis). What it is made of now is
// compared every few minutes for the days that may still change, and a day that
// differs is made anew; older days stay as they were.
//
// Rosters come through wfm/roster/rosters, time off through wfm/timeoff, states
// through telephony/rollup.
//
// Tables: adherence_rule, adherence_exception, adherence_day. Facts told:
// adherence.rule.changed, adherence.exception.changed, adherence.day.changed.
// Heard: roster.>, timeoff.>, adherence.rule.>.
package adherence
