// Package adherence holds what somebody did against what was scheduled.
//
// Instants are whole seconds, of any origin. A piece is a stretch of the
// schedule with one activity; where nothing is scheduled is outside. What was
// done are stretches of one state each; where there are none, nothing is known
// and nothing is counted.
//
// A stretch in which the state is not one of those the activity allows is a
// deviation. A deviation right after a piece begins or right before it ends that
// is no longer than the grace is forgiven, as a whole; a longer one counts from
// its first second. What an excuse covers does not count.
package adherence
